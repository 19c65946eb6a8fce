//! Servers as processes of their own: the real one, and the bare one it is compared with.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::process::{Child, Command};

use super::{BARE_HOOK, HELLO, Outcome, load};

/// How long a server may take until it is ready.
const START_LIMIT: Duration = Duration::from_secs(60);
/// How often it is asked.
const POLL: Duration = Duration::from_millis(2);

/// A running server, killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From its spawn until it said that it was ready.
    pub(crate) started_in: Duration,
}

impl Process {
    /// `jemengage serve` as in production: logging what it logs by default, to nobody.
    pub(crate) async fn jemengage(database_url: &str, folder: &Path) -> Outcome<Self> {
        Self::jemengage_with(database_url, folder, &[]).await
    }

    /// The same with more settings.
    pub(crate) async fn jemengage_with(
        database_url: &str,
        folder: &Path,
        settings: &[(&str, String)],
    ) -> Outcome<Self> {
        Self::jemengage_as("web", database_url, folder, settings).await
    }

    /// The same with its worker.
    pub(crate) async fn jemengage_whole(
        database_url: &str,
        folder: &Path,
        settings: &[(&str, String)],
    ) -> Outcome<Self> {
        Self::jemengage_as("web,worker", database_url, folder, settings).await
    }

    /// The same with these roles.
    pub(crate) async fn jemengage_as(
        roles: &str,
        database_url: &str,
        folder: &Path,
        settings: &[(&str, String)],
    ) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(binary()?);
        command
            .args(["serve", "--roles", roles])
            .env_clear()
            .envs(settings.iter().map(|(key, value)| (*key, value.as_str())))
            .env("DATABASE_URL", database_url)
            .env("JEMENGAGE_DATABASE_POOL", "16")
            .env("JEMENGAGE_DATA_DIR", folder.join("data"))
            .env("JEMENGAGE_LISTEN", address.to_string())
            .env("RUST_LOG", "info");
        Self::start(command, address, "/readyz").await
    }

    /// The bare server.
    pub(crate) async fn hello() -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args([HELLO, &address.to_string()]);
        Self::start(command, address, "/").await
    }

    /// The bare hook, on a database.
    pub(crate) async fn bare_hook(database_url: &str) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args([BARE_HOOK, &address.to_string(), database_url]);
        Self::start(command, address, "/").await
    }

    async fn start(mut command: Command, address: SocketAddr, path: &str) -> Outcome<Self> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let spawned = Instant::now();
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn()?;
        let mut process = Self { child, address, started_in: Duration::ZERO };
        while spawned.elapsed() < START_LIMIT {
            if matches!(load::ask(address, &request).await, Ok((200, _))) {
                process.started_in = spawned.elapsed();
                return Ok(process);
            }
            if let Some(status) = process.child.try_wait()? {
                return Err(format!("a server ended before it was ready: {status}").into());
            }
            tokio::time::sleep(POLL).await;
        }
        Err("a server did not get ready".into())
    }

    /// The memory it has in use, in MB.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let pid = self.child.id().ok_or("the server ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    pub(crate) async fn stop(mut self) -> Outcome<()> {
        Ok(self.child.kill().await?)
    }
}

/// The executable built beside this one.
fn binary() -> Outcome<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("jemengage");
    if path.exists() { Ok(path) } else { Err(format!("{} is missing: `make bench` builds it", path.display()).into()) }
}

pub(crate) fn free_address() -> Outcome<SocketAddr> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
