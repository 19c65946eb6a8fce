//! Finding missions: the question is the address, so that it can be kept, shared and gone back to.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::refusals::Reason;
use platform_core::search::query::{DEFAULT_RADIUS_M, When};
use platform_core::search::{self, Criteria, Cursor, Facet, Found, Near, Query, Sort};
use platform_core::tenancy::Point;

use super::card::Card;
use super::field::Choice;
use super::form::{Complaints, Fields};
use super::home::areas;
use super::response::{show, show_as};
use super::shell::{Shell, encoded};
use crate::web::Web;
use crate::web::error::Failure;

/// Missions on a page.
const PAGE: u16 = 18;

/// The facets people narrow a search by, in this order; the first stands open.
const SHOWN: [Facet; 8] = [
    Facet::Domain,
    Facet::Presence,
    Facet::Weekday,
    Facet::PartOfDay,
    Facet::Commitment,
    Facet::Audience,
    Facet::Beneficiary,
    Facet::Activity,
];

#[derive(Template)]
#[template(path = "pages/search.html")]
struct SearchPage<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    asked: &'a Asked,
    areas: Vec<Choice>,
    times: Vec<Choice>,
    sorts: Vec<Choice>,
    groups: Vec<Group>,
    chosen: Vec<Chosen>,
    found: Vec<Card>,
    total: u64,
    understood: Option<String>,
    degraded: bool,
    next: Option<String>,
}

/// A facet with its values.
struct Group {
    facet: Facet,
    label: String,
    open: bool,
    values: Vec<(Choice, u64)>,
}

/// Something chosen, and the address of the search without it.
struct Chosen {
    label: String,
    without: String,
}

/// A question as the address has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// What may be said again in an address: names and values in order, without the page.
    pairs: Vec<(String, String)>,
    /// Where the page begins.
    cursor: Option<String>,
}

impl Asked {
    /// Reads the query of an address; names that mean nothing are left out.
    ///
    /// # Errors
    /// If it holds what nobody types.
    pub(super) fn read(query: Option<&str>) -> Result<Self, Failure> {
        let fields = Fields::read(query.unwrap_or_default().as_bytes())?;
        let known = |name: &str| {
            matches!(name, "q" | "when" | "sort" | "lat" | "lon" | "full") || name.parse::<Facet>().is_ok()
        };
        let mut asked = Self { cursor: fields.filled("cursor"), ..Self::default() };
        for (name, value) in fields.iter().filter(|(name, value)| known(name) && !value.trim().is_empty()) {
            let pair = (name.to_owned(), value.trim().to_owned());
            if !asked.pairs.contains(&pair) {
                asked.pairs.push(pair);
            }
        }
        Ok(asked)
    }

    /// The value of a name, for its field.
    fn value(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(known, chosen)| known == name && chosen == value)
    }

    fn read_as<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Reason> {
        let read = |text: &str| text.parse().map_err(|_| Reason::new("bad_query_value").at(format!("/{name}")));
        self.get(name).map(read).transpose()
    }

    /// What is looked for.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn criteria(&self, shell: &Shell) -> Result<Criteria, Reason> {
        let mut criteria = Criteria { text: self.get("q").map(str::to_owned), ..Criteria::default() };
        if let (Some(lat), Some(lon)) = (self.read_as("lat")?, self.read_as("lon")?) {
            criteria.near = Some(Near { point: Point { lat, lon }, radius_m: DEFAULT_RADIUS_M });
        }
        if let Some(when) = self.read_as::<When>("when")? {
            let (from, until) = when.span(shell.ctx.now, shell.ctx.tenant.config.time_zone);
            (criteria.from, criteria.until) = (Some(from), Some(until));
        }
        for (name, value) in &self.pairs {
            if let Ok(facet) = name.parse::<Facet>() {
                criteria.select(facet, value);
            }
        }
        Ok(criteria)
    }

    /// What is looked for, from now on: a time in a word would be over soon.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn lasting(&self, shell: &Shell) -> Result<Criteria, Reason> {
        Ok(Criteria { from: None, until: None, ..self.criteria(shell)? })
    }

    /// The question.
    ///
    /// # Errors
    /// What cannot be read.
    pub(super) fn query(&self, shell: &Shell, limit: u16) -> Result<Query, Reason> {
        let cursor = match &self.cursor {
            Some(text) => Some(Cursor::decode(text).ok_or_else(|| Reason::new("bad_cursor").at("/cursor"))?),
            None => None,
        };
        Ok(Query {
            criteria: self.criteria(shell)?,
            include_full: self.has("full", "yes"),
            sort: self.read_as("sort")?.unwrap_or(Sort::Relevance),
            count: SHOWN.into(),
            cursor,
            limit,
            ..Query::default()
        })
    }

    /// The query of the address, as far as `keep` says.
    fn address(&self, keep: impl Fn(&str, &str) -> bool) -> String {
        let kept = self.pairs.iter().filter(|(name, value)| keep(name, value));
        kept.fold(String::new(), |mut query, (name, value)| {
            let _ = write!(query, "{}{name}={}", if query.is_empty() { "" } else { "&" }, encoded(value));
            query
        })
    }

    /// The query of the address.
    pub(super) fn all(&self) -> String {
        self.address(|_, _| true)
    }
}

