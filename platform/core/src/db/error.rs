//! What can go wrong behind the door, and what it is to whoever asked.

use super::guests;
use crate::refusals::{Explain, Kind, Reason};

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be had: the database is away, or too many wait for it.
    #[error("no database connection: {0}")]
    Pool(String),
    /// The connection broke on the way; what was asked may be done all the same.
    #[error("the database connection broke: {0}")]
    Broken(diesel::result::Error),
    /// The database refused or failed.
    #[error("database: {0}")]
    Query(diesel::result::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(String),
    /// The request's idempotency key is already stamped: the same request is under way or done.
    #[error("the idempotency key is already used")]
    Repeated,
}

impl Error {
    /// Whether a unique key (or a row of it) said no: for the use cases whose idempotency is that key.
    pub(crate) const fn is_unique_violation(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        matches!(self, Self::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }

    /// Whether a row was to name an account that is gone: a guest was merged while their request was under way.
    fn names_nobody(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        let Self::Query(Diesel::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, about)) = self else {
            return false;
        };
        let key = about.constraint_name().unwrap_or_default();
        guests::NAMING.iter().any(|(table, column, _)| key == format!("{table}_tenant_id_{column}_fkey"))
    }
}

/// **Why by this kind:** diesel-async gives it to what failed without a word of the database's, which is a connection that
/// is no more. What the database says as it closes one (57P01 and its like) comes without its code, so it is not told apart.
impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
        match error {
            Diesel::DatabaseError(Kind::UnableToSendCommand | Kind::ClosedConnection, _) => Self::Broken(error),
            error => Self::Query(error),
        }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Repeated => Kind::Conflict,
            Self::Pool(_) | Self::Broken(_) => Kind::Unavailable,
            _ if self.names_nobody() => Kind::SignIn,
            Self::Query(_) | Self::Migration(_) => Kind::Internal,
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        vec![Reason::new(match self {
            Self::Repeated => "idempotency_in_progress",
            Self::Pool(_) | Self::Broken(_) => "unavailable",
            _ if self.names_nobody() => "sign_in",
            Self::Query(_) | Self::Migration(_) => "internal",
        })]
    }
}

/// The result of everything behind the door.
pub(crate) type Result<T> = std::result::Result<T, Error>;
