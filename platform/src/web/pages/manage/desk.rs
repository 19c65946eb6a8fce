//! The sign-ups desk: who asks to come, answered one by one or several at once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::kinds::{MissionId, SignUpId};
use platform_core::messages::send;
use platform_core::missions::Mission;
use platform_core::refusals::{EditError, Explain as _, Kind, Reason};
use platform_core::sign_ups::read::{Listed, shown_name};
use platform_core::sign_ups::{self, State as Standing};
use uuid::Uuid;

use super::{changed, own_mission};
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::mission::Query;
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::{Shell, encoded};
use crate::web::{Web, schemas};

/// Sign-ups of a page, and most that are answered at once.
const PAGE: u16 = 100;

/// The states one asks for, the most pressing first.
const STATES: [Standing; 6] = [
    Standing::Requested,
    Standing::Accepted,
    Standing::Waiting,
    Standing::Declined,
    Standing::Withdrawn,
    Standing::Attended,
];

#[derive(Template)]
#[template(path = "pages/manage/desk.html")]
struct Desk<'a> {
    shell: &'a Shell,
    id: Uuid,
    title: String,
    complaints: Complaints,
    /// The states one may ask for: what they are called, their address, whether this is asked for.
    filters: Vec<(String, String, bool)>,
    state: String,
    /// Where this page of them begins.
    cursor: &'a str,
    people: Vec<Row>,
    next: Option<String>,
    reason: Field,
    text: Field,
}

/// Somebody who signed up.
struct Row {
    id: Uuid,
    name: String,
    when: String,
    state: String,
    motivation: Option<String>,
    unread: i64,
    ticked: bool,
}

/// `GET /manage/missions/{id}/sign-ups`
pub(super) async fn list(State(web): State<Web>, shell: Shell, Id(id): Id, query: Query) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &query.0).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: MissionId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let cursor = given.text("cursor");
    let mission = own_mission(web, shell, id).await?;
    let state: Option<Standing> = given.parsed("state").ok().flatten();
    let after = schemas::time_place(Some(cursor).filter(|cursor| !cursor.is_empty()))?.map(|(at, id)| (at, id.into()));
    let rows = sign_ups::read::of_mission(&web.app, &shell.ctx, id, state, after, PAGE + 1).await?;
    let (rows, next) = schemas::page(rows, PAGE, |row: &Listed| (row.sign_up.created_at, row.sign_up.id.uuid()));
    let here = shell.href(&format!("/manage/missions/{id}/sign-ups"));
    let word = state.map(|state| state.to_string()).unwrap_or_default();
    let page = Desk {
        shell,
        id: id.uuid(),
        title: mission.draft.text_in(shell.ctx.locale).0.to_owned(),
        filters: filters(shell, &here, state),
        people: rows.into_iter().map(|listed| row(shell, &mission, listed, given)).collect(),
        next: next.map(|cursor| format!("{here}?state={word}&cursor={}", encoded(&cursor))),
        state: word,
        cursor,
        reason: Field::text("reason", shell.t("desk-reason"), 2, given.text("reason"))
            .complaint(&complaints, "/reason"),
        text: Field::text("text", shell.t("desk-text"), 3, given.text("text"))
            .hint(shell.t("desk-text-hint"))
            .complaint(&complaints, "/text"),
        complaints,
    };
    show_as(status, shell, &page)
}

fn filters(shell: &Shell, here: &str, asked: Option<Standing>) -> Vec<(String, String, bool)> {
    let all = (shell.t("desk-all"), here.to_owned(), asked.is_none());
    let one =
        |state: Standing| (shell.word("desk-state", state), format!("{here}?state={state}"), asked == Some(state));
    std::iter::once(all).chain(STATES.map(one)).collect()
}

