//! What waits for somebody who acts for associations, and their missions.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::associations::waiting::{self, Waiting};
use platform_core::associations::{self, State as AssociationState};
use platform_core::kinds::AssociationId;
use platform_core::missions::{self, Mission, State as Standing};
use platform_core::refusals::Denied;
use uuid::Uuid;

use crate::web::Web;
use crate::web::error::Failure;
use crate::web::pages::card;
use crate::web::pages::form::Complaints;
use crate::web::pages::response::show_as;
use crate::web::pages::shell::Shell;

/// Missions of one association that are shown, the newest first.
const MISSIONS: u16 = 100;

#[derive(Template)]
#[template(path = "pages/manage/dashboard.html")]
struct Dashboard<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    waits: Vec<(String, String)>,
    offered: Vec<Offer>,
    associations: Vec<Own>,
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
pub(super) async fn dashboard(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    render(&web, &shell, StatusCode::OK, Complaints::default()).await
}

/// Shows it, with why what was asked for cannot be.
pub(super) async fn render(
    web: &Web,
    shell: &Shell,
    status: StatusCode,
    complaints: Complaints,
) -> Result<Response, Failure> {
    let person = shell.person.as_ref().ok_or(Denied::SignIn)?;
    let waiting = waiting::waiting(&web.app, &shell.ctx).await?;
    let (mut own, mut waits) = (Vec::new(), Vec::new());
    for (id, name, _) in &person.associations {
        let association = associations::read::get(&web.app, &shell.ctx, *id).await?.association;
        let missions = missions::read::of_association(&web.app, &shell.ctx, *id, None, MISSIONS).await?;
        if association.state == AssociationState::Returned {
            waits.push((shell.with("manage-wait-association", "name", name), shell.href(&format!("/manage/{id}"))));
        }
        waits.extend(missions.iter().flat_map(|mission| waits_in(shell, mission, &waiting)));
        own.push(association_of(shell, *id, name, association.state, &missions));
    }
    let offered = waiting.offered.iter().map(|mission| offer(shell, mission)).collect();
    show_as(status, shell, &Dashboard { shell, complaints, waits, offered, associations: own })
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
fn waits_in(shell: &Shell, mission: &Mission, waiting: &Waiting) -> Vec<(String, String)> {
    let page = shell.href(&format!("/manage/missions/{}", mission.id));
    let counts = waiting.missions.get(&mission.id).copied().unwrap_or_default();
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
    let (over, stands): (Vec<_>, Vec<_>) = missions.iter().partition(is_over);
    let publishes = !matches!(state, AssociationState::Suspended | AssociationState::Left);
    let line = |mission: &Mission| Line {
        id: mission.id.uuid(),
        title: title(shell, mission),
        state: shell.word("manage-mission", mission.state),
        when: when(shell, mission),
        can_copy: publishes && !matches!(mission.state, Standing::Draft | Standing::Returned),
    };
    Own {
        id: id.uuid(),
        name: name.to_owned(),
        state: shell.word("manage-association", state),
        publishes,
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
