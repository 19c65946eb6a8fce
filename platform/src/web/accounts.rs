//! Accounts over HTTP: register, come in, go out, one's own.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use platform_core::accounts::enter::{self, Entered};
use platform_core::accounts::{AssociationRole, CityRole, Secret, link_email, me, register};
use platform_core::rules::facts::TieKind;
use platform_core::texts::Locale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Web;
use super::cookies::{self, SESSION};
use super::credentials::CredentialView;
use super::error::{Failure, Problem};
use super::extractors::{Body, Context, NoBody};
use super::schemas;

/// Somebody asks for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterBody {
    /// Their address; a link is sent to it.
    #[schema(example = "moi@exemple.fr")]
    email: String,
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

/// The same answer whether or not the address has an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckYourMail {
    /// Always `check_your_mail`.
    status: &'static str,
}

pub(super) const CHECK_YOUR_MAIL: (StatusCode, Json<CheckYourMail>) =
    (StatusCode::ACCEPTED, Json(CheckYourMail { status: "check_your_mail" }));

/// Ask for an account: a link to come in is sent to the address
#[utoipa::path(post, path = "/api/v1/accounts", operation_id = "register", tag = "accounts",
    request_body = RegisterBody,
    responses((status = 202, body = CheckYourMail), (status = "4XX", body = Problem)))]
pub(super) async fn register(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<RegisterBody>,
) -> Result<impl IntoResponse, Failure> {
    web.limits.count(&ctx, Some(&body.email))?;
    let told = register::Told {
        given_name: body.given_name,
        family_name: Some(body.family_name),
        birth_date: body.birth_date,
        locale: body.locale,
    };
    register::register(&web.app, &ctx, &body.email, &told, None).await?;
    Ok(CHECK_YOUR_MAIL)
}

/// Somebody comes in by password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogInBody {
    /// Their address.
    email: String,
    /// Their password.
    password: String,
}

/// Somebody is in; the session is in the cookie.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EnteredView {
    /// Whose session it is.
    account: Uuid,
    /// Until when it lasts.
    until: DateTime<Utc>,
}

/// Come in by password; the session comes as a cookie
#[utoipa::path(post, path = "/api/v1/sessions", operation_id = "log_in", tag = "accounts",
    request_body = LogInBody,
    responses((status = 200, body = EnteredView), (status = "4XX", body = Problem)))]
pub(super) async fn log_in(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<LogInBody>,
) -> Result<Response, Failure> {
    web.limits.count(&ctx, Some(&body.email))?;
    let entered = enter::log_in(&web.app, &ctx, &body.email, body.password.into()).await?;
    Ok(with_session(&web, &entered))
}

/// An address a link shall be sent to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBody {
    /// The address.
    email: String,
}

/// Ask for a link to come in, by mail
#[utoipa::path(post, path = "/api/v1/magic-links", operation_id = "request_magic_link", tag = "accounts",
    request_body = LinkBody,
    responses((status = 202, body = CheckYourMail), (status = "4XX", body = Problem)))]
pub(super) async fn request_magic_link(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<LinkBody>,
) -> Result<impl IntoResponse, Failure> {
    web.limits.count(&ctx, Some(&body.email))?;
    enter::request_link(&web.app, &ctx, &body.email, None).await?;
    Ok(CHECK_YOUR_MAIL)
}

/// Give one's account an address: a link is sent there that makes it one's own, or joins the account with the one that has it
#[utoipa::path(post, path = "/api/v1/me/email", operation_id = "link_email", tag = "accounts",
    request_body = LinkBody,
    responses((status = 202, body = CheckYourMail), (status = "4XX", body = Problem)))]
pub(super) async fn link_email(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<LinkBody>,
) -> Result<impl IntoResponse, Failure> {
    web.limits.count(&ctx, Some(&body.email))?;
    link_email::link_email(&web.app, &ctx, &body.email).await?;
    Ok(CHECK_YOUR_MAIL)
}

/// The secret of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UseLinkBody {
    /// What stands after `/enter/` in the link.
    token: String,
    /// A password to set on the way, 12 characters or more.
    password: Option<String>,
}

/// Come in by a link; it works once. One that was sent to the address a guest gave makes it theirs, or the guest one with
/// the account that has it
#[utoipa::path(post, path = "/api/v1/sessions/by-link", operation_id = "use_magic_link", tag = "accounts",
    request_body = UseLinkBody,
    responses((status = 200, body = EnteredView), (status = "4XX", body = Problem)))]
pub(super) async fn use_magic_link(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<UseLinkBody>,
) -> Result<Response, Failure> {
    web.limits.count(&ctx, None)?;
    let link = Secret::presented(&body.token);
    let entered = enter::use_link(&web.app, &ctx, &link, body.password.map(Into::into)).await?;
    if entered.merged {
        // Places went on to others, in any mission.
        web.answers.changed(None);
    }
    Ok(with_session(&web, &entered))
}

