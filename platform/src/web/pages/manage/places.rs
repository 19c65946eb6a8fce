//! The places of a mission as rows of a form: on the ground by the area or postcode that is named, or by coordinates.

use platform_core::missions::{Address, Mission, PlacedAddress};
use platform_core::refusals::Reason;
use platform_core::search::suggest;
use platform_core::tenancy::Point;

use super::file::areas;
use super::steps::{RowView, Sheet};
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::shell::Shell;

/// Most places of one mission.
const MOST: usize = 20;

/// A row, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Which of the mission's places it was.
    was: Option<usize>,
    label: String,
    street: String,
    postcode: String,
    area: String,
    lat: String,
    lon: String,
}

/// The rows of a mission's places, and an empty one if there is none.
pub(super) fn filled(mission: &Mission) -> Vec<Row> {
    let rows: Vec<_> = mission.addresses.iter().enumerate().map(|(place, address)| Row::of(place, address)).collect();
    if rows.is_empty() { vec![Row::default()] } else { rows }
}

/// The rows as they were typed, without those that are taken away or were left empty.
pub(super) fn typed(given: &Fields) -> Vec<Row> {
    let name = |place: usize, field: &str| format!("place-{place}-{field}");
    let there = (0..=MOST).take_while(|place| given.has(&name(*place, "row")));
    let kept = there.filter(|place| !given.has(&name(*place, "drop")));
    let row = |place: usize| {
        let text = |field: &str| given.text(&name(place, field)).trim().to_owned();
        Row {
            was: text("was").parse().ok(),
            label: text("label"),
            street: text("street"),
            postcode: text("postcode"),
            area: text("area"),
            lat: text("lat"),
            lon: text("lon"),
        }
    };
    kept.map(row).filter(|row| *row != Row::default()).collect()
}

/// One more row.
pub(super) fn with_another(mut rows: Vec<Row>) -> Vec<Row> {
    rows.push(Row::default());
    rows
}

/// The places of the rows; each reason names its row.
pub(super) fn read(shell: &Shell, rows: &[Row], mission: &Mission) -> Result<Vec<Address>, Vec<Reason>> {
    let (mut addresses, mut reasons) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        let was = row.was.and_then(|was| Some((was, mission.addresses.get(was)?)));
        match row.point(shell, was) {
            Ok(point) => addresses.push(Address {
                label: row.label.clone(),
                street: row.street.clone(),
                postcode: row.postcode.clone(),
                point,
            }),
            Err(reason) => reasons.push(reason.at(format!("/addresses/{place}/point"))),
        }
    }
    if reasons.is_empty() { Ok(addresses) } else { Err(reasons) }
}

impl Row {
    fn of(place: usize, address: &PlacedAddress) -> Self {
        Self {
            was: Some(place),
            label: address.label.clone(),
            street: address.street.clone(),
            postcode: address.postcode.clone(),
            area: address.areas.first().cloned().unwrap_or_default(),
            lat: address.point.lat.to_string(),
            lon: address.point.lon.to_string(),
        }
    }

    /// Where it is: as it stood if nothing that says so was touched, by the coordinates if they were, by the area that is
    /// chosen, or by the postcode.
    fn point(&self, shell: &Shell, was: Option<(usize, &PlacedAddress)>) -> Result<Point, Reason> {
        let (stood, point) = was.map_or_else(
            || (Self::default(), None),
            |(place, address)| (Self::of(place, address), Some(address.point)),
        );
        if (&self.lat, &self.lon) != (&stood.lat, &stood.lon) && !(self.lat.is_empty() && self.lon.is_empty()) {
            let degrees = |text: &str| text.replace(',', ".").parse().map_err(|_| Reason::new("point"));
            return Ok(Point { lat: degrees(&self.lat)?, lon: degrees(&self.lon)? });
        }
        let same = (&self.postcode, &self.area) == (&stood.postcode, &stood.area);
        if let Some(point) = point.filter(|_| same && !self.lat.is_empty()) {
            return Ok(point);
        }
        let config = &shell.ctx.tenant.config;
        // Of the two, what was changed is what is meant.
        let chosen = Some(self.area.as_str()).filter(|area| !area.is_empty() && (was.is_none() || *area != stood.area));
        let area = chosen.and_then(|area| config.area(area));
        let area = area.or_else(|| suggest::area(config, shell.ctx.locale, &self.postcode));
        let area = area.or_else(|| config.area(&self.area));
        area.map(|area| area.centre).ok_or_else(|| Reason::new("place_unknown"))
    }
}

/// Where a row shows what is wrong with its place.
pub(super) fn beside(pointer: &str) -> String {
    match pointer.split('/').collect::<Vec<_>>().as_slice() {
        ["", "addresses"] => "/addresses/0/label".to_owned(),
        ["", "addresses", place] => format!("/addresses/{place}/label"),
        _ => pointer.to_owned(),
    }
}

/// What the form asks about places.
pub(super) fn sheet(shell: &Shell, remote: bool, rows: &[Row], complaints: &Complaints) -> Sheet {
    let is_remote = Field::tick("remote", shell.t("places-remote"), remote)
        .hint(shell.t("places-remote-hint"))
        .complaint(complaints, "/remote");
    Sheet {
        fields: vec![is_remote],
        rows: rows.iter().enumerate().map(|(place, row)| view(shell, place, row, complaints)).collect(),
        add: (rows.len() < MOST).then(|| shell.t("places-add")),
        ..Sheet::default()
    }
}

fn view(shell: &Shell, place: usize, row: &Row, complaints: &Complaints) -> RowView {
    let name = |field: &str| format!("place-{place}-{field}");
    let line = |field: &str, value: &str| {
        let label = shell.t(&format!("places-{field}"));
        Field::line(&name(field), label, value).complaint(complaints, &format!("/addresses/{place}/{field}"))
    };
    let was = row.was.map(|was| (name("was"), was.to_string()));
    let area = Field::select(&name("area"), shell.t("places-area"), areas(shell, &row.area));
    RowView {
        title: shell.with("places-title", "number", place + 1),
        note: None,
        hidden: std::iter::once((name("row"), "1".to_owned())).chain(was).collect(),
        fields: vec![
            line("label", &row.label).hint(shell.t("places-label-hint")),
            line("street", &row.street),
            line("postcode", &row.postcode),
            area.hint(shell.t("places-area-hint")).complaint(complaints, &format!("/addresses/{place}/point")),
        ],
        folded: vec![line("lat", &row.lat), line("lon", &row.lon)],
        last: Some(Field::tick(&name("drop"), shell.t("places-drop"), false)),
    }
}
