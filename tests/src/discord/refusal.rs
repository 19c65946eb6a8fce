//! How Discord says no.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// An answer that is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) body: Value,
    /// Where one is to come back later.
    pub(super) later: Option<Later>,
    /// Whether nobody can tell if the caller did wrong.
    pub(super) excused: bool,
}

/// When to come back, and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Later {
    pub(super) after: Duration,
    pub(super) global: bool,
}

impl Refusal {
    /// Any.
    pub(super) fn new(status: u16, code: u32, message: &str) -> Self {
        Self { status, body: json!({ "message": message, "code": code }), later: None, excused: false }
    }

    /// A status alone, in the words Discord has for one.
    pub(super) fn status(status: u16) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self::new(status, 0, &format!("{status}: {}", reason.unwrap_or("Error")))
    }

    /// 429.
    pub(super) fn later(after: Duration, global: bool) -> Self {
        let body = json!({
            "message": "You are being rate limited.", "retry_after": after.as_secs_f64(), "global": global,
        });
        Self { status: 429, body, later: Some(Later { after, global }), excused: false }
    }

    /// 400, with what is wrong with each field.
    pub(super) fn form(wrongs: &[Wrong]) -> Self {
        let mut errors = Value::Object(Map::new());
        for wrong in wrongs {
            let mut place = &mut errors;
            for key in &wrong.place {
                place = &mut place[key.as_str()];
            }
            let word = json!({ "code": wrong.code, "message": wrong.message });
            match &mut place["_errors"] {
                Value::Array(words) => words.push(word),
                none => *none = json!([word]),
            }
        }
        let body = json!({ "message": "Invalid Form Body", "code": 50035, "errors": errors });
        Self { status: 400, body, later: None, excused: false }
    }

    pub(super) fn unknown_webhook() -> Self {
        Self::new(404, 10015, "Unknown Webhook")
    }

    pub(super) fn unknown_channel() -> Self {
        Self::new(404, 10003, "Unknown Channel")
    }

    pub(super) fn unknown_message() -> Self {
        Self::new(404, 10008, "Unknown Message")
    }

    pub(super) fn empty() -> Self {
        Self::new(400, 50006, "Cannot send an empty message")
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) place: Vec<String>,
    pub(super) code: &'static str,
    pub(super) message: String,
}
