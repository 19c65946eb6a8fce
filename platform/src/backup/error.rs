//! What can go wrong with a backup, in sentences a person can act on.

use std::io;
use std::path::{Path, PathBuf};

use platform_core::backup::Obstacle;

/// Why a backup was not made, or did not come back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file is there.
    #[error("{} is there already, and is not written over", .0.display())]
    Exists(PathBuf),
    /// It is none of ours.
    #[error("{} is not a whole backup", .0.display())]
    NotABackup(PathBuf),
    /// A role that row security binds cannot copy all cities.
    #[error(
        "row security binds the role in DATABASE_URL, so it cannot copy all cities: connect as a role with BYPASSRLS \
         that may read (README, «Operate it»), or copy one with --city"
    )]
    Bound,
    /// A role that row security does not bind would copy all cities as one.
    #[error(
        "row security cuts a city out, and does not bind the role in DATABASE_URL: connect as the role that serves"
    )]
    NotBound,
    /// There is no such city.
    #[error("there is no city `{0}`")]
    Unknown(String),
    /// Everything comes back into nothing.
    #[error(
        "the database is not empty: everything is restored into a new one (CREATE DATABASE … OWNER jemengage_owner)"
    )]
    NotEmpty,
    /// The city's rows come in as the owner's.
    #[error("a city is restored as the schema's owner, as for `jemengage migrate`")]
    NotOwner,
    /// Something is there where the city would come.
    #[error(transparent)]
    Obstacle(#[from] Obstacle),
    /// The programs are missing.
    #[error(
        "no pg_dump, pg_restore and psql of PostgreSQL {0} or later under /usr/lib/postgresql or on PATH: install the \
         Debian package `postgresql-client-{0}`"
    )]
    NotInstalled(u32),
    /// The URL is malformed.
    #[error("DATABASE_URL: {0}")]
    Url(String),
    /// One of them failed.
    #[error("{program}: {said}")]
    Program {
        /// Which.
        program: String,
        /// What it said.
        said: String,
    },
    /// A file or program could not be used.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or program.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] platform_core::DbError),
}

/// Names the path in an I/O error.
pub(super) fn at(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.as_ref().to_owned();
    move |source| BackupError::Io { path, source }
}
