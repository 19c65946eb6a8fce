// What pages gain with JavaScript; all of it works without.
"use strict";

// Near me: the browser tells where one is, to us only, rounded to some hundred metres.
for (const button of document.querySelectorAll("[data-near]")) {
  if (!navigator.geolocation) continue;
  button.closest("li").hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const round = (degrees) => (Math.round(degrees * 500) / 500).toFixed(3);
        location.href = `${button.dataset.near}?lat=${round(coords.latitude)}&lon=${round(coords.longitude)}&sort=distance`;
      },
      () => { button.textContent = button.dataset.failed; },
    );
  });
}

// Sharing: the system's own way where there is one, else the address is copied.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    try {
      if (navigator.share) await navigator.share({ title: button.dataset.share, url });
      else {
        await navigator.clipboard.writeText(url);
        button.textContent = button.dataset.done;
      }
    } catch { /* closed without sharing */ }
  });
}

// The map: loaded when asked for.
const withMap = (root) => {
  for (const button of root.querySelectorAll("[data-map]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const box = document.getElementById(button.getAttribute("aria-controls"));
      box.hidden = !box.hidden;
      button.setAttribute("aria-expanded", String(!box.hidden));
      if (box.hidden || box.dataset.drawn) return;
      box.dataset.drawn = "begun";
      try {
        const { draw } = await import(button.dataset.map);
        await draw(box, button.dataset);
        box.dataset.drawn = "done";
      } catch {
        box.textContent = button.dataset.failed;
      }
    });
  }
};
withMap(document);
document.addEventListener("htmx:afterSwap", (event) => withMap(event.target.parentElement ?? document));

// What is wrong with a form is read out first.
document.getElementById("complaints")?.focus();
