//! Cities as tenants: what a city is, how a request finds its own, and the context every use case runs in.

mod config;
mod folder;
mod logo;
mod registry;
mod sign_in;
mod theme;

use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

pub use config::{Area, AreaKind, CityConfig, Point, RulesConfig, Taxonomy};
pub use folder::{ConfigError, Folder, is_city_code, required_texts};
pub use logo::Logo;
pub use registry::{Registry, RegistryError, apply, check, remove};
pub use sign_in::{Profile, SignInProvider};
pub use theme::{Colours, Map, Theme};

use crate::accounts::Actor;
use crate::idempotency::IdempotencyKey;
use crate::kinds::AccountId;
use crate::ports::Rules;
use crate::rules::Choice;
use crate::search::words::Vocabulary;
use crate::texts::{Locale, Texts};

/// The proof that a city exists. Only the registry makes one, from a row; it prints as a UUID and nothing else, so it
/// can stand in the statement that opens a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TenantId(Uuid);

impl TenantId {
    /// The bare UUID, for logs and for the queue's rows.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// Only for `db`, which reads it from the registry's or the queue's rows.
    pub(crate) const fn from_row(id: Uuid) -> Self {
        Self(id)
    }
}

impl std::fmt::Display for TenantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A city as it is served: its id, its configuration, its texts.
#[derive(Debug)]
pub struct Tenant {
    /// The proof and the key of all its rows.
    pub id: TenantId,
    /// What `tenant.toml` says.
    pub config: CityConfig,
    /// The platform's texts with the city's own over them.
    pub texts: Texts,
    /// What words mean in its searches.
    pub vocabulary: Arc<Vocabulary>,
    /// What it decides.
    pub rules: Arc<dyn Rules>,
    /// Which rules these are.
    pub choice: Choice,
    /// Why it goes on with these though it chose others, if it does.
    pub problem: Option<String>,
    /// Grows with every `tenant apply` and every change of its rules.
    pub version: i64,
}

impl Tenant {
    /// An instant as people of the city say it.
    #[must_use]
    pub fn when(&self, locale: Locale, at: Option<DateTime<Utc>>) -> String {
        self.date(locale, "date-and-time", at)
    }

    /// The same where there is little room: «sam. 5 déc., 14 h 00».
    #[must_use]
    pub fn when_short(&self, locale: Locale, at: Option<DateTime<Utc>>) -> String {
        self.date(locale, "date-short", at)
    }

    /// A day as people say it: «5 décembre 2026».
    #[must_use]
    pub fn day(&self, locale: Locale, day: NaiveDate) -> String {
        let args =
            [("day", day.day().into()), ("month", day.month().into()), ("year", day.format("%Y").to_string().into())];
        self.say(locale, "date-day", args)
    }

    /// So many minutes, as people say it: «2 h 30».
    #[must_use]
    pub fn duration(&self, locale: Locale, minutes: i64) -> String {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let (key, minutes) = match (hours, minutes) {
            (0, _) => ("duration-minutes", minutes.to_string()),
            (_, 0) => ("duration-hours", String::new()),
            _ => ("duration-hours-and-minutes", format!("{minutes:02}")),
        };
        self.say(locale, key, [("hours", hours.to_string().into()), ("minutes", minutes.into())])
    }

    fn date(&self, locale: Locale, key: &str, at: Option<DateTime<Utc>>) -> String {
        let Some(at) = at else { return self.say(locale, "no-date", []) };
        let local = at.with_timezone(&self.config.time_zone);
        let args = [
            ("weekday", local.weekday().number_from_monday().into()),
            ("day", local.day().into()),
            ("month", local.month().into()),
            ("year", local.format("%Y").to_string().into()),
            ("hour", local.format("%-H").to_string().into()),
            ("minute", local.format("%M").to_string().into()),
        ];
        self.say(locale, key, args)
    }

    /// One of the city's texts.
    fn say<const N: usize>(&self, locale: Locale, key: &str, args: [(&str, Value); N]) -> String {
        self.texts.get(locale, key, &args.map(|(name, value)| (name.to_owned(), value)).into())
    }
}

/// What every use case knows of the moment it runs in.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The city.
    pub tenant: Arc<Tenant>,
    /// Who acts.
    pub actor: Actor,
    /// The agent at the desk, when one acts for the person in `actor`.
    pub desk: Option<AccountId>,
    /// The language answers are given in; one of the city's.
    pub locale: Locale,
    /// The instant of the request: one per request, so that a use case agrees with itself.
    pub now: DateTime<Utc>,
    /// The real address of the client, where there is one.
    pub client: Option<IpAddr>,
    /// Through which door: `web`, `system`, `operator`. Written in the ledger.
    pub source: &'static str,
    /// The request's idempotency key; it is stamped in the transaction that writes.
    pub idempotency: Option<IdempotencyKey>,
}

impl Ctx {
    /// A context in which the platform itself acts: jobs, demo data, operator commands.
    #[must_use]
    pub fn system(tenant: Arc<Tenant>, now: DateTime<Utc>, source: &'static str) -> Self {
        let locale = tenant.config.default_locale();
        Self { tenant, actor: Actor::System, desk: None, locale, now, client: None, source, idempotency: None }
    }
}
