//! What waits for the city's agents, over HTTP.

use axum::Json;
use axum::extract::State;
use platform_core::moderation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::associations::{self, AssociationView};
use super::error::{Failure, Problem};
use super::extractors::Context;
use super::messages::ReportView;
use super::missions::{self, MissionView};

/// What waits, oldest first, with the rules' reasons.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueueView {
    /// Associations.
    associations: Vec<AssociationView>,
    /// Missions.
    missions: Vec<MissionView>,
    /// Threads that one side asks the city to look at.
    reports: Vec<ReportView>,
}

/// See what waits for an agent
#[utoipa::path(get, path = "/api/v1/moderation/queue", operation_id = "moderation_queue", tag = "moderation",
    responses((status = 200, body = QueueView), (status = "4XX", body = Problem)))]
pub(super) async fn moderation_queue(
    State(web): State<Web>,
    Context(ctx): Context,
) -> Result<Json<QueueView>, Failure> {
    let queue = moderation::queue(&web.app, &ctx).await?;
    Ok(Json(QueueView {
        associations: queue.associations.into_iter().map(|row| associations::view(row, true, &ctx)).collect(),
        missions: queue.missions.into_iter().map(|row| missions::view(row, true, &ctx)).collect(),
        reports: queue.reports.into_iter().map(Into::into).collect(),
    }))
}
