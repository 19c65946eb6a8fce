//! A private PostgreSQL cluster made of the machine's own binaries, which lives and dies with this process.
//!
//! Under its directory: `data` (the cluster), `run` (the socket), `postgres.log` (of this run; `postgres.previous.log`
//! of the one before), and `lock`.
//!
//! **Why a watchdog.** A process that is killed outright cannot stop its children. So Postgres runs under a small shell
//! script that reads a pipe of which only this process holds the other end: whatever ends this process closes the
//! pipe, and the script asks Postgres for a fast shutdown. Script and Postgres sit in a process group of their own, so
//! that Ctrl-C reaches this process first and it can finish its work while the database is still there.
//!
//! **Why the lock travels.** The script and Postgres inherit the locked file, so the lock is free only when the last of
//! them is gone: whoever holds it is alone with the data, even just after a crash.

mod account;
mod binaries;
mod error;
mod lock;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, PipeWriter};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{sleep, timeout};

use account::{Account, open, own_directory, prepare};
pub use error::ClusterError;
use error::at;

/// The longest path a Unix socket may have (`sun_path` less its final NUL).
const SOCKET_PATH_MAX: usize = 107;
/// How often the start looks whether something has happened.
const POLL: Duration = Duration::from_millis(20);
/// How long a start may take, crash recovery included.
const START_LIMIT: Duration = Duration::from_secs(120);

/// Runs its arguments (Postgres) until they end or until standard input closes.
/// Comes with: 0 the pipe, 1 the lock, 2 the log. The signal is repeated because Postgres ignores it in its first moments.
const WATCHDOG: &str = r#"
exec 3<&0 4>&1 1>&2 </dev/null
"$@" 3<&- &
postgres=$!
{ read -r line <&3; while kill -INT $postgres; do sleep 1; done; } 4>&- 2>/dev/null &
watch=$!
exec 3<&-
wait $postgres
status=$?
kill $watch 2>/dev/null
exit $status"#;

/// How much the cluster does to keep its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Committed data survives a power cut.
    Durable,
    /// Nothing is forced to disk: fast, and for tests only.
    Scratch,
}

/// A running cluster. Dropping it stops Postgres in the background; [`PrivateCluster::stop`] also waits.
///
/// **Why no passwords.** Whoever reaches the socket is trusted, because only root and the user Postgres runs as can
/// enter the directory it is in (mode 0700), and those two could read the data files anyway.
#[derive(Debug)]
pub struct PrivateCluster {
    socket: PathBuf,
    log: PathBuf,
    watchdog: Child,
    lifeline: PipeWriter,
    _lock: File,
}

impl PrivateCluster {
    /// Starts the cluster under `dir`, which it creates on first use, and returns once it accepts connections.
    ///
    /// The superuser is called `postgres`. As root, Postgres runs as the machine's `postgres` user.
    pub async fn start(dir: &Path, durability: Durability) -> Result<Self, ClusterError> {
        let account = Account::current()?;
        let dir = prepare(dir, &account).await?;
        let lock = lock::take(&dir).await?;
        let data = dir.join("data");
        let bin = binaries::find(&account, &dir, &data).await?;
        let socket = socket_dir(&dir);
        own_directory(&socket, &account)?;
        if !data.exists() {
            binaries::create_cluster(&account, &bin, &dir, &lock, durability).await?;
        }
        let stale = lock::settle_pid_file(&dir)?;

        let log = dir.join("postgres.log");
        let _ = fs::rename(&log, dir.join("postgres.previous.log"));
        let (reader, lifeline) = io::pipe().map_err(at(&dir))?;
        let watchdog = account
            .sealed_command("/bin/sh", &dir)
            .args(["-c", WATCHDOG, "watchdog"])
            .arg(bin.join("postgres"))
            .args(settings(&data, &socket, durability))
            .stdin(reader)
            .stdout(lock.try_clone().map_err(at(&dir))?)
            .stderr(open(&log, OpenOptions::new().append(true))?)
            .process_group(0)
            .spawn()
            .map_err(at("/bin/sh"))?;
        let mut cluster = Self { socket, log, watchdog, lifeline, _lock: lock };
        match timeout(START_LIMIT, cluster.ready(&data.join("postmaster.pid"), stale)).await {
            Ok(Ok(true)) => Ok(cluster),
            Ok(Ok(false)) | Err(_) => Err(ClusterError::Start { tail: tail(&cluster.log), log: cluster.log }),
            Ok(Err(error)) => Err(error),
        }
    }