fn under(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// `GET /missions`
pub(super) async fn search(
    State(web): State<Web>,
    shell: Shell,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = Asked::read(query.as_deref())?;
    let outcome = match asked.query(&shell, PAGE) {
        Ok(query) => search::search(&web.app, &shell.ctx, &query).await,
        Err(reason) => Err(platform_core::refusals::ReadError::Invalid(vec![reason])),
    };
    match outcome {
        Ok(found) => show(&shell, &page(&shell, &asked, found)),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            let nothing = Found { hits: Vec::new(), next: None, counts: None, understood: None, degraded: false };
            show_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &shell,
                &SearchPage { complaints, ..page(&shell, &asked, nothing) },
            )
        }
    }
}

fn page<'a>(
    shell: &'a Shell,
    asked: &'a Asked,
    found: Found<(platform_core::missions::Mission, Option<f64>)>,
) -> SearchPage<'a> {
    let counts = found.counts.unwrap_or_default();
    let next = found.next.map(|cursor| under("/missions", &format!("{}&cursor={}", asked.all(), encoded(&cursor))));
    SearchPage {
        shell,
        complaints: Complaints::default(),
        asked,
        areas: areas(shell, asked.get("area")),
        times: choices(shell, asked, "when", When::ALL.iter().map(ToString::to_string)),
        sorts: choices(shell, asked, "sort", sorts(asked)),
        groups: SHOWN.iter().map(|facet| group(shell, asked, *facet, counts.facets.get(facet))).collect(),
        chosen: chosen(shell, asked),
        found: found.hits.iter().map(|(mission, distance)| Card::new(shell, mission, *distance)).collect(),
        total: counts.total,
        understood: found.understood.filter(|words| !words.is_empty()).map(|words| words.join(" ")),
        degraded: found.degraded,
        next: next.map(|address| shell.href(&address)),
    }
}

/// The orders that make sense: by distance only from a point.
fn sorts(asked: &Asked) -> impl Iterator<Item = String> {
    let has_point = asked.get("lat").is_some();
    Sort::ALL.iter().filter(move |sort| has_point || **sort != Sort::Distance).map(ToString::to_string)
}

/// Values of a name, the first of which is what goes without saying.
fn choices(shell: &Shell, asked: &Asked, name: &str, values: impl Iterator<Item = String>) -> Vec<Choice> {
    let given = asked.get(name);
    let choice = |value: String| {
        Choice::new(&value, shell.word(&format!("search-{name}"), &value), given == Some(value.as_str()))
    };
    let any = (name == "when").then(|| Choice::new("", shell.t("search-when-any"), given.is_none()));
    any.into_iter().chain(values.map(choice)).collect()
}

fn group(
    shell: &Shell,
    asked: &Asked,
    facet: Facet,
    counts: Option<&std::collections::BTreeMap<String, u64>>,
) -> Group {
    let count = |value: &str| counts.and_then(|counts| counts.get(value)).copied().unwrap_or(0);
    let is_chosen = |value: &str| asked.has(facet.word(), value);
    let values = values(shell, facet).into_iter().filter(|value| count(value) > 0 || is_chosen(value));
    let values: Vec<_> = values
        .map(|value| (Choice::new(&value, label(shell, facet, &value), is_chosen(&value)), count(&value)))
        .collect();
    let open = facet == Facet::Domain || values.iter().any(|(choice, _)| choice.chosen);
    Group { facet, label: shell.word("facet", facet), open, values }
}

/// The values of a facet, in the order of the city or of the week.
fn values(shell: &Shell, facet: Facet) -> Vec<String> {
    fn words<W: std::fmt::Display>(words: &[W]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }
    let taxonomy = &shell.ctx.tenant.config.taxonomy;
    match facet {
        Facet::Domain => words(&taxonomy.domains),
        Facet::Activity => words(&taxonomy.activities),
        Facet::Beneficiary => words(&taxonomy.beneficiaries),
        Facet::Presence => words(search::facets::Presence::ALL),
        Facet::Audience => words(search::facets::Audience::ALL),
        Facet::Weekday => words(search::facets::Weekday::ALL),
        Facet::PartOfDay => words(search::facets::PartOfDay::ALL),
        Facet::Commitment => words(search::facets::Commitment::ALL),
        Facet::Time => words(search::facets::Time::ALL),
        Facet::Places => words(search::facets::Places::ALL),
        Facet::Language => words(&shell.ctx.tenant.config.locales),
        // Too many to be listed: they are chosen in another way.
        Facet::Area | Facet::Association => Vec::new(),
    }
}

/// What a value of a facet is called.
pub(super) fn label(shell: &Shell, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Area => {
            let area = shell.ctx.tenant.config.area(value);
            area.map_or_else(|| value.to_owned(), |area| area.name(shell.ctx.locale).to_owned())
        }
        Facet::Association => shell.t("facet-association"),
        Facet::Domain | Facet::Activity | Facet::Beneficiary | Facet::Weekday => shell.word(facet.word(), value),
        Facet::PartOfDay => shell.word("part-of-day", value),
        facet => shell.word(&format!("facet-{facet}"), value),
    }
}

/// What was chosen, each with the way back.
fn chosen(shell: &Shell, asked: &Asked) -> Vec<Chosen> {
    let one = |(name, value): &(String, String)| {
        let label = match name.as_str() {
            "q" => shell.with("search-chosen-words", "words", value.as_str()),
            "when" => shell.word("search-when", value),
            "lat" => shell.t("search-chosen-near"),
            "sort" | "lon" | "full" => return None,
            facet => label(shell, facet.parse().ok()?, value),
        };
        let goes = |other: &str, of: &str| {
            (other == name && of == value) || (name == "lat" && matches!(other, "lon" | "sort"))
        };
        let without = shell.href(&under("/missions", &asked.address(|other, of| !goes(other, of))));
        Some(Chosen { label, without })
    };
    asked.pairs.iter().filter_map(one).collect()
}
