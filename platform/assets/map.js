// The map of what was found: places on the city's pictures, or on a plain ground with the names of its areas.
const load = (address) => new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = done;
  script.onerror = failed;
  document.head.append(script);
});

const style = (address) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
};

const get = async (address) => (await fetch(address, { headers: { accept: "application/geo+json" } })).json();

export const draw = async (box, { places, areas, mission }) => {
  const here = new URL(".", import.meta.url);
  style(new URL("vendor/leaflet.css", here));
  const [, found, around] = await Promise.all([load(new URL("vendor/leaflet.js", here)), get(places), get(areas)]);
  const L = window.L;
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const map = L.map(box, { attributionControl: true, zoomSnap: 0.25 });
  // Names of areas where there is room for them.
  const name = () => box.classList.toggle("named", map.getZoom() >= 13);
  map.on("zoomend", name);
  map.attributionControl.setPrefix(false);
  if (around.tiles) L.tileLayer(around.tiles, { attribution: around.attribution }).addTo(map);
  const label = (text) => {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  };
  for (const area of around.features) {
    const [lon, lat] = area.geometry.coordinates;
    if (!around.tiles) {
      L.circleMarker([lat, lon], { radius: 3, opacity: 0.35, color: colour, interactive: false })
        .bindTooltip(label(area.properties.name), { permanent: true, direction: "center", className: "area" }).addTo(map);
    }
  }
  const points = found.features.map(({ geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const link = document.createElement("a");
    link.href = mission + properties.mission;
    link.textContent = properties.title;
    const where = document.createElement("p");
    where.textContent = properties.label;
    const popup = document.createElement("div");
    popup.append(link, where);
    L.circleMarker([lat, lon], { radius: 9, color: colour, fillOpacity: 0.6 }).bindPopup(popup).addTo(map);
    return [lat, lon];
  });
  const corners = points.length ? points : around.features.map(({ geometry }) => [...geometry.coordinates].reverse());
  map.fitBounds(L.latLngBounds(corners).pad(0.15), { maxZoom: 15 });
  name();
};
