//! `statistics`: what a city's people did, by month, area and domain; exact for its agents, and for everybody else
//! without what would tell of a handful of them.
//!
//! **Why counted months:** a million sign-ups are too many to be read for one answer, however good the index. So each
//! month is counted once into a few hundred rows, and again when something in it changed: at most [`FRESH`] later by the
//! scheduler, or by the first who asks after that. What changes a month without changing a sign-up (a mission given
//! another domain, a slot another capacity) is noticed when the month is counted again anyway, within [`RECOUNT`].
//!
//! **Why the people are kept:** somebody who helps in May and in June is one person, so people of months, areas and
//! domains cannot be added up. The ids of a month's people are kept in its rows, and united, exactly, when asked about.

mod secrecy;
mod table;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};

use crate::App;
use crate::accounts::Agent;
use crate::db::{self, statistics as sql};
use crate::fields;
use crate::kinds::{Domain, words};
use crate::refusals::{ReadError, Reason};
use crate::tenancy::Ctx;
use table::Table;

/// How old an answer may be.
pub const FRESH: Duration = Duration::minutes(1);
/// After how long a month is counted again though no sign-up of it changed.
pub const RECOUNT: Duration = Duration::days(1);
/// What is begun may be written later than it says: no request takes longer.
const UNDER_WAY: Duration = Duration::minutes(2);
/// Longest period, in years.
pub const MAX_YEARS: i32 = 10;

words! {
    /// What is measured.
    Measure {
        /// Sign-ups made in the period.
        Engagements = "engagements",
        /// The people who made them, each counted once.
        People = "people",
        /// Validated associations whose file was made in the period.
        Associations = "associations",
        /// Missions published in the period.
        Missions = "missions",
        /// Places of slots in the period.
        PlacesOffered = "places_offered",
        /// Those of them that somebody has.
        PlacesFilled = "places_filled",
        /// Help given upon the sign-ups, in minutes.
        Minutes = "minutes",
        /// How long their requests waited for an answer: the mean, in minutes.
        MinutesToAnswer = "minutes_to_answer",
    }
}

/// Whole months, by their first days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Months {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
}

/// What can be added up, of any part of what happened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) engagements: i64,
    pub(crate) attended: i64,
    pub(crate) minutes: i64,
    pub(crate) answered: i64,
    pub(crate) answer_seconds: i64,
    pub(crate) missions: i64,
    pub(crate) places_offered: i64,
    pub(crate) places_filled: i64,
    pub(crate) associations: i64,
}

/// What missions of one domain and the same areas had in a month.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) month: NaiveDate,
    pub(crate) domain: Option<Domain>,
    pub(crate) areas: Vec<String>,
    pub(crate) tally: Tally,
    /// Who signed up: ids of 16 bytes, one after the other.
    pub(crate) people: Vec<u8>,
}

/// Validated associations whose files were made in a month.
#[derive(Debug, Clone)]
pub(crate) struct Founded {
    pub(crate) month: NaiveDate,
    pub(crate) area: Option<String>,
    pub(crate) domains: Vec<Domain>,
    pub(crate) count: i64,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// So much.
    Known(i64),
    /// There is nothing to take the mean of.
    Nothing,
    /// Not told: it, or another that could be computed from it, stands for too few.
    Hidden,
}

/// All values of a part of what happened, in the order of [`Measure::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// One of them.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Figure {
        let place = Measure::ALL.iter().position(|other| *other == measure);
        place.and_then(|place| self.0.get(place)).copied().unwrap_or(Figure::Nothing)
    }
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// The months asked about.
    pub months: Months,
    /// Up to when changes are counted.
    pub counted_at: DateTime<Utc>,
    /// Whether nothing is hidden.
    pub exact: bool,
    /// The whole period.
    pub total: Figures,
    /// Each month.
    pub by_month: Vec<(NaiveDate, Figures)>,
    /// Each area of the city, and (`None`) what has no place: help from home.
    pub by_area: Vec<(Option<String>, Figures)>,
    /// Each domain of the city.
    pub by_domain: Vec<(Domain, Figures)>,
}

