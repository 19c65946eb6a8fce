//! Hours: what somebody did for others, as those who received them noted it, and attestations of it.

mod attestation;
mod code;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::accounts::{Scope, Volunteer};
use crate::db::{self, TenantTx, hours as sql};
use crate::fields;
use crate::kinds::{AccountId, MissionId};
use crate::local_time;
use crate::refusals::ReadError;
use crate::tenancy::Ctx;
pub use attestation::{Attestation, Checked, Listed, MOST_A_DAY, attest, attestations, check, own};
pub use code::Code;

/// Days of the city, both included; none: without an end on that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Span {
    /// From one day until another.
    ///
    /// # Errors
    /// If the second is before the first, or one is absurd.
    pub fn of(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<Self, ReadError> {
        fields::period(from, until).map_err(|reason| ReadError::Invalid(vec![reason]))?;
        Ok(Self { from, until })
    }

    /// The instants it begins at, and ends before.
    fn instants(self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let midnight = |day: NaiveDate| local_time::instant(zone, day.and_time(NaiveTime::MIN));
        (self.from.map(midnight), self.until.and_then(|day| day.succ_opt()).map(midnight))
    }
}

/// Help once given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// To which mission.
    pub mission: MissionId,
    /// Its title, in the language of who asked where it has it.
    pub title: String,
    /// The association's name.
    pub association: String,
    /// When it began; none for help without a date.
    pub starts_at: Option<DateTime<Utc>>,
    /// The day of the city it counts for: the one it began, without a date that of the sign-up.
    pub day: NaiveDate,
    /// How long it took, minutes.
    pub minutes: i32,
}

/// All the help somebody gave in some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// Each time, the latest first.
    pub lines: Vec<Line>,
}

impl Hours {
    /// How long in all, minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        minutes(&self.lines)
    }

    /// In how many missions.
    #[must_use]
    pub fn missions(&self) -> usize {
        missions(&self.lines)
    }
}

fn minutes(lines: &[Line]) -> i64 {
    lines.iter().map(|line| i64::from(line.minutes)).sum()
}

fn missions(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.mission).collect::<BTreeSet<_>>().len()
}

/// What one did oneself in these days.
///
/// # Errors
/// If nobody is signed in.
pub async fn list(app: &App, ctx: &Ctx, span: Span) -> Result<Hours, ReadError> {
    let volunteer = Volunteer::check(ctx, Scope::Read)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(given(&mut tx, ctx, volunteer.id, span).await?)
}

async fn given(tx: &mut TenantTx, ctx: &Ctx, account: AccountId, span: Span) -> Result<Hours, db::Error> {
    let zone = ctx.tenant.config.time_zone;
    let mut rows = sql::attended(tx, account, ctx.locale, span.instants(zone)).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let line = |row: sql::Attended| Line {
        mission: row.mission,
        title: row.title,
        association: row.association,
        starts_at: row.starts_at,
        day: row.at.with_timezone(&zone).date_naive(),
        minutes: row.minutes,
    };
    Ok(Hours { lines: rows.into_iter().map(line).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_of_whole_days_across_clock_changes() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let at = |text: &str| text.parse::<DateTime<Utc>>().ok();
        let span = Span::of(day("2026-03-29"), day("2026-03-29")).expect("a day of 23 hours");
        let expected = (at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"));
        assert_eq!(span.instants(chrono_tz::Europe::Paris), expected);
        assert_eq!(Span::default().instants(chrono_tz::Europe::Paris), (None, None));
        for (from, until) in [("2026-03-02", "2026-03-01"), ("0001-01-01", "2026-03-01"), ("2026-03-01", "9999-12-31")]
        {
            assert!(Span::of(day(from), day(until)).is_err(), "{from} {until}");
        }
    }
}
