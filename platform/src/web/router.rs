//! The whole surface on one page.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Json, Router};
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, ResponseBuilder, Responses};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extractors::MAX_BODY;
use super::{
    Web, accounts, alerts, associations, attendance, chat, city, credentials, desk, edge, error, favourites, health,
    hooks, hours, idempotency, ledger, members, messages, missions, moderation, pages, pictures, preferences, privacy,
    roles, rules, sign_in, sign_ups, statistics, tokens,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "jemengage", description = "Find a way to help near you; find the people you need. City by city."),
    tags(
        (name = "city", description = "What the city is"),
        (name = "accounts", description = "People, and how they come in"),
        (name = "associations", description = "Those who look for help"),
        (name = "missions", description = "The help that is looked for"),
        (name = "sign-ups", description = "Who takes part"),
        (name = "messages", description = "What the two sides of a sign-up write to each other"),
        (name = "rules", description = "What the city decides"),
        (name = "moderation", description = "For the city's agents"),
    ),
    components(schemas(error::Problem))
)]
struct Description;

/// Operations that make something: they take an `Idempotency-Key`.
fn creating() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(tokens::create_token))
        .routes(routes!(chat::create_chat_code))
        .routes(routes!(chat::create_guild_code))
        .routes(routes!(alerts::create_alert))
        .routes(routes!(associations::create_association))
        .routes(routes!(missions::create_mission))
        .routes(routes!(missions::lives::duplicate_mission))
        .routes(routes!(sign_ups::sign_up))
        .routes(routes!(messages::send_message))
        .routes(routes!(messages::report_thread))
        .routes(routes!(members::invite_member))
        .routes(routes!(hours::make_attestation))
}

/// What people do with their accounts.
fn people() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(accounts::register))
        .routes(routes!(accounts::log_in))
        .routes(routes!(accounts::request_magic_link))
        .routes(routes!(accounts::use_magic_link))
        .routes(routes!(accounts::log_out))
        .routes(routes!(accounts::me, accounts::update_me, privacy::erase_me))
        .routes(routes!(accounts::link_email))
        .routes(routes!(privacy::export_me))
        .routes(routes!(tokens::list_tokens))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(hours::list_hours))
        .routes(routes!(hours::get_attestation))
        .routes(routes!(hours::check_attestation))
}

/// What the city decides, and what it has confirmed of people and associations.
fn decided() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .merge(OpenApiRouter::new().routes(routes!(rules::get_rules, rules::upload_rules)).layer(rules::upload_limit()))
        .routes(routes!(rules::list_rule_versions))
        .routes(routes!(rules::update_rule_parameters))
        .routes(routes!(rules::restore_rules))
        .routes(routes!(credentials::ask_guardian))
        .routes(routes!(credentials::give_consent))
        .routes(routes!(credentials::list_credentials))
        .routes(routes!(credentials::give_credential, credentials::take_credential))
        .routes(routes!(credentials::accredit_association))
        .routes(routes!(roles::list_roles, roles::give_role))
        .routes(routes!(roles::take_role))
}

/// What is shown of missions and associations; only what carries a picture may be as large as one.
fn shown() -> OpenApiRouter<Web> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(pictures::set_mission_picture))
        .routes(routes!(pictures::set_association_logo))
        .layer(pictures::upload_limit());
    OpenApiRouter::new()
        .routes(routes!(pictures::remove_mission_picture))
        .routes(routes!(pictures::remove_association_logo))
        .merge(uploads)
}

