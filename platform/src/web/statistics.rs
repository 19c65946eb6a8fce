//! Statistics over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use platform_core::kinds::Domain;
use platform_core::statistics::{self, Figure, Figures, Measure, Months, Statistics};
use platform_core::tenancy::Ctx;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Web;
use super::error::{Failure, Problem};
use super::extractors::{Context, Params};
use super::schemas;

/// Which months, in the city's time zone.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StatisticsParams {
    /// A day of the first month; absent: eleven months before the last.
    from: Option<NaiveDate>,
    /// A day of the last month; absent: today.
    until: Option<NaiveDate>,
}

/// What happened in whole months of the city.
///
/// A sign-up, and the help given upon it, counts in the month it was made; a mission in that of its publication, an
/// association in that of its file, a place in that of its slot (without a date: of its mission's publication). What has
/// addresses in several areas counts in each, so areas need not add up; neither do people, who are counted once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatisticsView {
    /// The first day of the first month.
    from: NaiveDate,
    /// The last day of the last month.
    until: NaiveDate,
    /// The city's time zone, by which months begin.
    time_zone: String,
    /// Up to when changes are counted; at most a minute ago.
    counted_at: DateTime<Utc>,
    /// Whether every value is told: for the city's agents. Otherwise values that stand for fewer than 5, and those from
    /// which such a value could be computed, are null and named in `hidden`.
    exact: bool,
    /// The whole period.
    total: FiguresView,
    /// Month by month.
    by_month: Vec<MonthView>,
    /// The city's areas.
    by_area: Vec<AreaFiguresView>,
    /// The city's domains.
    by_domain: Vec<DomainView>,
}

/// A month.
#[derive(Debug, Serialize, ToSchema)]
struct MonthView {
    /// Its first day.
    month: NaiveDate,
    #[serde(flatten)]
    figures: FiguresView,
}

/// An area.
#[derive(Debug, Serialize, ToSchema)]
struct AreaFiguresView {
    /// Its code; null: what has no place, such as help from home.
    area: Option<String>,
    /// Its name, in the reader's language.
    name: Option<String>,
    #[serde(flatten)]
    figures: FiguresView,
}

/// A domain.
#[derive(Debug, Serialize, ToSchema)]
struct DomainView {
    /// Which.
    #[schema(schema_with = schemas::domain)]
    domain: Domain,
    #[serde(flatten)]
    figures: FiguresView,
}

/// What was done; null: hidden, or nothing to take the mean of.
#[derive(Debug, Serialize, ToSchema)]
struct FiguresView {
    /// Sign-ups made.
    engagements: Option<i64>,
    /// The people who made them.
    people: Option<i64>,
    /// Validated associations whose file was made in the period.
    associations: Option<i64>,
    /// Missions published.
    missions: Option<i64>,
    /// Places offered.
    places_offered: Option<i64>,
    /// Those of them that somebody has.
    places_filled: Option<i64>,
    /// Help given upon the sign-ups made, in minutes.
    minutes: Option<i64>,
    /// How long requests waited for an answer: the mean, in minutes.
    minutes_to_answer: Option<i64>,
    /// Names of the values that are not told.
    #[schema(schema_with = schemas::measures)]
    hidden: Vec<Measure>,
}

fn figures(figures: &Figures) -> FiguresView {
    let value = |measure| match figures.get(measure) {
        Figure::Known(value) => Some(value),
        Figure::Nothing | Figure::Hidden => None,
    };
    let is_hidden = |measure: &Measure| figures.get(*measure) == Figure::Hidden;
    FiguresView {
        engagements: value(Measure::Engagements),
        people: value(Measure::People),
        associations: value(Measure::Associations),
        missions: value(Measure::Missions),
        places_offered: value(Measure::PlacesOffered),
        places_filled: value(Measure::PlacesFilled),
        minutes: value(Measure::Minutes),
        minutes_to_answer: value(Measure::MinutesToAnswer),
        hidden: Measure::ALL.iter().copied().filter(is_hidden).collect(),
    }
}

fn view(found: Statistics, ctx: &Ctx) -> StatisticsView {
    let Statistics { months, counted_at, exact, total, by_month, by_area, by_domain } = found;
    let config = &ctx.tenant.config;
    let area = |(code, row): (Option<String>, Figures)| AreaFiguresView {
        name: code.as_deref().and_then(|code| config.area(code)).map(|area| area.name(ctx.locale).to_owned()),
        area: code,
        figures: figures(&row),
    };
    let month = |(month, row): (NaiveDate, Figures)| MonthView { month, figures: figures(&row) };
    let domain = |(domain, row): (Domain, Figures)| DomainView { domain, figures: figures(&row) };
    StatisticsView {
        from: months.first,
        until: months.end().pred_opt().unwrap_or(months.last),
        time_zone: config.time_zone.name().to_owned(),
        counted_at,
        exact,
        total: figures(&total),
        by_month: by_month.into_iter().map(month).collect(),
        by_area: by_area.into_iter().map(area).collect(),
        by_domain: by_domain.into_iter().map(domain).collect(),
    }
}

/// See what the city's people did, by month, area and domain
#[utoipa::path(get, path = "/api/v1/statistics", operation_id = "statistics", tag = "city",
    params(StatisticsParams),
    responses((status = 200, body = StatisticsView), (status = "4XX", body = Problem)))]
pub(super) async fn statistics(
    State(web): State<Web>,
    Context(ctx): Context,
    Params(params): Params<StatisticsParams>,
) -> Result<Response, Failure> {
    let months = Months::of(&ctx, params.from, params.until)?;
    let found = statistics::statistics(&web.app, &ctx, months).await?;
    // What everybody may see may be kept as long as it is fresh anyway.
    let kept = if found.exact { "private, no-cache" } else { "public, max-age=60" };
    Ok(([(CACHE_CONTROL, kept), (VARY, "cookie, authorization, accept-language")], Json(view(found, &ctx)))
        .into_response())
}
