//! Who holds the cluster: one process at a time, and its Postgres until that is gone too.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;
use tokio::time::{sleep, timeout};

use super::POLL;
use super::account::open;
use super::error::{ClusterError, at};

/// How long to wait for the Postgres of a process that has just died.
const HANDOVER_LIMIT: Duration = Duration::from_secs(20);

/// Takes the lock, and waits for it while its holder is dead but the holder's Postgres is still shutting down.
pub(super) async fn take(dir: &Path) -> Result<File, ClusterError> {
    let path = dir.join("lock");
    let mut file = open(&path, OpenOptions::new().read(true).append(true))?;
    let patience = async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(true),
                Err(TryLockError::Error(error)) => return Err(at(&path)(error)),
                Err(TryLockError::WouldBlock) if pid_in(&path).is_some_and(is_another_process) => {
                    return Ok(false);
                }
                Err(TryLockError::WouldBlock) => sleep(POLL).await,
            }
        }
    };
    if !timeout(HANDOVER_LIMIT, patience).await.unwrap_or(Ok(false))? {
        let pid =
            pid_in(&path).filter(|pid| is_another_process(*pid)).or_else(|| pid_in(&dir.join("data/postmaster.pid")));
        return Err(ClusterError::AlreadyRunning { directory: dir.to_owned(), pid: pid.unwrap_or_default() });
    }
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(at(&path))?;
    Ok(file)
}

/// The process id on the first line of a file.
fn pid_in(path: &Path) -> Option<i32> {
    fs::read_to_string(path).ok()?.lines().next()?.trim().parse().ok()
}

/// Whether a process with this id is alive and not ourselves.
fn is_another_process(pid: i32) -> bool {
    pid != Pid::this().as_raw() && kill(Pid::from_raw(pid), None) != Err(Errno::ESRCH)
}

/// Deals with what an earlier Postgres left in `postmaster.pid`, and returns what stays there.
///
/// **Why not leave it to Postgres.** It takes any live process of that number for the old Postgres, and after a reboot,
/// above all in a container, the number often belongs to another process. A real one works in the data directory.
pub(super) fn settle_pid_file(dir: &Path) -> Result<Option<String>, ClusterError> {
    let data = dir.join("data");
    let path = data.join("postmaster.pid");
    if let Some(pid) = pid_in(&path) {
        match fs::read_link(format!("/proc/{pid}/cwd")) {
            Ok(cwd) if cwd == data => {
                return Err(ClusterError::AlreadyRunning { directory: dir.to_owned(), pid });
            }
            Ok(_) => fs::remove_file(&path).map_err(at(&path))?,
            Err(_) => {}
        }
    }
    Ok(fs::read_to_string(&path).ok())
}
