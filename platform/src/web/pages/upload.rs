//! Forms that carry a file: read as it comes, up to what is taken; what is more is let go by, so that a browser that is still
//! sending hears what is wrong instead of a broken connection.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts as _, Multipart, Request};
use axum::http::StatusCode;
use platform_core::refusals::{Denied, Reason};

use super::form::{Fields, prove};
use crate::web::Web;
use crate::web::cookies::SESSION;
use crate::web::error::Failure;
use crate::web::extractors::{Context, MAX_BODY};

/// The field the file is in.
pub(super) const FILE: &str = "file";
/// Bytes that are let go by at most.
const LET_BY: usize = 32 * 1024 * 1024;

/// How large the body of such a form may be.
pub(super) const fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LET_BY)
}

/// A form with a file of at most `MAX` bytes, sent from one of our pages, as [`super::form::Form`] is.
pub(super) struct Upload<const MAX: usize> {
    pub(super) fields: Fields,
    pub(super) file: Sent,
}

/// The file of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// None was chosen.
    Nothing,
    /// This one.
    File(Vec<u8>),
    /// One with more bytes than are taken.
    TooHeavy,
}

impl<const MAX: usize> FromRequest<Web> for Upload<MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let Context(ctx) = Context::from_request_parts(&mut parts, web).await?;
        // No page takes a file from somebody it does not know, and nothing of it is read.
        ctx.actor.account().ok_or(Denied::SignIn)?;
        let session = SESSION.read(web, &parts.headers);
        let unread = |_| Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, Reason::new("malformed_request"));
        let mut form = Multipart::from_request(Request::from_parts(parts, body), web).await.map_err(unread)?;
        let mut pairs = Vec::new();
        let mut file = Sent::Nothing;
        let mut room = MAX_BODY;
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == FILE {
                file = taken(field, MAX).await?;
                continue;
            }
            let Sent::File(value) = taken(field, room).await? else { continue };
            room -= value.len();
            let value = String::from_utf8_lossy(&value).into_owned();
            pairs.push((name, value));
        }
        let fields = Fields::sound(pairs)?;
        prove(session.as_ref(), &fields)?;
        Ok(Self { fields, file })
    }
}

/// What is in a field, if it is not more than is taken; all of it is read.
async fn taken(mut field: Field<'_>, most: usize) -> Result<Sent, Failure> {
    let mut bytes = Vec::new();
    let mut too_heavy = false;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        too_heavy |= bytes.len() + chunk.len() > most;
        if !too_heavy {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(match (too_heavy, bytes.is_empty()) {
        (true, _) => Sent::TooHeavy,
        (false, true) => Sent::Nothing,
        (false, false) => Sent::File(bytes),
    })
}

fn broken(error: MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::http(error.status(), Reason::new("body_too_large").with("max", LET_BY / 1024));
    }
    Failure::http(StatusCode::BAD_REQUEST, Reason::new("malformed_request"))
}
