//! What can go wrong with the private cluster, in sentences a person can act on.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// The oldest PostgreSQL the migrations are written for.
pub(super) const OLDEST: u32 = 15;
/// Why the cluster could not be started or stopped; each a sentence to act on.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No usable binaries on this machine.
    #[error(
        "no PostgreSQL {OLDEST} or later on PATH or under /usr/lib/postgresql: install the Debian package `postgresql`"
    )]
    NotInstalled,
    /// The data was written by a major version that is not installed.
    #[error(
        "{} holds data of PostgreSQL {version}, which is not installed: install the Debian package `postgresql-{version}`, \
         or remove the directory to start afresh", data.display()
    )]
    OtherVersion {
        /// The data directory.
        data: PathBuf,
        /// The major version that wrote it.
        version: u32,
    },
    /// Running as root, and there is nobody to run Postgres as.
    #[error(
        "PostgreSQL refuses to run as root and this machine has no user `postgres`: run as an ordinary user, \
         or install the Debian package `postgresql`, which brings that user"
    )]
    NoAccount,
    /// A directory on the way bars the user Postgres runs as.
    #[error(
        "the user `{account}`, as whom PostgreSQL runs here, cannot reach {}: set JEMENGAGE_DATA_DIR to a directory \
         open to that user, such as /var/lib/jemengage", directory.display()
    )]
    Unreachable {
        /// The first directory that cannot be entered or made.
        directory: PathBuf,
        /// The user that tried.
        account: String,
    },
    /// The directory belongs to somebody else.
    #[error(
        "{} is not a directory of the user `{account}`, as whom PostgreSQL runs here: start as the user who owns it, \
         remove it, or set JEMENGAGE_DATA_DIR to another place", directory.display()
    )]
    NotOurs {
        /// The directory.
        directory: PathBuf,
        /// The user that needs to own it.
        account: String,
    },
    /// Another process runs this cluster.
    #[error("the database in {} is already running (pid {pid}): stop that process first", directory.display())]
    AlreadyRunning {
        /// The directory of the cluster.
        directory: PathBuf,
        /// The process that holds it.
        pid: i32,
    },
    /// The cluster could not be created.
    #[error("initdb could not create {}: {output}", data.display())]
    Init {
        /// The data directory.
        data: PathBuf,
        /// What initdb wrote on its standard error.
        output: String,
    },
    /// Postgres ended, or took too long, before it accepted connections.
    #[error("PostgreSQL did not start; the end of {}:\n{tail}", log.display())]
    Start {
        /// Where Postgres logs.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// Postgres ended with an error.
    #[error("PostgreSQL did not stop cleanly ({status}); the end of {}:\n{tail}", log.display())]
    Stop {
        /// How it ended.
        status: ExitStatus,
        /// Where Postgres logs.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// A file or program could not be used.
    #[error("cannot use {}: {source}", path.display())]
    Io {
        /// The file or program.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Names the path in an I/O error.
pub(super) fn at(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> ClusterError {
    let path = path.as_ref().to_owned();
    move |source| ClusterError::Io { path, source }
}
