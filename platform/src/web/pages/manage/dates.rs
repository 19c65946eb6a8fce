//! The dates of a mission as rows of a form: on the city's clocks, each row a slot, or several weeks of it.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use platform_core::missions::{MAX_SLOTS, Mission, NewSlot, Slot};
use platform_core::refusals::Reason;
use platform_core::tenancy::CityConfig;
use uuid::Uuid;

use super::steps::{RowView, Sheet};
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::shell::Shell;

/// A row, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    id: Option<Uuid>,
    date: String,
    from: String,
    until: String,
    /// Further days it lasts, where it is longer than a night.
    days: u64,
    places: String,
    weeks: String,
}

/// Whether a slot is over, and somebody was there: such a one stays as it is, and is not shown. A date in the past that
/// nobody could come to was mistyped.
fn is_over(mission: &Mission, slot: &Slot, now: DateTime<Utc>) -> bool {
    mission.published_at.is_some() && slot.taken > 0 && slot.ends_at.is_some_and(|end| end <= now)
}

/// The rows of a mission's slots, and an empty one if there is none.
pub(super) fn filled(shell: &Shell, mission: &Mission) -> Vec<Row> {
    let config = &shell.ctx.tenant.config;
    let ahead = mission.slots.iter().filter(|slot| !is_over(mission, slot, shell.ctx.now));
    let rows: Vec<_> = ahead.map(|slot| Row::of(config, slot)).collect();
    if rows.is_empty() { vec![Row::default()] } else { rows }
}

/// The rows as they were typed, without those that are taken away or were left empty.
pub(super) fn typed(given: &Fields) -> Vec<Row> {
    let name = |place: u64, field: &str| format!("slot-{place}-{field}");
    let there = (0..=MAX_SLOTS).take_while(|place| given.has(&name(*place, "row")));
    let kept = there.filter(|place| !given.has(&name(*place, "drop")));
    let row = |place: u64| {
        let text = |field: &str| given.text(&name(place, field)).trim().to_owned();
        Row {
            id: text("id").parse().ok(),
            date: text("date"),
            from: text("from"),
            until: text("until"),
            days: text("days").parse().unwrap_or(0),
            places: text("places"),
            weeks: text("weeks"),
        }
    };
    kept.map(row).filter(|row| *row != Row::default()).collect()
}

/// One more row, at the time of the last.
pub(super) fn with_another(mut rows: Vec<Row>) -> Vec<Row> {
    let last = rows.last().cloned().unwrap_or_default();
    rows.push(Row { id: None, date: String::new(), weeks: String::new(), ..last });
    rows
}

/// The slots of the rows, and those that are over as they stand; each reason names its row.
pub(super) fn read(shell: &Shell, rows: &[Row], mission: &Mission) -> Result<Vec<NewSlot>, Vec<Reason>> {
    let config = &shell.ctx.tenant.config;
    let (mut slots, mut reasons) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        let stands = row.id.and_then(|id| mission.slots.iter().find(|slot| slot.id.uuid() == id));
        match row.slot(config, stands) {
            Ok(slot) => slots.push(slot),
            Err(reason) => {
                let field = reason.field.clone().unwrap_or_default();
                reasons.push(reason.at(format!("/slots/{place}{field}")));
            }
        }
    }
    // One that ended while the form was open has a row of its own.
    let has_row = |slot: &Slot| rows.iter().any(|row| row.id == Some(slot.id.uuid()));
    let over = mission.slots.iter().filter(|slot| is_over(mission, slot, shell.ctx.now) && !has_row(slot));
    slots.extend(
        over.map(|slot| NewSlot { id: Some(slot.id), ..NewSlot::new(slot.starts_at, slot.ends_at, slot.capacity) }),
    );
    if reasons.is_empty() { Ok(slots) } else { Err(reasons) }
}

impl Row {
    fn of(config: &CityConfig, slot: &Slot) -> Self {
        let (id, places) = (Some(slot.id.uuid()), slot.capacity.to_string());
        let Some((start, end)) = slot.starts_at.zip(slot.ends_at) else {
            return Self { id, places, ..Self::default() };
        };
        let (start, end) = (config.local(start), config.local(end));
        let nights = (end.date() - start.date()).num_days() - i64::from(end.time() <= start.time());
        let time = |at: NaiveDateTime| at.format("%H:%M").to_string();
        Self {
            id,
            places,
            date: start.date().to_string(),
            from: time(start),
            until: time(end),
            days: u64::try_from(nights).unwrap_or(0),
            weeks: String::new(),
        }
    }

