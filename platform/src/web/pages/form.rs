//! Forms: what a browser sends, proved to come from a page of ours, and what pages show of it again.

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use platform_core::accounts::Secret;
use platform_core::refusals::{Denied, Explain, Kind, Reason};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::shell::{self, Shell};
use crate::web::Web;
use crate::web::cookies::SESSION;
use crate::web::error::Failure;
use crate::web::extractors::{Context, whole_body};

/// The field that carries the proof.
pub(super) const TOKEN: &str = "_token";

/// What was filled in: every field, in order; one name may come several times.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Fields(Vec<(String, String)>);

/// A form sent from one of our pages. Whoever is signed in proves it with the token their pages carry; whoever is not has
/// nothing that a stranger's page could use, and what comes from another site is refused before.
pub(in crate::web) struct Form(pub(in crate::web) Fields);

impl FromRequest<Web> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failure> {
        if !is_form(request.headers()) {
            let reason = Reason::new("malformed_request");
            return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
        }
        let (mut parts, body) = request.into_parts();
        let Context(ctx) = Context::from_request_parts(&mut parts, web).await?;
        // A session that is over proves nobody, and the pages of who presents it carry no proof.
        let session = SESSION.read(web, &parts.headers).filter(|_| ctx.actor.account().is_some());
        let bytes = whole_body(Request::from_parts(parts, body), web).await?;
        let fields = Fields::read(&bytes)?;
        prove(session.as_ref(), &fields)?;
        Ok(Self(fields))
    }
}

/// Looks whether a form comes from a page of the session that sends it.
///
/// # Errors
/// If it does not carry the proof.
pub(super) fn prove(session: Option<&Secret>, fields: &Fields) -> Result<(), Failure> {
    let Some(session) = session else { return Ok(()) };
    let (expected, given) = (shell::token(session), fields.text(TOKEN));
    if bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
        return Ok(());
    }
    Err(Failure::http(StatusCode::FORBIDDEN, Reason::new("stale_form")))
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

impl Fields {
    /// Reads a body or a query.
    ///
    /// # Errors
    /// If it is not UTF-8, or holds what nobody types.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Failure> {
        Self::sound(url::form_urlencoded::parse(bytes).into_owned())
    }

    /// Of fields as they came.
    ///
    /// # Errors
    /// If one holds what nobody types.
    pub(super) fn sound(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, Failure> {
        // Browsers end lines as mails do.
        let fields: Vec<_> = pairs.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect();
        let unsound = |text: &str| text.contains(['\0', char::REPLACEMENT_CHARACTER]);
        match fields.iter().find(|(name, value)| unsound(name) || unsound(value)) {
            Some((name, _)) => Err(Failure::invalid(vec![Reason::new("control_characters").at(format!("/{name}"))])),
            None => Ok(Self(fields)),
        }
    }

    /// What a form is filled with before anybody typed.
    pub(super) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The value of a field as it was typed; nothing if it was not sent.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The value of a field without the blanks around it, if anything is left.
    pub(in crate::web) fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// Every value of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every field, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a box was ticked.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// The word, number or date in a field; none if it is empty.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Reason> {
        let Some(text) = self.filled(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Reason::new("invalid_value").at(format!("/{name}")))
    }

    /// The same of a field that may not have been shown: then nothing is said of it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn told<T: std::str::FromStr>(&self, name: &str) -> Result<Option<Option<T>>, Reason> {
        if self.has(name) { self.parsed(name).map(Some) } else { Ok(None) }
    }

    /// The id in a hidden field or a button; what is no id is nobody's.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn id<T: From<Uuid>>(&self, name: &str) -> Result<T, Denied> {
        self.parsed::<Uuid>(name).ok().flatten().map(T::from).ok_or(Denied::NotFound)
    }

    /// The words in a field that may come several times; what is no word of the set is left out.
    pub(super) fn words<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.all(name).filter_map(|word| word.parse().ok()).collect()
    }
}

/// Why a form is shown again: what to mend, and where.
#[derive(Debug, Default)]
pub(in crate::web) struct Complaints(Vec<(Option<String>, String)>);

impl Complaints {
    /// What a person can mend; what they cannot is a failure like any other.
    ///
    /// # Errors
    /// The failure.
    pub(in crate::web) fn of<E: Explain>(shell: &Shell, error: E) -> Result<Self, Failure> {
        match error.kind() {
            Kind::Invalid | Kind::Refused | Kind::Conflict | Kind::Stale => Ok(Self::about(shell, &error.reasons())),
            _ => Err(error.into()),
        }
    }

    /// Of reasons.
    pub(super) fn about(shell: &Shell, reasons: &[Reason]) -> Self {
        Self(reasons.iter().map(|reason| (reason.field.clone(), shell.reason(reason))).collect())
    }

    /// The same, with each field's pointer rewritten.
    pub(super) fn map_fields(mut self, rewrite: impl Fn(&str) -> String) -> Self {
        for (field, _) in &mut self.0 {
            *field = field.as_deref().map(&rewrite);
        }
        self
    }

    /// What is wrong with a field, by its pointer or anything under it.
    pub(super) fn at(&self, pointer: &str) -> Option<&str> {
        let is_here =
            |field: &str| field.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.0.iter().find(|(field, _)| field.as_deref().is_some_and(is_here)).map(|(_, text)| text.as_str())
    }

    /// Everything that is wrong, each with the field it is about.
    pub(super) fn all(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.0.iter().map(|(field, text)| (field.as_deref(), text.as_str()))
    }

    /// What the page that shows them is answered as: a form to mend, or a page like any other.
    pub(super) fn status(&self) -> StatusCode {
        if self.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// Whether there is nothing to mend.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
