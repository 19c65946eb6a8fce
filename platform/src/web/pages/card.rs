//! A mission in a list: what one must know to open it.

use chrono::{DateTime, Utc};
use platform_core::missions::{Mission, Slot, State};
use uuid::Uuid;

use super::shell::Shell;

/// A mission in a list.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) id: Uuid,
    pub(super) title: String,
    /// The language of the title, where it is not the page's.
    pub(super) lang: Option<&'static str>,
    pub(super) association: String,
    pub(super) domain: String,
    pub(super) when: String,
    /// The same, for programs.
    pub(super) at: Option<String>,
    pub(super) place: String,
    pub(super) places: String,
    pub(super) is_full: bool,
    pub(super) distance: Option<String>,
    pub(super) points: Vec<(f64, f64)>,
    /// The small picture: its address, its size. What is on it the title says.
    pub(super) picture: Option<(String, (u32, u32))>,
}

impl Card {
    /// Of a mission, and how far it is.
    pub(super) fn new(shell: &Shell, mission: &Mission, distance_m: Option<f64>) -> Self {
        let next = next_slot(mission, shell.ctx.now);
        let free: i32 = mission.slots.iter().filter(|slot| is_to_come(slot, shell.ctx.now)).map(free).sum();
        let starts_at = next.and_then(|slot| slot.starts_at);
        Self {
            id: mission.id.uuid(),
            title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
            lang: foreign(shell, mission),
            association: mission.association_name.clone(),
            domain: shell.word("domain", mission.draft.domain),
            when: if next.is_some() { shell.when_short(starts_at) } else { shell.t("card-over") },
            at: starts_at.map(|at| shell.machine_time(at)),
            place: place(shell, mission),
            places: places(shell, mission, free),
            is_full: free == 0,
            distance: distance_m.map(|metres| distance(shell, metres)),
            picture: mission.picture.as_ref().map(|picture| (picture.small_path(), picture.small_size())),
            points: mission.addresses.iter().map(|address| (address.point.lat, address.point.lon)).collect(),
        }
    }
}

/// The language of a mission's text, where it is not the page's (WCAG 3.1.2).
pub(super) fn foreign(shell: &Shell, mission: &Mission) -> Option<&'static str> {
    let written = mission.draft.language;
    let translated = mission.draft.translations.contains_key(&shell.ctx.locale);
    (written != shell.ctx.locale && !translated).then(|| written.tag())
}

/// Whether one can still come to a slot.
pub(super) fn is_to_come(slot: &Slot, now: DateTime<Utc>) -> bool {
    slot.starts_at.is_none_or(|start| start > now)
}

/// Slots in the order in which one looks for them: those to come, the next first, then the others, the last first.
pub(super) fn as_looked_for(slots: &[Slot], now: DateTime<Utc>) -> Vec<&Slot> {
    let (ahead, behind): (Vec<_>, Vec<_>) = slots.iter().partition(|slot| is_to_come(slot, now));
    ahead.into_iter().chain(behind.into_iter().rev()).collect()
}

/// How many places of a slot nobody holds.
pub(super) fn free(slot: &Slot) -> i32 {
    (slot.capacity - slot.taken).max(0)
}

fn next_slot(mission: &Mission, now: DateTime<Utc>) -> Option<&Slot> {
    mission.slots.iter().find(|slot| is_to_come(slot, now))
}

/// Where a mission is, in a few words.
pub(super) fn place(shell: &Shell, mission: &Mission) -> String {
    let Some(first) = mission.addresses.first() else { return shell.t("card-remote") };
    let area =
        first.areas.iter().filter_map(|code| shell.ctx.tenant.config.area(code)).find(|area| area.parent.is_some());
    match area {
        Some(area) => format!("{}, {}", first.label, area.name(shell.ctx.locale)),
        None => first.label.clone(),
    }
}

fn places(shell: &Shell, mission: &Mission, free: i32) -> String {
    match (mission.state, free) {
        (State::Closed, _) => shell.t("card-closed"),
        (_, 0) if mission.draft.waiting_list => shell.t("card-waiting-list"),
        (_, 0) => shell.t("card-full"),
        _ => shell.with("card-places", "count", free),
    }
}

fn distance(shell: &Shell, metres: f64) -> String {
    if metres < 950.0 {
        let near = ((metres / 50.0).round() * 50.0).max(50.0);
        return shell.with("distance-m", "metres", near);
    }
    shell.with("distance-km", "km", (metres / 100.0).round() / 10.0)
}