    /// The slot it asks for, or which of its fields cannot be read: by a pointer from the row on.
    fn slot(&self, config: &CityConfig, stands: Option<&Slot>) -> Result<NewSlot, Reason> {
        let capacity = self
            .places
            .parse()
            .map_err(|_| Reason::new("range").with("min", 1).with("max", 100_000).at("/capacity"))?;
        let id = self.id.map(Into::into);
        // What was not touched stays the same instant, also where the clocks show an hour twice.
        if let Some(slot) = stands.filter(|slot| self.is_at(config, slot)) {
            return Ok(NewSlot { id, ..NewSlot::new(slot.starts_at, slot.ends_at, capacity) });
        }
        let Some((start, end)) = self.ends()? else {
            return Ok(NewSlot { id, ..NewSlot::new(None, None, capacity) });
        };
        let (start, end) = (config.instant(start), config.instant(end));
        let weeks = self.weeks.parse::<u32>().ok().filter(|weeks| *weeks > 1);
        let repeat = weeks.filter(|_| id.is_none()).map(|weeks| format!("FREQ=WEEKLY;COUNT={weeks}"));
        Ok(NewSlot { id, repeat, ..NewSlot::new(Some(start), Some(end), capacity) })
    }

    fn is_at(&self, config: &CityConfig, slot: &Slot) -> bool {
        let stored = Self::of(config, slot);
        (&stored.date, &stored.from, &stored.until, stored.days) == (&self.date, &self.from, &self.until, self.days)
    }

    /// From when until when, on the city's clocks; none for help without a date.
    fn ends(&self) -> Result<Option<(NaiveDateTime, NaiveDateTime)>, Reason> {
        if self.date.is_empty() && self.from.is_empty() && self.until.is_empty() {
            return Ok(None);
        }
        if self.date.is_empty() || self.from.is_empty() || self.until.is_empty() {
            return Err(Reason::new("slot_needs_both_ends").at("/date"));
        }
        let unreadable = || Reason::new("slot_absurd_date").at("/date");
        let date: NaiveDate = self.date.parse().map_err(|_| unreadable())?;
        if !(2000..2200).contains(&date.year()) {
            return Err(unreadable());
        }
        let time =
            |text: &str| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| Reason::new("invalid_value").at("/date"));
        let (from, until) = (time(&self.from)?, time(&self.until)?);
        // Past midnight.
        let nights = self.days.saturating_add(u64::from(until <= from));
        let last = date.checked_add_days(Days::new(nights)).ok_or_else(unreadable)?;
        Ok(Some((date.and_time(from), last.and_time(until))))
    }
}

/// Where a row shows what is wrong with its slot.
pub(super) fn beside(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("slots"), None, _) => "/slots/0/date".to_owned(),
        (Some("slots"), Some(row), None | Some("id" | "starts_at" | "ends_at")) => format!("/slots/{row}/date"),
        _ => pointer.to_owned(),
    }
}

/// The fields of the rows.
pub(super) fn sheet(shell: &Shell, rows: &[Row], mission: Option<&Mission>, complaints: &Complaints) -> Sheet {
    let row = |(place, row): (usize, &Row)| {
        let stands =
            row.id.zip(mission).and_then(|(id, mission)| mission.slots.iter().find(|slot| slot.id.uuid() == id));
        view(shell, place, row, stands, complaints)
    };
    Sheet {
        hint: Some(shell.t("dates-hint")),
        rows: rows.iter().enumerate().map(row).collect(),
        add: Some(shell.t("dates-add")),
        ..Sheet::default()
    }
}

fn view(shell: &Shell, place: usize, row: &Row, stands: Option<&Slot>, complaints: &Complaints) -> RowView {
    let name = |field: &str| format!("slot-{place}-{field}");
    let at = |field: &str| format!("/slots/{place}/{field}");
    let typed = |kind: &'static str, field: &str, value: &str| {
        Field::typed(kind, &name(field), shell.t(&format!("dates-{field}")), value)
    };
    let places = Field::number(&name("places"), shell.t("dates-places"), row.places.as_str());
    let weeks = Field::number(&name("weeks"), shell.t("dates-weeks"), row.weeks.as_str());
    let hidden = [
        ("row", Some("1".to_owned())),
        ("id", row.id.map(|id| id.to_string())),
        ("days", (row.days > 0).then(|| row.days.to_string())),
    ];
    let hidden = hidden.into_iter().filter_map(|(field, value)| Some((name(field), value?)));
    let people = stands.map(|slot| slot.taken + slot.waiting).filter(|people| *people > 0);
    RowView {
        title: shell.with("dates-title", "number", place + 1),
        note: people.map(|people| shell.with("dates-people", "count", people)),
        hidden: hidden.collect(),
        fields: vec![
            typed("date", "date", &row.date).complaint(complaints, &at("date")),
            typed("time", "from", &row.from),
            typed("time", "until", &row.until),
            places.complaint(complaints, &at("capacity")),
        ],
        folded: if row.id.is_none() {
            vec![weeks.hint(shell.t("dates-weeks-hint")).complaint(complaints, &at("repeat"))]
        } else {
            Vec::new()
        },
        last: Some(Field::tick(&name("drop"), shell.t("dates-drop"), false)),
    }
}
