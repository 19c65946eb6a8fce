//! A Meilisearch of the test's own, if the machine has the program: to be asked, killed, held still and wiped.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::server::free_address;

/// The key all others are made with.
const MASTER: &str = "a master key for tests only";

/// A server in a scratch folder, on a free port.
#[derive(Debug)]
pub struct Meilisearch {
    program: PathBuf,
    child: Option<Child>,
    address: SocketAddr,
    folder: tempfile::TempDir,
    key: String,
    /// What it says its version is.
    pub version: String,
}

impl Meilisearch {
    /// Starts one; none if there is no `meilisearch` on the PATH.
    ///
    /// # Panics
    /// If there is and it does not start.
    pub async fn start() -> Option<Self> {
        Self::start_in(&std::env::temp_dir()).await
    }

    /// The same with its data below this folder.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start_in(parent: &Path) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("jme-meili-").tempdir_in(parent).expect("a scratch folder");
        let mut meilisearch = Self {
            program: program()?,
            child: None,
            address: free_address(),
            folder,
            key: String::new(),
            version: String::new(),
        };
        meilisearch.start_again().await;
        meilisearch.key = meilisearch.least_key().await;
        meilisearch.version = meilisearch.ask("version").await["pkgVersion"].as_str().expect("a version").to_owned();
        Some(meilisearch)
    }

    /// Starts it again on what it left.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start_again(&mut self) {
        self.child = None;
        let child = Command::new(&self.program)
            .args(["--no-analytics", "--env", "production", "--max-indexing-memory", "512MiB", "--log-level", "WARN"])
            .args(["--master-key", MASTER, "--http-addr", &self.address.to_string()])
            .arg("--db-path")
            .arg(self.folder.path().join("data"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        self.child = Some(child.expect("meilisearch starts"));
        for _ in 0..600 {
            let answer = reqwest::get(format!("{}/health", self.url())).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("meilisearch did not get ready");
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A key with the rights the program needs, and no others.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The settings that have the program search on it.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 2] {
        [("MEILI_URL", self.url()), ("MEILI_KEY", self.key.clone())]
    }

    /// Asks it as its owner.
    ///
    /// # Panics
    /// If it does not answer in JSON.
    pub async fn ask(&self, path: &str) -> Value {
        let asked = reqwest::Client::new().get(format!("{}/{path}", self.url())).bearer_auth(MASTER).send().await;
        asked.expect("an answer").json().await.expect("JSON")
    }

    /// Changes something by hand, and waits until that is done.
    ///
    /// # Panics
    /// If it does not answer, or refuses.
    pub async fn change(&self, path: &str, body: Value) {
        let client = reqwest::Client::new();
        let asked = client.patch(format!("{}/{path}", self.url()));
        let asked = if path.ends_with("documents") { client.put(format!("{}/{path}", self.url())) } else { asked };
        let answer: Value =
            asked.bearer_auth(MASTER).json(&body).send().await.expect("an answer").json().await.expect("JSON");
        let task = answer["taskUid"].as_u64().unwrap_or_else(|| panic!("a task: {answer}"));
        self.until(&format!("tasks/{task}"), |task| task["status"] == "succeeded").await;
    }

    /// Takes an index away behind everybody's back, and waits until it is gone.
    ///
    /// # Panics
    /// If it does not answer.
    pub async fn wipe(&self, index: &str) {
        let asked = reqwest::Client::new().delete(format!("{}/indexes/{index}", self.url())).bearer_auth(MASTER);
        asked.send().await.expect("an answer");
        self.until(&format!("indexes/{index}"), |answer| answer["uid"] != index).await;
    }

    /// Waits until it answers so.
    async fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) {
        let mut answer = Value::Null;
        for _ in 0..1_500 {
            answer = self.ask(path).await;
            if is_so(&answer) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{path} is still {answer}");
    }

    /// `kill -9`.
    ///
    /// # Panics
    /// If it does not run.
    pub async fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().await.expect("it is killed");
    }

    /// Holds it still, or lets it go on.
    ///
    /// # Panics
    /// If it does not run.
    pub fn signal(&self, signal: Signal) {
        let pid = self.child.as_ref().and_then(Child::id).expect("it runs");
        kill(Pid::from_raw(i32::try_from(pid).expect("a process number")), signal).expect("a signal");
    }

    async fn least_key(&self) -> String {
        let key = json!({ "actions": search::RIGHTS, "indexes": [search::INDEXES], "expiresAt": null });
        let asked = reqwest::Client::new().post(format!("{}/keys", self.url())).bearer_auth(MASTER).json(&key).send();
        let answer: Value = asked.await.expect("an answer").json().await.expect("JSON");
        answer["key"].as_str().unwrap_or_else(|| panic!("a key: {answer}")).to_owned()
    }
}

/// The program, where the machine has it.
#[expect(clippy::disallowed_methods, reason = "what the machine has is found where its shell finds it")]
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("meilisearch")).find(|program| program.is_file())
}
