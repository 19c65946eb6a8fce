//! What Meilisearch can fail at, and what that says about it.

use meilisearch_sdk::errors::{Error, ErrorCode};
use platform_core::ports::CopyError;

/// Why Meilisearch did not answer as asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No answer in time.
    #[error("no answer in time")]
    Late,
    /// It refused, failed, or cannot be reached.
    #[error("{0}")]
    Refused(#[from] Box<Error>),
    /// A task it had taken failed.
    #[error("{0}")]
    Task(String),
    /// Its answer is not what it should be.
    #[error("its answer cannot be read: {0}")]
    Unreadable(&'static str),
    /// The engine behind failed.
    #[error(transparent)]
    Behind(#[from] platform_core::DbError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl Failure {
    /// Whether what was asked about is not there: an index or a document.
    pub(crate) fn is_absence(&self) -> bool {
        let Self::Refused(error) = self else { return false };
        matches!(&**error, Error::Meilisearch(error)
            if matches!(error.error_code, ErrorCode::IndexNotFound | ErrorCode::DocumentNotFound))
    }
}

impl From<Failure> for CopyError {
    fn from(failure: Failure) -> Self {
        match &failure {
            Failure::Late => Self::Away(failure.to_string()),
            Failure::Refused(error) if matches!(**error, Error::HttpError(_) | Error::Timeout) => {
                Self::Away(failure.to_string())
            }
            _ => Self::Failed(failure.to_string()),
        }
    }
}
