//! How a use case says no: reasons with a code, a field and a remedy, which every channel renders the same way.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db;
use crate::rules::facts::Assurance;
use crate::texts::{Args, Locale, Texts};

/// Why something is not so, in a form that texts, forms and programs can all use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable word for programs; the text is `refusal-<code>`, with `_` as `-`.
    pub code: Cow<'static, str>,
    /// JSON pointer (RFC 6901) to the field it is about, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What the text fills in.
    #[serde(default, skip_serializing_if = "Args::is_empty")]
    pub args: Args,
    /// What the person can do about it, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// The words of the person who gave it, for reasons written by people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a person can do about a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Remedy {
    /// Tick the boxes of the mission.
    AnswerPrerequisites,
    /// Say why one wants to come.
    WriteMotivation,
    /// Tell one's birth date.
    TellBirthDate,
    /// Open the link in the mail.
    ConfirmEmail,
    /// Ask for a link and come in by it.
    ComeInAgain,
    /// Write another text in the field.
    Mend,
    /// Tell where one lives, studies or works.
    TellResidence,
    /// Have what one said confirmed, at least so.
    RaiseTo {
        /// How it must be known.
        assurance: Assurance,
    },
    /// Obtain a credential.
    Obtain {
        /// Its name.
        credential: String,
    },
    /// Ask a parent or guardian for consent.
    AskGuardian,
    /// Take another slot or mission.
    ChooseAnother,
    /// Hand the missions over, or call them off.
    HandOver,
    /// Come back then.
    WaitUntil {
        /// The instant from which it works.
        until: DateTime<Utc>,
    },
}

impl Reason {
    /// A reason with a code only.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), field: None, args: Args::new(), remedy: None, text: None }
    }

    /// About this field.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.field = Some(pointer.into());
        self
    }

    /// With this argument for its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// With this remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// What a person reads.
    #[must_use]
    pub fn render(&self, texts: &Texts, locale: Locale) -> String {
        match &self.text {
            Some(text) => text.clone(),
            None => texts.get(locale, &format!("refusal-{}", self.code.replace('_', "-")), &self.args),
        }
    }
}

/// What kind of no it is: all that an adapter needs to pick a status, a tone or a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is no such thing here, or not for this person; both with the same words.
    NotFound,
    /// One must sign in first.
    SignIn,
    /// One may not.
    Forbidden,
    /// What was given is not sound; the reasons name fields.
    Invalid,
    /// Not from the state it is in.
    Conflict,
    /// It changed since it was read.
    Stale,
    /// The city's rules or the platform's invariants say no.
    Refused,
    /// Too often.
    TooMany {
        /// Seconds after which it works again.
        retry_after: u64,
    },
    /// Not now: something we need is away for a while.
    Unavailable,
    /// Ours to mend, not theirs.
    Internal,
}

/// What every use case's error can say of itself.
pub trait Explain: std::error::Error {
    /// What kind of no it is.
    fn kind(&self) -> Kind;
    /// The reasons, most important first; at least one.
    fn reasons(&self) -> Vec<Reason>;
}

/// Why somebody may not act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// A visitor tries what needs an account.
    #[error("not signed in")]
    SignIn,
    /// The token does not carry the scope.
    #[error("the token lacks a scope")]
    Scope,
    /// Signed in, and not permitted; the object is one they may know of.
    #[error("not permitted")]
    NotPermitted,
    /// No such object, or one they may not know of.
    #[error("not found")]
    NotFound,
}

impl Explain for Denied {
    fn kind(&self) -> Kind {
        match self {
            Self::SignIn => Kind::SignIn,
            Self::Scope | Self::NotPermitted => Kind::Forbidden,
            Self::NotFound => Kind::NotFound,
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        vec![Reason::new(match self {
            Self::SignIn => "sign_in",
            Self::Scope => "scope",
            Self::NotPermitted => "not_permitted",
            Self::NotFound => "not_found",
        })]
    }
}

/// An act that the state of a thing does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot {act} from {from}")]
pub struct Illegal {
    /// The state it is in.
    pub from: &'static str,
    /// What was tried.
    pub act: &'static str,
}

impl Illegal {
    fn reason(self) -> Reason {
        Reason::new("illegal_transition").with("from", self.from).with("act", self.act)
    }
}

/// Why something cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not for this person.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The question is not sound.
    #[error("the question is not sound")]
    Invalid(Vec<Reason>),
    /// Ours to mend.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

impl Explain for ReadError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::Invalid(_) => Kind::Invalid,
            Self::Internal(error) => error.kind(),
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        match self {
            Self::Denied(denied) => denied.reasons(),
            Self::Invalid(reasons) => reasons.clone(),
            Self::Internal(error) => error.reasons(),
        }
    }
}

/// What cannot be shown cannot be changed either.
impl From<ReadError> for EditError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Denied(denied) => Self::Denied(denied),
            ReadError::Invalid(reasons) => Self::Invalid(reasons),
            ReadError::Internal(error) => Self::Internal(error),
        }
    }
}

/// Why something cannot be made or changed.
///
/// **Why one enum for these use cases:** create, edit and transition refuse for the same five causes by construction;
/// a use case that refuses otherwise, such as `sign_up`, has an error of its own.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Not by this person.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was given is not sound.
    #[error("the input is not sound")]
    Invalid(Vec<Reason>),
    /// Not from this state.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// The city's rules or an invariant say no.
    #[error("refused")]
    Refused(Vec<Reason>),
    /// Ours to mend.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

impl Explain for EditError {
    fn kind(&self) -> Kind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::Invalid(_) => Kind::Invalid,
            Self::Illegal(_) => Kind::Conflict,
            Self::Stale => Kind::Stale,
            Self::Refused(_) => Kind::Refused,
            Self::Internal(error) => error.kind(),
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        match self {
            Self::Denied(denied) => denied.reasons(),
            Self::Invalid(reasons) | Self::Refused(reasons) => reasons.clone(),
            Self::Illegal(illegal) => vec![illegal.reason()],
            Self::Stale => vec![Reason::new("stale")],
            Self::Internal(error) => error.reasons(),
        }
    }
}
