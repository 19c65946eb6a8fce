//! The folder of a city's rules, complete: the contract, the kit they are written with, a first rule and its test.

use std::path::Path;

use platform_core::tenancy;

use super::Refusal;

/// What rules are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Language {
    /// Rust.
    Rust,
    /// JavaScript.
    Js,
}

/// Where a file goes, and what is in it.
type File = (&'static str, &'static str);

/// The files of these names in a folder of the guests' workspace, as they stand there.
macro_rules! of_guests {
    ($to:literal, $from:literal: $($name:literal)+) => {
        &[$((concat!($to, $name), include_str!(concat!("../../../../plugins/", $from, $name)))),+]
    };
}

const CONTRACT: &[File] =
    of_guests!("wit/since-v0.1.0/", "wit/since-v0.1.0/": "types.wit" "manifest.wit" "missions.wit");
const KIT: &[File] = of_guests!("kit/", "kit/":
    "Cargo.toml" "src/lib.rs" "src/ages.rs" "src/checks.rs" "src/content.rs" "src/lifts.rs" "src/memory.rs"
    "src/moderation.rs" "src/needs.rs" "src/panics.rs" "src/residence.rs" "src/samples.rs" "src/sign_ups.rs"
    "src/texts.rs" "src/times.rs");
/// Here `{name}` and `{file}` stand for the name.
const RUST: &[File] = &[
    ("Cargo.toml", include_str!("../template/rules/Cargo.toml")),
    (".cargo/config.toml", include_str!("../../../../plugins/.cargo/config.toml")),
    (".gitignore", "/target\n"),
    ("README.md", include_str!("../template/rules/README.md")),
    ("src/lib.rs", include_str!("../template/rules/lib.rs")),
    ("texts/fr.ftl", include_str!("../template/rules/fr.ftl")),
    ("texts/en.ftl", include_str!("../template/rules/en.ftl")),
];
const JAVASCRIPT: &[File] = of_guests!("", "examples/javascript/":
    ".gitignore" "README.md" "package.json" "package-lock.json" "rules.js");

/// Makes the folder, here.
pub(super) fn make(name: &str, language: Language) -> Result<(), Refusal> {
    if !tenancy::is_city_code(name) || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Err(format!("`{name}` is no name: use a-z, 0-9 and -, a letter first").into());
    }
    let folder = Path::new(name);
    if folder.exists() {
        return Err(format!("{name} is there already").into());
    }
    match language {
        Language::Rust => {
            write(folder, RUST, |content| content.replace("{name}", name).replace("{file}", &name.replace('-', "_")))?;
            write(folder, KIT, str::to_owned)?;
        }
        // In its own folder the example finds the contract beside it.
        Language::Js => {
            write(folder, JAVASCRIPT, |content| content.replace("../../wit/since-v0.1.0", "wit/since-v0.1.0"))?
        }
    }
    write(folder, CONTRACT, str::to_owned)?;
    let next = match language {
        Language::Rust => "cargo test && cargo build --release --target wasm32-unknown-unknown",
        Language::Js => "npm ci && npm run build",
    };
    println!("{name}: made. Try it:\n  cd {name} && {next}\nThen read README.md there.");
    Ok(())
}

/// Writes files into the folder, each as it is filled in.
fn write(folder: &Path, files: &[File], filled: impl Fn(&str) -> String) -> std::io::Result<()> {
    for (path, content) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, filled(content))?;
    }
    Ok(())
}
