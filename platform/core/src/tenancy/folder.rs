//! `tenants/<city>/` as it lies on disk: read strictly, so that a mistake names its file, line and remedy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::config::CityConfig;
use super::logo::Logo;
use super::sign_in;
use super::theme::{Theme, is_origin};
use crate::texts::{Locale, Texts};

/// Texts a city must bring in every language it speaks.
#[must_use]
pub const fn required_texts() -> &'static [&'static str] {
    &["city-call", "legal-notice", "privacy-notice", "mail-signature"]
}

/// A mistake in a city's folder: where it is and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}\n  remedy: {remedy}", file.display())]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// A city's folder, read and found sound.
#[derive(Debug, Clone)]
pub struct Folder {
    /// `tenant.toml`.
    pub config: CityConfig,
    /// `texts/<locale>.ftl`, whole.
    pub texts: BTreeMap<Locale, String>,
}

/// The parts of `tenant.toml` whose place in the file a message names.
#[derive(Deserialize)]
struct Places {
    code: Spanned<toml::Value>,
    hosts: Spanned<Vec<Spanned<String>>>,
    locales: Spanned<toml::Value>,
    name: Spanned<toml::Value>,
    mail_from: Spanned<toml::Value>,
    #[serde(default)]
    sign_in: Vec<Spanned<toml::Value>>,
    areas: Vec<Spanned<toml::Value>>,
}

impl Folder {
    /// Reads and checks the folder of a city.
    ///
    /// # Errors
    /// The first mistake found, with file, line and remedy.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        let file = folder.join("tenant.toml");
        let source = read_file(&file, "make the folder with `jemengage tenant new`")?;
        let mut config = parse(&file, &source)?;
        if let Some(theme) = read_theme(&folder.join("theme").join("theme.toml"))? {
            config.theme = theme;
        }
        config.logo = Logo::read(&folder.join("theme"))?;
        let mut texts = BTreeMap::new();
        for &locale in &config.locales {
            let file = folder.join("texts").join(format!("{locale}.ftl"));
            let remedy = format!("write the city's texts in {locale}: {}", required_texts().join(", "));
            let source = read_file(&file, &remedy)?;
            check_texts(&file, locale, &source)?;
            texts.insert(locale, source);
        }
        Ok(Self { config, texts })
    }
}

impl Folder {
    /// The mistake of setting a parameter that the rules do not have, or have otherwise.
    #[must_use]
    pub fn wrong_parameter(&self, folder: &Path, name: &str, problem: &str) -> ConfigError {
        let file = folder.join("tenant.toml");
        let source = std::fs::read_to_string(&file).unwrap_or_default();
        let names = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim() == name);
        ConfigError {
            file,
            line: source.lines().position(names).map_or(1, |line| line + 1),
            problem: format!("`{name}` in [rules]: {problem}"),
            remedy: format!("see what the rules `{}` take, in plugins/{0}/RULES.md", self.config.rules.component),
        }
    }

    /// The mistake of naming a host that another city answers on.
    #[must_use]
    pub fn host_of_another(&self, folder: &Path, host: &str, other: &str) -> ConfigError {
        let file = folder.join("tenant.toml");
        let source = std::fs::read_to_string(&file).unwrap_or_default();
        let quoted = format!("\"{host}\"");
        let line = source.lines().position(|line| line.contains(&quoted)).map_or(1, |n| n + 1);
        ConfigError {
            file,
            line,
            problem: format!("host `{host}` already belongs to the city `{other}`"),
            remedy: format!("take it out here, or out of tenants/{other}/tenant.toml and apply that first"),
        }
    }
}

fn read_file(file: &Path, remedy: &str) -> Result<String, ConfigError> {
    std::fs::read_to_string(file).map_err(|error| ConfigError {
        file: file.to_owned(),
        line: 1,
        problem: format!("cannot be read ({error})"),
        remedy: remedy.to_owned(),
    })
}

