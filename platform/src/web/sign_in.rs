//! Coming in by a provider's word, over HTTP: two addresses a browser goes to, which send it on.
//!
//! **Why a link begins on a page of ours only:** what is signed in at the provider may not be what is signed in here. A page
//! elsewhere that sent a browser through both could link a stranger's identity to an account; so it cannot begin that.

use axum::extract::{Path, State};
use axum::http::header::{LOCATION, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use platform_core::accounts::sign_in::{self, Answer, Back, SignInError};
use platform_core::tenancy::Ctx;
use serde::Deserialize;

use super::Web;
use super::cookies::{SESSION, SIGN_IN};
use super::error::Failure;
use super::extractors::{Context, Params};

/// What a browser says of the page a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where to go on to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StartParams {
    /// A path of this site.
    then: Option<String>,
}

/// Sets off to a provider.
pub(super) async fn start(
    State(web): State<Web>,
    Context(ctx): Context,
    Path(provider): Path<String>,
    headers: HeaderMap,
    Params(params): Params<StartParams>,
) -> Result<Response, Failure> {
    web.limits.count(&ctx, None)?;
    if ctx.actor.account().is_some() && !comes_from_here(&web, &ctx, &headers) {
        return Err(Failure::of_status(StatusCode::FORBIDDEN));
    }
    let away = sign_in::begin(&web.app, &ctx, &provider, params.then.as_deref()).await?;
    Ok(see_other(&away.address, [SIGN_IN.set(&web, &away.kept)]))
}

/// What a provider sends somebody back with; what else it says is nothing to us.
#[derive(Deserialize)]
pub(super) struct CallbackParams {
    state: Option<String>,
    code: Option<String>,
}

/// Comes back from a provider.
pub(super) async fn callback(
    State(web): State<Web>,
    Context(ctx): Context,
    Path(provider): Path<String>,
    headers: HeaderMap,
    Params(params): Params<CallbackParams>,
) -> Result<Response, Failure> {
    web.limits.count(&ctx, None)?;
    let gone = SIGN_IN.gone(&web);
    match come_back(&web, &ctx, &provider, &headers, params).await {
        Ok(back) => {
            let session = back.entered.map(|entered| SESSION.set(&web, entered.session.expose()));
            Ok(see_other(&back.then, std::iter::once(gone).chain(session)))
        }
        // Whatever failed, it is begun anew.
        Err(error) => Ok((AppendHeaders([(SET_COOKIE, gone)]), Failure::from(error)).into_response()),
    }
}

async fn come_back(
    web: &Web,
    ctx: &Ctx,
    provider: &str,
    headers: &HeaderMap,
    params: CallbackParams,
) -> Result<Back, SignInError> {
    let kept = SIGN_IN.read(web, headers).ok_or(SignInError::Stale)?;
    let state = params.state.ok_or(SignInError::Stale)?.into();
    let answer = Answer { state, code: params.code.map(Into::into) };
    let session = SESSION.read(web, headers);
    sign_in::finish(&web.app, ctx, provider, kept.expose(), answer, session.as_ref()).await
}

fn see_other(address: &str, cookies: impl IntoIterator<Item = String>) -> Response {
    let cookies = AppendHeaders(cookies.into_iter().map(|cookie| (SET_COOKIE, cookie)).collect::<Vec<_>>());
    (StatusCode::SEE_OTHER, [(LOCATION, address)], cookies).into_response()
}

/// Whether the browser comes from a page of this site.
fn comes_from_here(web: &Web, ctx: &Ctx, headers: &HeaderMap) -> bool {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match said(FETCH_SITE) {
        Some(site) => site == "same-origin",
        // What does not say so says which page it was.
        None => said(REFERER).is_some_and(|page| page.starts_with(&web.app.links.to(&ctx.tenant, "/"))),
    }
}
