//! The home page: the city's call, what is near in time, the themes, the numbers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::search::{self, Facet, Query, Sort};
use platform_core::statistics::{self, Figure, Measure, Months};
use platform_core::tenancy::AreaKind;

use super::card::Card;
use super::field::Choice;
use super::response::show;
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

/// Missions shown.
const SHOWN: u16 = 6;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'a> {
    shell: &'a Shell,
    call: Vec<String>,
    areas: Vec<Choice>,
    missions: Vec<Card>,
    themes: Vec<Theme>,
    numbers: Vec<Number>,
}

/// A domain, and how much there is to do in it.
struct Theme {
    word: String,
    label: String,
    count: u64,
}

/// A figure of the last twelve months.
struct Number {
    value: i64,
    label: String,
}

/// `GET /`
pub(super) async fn home(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let query = Query { sort: Sort::Soonest, limit: SHOWN, count: [Facet::Domain].into(), ..Query::default() };
    let found = search::search(&web.app, &shell.ctx, &query).await?;
    let counted = found.counts.unwrap_or_default().facets.remove(&Facet::Domain).unwrap_or_default();
    let domains = shell.ctx.tenant.config.taxonomy.domains.iter();
    let theme = |word: String| Theme {
        label: shell.word("domain", &word),
        count: counted.get(&word).copied().unwrap_or(0),
        word,
    };
    let page = Home {
        shell: &shell,
        call: shell.paragraphs("city-call"),
        areas: areas(&shell, None),
        missions: found.hits.iter().map(|(mission, _)| Card::new(&shell, mission, None)).collect(),
        themes: domains.map(|domain| theme(domain.to_string())).collect(),
        numbers: numbers(&web, &shell).await?,
    };
    show(&shell, &page)
}

/// The city's areas to choose from, the one chosen marked: its boroughs, or what it has instead.
pub(super) fn areas(shell: &Shell, chosen: Option<&str>) -> Vec<Choice> {
    let areas = &shell.ctx.tenant.config.areas;
    let boroughs = areas.iter().filter(|area| area.kind == AreaKind::Borough || chosen == Some(area.code.as_str()));
    let choice = |code: &str, label: &str| Choice::new(code, label, chosen == Some(code));
    std::iter::once(choice("", &shell.t("search-everywhere")))
        .chain(boroughs.map(|area| choice(&area.code, area.name(shell.ctx.locale))))
        .collect()
}

async fn numbers(web: &Web, shell: &Shell) -> Result<Vec<Number>, Failure> {
    let statistics = statistics::statistics(&web.app, &shell.ctx, Months::of(&shell.ctx, None, None)?).await?;
    let number = |measure: Measure| match statistics.total.get(measure) {
        Figure::Known(value) if value > 0 => {
            Some(Number { value, label: shell.with(&format!("number-{measure}"), "count", value) })
        }
        Figure::Known(_) | Figure::Nothing | Figure::Hidden => None,
    };
    Ok([Measure::People, Measure::Engagements, Measure::Associations].into_iter().filter_map(number).collect())
}
