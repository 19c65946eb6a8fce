//! Rules in the tests: one engine for the whole process, and the demo cities with and without rules of their own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use async_trait::async_trait;
use platform_core::ports::{Compiled, Misfit, Rules as CityRules, RulesEngine};
use platform_core::rules::about::Parameter;
use platform_core::rules::facts::{AssociationFile, Came, Hit, Moment, SignUp, Submission};
use platform_core::rules::{
    About, ComponentHash, Effect, Failure, Health, Parameters, Review, SignUpVerdict, Unusable,
};
use plugin_host::Host;

/// The engine of this process: each component is compiled once, not once a test.
///
/// # Panics
/// If this machine cannot run rules.
#[must_use]
pub fn engine() -> Arc<dyn RulesEngine> {
    static ENGINE: LazyLock<Arc<Host>> = LazyLock::new(|| Arc::new(Host::new(None).expect("an engine")));
    Arc::clone(&*ENGINE) as _
}

/// Which rules the cities of a test use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// The default ones, with each city's figures: what most suites are about holds whatever a city decides.
    Default,
    /// Each city's own, as in its folder.
    Own,
}

impl Rules {
    /// The folder of a city under these rules.
    pub(crate) fn folder(self, tenants: &Path, city: &str) -> PathBuf {
        let folder = tenants.join(city);
        match self {
            Self::Own => folder,
            Self::Default => plain(&folder, city),
        }
    }
}

/// A copy of a city's folder that names no component, made once a process.
fn plain(folder: &Path, city: &str) -> PathBuf {
    static COPIES: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));
    let copy = COPIES.path().join(city);
    if copy.join("tenant.toml").exists() {
        return copy;
    }
    // Another test may be at it: each writes its own and the last to be ready puts it in place.
    let made = tempfile::tempdir_in(COPIES.path()).expect("a folder");
    std::fs::create_dir_all(made.path().join("texts")).expect("a folder");
    for file in std::fs::read_dir(folder.join("texts")).expect("the city's texts") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), made.path().join("texts").join(file.file_name())).expect("a copy");
    }
    let source = std::fs::read_to_string(folder.join("tenant.toml")).expect("the city");
    let lines: Vec<_> = source.lines().filter(|line| !line.starts_with("component = ")).collect();
    assert!(lines.len() < source.lines().count(), "{city} has rules of its own");
    std::fs::write(made.path().join("tenant.toml"), lines.join("\n")).expect("a copy");
    let _ = std::fs::rename(made.path(), &copy);
    copy
}

/// An engine that keeps all that it hands to rules, as it hands it over.
#[derive(Debug, Clone)]
pub struct Overheard {
    engine: Arc<dyn RulesEngine>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Overheard {
    /// Over the engine of this process.
    #[must_use]
    pub fn new() -> Self {
        Self { engine: engine(), heard: Arc::default() }
    }

    /// All that was handed over so far: the name of the question, and its facts.
    ///
    /// # Panics
    /// If another thread panicked while it wrote.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panicked").clone()
    }
}

impl Default for Overheard {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl RulesEngine for Overheard {
    fn built_in(&self, name: &str) -> Option<&'static [u8]> {
        self.engine.built_in(name)
    }

    fn has(&self, component: ComponentHash) -> bool {
        self.engine.has(component)
    }

    fn compatibility(&self) -> &str {
        self.engine.compatibility()
    }

    async fn recall(&self, component: ComponentHash, digest: [u8; 32]) -> bool {
        self.engine.recall(component, digest).await
    }

    async fn take_in(&self, wasm: Vec<u8>) -> Result<Compiled, Unusable> {
        self.engine.take_in(wasm).await
    }

    fn parameters(&self, component: ComponentHash) -> Vec<Parameter> {
        self.engine.parameters(component)
    }

    async fn rules(
        &self,
        city: &str,
        component: ComponentHash,
        parameters: &Parameters,
    ) -> Result<Arc<dyn CityRules>, Misfit> {
        let rules = self.engine.rules(city, component, parameters).await?;
        Ok(Arc::new(OverheardRules { rules, heard: Arc::clone(&self.heard) }))
    }
}

#[derive(Debug)]
struct OverheardRules {
    rules: Arc<dyn CityRules>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl OverheardRules {
    fn hears(&self, question: &str, facts: &dyn std::fmt::Debug) {
        self.heard.lock().expect("nobody panicked").push(format!("{question} {facts:?}"));
    }
}

#[async_trait]
impl CityRules for OverheardRules {
    fn about(&self) -> &About {
        self.rules.about()
    }

    fn health(&self) -> Health {
        self.rules.health()
    }

    async fn review_association(&self, at: Moment, file: AssociationFile) -> Result<Review, Failure> {
        self.hears("association", &(&at, &file));
        self.rules.review_association(at, file).await
    }

    async fn review_mission(&self, at: Moment, submission: Submission) -> Result<Review, Failure> {
        self.hears("mission", &(&at, &submission));
        self.rules.review_mission(at, submission).await
    }

    async fn sign_up(&self, at: Moment, sign_up: SignUp) -> Result<SignUpVerdict, Failure> {
        self.hears("sign_up", &(&at, &sign_up));
        self.rules.sign_up(at, sign_up).await
    }

    async fn rank(&self, at: Moment, hits: Vec<Hit>) -> Result<Vec<i32>, Failure> {
        self.hears("rank", &(&at, &hits));
        self.rules.rank(at, hits).await
    }

    async fn on_attendance(&self, at: Moment, came: Came) -> Result<Vec<Effect>, Failure> {
        self.hears("attendance", &(&at, &came));
        self.rules.on_attendance(at, came).await
    }
}
