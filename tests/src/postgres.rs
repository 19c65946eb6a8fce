//! A Postgres of the test's own that keeps what it commits: to be killed, starved and started again.

use std::fs;
use std::path::{Path, PathBuf};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use platform::cluster::{ClusterError, Durability, PrivateCluster};

use crate::database::{Database, scratch_folder};

/// A durable cluster in a folder.
#[derive(Debug)]
pub struct Postgres {
    cluster: Option<PrivateCluster>,
    folder: PathBuf,
    _scratch: Option<tempfile::TempDir>,
}

impl Postgres {
    /// A new one in a scratch folder, with its database.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn new() -> (Self, Database) {
        let scratch = scratch_folder();
        let (postgres, database) = Self::new_in(scratch.path()).await;
        (Self { _scratch: Some(scratch), ..postgres }, database)
    }

    /// A new one in this folder, with its database.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn new_in(folder: &Path) -> (Self, Database) {
        let mut postgres = Self { cluster: None, folder: folder.join("pg"), _scratch: None };
        postgres.start_again().await.expect("Postgres starts");
        let database = Database::on(postgres.cluster.as_ref().expect("it runs")).await;
        (postgres, database)
    }

    /// Starts it again on what it left, as the machine's service manager would.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start_again(&mut self) -> Result<(), ClusterError> {
        // What is left of the old one holds the lock.
        self.cluster = None;
        self.cluster = Some(PrivateCluster::start(&self.folder, Durability::Durable).await?);
        Ok(())
    }

    /// Whether it still runs.
    #[must_use]
    pub fn runs(&self) -> bool {
        self.postmaster().is_some_and(|pid| kill(pid, None).is_ok())
    }

    /// `kill -9` of the postmaster and everything it started, at one moment.
    ///
    /// # Panics
    /// If it does not run.
    pub fn kill(&mut self) {
        let postmaster = self.postmaster().expect("it runs");
        // Held still, it starts nobody while its children are counted.
        kill(postmaster, Signal::SIGSTOP).expect("a signal");
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).expect("a list");
        let children = children.split_whitespace().map(|pid| Pid::from_raw(pid.parse().expect("a process number")));
        for pid in children.chain([postmaster]) {
            // One that has just ended by itself is as dead.
            let _ = kill(pid, Signal::SIGKILL);
        }
        self.cluster = None;
    }

    fn postmaster(&self) -> Option<Pid> {
        let file = fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        Some(Pid::from_raw(file.lines().next()?.trim().parse().ok()?))
    }
}