/// The city's colours, if it brings any.
fn read_theme(file: &Path) -> Result<Option<Theme>, ConfigError> {
    if !file.exists() {
        return Ok(None);
    }
    let source = read_file(file, "make it readable, or take it out: then the platform's colours are used")?;
    let wrong = |line: usize, problem: String, remedy: &str| ConfigError {
        file: file.to_owned(),
        line,
        problem,
        remedy: remedy.to_owned(),
    };
    let theme: Theme = toml::from_str(&source).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(&source, span.start));
        wrong(line, error.message().to_owned(), "write [light] and [dark], each with `accent` and `on_accent`")
    })?;
    match theme.mistake() {
        None => Ok(Some(theme)),
        Some((table, problem)) => {
            let line = source.lines().position(|line| line.trim() == format!("[{table}]")).map_or(1, |line| line + 1);
            Err(wrong(line, problem, "choose a darker colour by day, a lighter one by night"))
        }
    }
}

fn parse(file: &Path, source: &str) -> Result<CityConfig, ConfigError> {
    let syntax = |error: toml::de::Error| ConfigError {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| line_of(source, span.start)),
        problem: error.message().to_owned(),
        remedy: "compare with tenants/paris/tenant.toml, which has every key".to_owned(),
    };
    let config: CityConfig = toml::from_str(source).map_err(syntax)?;
    let places: Places = toml::from_str(source).map_err(syntax)?;
    check(&config, &places).map_err(|(offset, problem, remedy)| ConfigError {
        file: file.to_owned(),
        line: line_of(source, offset),
        problem,
        remedy,
    })?;
    Ok(config)
}

fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// Where, what is wrong, and what to do.
pub(super) type Mistake = (usize, String, String);

fn check(config: &CityConfig, places: &Places) -> Result<(), Mistake> {
    check_code(&config.code, places.code.span().start)?;
    check_hosts(places.hosts.get_ref(), places.hosts.span().start)?;
    if config.locales.is_empty() {
        return Err((places.locales.span().start, "`locales` is empty".into(), "name at least one of: fr, en".into()));
    }
    check_names(config, &config.name, "name", places.name.span().start)?;
    if !config.mail_from.contains('@') {
        return Err((
            places.mail_from.span().start,
            "`mail_from` has no address".into(),
            "write it as `Name <address@domain>`".into(),
        ));
    }
    check_others(config)?;
    sign_in::check(config, places.sign_in.iter().map(|place| place.span().start))?;
    check_areas(config, places)
}

/// Checks what pages let browsers load from elsewhere, and hold them: these stand in their security policy.
fn check_others(config: &CityConfig) -> Result<(), Mistake> {
    if config.map.as_ref().is_some_and(|map| map.origin().is_none()) {
        let remedy = "write it as `https://server/{z}/{x}/{y}.png`";
        return Err((0, "`tiles` in [map] is no web address".into(), remedy.into()));
    }
    match config.embedders.iter().find(|origin| !is_origin(origin)) {
        Some(wrong) => Err((
            0,
            format!("`{wrong}` in `embedders` is no origin"),
            "write it as `https://asso.example`, without a path".into(),
        )),
        None => Ok(()),
    }
}

