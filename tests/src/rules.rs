//! Rules in the tests: one engine for the whole process, and the demo cities with and without rules of their own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use platform_core::ports::RulesEngine;
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
