//! Errors as RFC 9457 problems: the only place where an error becomes an answer.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use platform_core::refusals::{Explain, Kind, Reason, Remedy};
use platform_core::texts::{Args, Locale, Texts};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of problems (RFC 9457).
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// After how many seconds it is worth asking again, when something we need is away.
const AWAY: u64 = 5;

/// A problem, as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Names the sort of problem: `/problems/<code>` of the city.
    #[serde(rename = "type")]
    kind: String,
    /// The sort of problem, for people.
    title: String,
    /// HTTP status.
    status: u16,
    /// What happened and what to do, for people.
    detail: String,
    /// The sort of problem, for programs.
    code: String,
    /// What to quote when asking for help: the request's id.
    reference: String,
    /// What can be done about it, if something can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    remedy: Option<Remedy>,
    /// The fields concerned, and every further reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// JSON pointer to the field (RFC 6901); none for a reason that is about no field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// For programs.
    code: String,
    /// For people.
    detail: String,
    /// What can be done about it, if something can.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    remedy: Option<Remedy>,
}

/// A failure on its way out: the edge renders it in the reader's language.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    status: StatusCode,
    title: &'static str,
    reasons: Vec<Reason>,
    retry_after: Option<u64>,
    /// For the log only.
    cause: Option<String>,
}

impl Failure {
    /// A failure of HTTP itself, which no use case knows.
    pub(super) fn http(status: StatusCode, reason: Reason) -> Self {
        let title = match status {
            StatusCode::NOT_FOUND => "title-not-found",
            StatusCode::FORBIDDEN => "title-forbidden",
            StatusCode::CONFLICT => "title-conflict",
            StatusCode::UNPROCESSABLE_ENTITY => "title-invalid",
            StatusCode::TOO_MANY_REQUESTS => "title-too-many",
            status if status.is_server_error() => "title-internal",
            _ => "title-bad-request",
        };
        Self { status, title, reasons: vec![reason], retry_after: None, cause: None }
    }

    pub(super) fn invalid(reasons: Vec<Reason>) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            title: "title-invalid",
            reasons,
            retry_after: None,
            cause: None,
        }
    }

    /// The same, with each field's pointer rewritten.
    pub(super) fn map_fields(mut self, rewrite: impl Fn(&str) -> String) -> Self {
        for reason in &mut self.reasons {
            reason.field = reason.field.as_deref().map(&rewrite);
        }
        self
    }

    pub(super) fn not_found() -> Self {
        platform_core::refusals::Denied::NotFound.into()
    }

    /// Says on an answer after how long it is worth asking again, where that is known.
    pub(super) fn say_when(&self, response: &mut Response) {
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
    }

    /// With what caused it, for the log.
    pub(super) fn because(mut self, cause: &impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What a page says of it: its status, its title, and each reason.
    pub(super) fn said(&self, texts: &Texts, locale: Locale) -> (StatusCode, String, Vec<String>) {
        let title = texts.get(locale, self.title, &Args::new());
        (self.status, title, self.reasons.iter().map(|reason| reason.render(texts, locale)).collect())
    }

    pub(super) const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// What an answer of axum or tower says by its status alone.
    pub(super) fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "unknown_path",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::FORBIDDEN => "cross_site",
            StatusCode::SERVICE_UNAVAILABLE => "timed_out",
            status if status.is_server_error() => "internal",
            _ => "malformed_request",
        };
        Self::http(status, Reason::new(code))
    }

    /// Whether signing in first is what helps.
    pub(super) fn asks_to_sign_in(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED && self.reasons.iter().any(|reason| reason.code == "sign_in")
    }

    pub(super) fn log(&self, reference: &str) {
        if let Some(cause) = &self.cause {
            tracing::error!(reference, cause, "a request failed");
        }
    }

    /// The answer, in words of the city and the reader's language.
    pub(super) fn render(self, texts: &Texts, locale: Locale, reference: &str) -> Response {
        let first = self.reasons.first().cloned().unwrap_or_else(|| Reason::new("internal"));
        let several = self.reasons.len() > 1 || first.field.is_some();
        let errors = self.reasons.iter().filter(|_| several).map(|reason| FieldProblem {
            pointer: reason.field.clone(),
            code: reason.code.to_string(),
            detail: reason.render(texts, locale),
            remedy: reason.remedy.clone(),
        });
        let problem = Problem {
            kind: format!("/problems/{}", first.code.replace('_', "-")),
            title: texts.get(locale, self.title, &Args::new()),
            status: self.status.as_u16(),
            detail: first.render(texts, locale),
            code: first.code.to_string(),
            reference: reference.to_owned(),
            remedy: first.remedy,
            errors: errors.collect(),
        };
        let mut response = (self.status, Json(problem)).into_response();
        self.say_when(&mut response);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl<E: Explain> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut retry_after = None;
        let (status, title) = match error.kind() {
            Kind::NotFound => (StatusCode::NOT_FOUND, "title-not-found"),
            Kind::SignIn => (StatusCode::UNAUTHORIZED, "title-sign-in"),
            Kind::Forbidden => (StatusCode::FORBIDDEN, "title-forbidden"),
            Kind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "title-invalid"),
            Kind::Conflict => (StatusCode::CONFLICT, "title-conflict"),
            Kind::Stale => (StatusCode::PRECONDITION_FAILED, "title-stale"),
            Kind::Refused => (StatusCode::CONFLICT, "title-refused"),
            Kind::TooMany { retry_after: seconds } => {
                retry_after = Some(seconds);
                (StatusCode::TOO_MANY_REQUESTS, "title-too-many")
            }
            Kind::Unavailable => {
                retry_after = Some(AWAY);
                (StatusCode::SERVICE_UNAVAILABLE, "title-unavailable")
            }
            Kind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "title-internal"),
        };
        let cause = status.is_server_error().then(|| error.to_string());
        Self { status, title, reasons: error.reasons(), retry_after, cause }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
