//! Verification: the whole chain is computed anew, row by row, and the first thing that does not fit is named.

use chrono::{DateTime, Duration, Utc};

use super::Head;
use crate::App;
use crate::db::{self, TenantTx, ledger as sql};
use crate::tenancy::Ctx;

/// Links looked at together; no more are held in memory.
const PAGE: i64 = 5000;
/// How long a row may wait to be chained. Workers do it within minutes.
const PATIENCE: Duration = Duration::hours(1);

/// What was found to be in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The last link.
    pub head: Head,
    /// Links whose row was forgotten after its time.
    pub forgotten: i64,
    /// Rows not chained yet.
    pub waiting: i64,
    /// Rows chained more than an hour after later ones: a clock was wrong, workers stood still, or somebody dated a row back.
    pub late: i64,
    /// The first of them.
    pub first_late: Option<i64>,
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A row and the link before it do not make this link's hash.
    #[error("broken at position {position}: row {row} is not the one that was chained there, or the link was changed")]
    Changed {
        /// Where.
        position: i64,
        /// Which row.
        row: i64,
    },
    /// A link has no row, and it was not forgotten.
    #[error("broken at position {position}: row {row} is missing")]
    RowMissing {
        /// Where.
        position: i64,
        /// Which row.
        row: i64,
    },
    /// A link is missing.
    #[error("broken at position {position}: the link is missing")]
    LinkMissing {
        /// Where.
        position: i64,
    },
    /// A row was never chained.
    #[error("row {row} of {at} is not chained: it was put in afterwards, or no worker is running")]
    NotChained {
        /// Which row.
        row: i64,
        /// When it was written.
        at: DateTime<Utc>,
    },
    /// The chain does not lead through a head that was noted.
    #[error("broken at or before position {position}: the hash there is not the one that was noted")]
    OtherHead {
        /// Where.
        position: i64,
    },
    /// The chain ends before a head that was noted.
    #[error("broken at position {position}: the chain ends before the head that was noted")]
    Short {
        /// The first position there is not.
        position: i64,
    },
}

/// Why a ledger is not verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It was changed.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The database failed.
    #[error(transparent)]
    Internal(#[from] db::Error),
}

/// The last link of a city's chain.
///
/// # Errors
/// If the database fails.
pub async fn head(app: &App, ctx: &Ctx) -> Result<Head, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    sql::head(&mut tx).await
}

/// Verifies a city's ledger, and that it leads through a head noted earlier.
///
/// # Errors
/// The first thing that does not fit.
pub async fn verify(app: &App, ctx: &Ctx, noted: Option<Head>) -> Result<Verified, VerifyError> {
    let mut tx = app.db.tenant(ctx).await?;
    sql::hold_still(&mut tx).await?;
    let mut walk = Walk::new(sql::forgotten_through(&mut tx, ctx).await?, noted);
    walk.check_noted()?;
    walk.all(&mut tx).await?;
    let (waiting, oldest) = sql::waiting(&mut tx).await?;
    if let Some((at, row)) = oldest.filter(|(at, _)| *at < ctx.now - PATIENCE) {
        return Err(Broken::NotChained { row, at }.into());
    }
    let Walk { head, forgotten, late, first_late, .. } = walk;
    Ok(Verified { head, forgotten, waiting, late, first_late })
}

/// A walk along the chain.
struct Walk {
    /// Rows up to this position may be missing.
    forgotten_through: i64,
    noted: Option<Head>,
    head: Head,
    forgotten: i64,
    latest: Option<DateTime<Utc>>,
    late: i64,
    first_late: Option<i64>,
}

impl Walk {
    const fn new(forgotten_through: i64, noted: Option<Head>) -> Self {
        Self { forgotten_through, noted, head: Head::EMPTY, forgotten: 0, latest: None, late: 0, first_late: None }
    }

    async fn all(&mut self, tx: &mut TenantTx) -> Result<(), VerifyError> {
        loop {
            let links = sql::links(tx, self.head.position, PAGE).await?;
            if links.is_empty() {
                break;
            }
            for link in links {
                self.step(&link)?;
            }
        }
        match self.noted {
            Some(noted) if noted.position > self.head.position => {
                Err(Broken::Short { position: self.head.position + 1 }.into())
            }
            _ => Ok(()),
        }
    }

    fn step(&mut self, link: &sql::Link) -> Result<(), Broken> {
        let position = self.head.position + 1;
        if link.position != position {
            return Err(Broken::LinkMissing { position });
        }
        match &link.entry {
            Some(entry) if entry.link(&self.head.hash) != link.hash => {
                return Err(Broken::Changed { position, row: link.ledger_id });
            }
            Some(entry) => self.date(position, entry.at),
            None if position <= self.forgotten_through => self.forgotten += 1,
            None => return Err(Broken::RowMissing { position, row: link.ledger_id }),
        }
        self.head = Head { position, hash: link.hash };
        self.check_noted()
    }

    /// Counts what was chained long after later rows.
    fn date(&mut self, position: i64, at: DateTime<Utc>) {
        if self.latest.is_some_and(|latest| at < latest - PATIENCE) {
            self.late += 1;
            self.first_late.get_or_insert(position);
        }
        self.latest = self.latest.max(Some(at));
    }

    fn check_noted(&self) -> Result<(), Broken> {
        match self.noted {
            Some(noted) if noted.position == self.head.position && noted.hash != self.head.hash => {
                Err(Broken::OtherHead { position: noted.position })
            }
            _ => Ok(()),
        }
    }
}
