//! `jemengage jobs`: the dead letters of the queue.

use platform_core::jobs::worker;

use super::{Refusal, app};
use crate::config::Config;

/// What can be done with jobs laid aside.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the jobs laid aside
    Dead,
    /// Have them tried again
    Retry {
        /// Only this one
        id: Option<i64>,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    match command {
        Command::Dead => {
            for job in worker::dead(&app).await? {
                println!("{:<8} {:<16} {:<18} {} {}: {}", job.id, job.city, job.kind, job.subject, job.at, job.error);
            }
        }
        Command::Retry { id } => match (worker::retry(&app, id).await?, id) {
            (0, Some(id)) => return Err(format!("no job {id} is laid aside").into()),
            (count, _) => println!("{count} jobs will be tried again"),
        },
    }
    Ok(())
}
