//! Where things are: resolving a point or a postcode to the city's areas, and distances on the ground.

use std::collections::HashMap;

use crate::tenancy::{Area, CityConfig, Point};

/// Mean radius of the Earth, metres (IUGG).
pub(crate) const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Point {
    /// Great-circle distance in metres.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat.mul_add(half_lat, a.cos() * b.cos() * half_lon * half_lon);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }
}

impl CityConfig {
    /// The area of this code.
    #[must_use]
    pub fn area(&self, code: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.code == code)
    }

    /// The codes of an area and of all above it.
    #[must_use]
    pub fn with_those_above(&self, code: &str) -> Vec<String> {
        self.lineage(code).into_iter().map(|area| area.code.clone()).collect()
    }

    /// An area and all above it, from the smallest to the city.
    #[must_use]
    pub fn lineage(&self, code: &str) -> Vec<&Area> {
        let by_code: HashMap<&str, &Area> = self.areas.iter().map(|area| (area.code.as_str(), area)).collect();
        let mut lineage = Vec::new();
        let mut next = by_code.get(code).copied();
        while let Some(area) = next {
            lineage.push(area);
            next = area.parent.as_deref().and_then(|parent| by_code.get(parent).copied());
        }
        lineage
    }

    /// The areas a postcode lies in: those that name it or its beginning, and all above them.
    #[must_use]
    pub fn areas_of_postcode(&self, postcode: &str) -> Vec<&Area> {
        let wanted = compact(postcode);
        self.areas
            .iter()
            .filter(|area| area.postcodes.iter().any(|own| wanted.starts_with(&compact(own))))
            .flat_map(|area| self.lineage(&area.code))
            .fold(Vec::new(), |mut found, area| {
                if !found.iter().any(|known: &&Area| known.code == area.code) {
                    found.push(area);
                }
                found
            })
    }

    /// The areas a place lies in, from the smallest: among the leaves that its postcode allows (all, if it names
    /// none) the one whose centre is nearest, and all above it.
    ///
    /// **Why centres:** cities publish centres and postcodes everywhere, outlines not; with a postcode the borough is
    /// exact, and the nearest centre only picks the neighbourhood in it.
    #[must_use]
    pub fn areas_of(&self, point: Point, postcode: &str) -> Vec<&Area> {
        let allowed = self.areas_of_postcode(postcode);
        let within =
            |area: &&Area| allowed.is_empty() || self.lineage(&area.code).iter().any(|a| a.code == allowed[0].code);
        let leaf = |area: &&Area| !self.areas.iter().any(|other| other.parent.as_deref() == Some(&area.code));
        self.areas
            .iter()
            .filter(leaf)
            .filter(within)
            .min_by(|a, b| point.distance_m(a.centre).total_cmp(&point.distance_m(b.centre)))
            .map(|nearest| self.lineage(&nearest.code))
            .unwrap_or_default()
    }
}

fn compact(postcode: &str) -> String {
    postcode.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenancy::Folder;

    fn paris() -> CityConfig {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tenants/paris");
        Folder::read(&folder).expect("tenants/paris is sound").config
    }

    #[test]
    fn a_postcode_names_its_borough_and_the_city() {
        let paris = paris();
        let codes: Vec<_> = paris.areas_of_postcode("75018").iter().map(|a| a.code.clone()).collect();
        assert_eq!(codes, ["75118", "75"]);
        assert!(paris.areas_of_postcode("13001").is_empty());
    }

    #[test]
    fn a_place_lies_in_its_neighbourhood_borough_and_city() {
        let paris = paris();
        let found = paris.areas_of(Point { lat: 48.8867, lon: 2.3522 }, "75018");
        assert_eq!(found.last().map(|a| a.code.as_str()), Some("75"));
        assert!(found.iter().any(|a| a.code == "75118"), "{found:?}");
    }

    #[test]
    fn the_postcode_overrules_the_nearest_centre() {
        let paris = paris();
        // A point in the 19th whose address says 75018.
        let found = paris.areas_of(Point { lat: 48.8896, lon: 2.3740 }, "75018");
        assert!(found.iter().any(|a| a.code == "75118"), "{found:?}");
    }

    #[test]
    fn distance_of_a_degree_of_latitude() {
        let metres = Point { lat: 48.0, lon: 2.0 }.distance_m(Point { lat: 49.0, lon: 2.0 });
        assert!((metres - 111_195.0).abs() < 5.0, "{metres}");
    }
}
