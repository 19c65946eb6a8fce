//! What search engines read of a mission: `JobPosting` with `employmentType: VOLUNTEER`, and `Event` for what has a date.
//!
//! **Why `JobPosting`:** schema.org has no `VolunteerAction`; its maintainers answer «JobPosting, volunteer».

use platform_core::missions::{Mission, Slot, State};
use serde_json::{Value, json};

use super::card;
use super::markdown;
use super::shell::Shell;

/// Dated slots described each as an event.
const EVENTS: usize = 10;

/// The description of a mission, safe within a `<script>`.
pub(super) fn mission(shell: &Shell, mission: &Mission) -> String {
    let to_come: Vec<_> = mission.slots.iter().filter(|slot| card::is_to_come(slot, shell.ctx.now)).collect();
    let posting = (mission.state == State::Published && !to_come.is_empty()).then(|| posting(shell, mission, &to_come));
    let events = to_come.iter().filter_map(|slot| event(shell, mission, slot)).take(EVENTS);
    let graph: Vec<Value> = posting.into_iter().chain(events).collect();
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // Nothing may end the element it stands in.
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn posting(shell: &Shell, mission: &Mission, slots: &[&Slot]) -> Value {
    let (title, description) = mission.draft.text_in(shell.ctx.locale);
    let mut posting = json!({
        "@type": "JobPosting",
        "title": title,
        "description": markdown::html(description),
        "identifier": { "@type": "PropertyValue", "name": shell.city(), "value": mission.id.to_string() },
        "url": shell.canonical(),
        "datePosted": mission.published_at.map(|at| shell.machine_time(at)),
        "employmentType": "VOLUNTEER",
        "hiringOrganization": { "@type": "NGO", "name": mission.association_name,
            "url": shell.absolute(&format!("/associations/{}", mission.association)) },
        "totalJobOpenings": slots.iter().map(|slot| card::free(slot)).sum::<i32>(),
        "directApply": true,
    });
    if let Some(picture) = &mission.picture {
        posting["image"] = shell.whole(picture.path()).into();
    }
    let last = slots.iter().filter_map(|slot| slot.ends_at).max();
    if let Some(last) = last.filter(|_| slots.iter().all(|slot| slot.ends_at.is_some())) {
        posting["validThrough"] = shell.machine_time(last).into();
    }
    if mission.draft.remote {
        posting["jobLocationType"] = "TELECOMMUTE".into();
        posting["applicantLocationRequirements"] =
            json!({ "@type": "Country", "name": shell.ctx.tenant.config.country });
    }
    if !mission.addresses.is_empty() {
        posting["jobLocation"] = mission.addresses.iter().map(|address| place(shell, address)).collect();
    }
    posting
}

fn place(shell: &Shell, address: &platform_core::missions::PlacedAddress) -> Value {
    json!({
        "@type": "Place",
        "name": address.label,
        "address": { "@type": "PostalAddress", "streetAddress": address.street, "postalCode": address.postcode,
            "addressLocality": shell.city(), "addressCountry": shell.ctx.tenant.config.country },
        "geo": { "@type": "GeoCoordinates", "latitude": address.point.lat, "longitude": address.point.lon },
    })
}

fn event(shell: &Shell, mission: &Mission, slot: &Slot) -> Option<Value> {
    let (starts_at, ends_at) = slot.starts_at.zip(slot.ends_at)?;
    let status = if mission.state == State::Cancelled { "EventCancelled" } else { "EventScheduled" };
    let location = mission.addresses.first().map_or_else(
        || json!({ "@type": "VirtualLocation", "url": shell.canonical() }),
        |address| place(shell, address),
    );
    let image = mission.picture.as_ref().map(|picture| shell.whole(picture.path()));
    let mut event = json!({
        "@type": "Event",
        "name": mission.draft.text_in(shell.ctx.locale).0,
        "startDate": shell.machine_time(starts_at),
        "endDate": shell.machine_time(ends_at),
        "eventStatus": format!("https://schema.org/{status}"),
        "location": location,
        "organizer": { "@type": "NGO", "name": mission.association_name },
        "remainingAttendeeCapacity": card::free(slot),
        "url": shell.canonical(),
    });
    if let Some(image) = image {
        event["image"] = image.into();
    }
    Some(event)
}
