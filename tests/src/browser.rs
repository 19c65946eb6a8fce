//! A real browser: headless Chromium, in which journeys are walked the way people walk them.
//!
//! **Why** WebDriver is spoken here and not by a library: half of what is asked is Chromium's own (its DevTools
//! commands and its logs), which the libraries pass on as plain JSON as well; what is left is ten commands. The one
//! library would bring old twins of the HTTP and Unicode crates, the other change the order of all JSON in this
//! workspace.

mod axe;
mod hands;
mod heard;
mod page;
mod view;
mod wire;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use hands::{Focus, Key};
pub use heard::Request;
pub use page::{Cookie, Page};
pub use view::View;
use wire::Session;

/// How many tests may have a browser at once: more only wait for each other's processor.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// A driver of the test's own, in which any number of people open their pages.
#[derive(Debug)]
pub struct Browser(Arc<Driver>);

/// How often a driver is started until it listens: the port it finds free by one protocol it takes by the other as well,
/// where another may have been faster.
const MOST_STARTS: usize = 5;

impl Browser {
    /// Starts one, once fewer than two others run in this process.
    ///
    /// One for each test: a test that holds one and waits for a second may wait for ever. Several people are several
    /// windows.
    ///
    /// # Panics
    /// If the machine lacks `chromium` or `chromedriver`, or they do not start.
    pub async fn start() -> Self {
        Self(Arc::new(Driver::start().await))
    }

    /// Opens a window with a profile of its own: nobody has been here before, nothing is kept, nobody is signed in.
    ///
    /// # Panics
    /// If Chromium does not start.
    pub async fn open(&self, view: View) -> Page {
        let session = Session::start(self.0.port).await;
        view.apply(&session).await;
        Page::new(Arc::clone(&self.0), session)
    }
}

/// `chromedriver`, which starts a Chromium for each session and ends them with itself.
#[derive(Debug)]
struct Driver {
    port: u16,
    /// Kept open, since the driver still writes to it.
    _log: BufReader<tokio::process::ChildStdout>,
    _child: Child,
    _turn: SemaphorePermit<'static>,
    /// The profiles; taken away last.
    _folder: tempfile::TempDir,
}

impl Driver {
    async fn start() -> Self {
        let turn = BROWSERS.acquire().await.expect("never closed");
        let folder = tempfile::Builder::new().prefix("jme-browser-").tempdir().expect("a scratch folder");
        for _ in 0..MOST_STARTS {
            let mut child = Self::spawn(&folder);
            let mut log = BufReader::new(child.stdout.take().expect("its log"));
            if let Some(port) = Self::port(&mut log).await {
                return Self { port, _log: log, _child: child, _turn: turn, _folder: folder };
            }
        }
        panic!("chromedriver ended before it listened, {MOST_STARTS} times");
    }

    fn spawn(folder: &tempfile::TempDir) -> Child {
        Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts (`.ci/setup --test` installs it)")
    }

    /// The port it says it found; none if it ended first.
    async fn port(log: &mut BufReader<tokio::process::ChildStdout>) -> Option<u16> {
        let mut line = String::new();
        while log.read_line(&mut line).await.expect("chromedriver speaks") > 0 {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Some(port.trim().trim_end_matches('.').parse().expect("a port"));
            }
            line.clear();
        }
        None
    }

    /// Has it close every window and end; it answers once they are closed.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut driver = TcpStream::connect(("127.0.0.1", self.port))?;
        driver.set_read_timeout(Some(Duration::from_secs(10)))?;
        driver.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        driver.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // If it does not listen it is killed, and Chromium ends with the pipe between them.
        let _ = self.shut_down();
    }
}

/// Where what belongs to browsers lies: axe-core and the pictures.
fn folder() -> PathBuf {
    let tests = std::env::current_exe().expect("this executable");
    let profile = tests.ancestors().find(|folder| folder.ends_with("debug") || folder.ends_with("release"));
    profile.and_then(|profile| profile.parent()).expect("a folder of cargo's").join("browser")
}
