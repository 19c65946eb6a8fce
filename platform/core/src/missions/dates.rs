//! The dates of missions for anybody's calendar (RFC 5545, with the name and refresh interval of RFC 7986).

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use super::{Mission, Slot, State};
use crate::tenancy::Ctx;

/// How often calendars look again: half a day.
const REFRESH: &str = "PT12H";

/// The slots of these missions that have a date, as a calendar of this name; `page` says where a mission is shown.
///
/// **Why UTC:** as in the dates people are sent: a slot is an instant, which UTC says exactly.
#[must_use]
pub fn calendar(ctx: &Ctx, name: &str, missions: &[Mission], page: impl Fn(&Mission) -> String) -> String {
    let mut calendar = Calendar::empty();
    for (property, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//jemengage//jemengage//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        calendar.append_property(Property::new(property, value));
    }
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    refresh.add_parameter("VALUE", "DURATION");
    calendar.append_property(refresh);
    for mission in missions {
        for slot in &mission.slots {
            if let Some(event) = event(ctx, mission, slot, &page(mission)) {
                calendar.push(event);
            }
        }
    }
    calendar.to_string()
}

fn event(ctx: &Ctx, mission: &Mission, slot: &Slot, page: &str) -> Option<Event> {
    let (starts_at, ends_at) = slot.starts_at.zip(slot.ends_at)?;
    let host = ctx.tenant.config.hosts.first().map_or("", String::as_str);
    let status = if mission.state == State::Cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed };
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", slot.id))
        .timestamp(ctx.now)
        .add_property("SEQUENCE", slot.sequence.to_string())
        .starts(starts_at)
        .ends(ends_at)
        .status(status)
        .summary(mission.draft.text_in(ctx.locale).0)
        .description(&mission.association_name)
        .add_property("URL", page);
    if let Some(place) = mission.place() {
        event.location(&place);
    }
    if let Some(address) = mission.addresses.first() {
        event.add_property("GEO", format!("{:.6};{:.6}", address.point.lat, address.point.lon));
    }
    Some(event.done())
}
