//! What waits for somebody who acts for associations, and their missions.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::associations::State as AssociationState;
use platform_core::associations::waiting::{self, Counts};
use platform_core::kinds::AssociationId;
use platform_core::missions::{self, Mission, State as Standing};
use platform_core::refusals::Denied;
use uuid::Uuid;

use crate::web::error::Failure;
use crate::web::pages::card;
use crate::web::pages::form::{Complaints, Fields};
use crate::web::pages::mission::Query;
use crate::web::pages::response::show_as;
use crate::web::pages::shell::{Shell, encoded};
use crate::web::{Web, schemas};

/// Missions on a page, the newest first.
const MISSIONS: u16 = 100;

#[derive(Template)]
#[template(path = "pages/manage/dashboard.html")]
struct Dashboard<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    waits: Vec<(String, String)>,
    offered: Vec<Offer>,
    associations: Vec<Own>,
    /// Whether every mission is on this page.
    is_whole: bool,
    next: Option<String>,
}

/// A mission that another association offers.
struct Offer {
    id: Uuid,
    title: String,
    text: String,
}

/// An association one acts for.
struct Own {
    id: Uuid,
    name: String,
    state: String,
    publishes: bool,
    stands: Vec<Line>,
    over: Vec<Line>,
}

/// A mission in the list.
struct Line {
    id: Uuid,
    title: String,
    state: String,
    when: String,
    can_copy: bool,
}

/// `GET /manage`
pub(super) async fn dashboard(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    render(&web, &shell, Complaints::default(), &query.0).await
}

/// Shows it, with why what was asked for cannot be.
pub(super) async fn render(
    web: &Web,
    shell: &Shell,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let person = shell.person.as_ref().ok_or(Denied::SignIn)?;
    let after = schemas::time_place(given.filled("cursor").as_deref())?.map(|(at, id)| (at, id.into()));
    let waiting = waiting::waiting(&web.app, &shell.ctx).await?;
    let missions = missions::read::mine(&web.app, &shell.ctx, after, MISSIONS + 1).await?;
    let (missions, next) = schemas::page(missions, MISSIONS, |mission| (mission.created_at, mission.id.uuid()));
    let states = &waiting.associations;
    let own = person.associations.iter().filter_map(|(id, name, _)| Some((*id, name, *states.get(id)?)));
    let returned = own.clone().filter(|(_, _, state)| *state == AssociationState::Returned);
    let returned = returned.map(|(id, name, _)| {
        (shell.with("manage-wait-association", "name", name), shell.href(&format!("/manage/{id}")))
    });
    let page = Dashboard {
        shell,
        complaints,
        waits: returned.chain(waiting.missions.iter().flat_map(|(m, counts)| waits_in(shell, m, *counts))).collect(),
        offered: waiting.offered.iter().map(|mission| offer(shell, mission)).collect(),
        associations: own.map(|(id, name, state)| association_of(shell, id, name, state, &missions)).collect(),
        is_whole: after.is_none() && next.is_none(),
        next: next.map(|cursor| shell.href(&format!("/manage?cursor={}", encoded(&cursor)))),
    };
    show_as(status, shell, &page)
}

fn title(shell: &Shell, mission: &Mission) -> String {
    mission.draft.text_in(shell.ctx.locale).0.to_owned()
}

fn offer(shell: &Shell, mission: &Mission) -> Offer {
    let title = title(shell, mission);
    let args = [("title", title.clone().into()), ("association", mission.association_name.clone().into())];
    Offer { id: mission.id.uuid(), text: shell.filled("manage-offered", args), title }
}

/// What is to be done about a mission: in words, and where.
fn waits_in(shell: &Shell, mission: &Mission, counts: Counts) -> Vec<(String, String)> {
    let page = shell.href(&format!("/manage/missions/{}", mission.id));
    let said =
        |key: &str, count: i64| shell.filled(key, [("count", count.into()), ("title", title(shell, mission).into())]);
    let returned = (mission.state == Standing::Returned).then(|| (said("manage-wait-returned", 1), page.clone()));
    let counted = [
        ("manage-wait-requests", counts.requests, "/sign-ups?state=requested"),
        ("manage-wait-unread", counts.unread, "/sign-ups"),
        ("manage-wait-sheet", counts.unnoted, "/sheet"),
    ];
    let counted = counted.into_iter().filter(|(_, count, _)| *count > 0);
    let counted = counted.map(|(key, count, under)| (said(key, count), format!("{page}{under}")));
    returned.into_iter().chain(counted).collect()
}

fn association_of(shell: &Shell, id: AssociationId, name: &str, state: AssociationState, missions: &[Mission]) -> Own {
    let is_over = |mission: &&Mission| matches!(mission.state, Standing::Closed | Standing::Cancelled);
    let own = missions.iter().filter(|mission| mission.association == id);
    let (over, stands): (Vec<_>, Vec<_>) = own.partition(is_over);
    let line = |mission: &Mission| Line {
        id: mission.id.uuid(),
        title: title(shell, mission),
        state: shell.word("manage-mission", mission.state),
        when: when(shell, mission),
        can_copy: mission.can_be_copied(),
    };
    Own {
        id: id.uuid(),
        name: name.to_owned(),
        state: shell.word("manage-association", state),
        publishes: state.may_post(),
        stands: stands.into_iter().map(line).collect(),
        over: over.into_iter().map(line).collect(),
    }
}

/// When it takes place next, and who has a place.
fn when(shell: &Shell, mission: &Mission) -> String {
    let Some(next) = mission.slots.iter().find(|slot| card::is_to_come(slot, shell.ctx.now)) else {
        return shell.t(if mission.slots.is_empty() { "manage-no-date" } else { "card-over" });
    };
    let taken = [("taken", next.taken.into()), ("capacity", next.capacity.into())];
    format!("{} · {}", shell.when_short(next.starts_at), shell.filled("manage-taken", taken))
}