/// Whether a text is a city's short name: `a-z`, `0-9` and `-`, at most 63, not beginning with `-`.
#[must_use]
pub fn is_city_code(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn check_code(code: &str, at: usize) -> Result<(), Mistake> {
    if is_city_code(code) {
        return Ok(());
    }
    Err((at, format!("`code = \"{code}\"` is not a city's short name"), "use a-z, 0-9 and -, at most 63".into()))
}

fn check_hosts(hosts: &[Spanned<String>], at: usize) -> Result<(), Mistake> {
    if hosts.is_empty() {
        return Err((at, "`hosts` is empty".into(), "name at least one host the city answers on".into()));
    }
    let mut seen = BTreeSet::new();
    for host in hosts {
        let (name, at) = (host.get_ref(), host.span().start);
        let sound = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
        if name.is_empty() || !sound {
            return Err((
                at,
                format!("host `{name}` is not a host name"),
                "write it in lower case, without port".into(),
            ));
        }
        if !seen.insert(name) {
            return Err((at, format!("host `{name}` is named twice"), "take one of the two out".into()));
        }
    }
    Ok(())
}

pub(super) fn check_names(
    config: &CityConfig,
    names: &BTreeMap<Locale, String>,
    what: &str,
    at: usize,
) -> Result<(), Mistake> {
    for locale in &config.locales {
        if names.get(locale).is_none_or(|name| name.trim().is_empty()) {
            return Err((
                at,
                format!("`{what}` has no text in `{locale}`"),
                format!("add `{locale} = \"…\"`, or take `{locale}` out of `locales`"),
            ));
        }
    }
    Ok(())
}

fn check_areas(config: &CityConfig, places: &Places) -> Result<(), Mistake> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (area, place) in config.areas.iter().zip(&places.areas) {
        let at = place.span().start;
        check_names(config, &area.name, &format!("name of area {}", area.code), at)?;
        match &area.parent {
            None if known.is_empty() => {}
            None => {
                return Err((
                    at,
                    format!("area `{}` has no parent, but the city's own area stands above", area.code),
                    "name its `parent`".into(),
                ));
            }
            Some(parent) if known.contains(parent.as_str()) => {}
            Some(parent) => {
                return Err((
                    at,
                    format!("area `{}` lies in `{parent}`, which is not above it in the file", area.code),
                    "correct `parent`, or move the area below it".into(),
                ));
            }
        }
        if !known.insert(&area.code) {
            return Err((
                at,
                format!("area `{}` is named twice", area.code),
                "give each area a code of its own".into(),
            ));
        }
        let on_earth = (-90.0..=90.0).contains(&area.centre.lat) && (-180.0..=180.0).contains(&area.centre.lon);
        if !on_earth {
            return Err((
                at,
                format!("the centre of area `{}` is not on Earth", area.code),
                "check lat and lon".into(),
            ));
        }
    }
    if known.is_empty() {
        return Err((places.code.span().start, "the city has no area".into(), "add one [[areas]] for it".into()));
    }
    Ok(())
}

fn check_texts(file: &Path, locale: Locale, source: &str) -> Result<(), ConfigError> {
    let mistake = |line, problem, remedy: String| ConfigError { file: file.to_owned(), line, problem, remedy };
    let resource = fluent_syntax::parser::parse(source).map_err(|(_, errors)| {
        let first = errors.first();
        let line = first.map_or(1, |e| line_of(source, e.pos.start));
        let mut problem = String::from("is not Fluent");
        if let Some(error) = first {
            let _ = write!(problem, ": {}", error.kind);
        }
        mistake(line, problem, "see https://projectfluent.org/fluent/guide/".into())
    })?;
    let present: BTreeSet<&str> = resource
        .body
        .iter()
        .filter_map(|entry| match entry {
            fluent_syntax::ast::Entry::Message(message) if message.value.is_some() => Some(message.id.name),
            _ => None,
        })
        .collect();
    for key in required_texts() {
        if !present.contains(key) {
            let line = source.lines().count().max(1);
            return Err(mistake(
                line,
                format!("the text `{key}` is missing in `{locale}`"),
                format!("add a line `{key} = …`"),
            ));
        }
    }
    for key in present {
        if !required_texts().contains(&key) && !Texts::platform_has(locale, key) {
            let names = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
            let line = source.lines().position(names).map_or(1, |n| n + 1);
            return Err(mistake(
                line,
                format!("the text `{key}` is used nowhere"),
                "correct its name: a city replaces texts of the platform by their key".into(),
            ));
        }
    }
    Ok(())
}
