//! `tenants/<city>/`: what a city says of itself, read strictly so that a mistake names its file, line and remedy.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::sign_in::{self, SignInProvider};
use crate::kinds::{Activity, Beneficiary, Domain};
use crate::refusals::Reason;
use crate::rules::Parameters;
use crate::search::words::WordLists;
use crate::tenancy::theme::{Map, Theme, is_origin};
use crate::texts::{Locale, Texts};

/// A city's configuration, as in `tenant.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityConfig {
    /// Short name used in commands: `a-z`, `0-9`, `-`.
    pub code: String,
    /// Host names it answers on, without port.
    pub hosts: Vec<String>,
    /// Languages it speaks; the first is the default.
    pub locales: Vec<Locale>,
    /// IANA time zone.
    pub time_zone: Tz,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Name per language.
    pub name: BTreeMap<Locale, String>,
    /// Sender of its mails: `Name <address>`.
    pub mail_from: String,
    /// The choices it made among domains, activities and beneficiaries.
    pub taxonomy: Taxonomy,
    /// Its rules.
    #[serde(default)]
    pub rules: RulesConfig,
    /// What it says of the words its people use, beside what the platform knows.
    #[serde(default)]
    pub search: WordLists,
    /// Its colours; in `theme/theme.toml`.
    #[serde(default)]
    pub theme: Theme,
    /// Pictures of its map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<Map>,
    /// Origins of the sites that may hold its widget, such as `https://asso.example`.
    #[serde(default)]
    pub embedders: Vec<String>,
    /// Whose word it takes for who somebody is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_in: Vec<SignInProvider>,
    /// Its tree of areas; exactly one has no parent.
    pub areas: Vec<Area>,
}

/// The words a city uses, in its order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// Domains.
    pub domains: Vec<Domain>,
    /// Activities.
    pub activities: Vec<Activity>,
    /// Beneficiaries.
    pub beneficiaries: Vec<Beneficiary>,
}

impl Taxonomy {
    /// The words among those given that the city does not use, as reasons that name where they stand.
    pub(crate) fn unknown<W: PartialEq>(known: &[W], given: &[W], field: &str) -> Vec<Reason> {
        let unknown = given.iter().enumerate().filter(|(_, word)| !known.contains(word));
        unknown.map(|(index, _)| Reason::new("unknown_word").at(format!("{field}/{index}"))).collect()
    }
}

/// A point on the ground, WGS 84, degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
}

/// What sort of area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// The whole city.
    City,
    /// An arrondissement, a borough.
    Borough,
    /// A quartier, a neighbourhood.
    Neighbourhood,
}

/// A node of the tree of areas.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its code, unique in the city.
    pub code: String,
    /// The area it lies in; none for the city itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What sort.
    pub kind: AreaKind,
    /// Name per language.
    pub name: BTreeMap<Locale, String>,
    /// A point that stands for it.
    pub centre: Point,
    /// Postcodes, or their first characters, that lie in it.
    #[serde(default)]
    pub postcodes: Vec<String>,
}

/// What `[rules]` says: which rules a city uses and what it sets of them, and beside them what the platform itself keeps
/// to whatever rules say. What is left out of the latter takes the value in [`RulesConfig::default`], which is what
/// JeVeuxAider.gouv.fr does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesConfig {
    /// The component, by the name under which the platform brings it; `none`: the city decides nothing by rules.
    pub component: String,
    /// After how many months without a visit an account is erased: three years, as JeVeuxAider.gouv.fr has it.
    pub idle_months: u32,
    /// How many months the ledger is kept; at least 12.
    pub ledger_months: u32,
    /// From when no mail is sent that can wait, local time; the same as `quiet_until`: there are no quiet hours.
    pub quiet_from: NaiveTime,
    /// Until when.
    pub quiet_until: NaiveTime,
    /// When the daily mail is sent, local time.
    pub digest_at: NaiveTime,
    /// What the city sets of its rules; the component's manifest says what there is.
    #[serde(flatten)]
    pub parameters: Parameters,
}

impl Default for RulesConfig {
    fn default() -> Self {
        Self {
            component: "default".to_owned(),
            idle_months: 36,
            ledger_months: 72,
            quiet_from: clock(21),
            quiet_until: clock(8),
            digest_at: clock(8),
            parameters: Parameters::new(),
        }
    }
}

impl RulesConfig {
    /// From when until when no mail is sent that can wait, local time; none: there are no quiet hours.
    #[must_use]
    pub fn quiet(&self) -> Option<(NaiveTime, NaiveTime)> {
        Some((self.quiet_from, self.quiet_until)).filter(|(from, until)| from != until)
    }

    /// The parameters that are set. A row that an earlier version wrote names those that were not, as null.
    #[must_use]
    pub fn set(&self) -> Parameters {
        self.parameters
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

fn clock(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

impl CityConfig {
    /// The language used when a person's is not spoken here.
    #[must_use]
    pub fn default_locale(&self) -> Locale {
        self.locales.first().copied().unwrap_or(Locale::Fr)
    }

    /// Its name in a language.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        in_language(&self.name, locale, &self.code)
    }
}

impl Area {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        in_language(&self.name, locale, &self.code)
    }
}

pub(super) fn in_language<'a>(names: &'a BTreeMap<Locale, String>, locale: Locale, otherwise: &'a str) -> &'a str {
    names.get(&locale).or_else(|| names.values().next()).map_or(otherwise, String::as_str)
}

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