impl Months {
    /// The months of these days, whole: the last twelve, where nothing is said.
    ///
    /// # Errors
    /// If the period is reversed, too long or absurd.
    pub fn of(ctx: &Ctx, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<Self, ReadError> {
        let refuse = |reason: Reason| ReadError::Invalid(vec![reason]);
        fields::period(from, until).map_err(refuse)?;
        let today = ctx.now.with_timezone(&ctx.tenant.config.time_zone).date_naive();
        // Whoever asks since when only means: until now; and a year, where only the end is said.
        let last = first_day(until.unwrap_or_else(|| from.map_or(today, |from| from.max(today))));
        let first = from.map_or_else(|| later(last, -11), first_day);
        if later(first, 12 * MAX_YEARS) <= last {
            return Err(refuse(Reason::new("period_too_long").at("/from").with("max", MAX_YEARS)));
        }
        Ok(Self { first, last })
    }

    /// The first day after them.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        later(self.last, 1)
    }

    fn each(self) -> impl Iterator<Item = NaiveDate> {
        (0..).map(move |months| later(self.first, months)).take_while(move |month| *month <= self.last)
    }
}

fn first_day(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// So many months later.
fn later(month: NaiveDate, months: i32) -> NaiveDate {
    let moved = month.year() * 12 + month.month0().cast_signed() + months;
    NaiveDate::from_ymd_opt(moved.div_euclid(12), moved.rem_euclid(12).cast_unsigned() + 1, 1).unwrap_or(month)
}

/// Says what happened in these months.
///
/// # Errors
/// If the database fails.
pub async fn statistics(app: &App, ctx: &Ctx, months: Months) -> Result<Statistics, ReadError> {
    let exact = Agent::check(ctx).is_ok();
    let mut tx = app.db.tenant(ctx).await?;
    let mut counted_at = sql::refreshed_at(&mut tx).await?;
    if counted_at.is_none_or(|at| at + FRESH <= ctx.now) {
        drop(tx);
        refresh(app, ctx).await?;
        tx = app.db.tenant(ctx).await?;
        counted_at = sql::refreshed_at(&mut tx).await?;
    }
    // What may be told of a month depends on the months around it, also on those not asked about.
    let cells = sql::cells(&mut tx, months, !exact).await?;
    let associations = sql::associations(&mut tx, zone(ctx)).await?;
    tx.commit().await?;
    let table = Table::new(&ctx.tenant.config, months, &cells, &associations);
    let mut figures = table.figures(exact).into_iter();
    let mut next = || figures.next().unwrap_or(Figures(Vec::new()));
    Ok(Statistics {
        months,
        counted_at: counted_at.unwrap_or(ctx.now),
        exact,
        total: next(),
        by_month: months.each().map(|month| (month, next())).collect(),
        by_area: table.areas.iter().map(|area| (area.clone(), next())).collect(),
        by_domain: table.domains.iter().map(|domain| (*domain, next())).collect(),
    })
}

fn zone(ctx: &Ctx) -> String {
    ctx.tenant.config.time_zone.name().to_owned()
}

/// Counts the months in which something changed since the last time. Cheap where nothing did, and safe to run twice: a
/// month is counted from the tables alone. Does nothing while somebody else does it.
///
/// # Errors
/// If the database fails.
pub async fn refresh(app: &App, ctx: &Ctx) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(since) = sql::begin_refresh(&mut tx).await? else { return Ok(()) };
    let months = if since == DateTime::UNIX_EPOCH {
        sql::all_months(&mut tx, zone(ctx)).await?
    } else {
        sql::stale_months(&mut tx, since - UNDER_WAY, ctx.now - RECOUNT, zone(ctx)).await?
    };
    for month in months {
        sql::count(&mut tx, month, zone(ctx), ctx.now).await?;
    }
    sql::end_refresh(&mut tx, ctx.now).await?;
    tx.commit().await
}
