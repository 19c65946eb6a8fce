//! `jemengage backup` and `jemengage restore`.

use std::path::Path;
use std::time::Duration;

use indicatif::ProgressBar;
use platform_core::ports::Clock as _;

use super::Refusal;
use crate::backup::{self, Backup, BackupError};
use crate::config::Config;
use crate::serve;
use crate::system::SystemClock;
use crate::wiring::WiringError;

pub(super) async fn backup(config: &Config, city: Option<&str>, file: &Path) -> Result<(), Refusal> {
    let url = config.database_url.as_ref().ok_or(WiringError::NoDatabase)?;
    let size = until_told(backup::backup(url, city, file, SystemClock.now())).await?;
    println!("{}: {} kB of {}", file.display(), size.div_ceil(1024), city.unwrap_or("all cities"));
    Ok(())
}

pub(super) async fn restore(config: &Config, file: &Path) -> Result<(), Refusal> {
    let url = config.database_url.as_ref().ok_or(WiringError::NoDatabase)?;
    match until_told(backup::restore(url, file)).await? {
        Backup::All => println!("all cities are back; `jemengage migrate` brings them up to date"),
        Backup::City(frame) => println!("{} is back, as of {}", frame.code, frame.taken_at.to_rfc3339()),
    }
    Ok(())
}

/// Shows that work is going on, and gives it up when the process is told to stop: then nothing of it stays.
async fn until_told<T>(work: impl Future<Output = Result<T, BackupError>>) -> Result<T, Refusal> {
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(100));
    let done = tokio::select! {
        done = work => done.map_err(Into::into),
        told = serve::told_to_stop() => {
            told?;
            Err("stopped before it was done".into())
        }
    };
    spinner.finish_and_clear();
    done
}
