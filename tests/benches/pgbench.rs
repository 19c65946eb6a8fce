//! `pgbench`, which says how many sign-ups the database itself can make.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;

use super::Outcome;
use super::load::{CLIENTS, THREADS};

/// What it counted.
pub(crate) struct Counted {
    /// Scripts run to their end.
    pub(crate) scripts: u64,
    /// The same, a second, connecting not counted.
    pub(crate) rate: f64,
}

/// Runs a script on as many connections as the load generator has; any failure is an error.
pub(crate) async fn run(url: &str, script: &Path, variables: &[(&str, u64)], time: Duration) -> Outcome<Counted> {
    let mut command = Command::new(program()?);
    command.args(["-n", "-M", "prepared", "-c", &CLIENTS.to_string(), "-j", &THREADS.to_string()]);
    command.args(["-T", &time.as_secs().to_string()]).arg("-f").arg(script);
    for (name, value) in variables {
        command.arg("-D").arg(format!("{name}={value}"));
    }
    let output = command.arg(url).kill_on_drop(true).output().await?;
    let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let after = |label: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(label));
        line.and_then(|rest| rest.split_whitespace().next()).ok_or_else(|| format!("pgbench: {told}{wrong}"))
    };
    if !output.status.success() || after("number of failed transactions: ")? != "0" {
        return Err(format!("pgbench: {told}{wrong}").into());
    }
    let scripts = after("number of transactions actually processed: ")?.parse()?;
    Ok(Counted { scripts, rate: after("tps = ")?.parse()? })
}

/// The newest `pgbench` of the machine.
fn program() -> Outcome<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin/pgbench"))))
        .filter(|(_, path)| path.exists())
        .collect();
    found.sort();
    match found.pop() {
        Some((_, path)) => Ok(path),
        None if on_path("pgbench") => Ok("pgbench".into()),
        None => Err("pgbench is missing: install the package postgresql-contrib or postgresql".into()),
    }
}

fn on_path(program: &str) -> bool {
    std::process::Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}