/// All other operations.
fn others() -> OpenApiRouter<Web> {
    people()
        .merge(decided())
        .merge(shown())
        .routes(routes!(city::list_areas))
        .routes(routes!(city::list_taxonomy))
        .routes(routes!(statistics::statistics))
        .routes(routes!(associations::list_associations))
        .routes(routes!(associations::get_association, associations::update_association))
        .routes(routes!(associations::submit_association))
        .routes(routes!(associations::validate_association))
        .routes(routes!(associations::return_association))
        .routes(routes!(associations::suspend_association))
        .routes(routes!(associations::resume_association))
        .routes(routes!(associations::leave_association))
        .routes(routes!(missions::search::search_missions))
        .routes(routes!(missions::search::map_missions))
        .routes(routes!(missions::search::suggest))
        .routes(routes!(missions::get_mission, missions::update_mission))
        .routes(routes!(missions::list_association_missions))
        .routes(routes!(missions::submit_mission))
        .routes(routes!(missions::publish_mission))
        .routes(routes!(missions::return_mission))
        .routes(routes!(missions::lives::close_mission))
        .routes(routes!(missions::lives::cancel_mission))
        .routes(routes!(missions::lives::suspend_mission))
        .routes(routes!(missions::lives::resume_mission))
        .routes(routes!(missions::lives::hand_over_mission))
        .routes(routes!(missions::lives::take_over_mission))
        .routes(routes!(missions::lives::end_offer))
        .routes(routes!(sign_ups::list_sign_ups))
        .routes(routes!(sign_ups::my_sign_ups))
        .routes(routes!(sign_ups::withdraw))
        .routes(routes!(sign_ups::accept_sign_up))
        .routes(routes!(sign_ups::decline_sign_up))
        .routes(routes!(sign_ups::accept_offer))
        .routes(routes!(attendance::confirm_sign_up))
        .routes(routes!(attendance::check_in))
        .routes(routes!(attendance::attendance_sheet, attendance::record_attendance))
        .routes(routes!(desk::desk_person))
        .routes(routes!(messages::list_messages))
        .routes(routes!(messages::read_messages))
        .routes(routes!(messages::close_report))
        .routes(routes!(favourites::add_favourite, favourites::remove_favourite))
        .routes(routes!(favourites::list_favourites))
        .routes(routes!(alerts::list_alerts))
        .routes(routes!(alerts::delete_alert))
        .routes(routes!(members::list_members))
        .routes(routes!(members::list_invitations))
        .routes(routes!(members::revoke_invitation))
        .routes(routes!(members::accept_invitation))
        .routes(routes!(members::change_member))
        .routes(routes!(members::remove_member))
        .routes(routes!(preferences::get_preferences, preferences::update_preferences))
        .routes(routes!(preferences::preview_unsubscribe, preferences::unsubscribe))
        .routes(routes!(moderation::moderation_queue))
        .routes(routes!(sign_ups::can_sign_up))
        .routes(routes!(ledger::mission_history))
        .routes(routes!(ledger::association_history))
        .routes(routes!(ledger::list_ledger))
}

/// The API's description, from the code.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = Description::openapi();
    api.info.version = "1".into();
    api.merge(creating().merge(others()).into_openapi());
    for operation in api.paths.paths.values_mut().flat_map(operations) {
        problems(&mut operation.responses);
    }
    api
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, patch, delete, .. } = path;
    [get, put, post, patch, delete].into_iter().flatten()
}

/// What every operation may answer besides: problems, by their own media type (RFC 9457), also when the fault is ours.
fn problems(responses: &mut Responses) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    for (status, description) in [
        ("4XX", "Why not, and what to do"),
        (
            "503",
            "The service is down for a short time, or took too long; `Retry-After`, if given, says when to try again",
        ),
        ("5XX", "Ours to mend; try again later"),
    ] {
        let response = ResponseBuilder::new().description(description).content(error::MEDIA_TYPE, content.clone());
        responses.responses.insert(status.to_owned(), RefOr::T(response.build()));
    }
}

/// Everything the program answers to.
pub fn router(web: Web) -> Router {
    let remembered = from_fn_with_state(web.clone(), idempotency::remember);
    let api = creating().route_layer(remembered).merge(others());
    let (routes, _) = api.split_for_parts();
    let description = Json(openapi());
    let inner = ServiceBuilder::new()
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(from_fn(edge::in_time))
        // The press in a mail program comes from anywhere, and from nobody: its link is the proof, not a cookie.
        .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| uri.path().starts_with(preferences::UNSUBSCRIBE)))
        .layer(DefaultBodyLimit::max(MAX_BODY));
    let router = routes
        .merge(pages::router(&web))
        .route("/api/openapi.json", get(move || async move { description }))
        .route("/pictures/{id}/{name}", get(pictures::file))
        .route("/hooks/telegram/{hook}", post(hooks::telegram))
        .route("/hooks/discord", post(hooks::discord))
        .route("/sign-in/{provider}", get(sign_in::start))
        .route("/sign-in/{provider}/callback", get(sign_in::callback))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(async || StatusCode::NOT_FOUND)
        .method_not_allowed_fallback(edge::only_a_form)
        .layer(inner)
        .layer(from_fn_with_state(web.clone(), edge::edge))
        .with_state(web);
    // The language is taken off an address before it is looked up.
    Router::new().fallback_service(ServiceBuilder::new().map_request(pages::language::take).service(router))
}

/// What monitoring asks, on an address of its own.
pub fn metrics_router(handle: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || async move { handle.render() }))
}
