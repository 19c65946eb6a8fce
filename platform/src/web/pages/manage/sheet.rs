//! The list of who came to a date: kept on the spot, on a telephone.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::kinds::{MissionId, SignUpId};
use platform_core::refusals::{EditError, Reason};
use platform_core::sign_ups::State as Standing;
use platform_core::sign_ups::attendance::{self, Entry, Outcome, Sheet};
use platform_core::sign_ups::read::{Listed, shown_name};
use uuid::Uuid;

use super::own_mission;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::mission::Query;
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::Shell;

/// Dates to choose from, the last of them.
const DATES: usize = 60;

#[derive(Template)]
#[template(path = "pages/manage/sheet.html")]
struct SheetPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: String,
    complaints: Complaints,
    /// The dates, the last of them: when, their address, whether it is this.
    dates: Vec<(String, String, bool)>,
    /// How many earlier ones are left out.
    earlier: usize,
    slot: Option<Uuid>,
    when: String,
    has_begun: bool,
    code: Option<String>,
    link: Option<String>,
    people: Vec<Row>,
}

/// Somebody who is expected.
struct Row {
    name: String,
    note: Option<String>,
    /// The hidden field of what the list showed.
    was: (String, String),
    outcome: Field,
    hours: Field,
}

/// `GET /manage/missions/{id}/sheet`
pub(super) async fn sheet(State(web): State<Web>, shell: Shell, Id(id): Id, query: Query) -> Result<Response, Failure> {
    let asked = Asked { slot: query.0.parsed("slot").ok().flatten(), all: query.0.has("all") };
    render(&web, &shell, id.into(), asked, Complaints::default(), None).await
}

/// What is asked for: a date, and whether every date is shown to choose from.
#[derive(Clone, Copy)]
struct Asked {
    slot: Option<Uuid>,
    all: bool,
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    asked: Asked,
    complaints: Complaints,
    given: Option<&Fields>,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let mission = own_mission(web, shell, id).await?;
    let sheets = attendance::sheets(&web.app, &shell.ctx, id).await?;
    let chosen = chosen(shell, &sheets, asked.slot);
    let at = |sheet: &Sheet| shell.href(&format!("/manage/missions/{id}/sheet?slot={}", sheet.slot.id));
    let is_chosen = |sheet: &Sheet| chosen.is_some_and(|chosen| chosen.slot.id == sheet.slot.id);
    let date = |sheet: &Sheet| (shell.when_short(sheet.slot.starts_at), at(sheet), is_chosen(sheet));
    let dates: Vec<_> = sheets.iter().filter(|sheet| is_chosen(sheet) || !sheet.people.is_empty()).collect();
    let earlier = if asked.all { 0 } else { dates.len().saturating_sub(DATES) };
    let shown = dates.into_iter().enumerate().filter(|(place, sheet)| *place >= earlier || is_chosen(sheet));
    let people = chosen.map(|sheet| sheet.people.as_slice()).unwrap_or_default();
    let page = SheetPage {
        shell,
        id: id.uuid(),
        title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
        dates: shown.map(|(_, sheet)| date(sheet)).collect(),
        earlier,
        slot: chosen.map(|sheet| sheet.slot.id.uuid()),
        when: chosen.map(|sheet| shell.when(sheet.slot.starts_at)).unwrap_or_default(),
        has_begun: chosen.is_some_and(|sheet| sheet.slot.starts_at.is_none_or(|start| start <= shell.ctx.now)),
        code: chosen.and_then(|sheet| sheet.code.clone()),
        link: chosen.and_then(|sheet| sheet.link.clone()),
        people: people.iter().map(|person| row(shell, person, &complaints, given)).collect(),
        complaints,
    };
    show_as(status, shell, &page)
}

/// The date that is asked for; otherwise the first that has begun and whose list is not whole, or the next with people.
fn chosen<'a>(shell: &Shell, sheets: &'a [Sheet], slot: Option<Uuid>) -> Option<&'a Sheet> {
    let now = shell.ctx.now;
    let asked = sheets.iter().find(|sheet| Some(sheet.slot.id.uuid()) == slot);
    let is_open = |sheet: &&Sheet| {
        let begun = sheet.slot.starts_at.is_some_and(|start| start <= now);
        begun && sheet.people.iter().any(|person| person.sign_up.state == Standing::Accepted)
    };
    let is_ahead = |sheet: &&Sheet| sheet.slot.ends_at.is_none_or(|end| end > now) && !sheet.people.is_empty();
    asked.or_else(|| sheets.iter().find(is_open)).or_else(|| sheets.iter().find(is_ahead)).or_else(|| sheets.last())
}

