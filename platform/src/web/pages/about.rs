//! What the city says of itself and of the site: about, legal notice, privacy, accessibility, statistics.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::statistics::{self, Figure, Figures, Measure, Months};

use super::response::show;
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/text.html")]
struct Text<'a> {
    shell: &'a Shell,
    title: String,
    paragraphs: Vec<String>,
}

fn text(shell: &Shell, title: &str, key: &str) -> Result<Response, Failure> {
    show(shell, &Text { shell, title: shell.t(title), paragraphs: shell.paragraphs(key) })
}

/// `GET /about`
pub(super) async fn about(shell: Shell) -> Result<Response, Failure> {
    text(&shell, "nav-about", "about-text")
}

/// `GET /legal`
pub(super) async fn legal(shell: Shell) -> Result<Response, Failure> {
    text(&shell, "nav-legal", "legal-notice")
}

/// `GET /privacy`
pub(super) async fn privacy(shell: Shell) -> Result<Response, Failure> {
    text(&shell, "nav-privacy", "privacy-notice")
}

/// `GET /accessibility`: «non conforme» until the city says otherwise in its texts, since only an audit can tell.
pub(super) async fn accessibility(shell: Shell) -> Result<Response, Failure> {
    text(&shell, "nav-accessibility", "accessibility-text")
}

#[derive(Template)]
#[template(path = "pages/statistics.html")]
struct StatisticsPage<'a> {
    shell: &'a Shell,
    exact: bool,
    total: Vec<(String, String)>,
    months: Table,
    domains: Table,
    areas: Table,
    bars: Vec<Bar>,
}

/// Figures by something.
struct Table {
    heads: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

/// A month in the picture: its place and height in a box of 120 by 40.
struct Bar {
    x: f64,
    width: f64,
    height: f64,
    label: String,
    value: String,
}

/// What the tables show; the whole shows everything.
const SHOWN: [Measure; 4] = [Measure::Engagements, Measure::People, Measure::PlacesOffered, Measure::PlacesFilled];

/// `GET /statistics`
pub(super) async fn statistics(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    let found = statistics::statistics(&web.app, &shell.ctx, Months::of(&shell.ctx, None, None)?).await?;
    let month = |date: chrono::NaiveDate| date.format("%m/%Y").to_string();
    let area = |code: &Option<String>| match code.as_deref().and_then(|code| shell.ctx.tenant.config.area(code)) {
        Some(area) => area.name(shell.ctx.locale).to_owned(),
        None => shell.t("card-remote"),
    };
    let page = StatisticsPage {
        shell: &shell,
        exact: found.exact,
        total: Measure::ALL
            .iter()
            .map(|measure| (shell.word("measure", measure), said(&shell, &found.total, *measure)))
            .collect(),
        months: table(&shell, found.by_month.iter().map(|(date, figures)| (month(*date), figures))),
        domains: table(&shell, found.by_domain.iter().map(|(domain, figures)| (shell.word("domain", domain), figures))),
        areas: table(
            &shell,
            found.by_area.iter().map(|(code, figures)| (area(code), figures)).filter(|(_, figures)| has_any(figures)),
        ),
        bars: bars(&shell, &found.by_month),
    };
    show(&shell, &page)
}

fn has_any(figures: &Figures) -> bool {
    SHOWN.iter().any(|measure| !matches!(figures.get(*measure), Figure::Known(0) | Figure::Nothing))
}

fn said(shell: &Shell, figures: &Figures, measure: Measure) -> String {
    match figures.get(measure) {
        Figure::Known(minutes) if matches!(measure, Measure::Minutes | Measure::MinutesToAnswer) => {
            shell.with("statistics-hours", "hours", (minutes + 30) / 60)
        }
        Figure::Known(value) => shell.with("statistics-value", "value", value),
        Figure::Nothing => "–".to_owned(),
        Figure::Hidden => shell.t("statistics-hidden"),
    }
}

fn table<'a>(shell: &Shell, rows: impl Iterator<Item = (String, &'a Figures)>) -> Table {
    let cells = |figures: &Figures| SHOWN.iter().map(|measure| said(shell, figures, *measure)).collect();
    Table {
        heads: SHOWN.iter().map(|measure| shell.word("measure", measure)).collect(),
        rows: rows.map(|(label, figures)| (label, cells(figures))).collect(),
    }
}

fn bars(shell: &Shell, months: &[(chrono::NaiveDate, Figures)]) -> Vec<Bar> {
    let value = |figures: &Figures| match figures.get(Measure::Engagements) {
        Figure::Known(value) => value,
        Figure::Nothing | Figure::Hidden => 0,
    };
    let highest = months.iter().map(|(_, figures)| value(figures)).max().unwrap_or(0).max(1);
    let step = 120.0 / months.len().max(1) as f64;
    let bar = |(place, (date, figures)): (usize, &(chrono::NaiveDate, Figures))| Bar {
        x: place as f64 * step,
        width: step * 0.8,
        height: 40.0 * value(figures) as f64 / highest as f64,
        label: date.format("%m/%Y").to_string(),
        value: said(shell, figures, Measure::Engagements),
    };
    months.iter().enumerate().map(bar).collect()
}
