//! The desk over HTTP: an agent finds or makes the account of somebody before them, then acts with `Acting-For`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use platform_core::accounts::{desk, register};
use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context};
use super::schemas;

/// Somebody at the desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeskPersonBody {
    /// Their address, if they have one.
    email: Option<String>,
    /// First name, as others see it.
    given_name: String,
    /// Last name; others see its first letter.
    family_name: String,
    /// Birth date; kept only where the city's rules look at age.
    birth_date: Option<NaiveDate>,
    /// Language of their mails.
    #[schema(schema_with = schemas::locale)]
    locale: Option<Locale>,
}

/// Whose account it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeskPersonView {
    /// To be named in the header `Acting-For`.
    id: Uuid,
    /// Whether it was made now.
    made: bool,
}

/// Find the account of somebody at the desk by their address, or make one
#[utoipa::path(post, path = "/api/v1/desk/people", operation_id = "desk_person", tag = "moderation",
    request_body = DeskPersonBody,
    responses((status = 200, body = DeskPersonView), (status = 201, body = DeskPersonView),
              (status = "4XX", body = Problem)))]
pub(super) async fn desk_person(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<DeskPersonBody>,
) -> Result<(StatusCode, Json<DeskPersonView>), Failure> {
    let told = register::Told {
        given_name: body.given_name,
        family_name: Some(body.family_name),
        birth_date: body.birth_date,
        locale: body.locale,
    };
    let (id, made) = desk::person(&web.app, &ctx, desk::Person { email: body.email, told }).await?;
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(DeskPersonView { id: id.uuid(), made })))
}