/// Go out: the session ends on the server
#[utoipa::path(delete, path = "/api/v1/sessions/current", operation_id = "log_out", tag = "accounts",
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn log_out(
    State(web): State<Web>,
    Context(ctx): Context,
    headers: HeaderMap,
    _: NoBody,
) -> Result<impl IntoResponse, Failure> {
    if let Some(session) = SESSION.read(&web, &headers) {
        enter::log_out(&web.app, &ctx, &session).await?;
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, SESSION.gone(&web))])))
}

fn with_session(web: &Web, entered: &Entered) -> Response {
    let view = EnteredView { account: entered.account.uuid(), until: entered.until };
    let mut response = Json(view).into_response();
    cookies::add(&mut response, &SESSION.set(web, entered.session.expose()));
    response
}

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MeView {
    /// Its id.
    id: Uuid,
    /// Its address.
    email: Option<String>,
    /// Whether the address was confirmed.
    confirmed: bool,
    /// First name.
    given_name: String,
    /// Last name.
    family_name: String,
    /// Birth date, where the city keeps it.
    birth_date: Option<NaiveDate>,
    /// Where it belongs, where the city keeps it.
    tie: Option<TieView>,
    /// What it holds: a card, a consent.
    credentials: Vec<CredentialView>,
    /// Language of its mails.
    locale: String,
    /// What it holds in the city.
    #[schema(schema_with = schemas::maybe_city_role)]
    city_role: Option<CityRole>,
    /// What it holds in associations.
    associations: Vec<MembershipView>,
}

/// What somebody holds in an association.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MembershipView {
    /// The association.
    id: Uuid,
    /// Its name.
    name: String,
    /// The role.
    #[schema(schema_with = schemas::association_role)]
    role: AssociationRole,
}

/// See one's own account
#[utoipa::path(get, path = "/api/v1/me", operation_id = "me", tag = "accounts",
    responses((status = 200, body = MeView), (status = "4XX", body = Problem)))]
pub(super) async fn me(State(web): State<Web>, Context(ctx): Context) -> Result<Json<MeView>, Failure> {
    Ok(Json(me_view(me::me(&web.app, &ctx).await?)))
}

fn me_view(me: me::Me) -> MeView {
    let membership =
        |(id, name, role): (platform_core::kinds::AssociationId, _, _)| MembershipView { id: id.uuid(), name, role };
    MeView {
        id: me.id.uuid(),
        email: me.email,
        confirmed: me.confirmed,
        given_name: me.given_name,
        family_name: me.family_name,
        birth_date: me.birth_date,
        tie: me.tie.map(|tie| TieView { kind: tie.kind, area: tie.area }),
        credentials: me.credentials.into_iter().map(Into::into).collect(),
        locale: me.locale,
        city_role: me.city_role,
        associations: me.associations.into_iter().map(membership).collect(),
    }
}

/// What somebody changes of their own account; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateMeBody {
    /// First name.
    given_name: Option<String>,
    /// Last name.
    family_name: Option<String>,
    /// Birth date; kept only where the city's rules look at age. Null: it is kept no more.
    #[serde(default, deserialize_with = "schemas::told")]
    #[schema(value_type = Option<NaiveDate>)]
    birth_date: Option<Option<NaiveDate>>,
    /// Where one belongs; kept only where the city's rules look at it. Null: it is kept no more.
    #[serde(default, deserialize_with = "schemas::told")]
    #[schema(value_type = Option<TieView>)]
    tie: Option<Option<TieView>>,
    /// Language of its mails.
    #[schema(schema_with = schemas::locale)]
    locale: Option<Locale>,
}

/// Where somebody says they belong.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TieView {
    /// How.
    #[schema(schema_with = schemas::tie_kind)]
    kind: TieKind,
    /// The code of the area; absent: outside the city.
    area: Option<String>,
}

/// Change one's own account
#[utoipa::path(patch, path = "/api/v1/me", operation_id = "update_me", tag = "accounts",
    request_body = UpdateMeBody,
    responses((status = 200, body = MeView), (status = "4XX", body = Problem)))]
pub(super) async fn update_me(
    State(web): State<Web>,
    Context(ctx): Context,
    Body(body): Body<UpdateMeBody>,
) -> Result<Json<MeView>, Failure> {
    let change = me::Change {
        given_name: body.given_name,
        family_name: body.family_name,
        birth_date: body.birth_date,
        tie: body.tie.map(|tie| tie.map(|tie| me::OwnTie { kind: tie.kind, area: tie.area })),
        locale: body.locale,
    };
    Ok(Json(me_view(me::update(&web.app, &ctx, change).await?)))
}
