//! A slot as a date in one's calendar (RFC 5545), from the acceptance to the day itself, or until it is called off.
//!
//! **Why UTC, and no time zone:** a slot is an instant, not a rule that repeats; UTC says it exactly, calendars show it
//! in the reader's own zone, and no time zone's definition has to travel along and be right on both sides of a clock
//! change.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

use crate::kinds::SignUpId;
use crate::missions::{Mission, Slot};
use crate::ports::CalendarFile;
use crate::tenancy::Tenant;

/// What a date is about.
pub(super) struct Occasion<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) sign_up: SignUpId,
    pub(super) mission: &'a Mission,
    pub(super) slot: &'a Slot,
    pub(super) title: &'a str,
    pub(super) place: Option<String>,
    pub(super) description: String,
    /// The page of the sign-up.
    pub(super) link: &'a str,
}

impl Occasion<'_> {
    /// To keep, or to keep anew: the same date under the same name. None without a date.
    pub(super) fn publish(&self, now: DateTime<Utc>) -> Option<CalendarFile> {
        self.file("PUBLISH", EventStatus::Confirmed, self.slot.sequence, now)
    }

    /// To take out. It counts as a later version than any that was sent.
    pub(super) fn cancel(&self, now: DateTime<Utc>) -> Option<CalendarFile> {
        self.file("CANCEL", EventStatus::Cancelled, self.slot.sequence + 1, now)
    }

    fn file(
        &self,
        method: &'static str,
        status: EventStatus,
        sequence: i32,
        now: DateTime<Utc>,
    ) -> Option<CalendarFile> {
        let (starts_at, ends_at) = self.slot.starts_at.zip(self.slot.ends_at)?;
        let host = self.tenant.config.hosts.first().map_or("", String::as_str);
        let mut event = Event::new();
        event
            .uid(&format!("{}@{host}", self.sign_up))
            .timestamp(now)
            .add_property("SEQUENCE", sequence.to_string())
            .starts(starts_at)
            .ends(ends_at)
            .status(status)
            .summary(self.title)
            .description(&self.description)
            .add_property("URL", self.link)
            // RFC 5546 asks for one; it is who sends the mail, so that a calendar takes both for the same.
            .append_property(organizer(&self.tenant.config.mail_from));
        if let Some(place) = &self.place {
            event.location(place);
        }
        if let Some(address) = self.mission.addresses.first() {
            event.add_property("GEO", format!("{:.6};{:.6}", address.point.lat, address.point.lon));
        }
        let mut calendar = Calendar::empty();
        for (name, value) in [
            ("VERSION", "2.0"),
            ("PRODID", "-//jemengage//jemengage//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", method),
        ] {
            calendar.append_property(Property::new(name, value));
        }
        let text = calendar.push(event.done()).to_string();
        Some(CalendarFile { method, text })
    }
}

/// The sender of the city's mails, `Name <address>`.
fn organizer(mail_from: &str) -> Property {
    let (name, address) = mail_from.rsplit_once('<').unwrap_or(("", mail_from));
    let mut property = Property::new("ORGANIZER", format!("mailto:{}", address.trim_end_matches('>').trim()));
    // A quote cannot be written within a parameter (section 3.2).
    let name: String = name.chars().filter(|c| *c != '"' && !c.is_control()).collect();
    if !name.trim().is_empty() {
        property.add_parameter("CN", name.trim());
    }
    property
}
