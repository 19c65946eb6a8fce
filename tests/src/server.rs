//! The real server, as a process of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use crate::database::tenants_dir;

static BINARY: OnceCell<PathBuf> = OnceCell::const_new();

/// The executable, built like the tests are.
///
/// # Panics
/// If it cannot be built.
async fn binary() -> &'static PathBuf {
    BINARY
        .get_or_init(|| async {
            let tests = std::env::current_exe().expect("this executable");
            let profile = tests.ancestors().find(|folder| folder.ends_with("debug") || folder.ends_with("release"));
            let profile = profile.expect("a folder of cargo's").to_owned();
            if profile.ends_with("debug") {
                let built = Command::new(env!("CARGO"))
                    .args(["build", "--quiet", "--locked", "--package", "platform", "--bin", "jemengage"])
                    .current_dir(env!("CARGO_MANIFEST_DIR"))
                    .status()
                    .await
                    .expect("cargo runs");
                assert!(built.success(), "jemengage is built");
            }
            profile.join("jemengage")
        })
        .await
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// A command line of the executable on a database, with nothing else of this process's environment.
    pub async fn command(database_url: &str) -> Command {
        let mut command = Command::new(binary().await);
        command
            .env_clear()
            .env("DATABASE_URL", database_url)
            .env("JEMENGAGE_TENANTS_DIR", tenants_dir())
            .env("JEMENGAGE_DATA_DIR", std::env::temp_dir().join("jemengage-tests"))
            .kill_on_drop(true);
        command
    }

    /// The executable.
    pub async fn binary() -> &'static PathBuf {
        binary().await
    }

    /// Starts `serve` on a free port and waits until it is ready.
    ///
    /// # Panics
    /// If it does not get ready within a minute.
    pub async fn start(database_url: &str, settings: &[(&str, &str)]) -> Self {
        Self::start_at(free_address(), database_url, settings).await
    }

    /// The same where one listened before.
    ///
    /// # Panics
    /// If it does not get ready within a minute.
    pub async fn start_at(address: SocketAddr, database_url: &str, settings: &[(&str, &str)]) -> Self {
        let mut command = Self::command(database_url).await;
        command
            .arg("serve")
            .env("JEMENGAGE_LISTEN", address.to_string())
            .env("RUST_LOG", "warn")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let log = child.stderr.take().expect("its log");
        tokio::spawn(async move {
            let mut lines = BufReader::new(log).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("server: {line}");
            }
        });
        let mut server = Self { child, address };
        server.wait_until_ready().await;
        server
    }

    async fn wait_until_ready(&mut self) {
        let client = reqwest::Client::new();
        for _ in 0..600 {
            let answer = client.get(format!("http://{}/readyz", self.address)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            assert!(self.child.try_wait().expect("a child").is_none(), "the server ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server did not get ready");
    }

    /// The address of one of a city's pages, for a browser, to which `*.localhost` is this machine.
    #[must_use]
    pub fn page(&self, city: &str, path: &str) -> String {
        format!("http://{city}.localhost:{}{path}", self.address.port())
    }

    /// The process's number.
    ///
    /// # Panics
    /// If it ended.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id().expect("a running server")
    }

    /// Sends a signal.
    ///
    /// # Panics
    /// If the process ended.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).expect("a process number");
        kill(Pid::from_raw(pid), signal).expect("a signal");
    }

    /// Waits for its end; answers whether it was orderly.
    ///
    /// # Panics
    /// If it cannot be waited for.
    pub async fn ended_well(mut self) -> bool {
        self.child.wait().await.expect("an end").success()
    }
}

pub(crate) fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}