    /// The URL to connect with, in the form that tokio-postgres and libpq share.
    pub fn url(&self, user: &str, database: &str) -> String {
        url(&self.socket, user, database)
    }

    /// Asks for a fast shutdown (open transactions are rolled back) and waits for its end.
    pub async fn stop(self) -> Result<(), ClusterError> {
        let Self { log, mut watchdog, lifeline, .. } = self;
        drop(lifeline);
        let status = watchdog.wait().await.map_err(at(&log))?;
        if status.success() { Ok(()) } else { Err(ClusterError::Stop { status, tail: tail(&log), log }) }
    }

    /// Waits until Postgres accepts connections (true) or has ended (false).
    ///
    /// **Why the file.** The socket accepts long before crash recovery is over; line 8 of `postmaster.pid` says when
    /// it is. `stale` is what a Postgres cut off by a power failure has left in it.
    async fn ready(&mut self, pid_file: &Path, stale: Option<String>) -> Result<bool, ClusterError> {
        loop {
            if self.watchdog.try_wait().map_err(at(&self.log))?.is_some() {
                return Ok(false);
            }
            let state = fs::read_to_string(pid_file).ok();
            let is_ready =
                state.as_ref().and_then(|text| text.lines().nth(7)).is_some_and(|line| line.trim() == "ready");
            if is_ready && state != stale {
                return Ok(true);
            }
            sleep(POLL).await;
        }
    }
}

/// The arguments of Postgres. The port only names the socket; set, so that no environment or file changes it.
fn settings(data: &Path, socket: &Path, durability: Durability) -> Vec<OsString> {
    let mut arguments: Vec<OsString> =
        vec!["-D".into(), data.into(), "-k".into(), socket.into(), "-p".into(), "5432".into()];
    let common =
        ["listen_addresses=", "max_connections=200", "shared_buffers=128MB", "timezone=UTC", "log_timezone=UTC"];
    let scratch =
        ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"];
    let scratch = scratch.iter().filter(|_| durability == Durability::Scratch);
    arguments.extend(common.iter().chain(scratch).flat_map(|setting| ["-c".into(), setting.into()]));
    arguments
}

/// Where the socket goes: `run`, or a short name in /tmp if the path is too long, or not safe, for a socket.
fn socket_dir(dir: &Path) -> PathBuf {
    let near = dir.join("run");
    let path = near.join(".s.PGSQL.5432");
    let path = path.as_os_str().as_bytes();
    // Postgres and libpq both take these for lists of directories.
    if path.len() <= SOCKET_PATH_MAX && !path.iter().any(|byte| b",\"".contains(byte)) {
        return near;
    }
    let mut hasher = DefaultHasher::new();
    dir.hash(&mut hasher);
    PathBuf::from(format!("/tmp/jemengage-{:016x}", hasher.finish()))
}

fn url(socket: &Path, user: &str, database: &str) -> String {
    let [user, database] = [user, database].map(|text| encode(text.as_bytes()));
    format!("postgresql://{user}@/{database}?host={}", encode(socket.as_os_str().as_bytes()))
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn encode(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_stays_near_unless_its_path_is_too_long_or_a_list() {
        let longest = format!("/{}", "x".repeat(SOCKET_PATH_MAX - "//run/.s.PGSQL.5432".len()));
        assert_eq!(socket_dir(Path::new(&longest)), Path::new(&longest).join("run"));
        for odd in [longest + "x", "/a,b".to_owned()] {
            let far = socket_dir(Path::new(&odd));
            assert!(far.starts_with("/tmp") && far.as_os_str().len() < 40);
            assert_eq!(far, socket_dir(Path::new(&odd)));
            assert_ne!(far, socket_dir(Path::new(&(odd + "y"))));
        }
    }

    #[test]
    fn the_url_escapes_what_a_url_reserves() {
        let expected = "postgresql://a%40b@/c%2Fd?host=%2Fvar%2Fl%C3%A9a%20x%2Frun";
        assert_eq!(url(Path::new("/var/l\u{e9}a x/run"), "a@b", "c/d"), expected);
    }
}
