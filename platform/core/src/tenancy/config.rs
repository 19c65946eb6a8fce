//! What a city says of itself: its names, words, areas, rules and look.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::sign_in::SignInProvider;
use crate::kinds::{Activity, Beneficiary, Domain};
use crate::refusals::Reason;
use crate::rules::Parameters;
use crate::search::words::WordLists;
use crate::tenancy::logo::Logo;
use crate::tenancy::theme::{Map, Theme};
use crate::texts::Locale;

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
    /// Its logo; in `theme/logo.svg` or `theme/logo.png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
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
