//! The frame of every page: for which city and whom it is shown, in which language, and how it links to the others.

use std::fmt::Write as _;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use platform_core::accounts::me::{self, Me};
use platform_core::accounts::{Actor, Admin, AssociationRole, Secret};
use platform_core::kinds::AssociationId;
use platform_core::refusals::Reason;
use platform_core::tenancy::{Ctx, Logo};
use platform_core::texts::{Args, Locale};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::assets;
use super::language::InPath;
use crate::web::Web;
use crate::web::cookies::SESSION;
use crate::web::error::Failure;
use crate::web::extractors::Context;

/// What every page knows besides what it is about.
#[derive(Debug, Clone)]
pub(in crate::web) struct Shell {
    /// The context of the request.
    pub(in crate::web) ctx: Ctx,
    /// Where the person is: path and query, without the language.
    pub(in crate::web) path: String,
    /// The account, for somebody who is signed in.
    pub(in crate::web) person: Option<Me>,
    /// Whether the address names the language: then those it links to do too.
    in_path: bool,
    /// The city's origin.
    origin: String,
    /// What proves that a form comes from a page of this session.
    token: String,
}

impl FromRequestParts<Web> for Shell {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Failure> {
        let Context(mut ctx) = Context::from_request_parts(parts, web).await?;
        let in_path = parts.extensions.get::<InPath>().is_some();
        let person = match ctx.actor {
            Actor::Account(_) => Some(me::me(&web.app, &ctx).await?),
            Actor::Visitor | Actor::System => None,
        };
        let spoken = person.as_ref().and_then(|me| me.locale.parse().ok());
        if let Some(locale) = spoken.filter(|locale| !in_path && ctx.tenant.config.locales.contains(locale)) {
            ctx.locale = locale;
        }
        let token = SESSION.read(web, &parts.headers).filter(|_| person.is_some()).map(|session| token(&session));
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let origin = web.app.links.to(&ctx.tenant, "");
        Ok(Self { ctx, path, person, in_path, origin, token: token.unwrap_or_default() })
    }
}

/// What a form of this session carries: whoever knows the session can tell, and from it nobody learns the session.
pub(super) fn token(session: &Secret) -> String {
    let digest = Sha256::new().chain_update("form:").chain_update(session.expose()).finalize();
    URL_SAFE_NO_PAD.encode(digest)
}

impl Shell {
    /// For pages that say that something failed: whoever asks may not be known.
    pub(in crate::web) const fn bare(ctx: Ctx, path: String, in_path: bool, origin: String) -> Self {
        Self { ctx, path, person: None, in_path, origin, token: String::new() }
    }

    /// The text under a key.
    pub(in crate::web) fn t(&self, key: &str) -> String {
        self.ctx.tenant.texts.get(self.ctx.locale, key, &Args::new())
    }

    /// The text under a key, with something filled in.
    pub(in crate::web) fn with(&self, key: &str, name: &str, value: impl Serialize) -> String {
        self.filled(key, [(name, serde_json::to_value(value).unwrap_or_default())])
    }

    /// The text under a key, with several things filled in.
    pub(in crate::web) fn filled<const N: usize>(&self, key: &str, args: [(&str, Value); N]) -> String {
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.ctx.tenant.texts.get(self.ctx.locale, key, &args)
    }

    /// The paragraphs of a text.
    pub(super) fn paragraphs(&self, key: &str) -> Vec<String> {
        self.t(key).split("\n\n").map(str::to_owned).collect()
    }

    /// What a reason says.
    pub(super) fn reason(&self, reason: &Reason) -> String {
        reason.render(&self.ctx.tenant.texts, self.ctx.locale)
    }

    /// What a word of a set is called; its key begins with the set's name.
    pub(super) fn word(&self, set: &str, word: impl std::fmt::Display) -> String {
        self.t(&format!("{set}-{word}"))
    }