fn row(shell: &Shell, mission: &Mission, listed: Listed, given: &Fields) -> Row {
    let Listed { sign_up, short_name, unread, .. } = listed;
    let id = sign_up.id.to_string();
    Row {
        id: sign_up.id.uuid(),
        name: shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, short_name),
        when: when(shell, mission, &sign_up),
        state: shell.word("desk-state", sign_up.state),
        motivation: sign_up.motivation,
        unread,
        ticked: given.all("sign_up").any(|ticked| ticked == id),
    }
}

/// When somebody comes; a date that is no longer offered is not said.
pub(super) fn when(shell: &Shell, mission: &Mission, sign_up: &sign_ups::SignUp) -> String {
    let slot = mission.slots.iter().find(|slot| slot.id == sign_up.slot);
    slot.map_or_else(|| shell.t("desk-date-gone"), |slot| shell.when(slot.starts_at))
}

/// What one does with those that are ticked.
enum Answer {
    Accept,
    Decline(Option<String>),
    Write(String),
}

/// `POST /manage/missions/{id}/sign-ups`: answers those that are ticked, or writes to them. Each is asked for by itself: one
/// who cannot be accepted does not keep the others waiting.
pub(super) async fn answer(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let answer = match fields.text("do") {
        "accept" => Answer::Accept,
        "decline" => Answer::Decline(fields.filled("reason")),
        _ => Answer::Write(fields.text("text").to_owned()),
    };
    let ticked: Vec<Uuid> = fields.words("sign_up");
    own_mission(&web, &shell, id.into()).await?;
    let reasons = match ticked.is_empty() {
        true => vec![Reason::new("nobody_ticked")],
        false => each(&web, &shell, &ticked, &answer).await?,
    };
    changed(&web, &shell, id.into());
    let complaints = Complaints::about(&shell, &reasons);
    if complaints.is_empty() {
        let kept = ["state", "cursor"].into_iter().filter_map(|name| Some((name, fields.filled(name)?)));
        let kept: Vec<_> = kept.map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        let here = format!("/manage/missions/{id}/sign-ups");
        return Ok(go_on(&shell, &if kept.is_empty() { here } else { format!("{here}?{}", kept.join("&")) }));
    }
    render(&web, &shell, id.into(), complaints, &fields).await
}

/// Does it for each; answers why not, where it could not be done.
async fn each(web: &Web, shell: &Shell, ticked: &[Uuid], answer: &Answer) -> Result<Vec<Reason>, Failure> {
    let mut reasons = Vec::new();
    for id in ticked.iter().take(PAGE.into()) {
        match one(web, shell, (*id).into(), answer).await {
            Ok(()) => {}
            // What is wrong with the words is said once, beside them.
            Err(error) if error.kind() == Kind::Invalid => return Ok(error.reasons()),
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::Conflict | Kind::Stale) => {
                reasons.push(about(web, shell, (*id).into(), &error).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(reasons)
}

async fn one(web: &Web, shell: &Shell, id: SignUpId, answer: &Answer) -> Result<(), EditError> {
    match answer {
        Answer::Accept => sign_ups::answer::accept(&web.app, &shell.ctx, id).await.map(drop),
        Answer::Decline(reason) => sign_ups::answer::decline(&web.app, &shell.ctx, id, reason.clone()).await.map(drop),
        Answer::Write(text) => {
            let input = send::Input { text: text.clone() };
            send::send(&web.app, &shell.ctx, id, input).await.map(drop)
        }
    }
}

/// Why it could not be done for somebody, with their name.
async fn about(web: &Web, shell: &Shell, id: SignUpId, error: &EditError) -> Result<Reason, Failure> {
    let person = sign_ups::read::person(&web.app, &shell.ctx, id).await?;
    let name = shown_name(&shell.ctx.tenant.texts, shell.ctx.locale, person.short_name);
    let why = error.reasons().iter().map(|reason| shell.reason(reason)).collect::<Vec<_>>().join(" ");
    let text = shell.filled("desk-not-done", [("name", name.into()), ("why", why.into())]);
    Ok(Reason { text: Some(text), ..Reason::new("remark") })
}