fn row(shell: &Shell, person: &Listed, complaints: &Complaints, given: Option<&Fields>) -> Row {
    let sign_up = &person.sign_up;
    let (outcome, hours) = (format!("outcome-{}", sign_up.id), format!("hours-{}", sign_up.id));
    let was = format!("was-{}", sign_up.id);
    let noted = if sign_up.state == Standing::Accepted { String::new() } else { sign_up.state.to_string() };
    let stored = sign_up.minutes.map(hours_of).unwrap_or_default();
    let (shown, stands, spent) = match given {
        Some(given) => (given.text(&was).to_owned(), given.text(&outcome).to_owned(), given.text(&hours).to_owned()),
        None => (said(&noted, &stored), noted, stored),
    };
    let choice = |state: Standing| Choice::new(state, shell.word("sheet", state), stands == state.word());
    let name = shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, person.short_name.clone());
    Row {
        note: sign_up.confirmed_at.map(|_| shell.t("sheet-confirmed")),
        was: (was, shown),
        outcome: Field::radios(
            &outcome,
            name.clone(),
            vec![choice(Standing::Attended), choice(Standing::Absent), choice(Standing::Excused)],
        )
        .complaint(complaints, &format!("/{outcome}")),
        hours: Field::line(&hours, shell.with("sheet-hours", "name", &name), spent)
            .complaint(complaints, &format!("/{hours}")),
        name,
    }
}

/// An outcome and hours in one line, to be held against what was shown.
fn said(outcome: &str, hours: &str) -> String {
    format!("{outcome} {}", hours.trim())
}

/// Minutes as hours: `1:30`.
fn hours_of(minutes: i32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Minutes, of hours as people write them: `2`, `1,5`, `1:30`, `1h30`.
fn minutes_of(text: &str) -> Option<i32> {
    let text = text.trim().replace(',', ".").to_lowercase();
    let minutes = match text.split_once([':', 'h']) {
        Some((hours, minutes)) => {
            let minutes = minutes.trim_end_matches("min").trim();
            let minutes: u16 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
            f64::from(hours.trim().parse::<u16>().ok()?).mul_add(60.0, f64::from(minutes))
        }
        None => text.parse::<f64>().ok()? * 60.0,
    };
    // What is no number of minutes at all is refused by the same range as any other.
    (0.0..=1e6).contains(&minutes).then_some(minutes.round() as i32)
}

/// `POST /manage/missions/{id}/sheet`: writes down those that were said; the others stay as they are.
pub(super) async fn record(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let slot: Option<Uuid> = fields.parsed("slot").ok().flatten();
    let back = slot.map_or_else(String::new, |slot| format!("?slot={slot}"));
    let (ids, recorded) = match entries(&fields) {
        Ok(entries) if entries.is_empty() => return Ok(go_on(&shell, &format!("/manage/missions/{id}/sheet{back}"))),
        Ok(entries) => {
            let ids = entries.iter().map(|entry| entry.sign_up).collect();
            (ids, attendance::record(&web.app, &shell.ctx, id.into(), &entries).await.map(drop))
        }
        Err(reason) => (Vec::new(), Err(EditError::Invalid(vec![reason]))),
    };
    match recorded {
        Ok(()) => Ok(go_on(&shell, &format!("/manage/missions/{id}/sheet{back}"))),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?.map_fields(|pointer| beside(pointer, &ids));
            let asked = Asked { slot, all: false };
            render(&web, &shell, id.into(), asked, complaints, Some(&fields)).await
        }
    }
}

/// What was said of each person that the list did not show: what stands is not written again, over what somebody else
/// may have written meanwhile.
fn entries(fields: &Fields) -> Result<Vec<Entry>, Reason> {
    let people = fields.iter().filter_map(|(name, was)| Some((name.strip_prefix("was-")?.parse::<Uuid>().ok()?, was)));
    let mut entries = Vec::new();
    for (id, was) in people {
        let (outcome, hours) = (format!("outcome-{id}"), format!("hours-{id}"));
        if said(fields.text(&outcome), fields.text(&hours)) == was {
            continue;
        }
        let spent = fields.filled(&hours);
        let outcome = match fields.parsed(&outcome)? {
            Some(Standing::Absent) => Outcome::Absent,
            Some(Standing::Excused) => Outcome::Excused,
            Some(_) => Outcome::Attended(match spent {
                Some(text) => Some(minutes_of(&text).ok_or_else(|| Reason::new("hours").at(format!("/{hours}")))?),
                None => None,
            }),
            None if spent.is_some() => return Err(Reason::new("blank").at(format!("/{outcome}"))),
            None => continue,
        };
        entries.push(Entry { sign_up: id.into(), outcome });
    }
    Ok(entries)
}

/// Where the list shows what is wrong with an entry.
fn beside(pointer: &str, ids: &[SignUpId]) -> String {
    let mut parts = pointer.split('/').skip(2);
    let id = parts.next().and_then(|place| place.parse::<usize>().ok()).and_then(|place| ids.get(place));
    match (id, parts.next()) {
        (Some(id), Some("minutes")) => format!("/hours-{id}"),
        (Some(id), _) => format!("/outcome-{id}"),
        (None, _) => pointer.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{hours_of, minutes_of};

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("2", Some(120)),
            ("1,5", Some(90)),
            ("0.25", Some(15)),
            ("1:30", Some(90)),
            ("1h", Some(60)),
            ("1 h 05", Some(65)),
            ("1h30min", Some(90)),
            ("deux", None),
            ("-1", None),
            ("NaN", None),
        ] {
            assert_eq!(minutes_of(text), minutes, "{text}");
        }
        assert_eq!(minutes_of(&hours_of(95)), Some(95));
    }
}