    /// The language of the page.
    pub(super) const fn lang(&self) -> &'static str {
        self.ctx.locale.tag()
    }

    /// The city's name.
    pub(super) fn city(&self) -> &str {
        self.ctx.tenant.config.name(self.ctx.locale)
    }

    /// The city's logo.
    pub(super) fn logo(&self) -> Option<&Logo> {
        self.ctx.tenant.config.logo.as_ref()
    }

    /// An instant, as people of the city say it.
    pub(super) fn when(&self, at: impl Into<Option<DateTime<Utc>>>) -> String {
        self.ctx.tenant.when(self.ctx.locale, at.into())
    }

    /// The same where there is little room.
    pub(super) fn when_short(&self, at: impl Into<Option<DateTime<Utc>>>) -> String {
        self.ctx.tenant.when_short(self.ctx.locale, at.into())
    }

    /// An instant, for programs.
    pub(super) fn machine_time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.ctx.tenant.config.time_zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// Where a page of the city is, in the language of the address if it has one.
    pub(in crate::web) fn href(&self, path: &str) -> String {
        if self.in_path { in_language(self.ctx.locale, path) } else { path.to_owned() }
    }

    /// The one address of this page in its language, for search engines.
    pub(super) fn canonical(&self) -> String {
        self.absolute(self.bare_path())
    }

    /// The whole address of a page in this page's language.
    pub(super) fn absolute(&self, path: &str) -> String {
        self.absolute_in(self.ctx.locale, path)
    }

    /// The whole address of something that has no language.
    pub(super) fn whole(&self, path: impl std::fmt::Display) -> String {
        format!("{}{path}", self.origin)
    }

    /// The same in another language.
    pub(super) fn absolute_in(&self, locale: Locale, path: &str) -> String {
        format!("{}{}", self.origin, in_language(locale, path))
    }

    /// Where another site learns how to hold this page (oembed.com).
    pub(super) fn oembed(&self) -> String {
        format!("{}?format=json&url={}", self.absolute("/oembed"), encoded(&self.absolute(&self.path)))
    }

    /// This page in every language of the city: tag, name of the language in itself, address.
    pub(super) fn languages(&self) -> Vec<Language> {
        let locales = &self.ctx.tenant.config.locales;
        let language = |&locale: &Locale| Language {
            tag: locale.tag(),
            name: self.ctx.tenant.texts.get(locale, "language", &Args::new()),
            here: in_language(locale, &self.path),
            canonical: self.absolute_in(locale, self.bare_path()),
            current: locale == self.ctx.locale,
        };
        locales.iter().map(language).collect()
    }

    /// Where somebody goes to come in, and comes back from.
    pub(super) fn enter(&self) -> String {
        let mut address = self.href("/enter");
        // From the way in nothing leads back to it.
        if self.path != "/" && !["/enter", "/sign-in/"].iter().any(|way| self.bare_path().starts_with(way)) {
            let _ = write!(address, "?then={}", encoded(&self.path));
        }
        address
    }

    fn bare_path(&self) -> &str {
        self.path.split('?').next().unwrap_or("/")
    }

    /// Whether this page or one under it is shown.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.bare_path() == path || self.bare_path().starts_with(&format!("{path}/"))
    }

    /// Whether this very page is shown.
    pub(super) fn is_exactly(&self, path: &str) -> bool {
        self.bare_path() == path
    }

    /// What each form carries.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The address of a file that pages load.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Whether somebody of the city's staff looks.
    pub(super) fn is_agent(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.city_role.is_some())
    }

    /// Whether an admin of the city looks.
    pub(super) fn is_admin(&self) -> bool {
        Admin::check(&self.ctx).is_ok()
    }

    /// Whether somebody looks who acts for an association.
    pub(super) fn is_manager(&self) -> bool {
        self.person.as_ref().is_some_and(|person| !person.associations.is_empty())
    }

    /// What who looks holds in an association, if they act for it.
    pub(super) fn role_in(&self, association: AssociationId) -> Option<AssociationRole> {
        let held = self.person.as_ref()?.associations.iter().find(|(own, ..)| *own == association)?;
        Some(held.2)
    }

    /// Whether somebody is signed in.
    pub(super) const fn is_in(&self) -> bool {
        self.person.is_some()
    }
}

/// A language a page can be read in.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) tag: &'static str,
    pub(super) name: String,
    pub(super) here: String,
    pub(super) canonical: String,
    pub(super) current: bool,
}

/// A path with the language in front.
pub(in crate::web) fn in_language(locale: Locale, path: &str) -> String {
    format!("/{locale}{}", if path == "/" { "" } else { path })
}

/// A value as it stands in a query.
pub(super) fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}
