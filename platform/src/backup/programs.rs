//! PostgreSQL's programs: which to use, and how they connect.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::process::Command;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use uuid::Uuid;

use super::{BackupError, at, open};

/// Prints `path<TAB>version` of each installation that has all three programs. Debian's /usr/bin/pg_dump is a link to a
/// script elsewhere, which has no others beside it.
const FIND: &str = r#"
{ ls -d /usr/lib/postgresql/*/bin/pg_dump; command -v pg_dump; } 2>/dev/null | while read -r found; do
    pg_dump=$(readlink -f "$found")
    [ -x "${pg_dump%/*}/pg_restore" ] && [ -x "${pg_dump%/*}/psql" ] && printf '%s\t%s\n' "$pg_dump" "$("$pg_dump" --version)"
done
true"#;

/// The programs of one version, and where they connect to.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    folder: PathBuf,
    environment: Vec<(&'static str, String)>,
    database: String,
}

impl Programs {
    /// Those that fit the server: `pg_dump` refuses one newer than itself.
    pub(super) async fn find(url: &str, server: u32) -> Result<Self, BackupError> {
        let found = Command::new("/bin/sh").args(["-c", FIND]).output().await.map_err(at("/bin/sh"))?;
        let found = String::from_utf8_lossy(&found.stdout);
        let folder = choose(&found, server).ok_or(BackupError::NotInstalled(server))?;
        let config: Config = url.parse().map_err(|error: tokio_postgres::Error| BackupError::Url(error.to_string()))?;
        let user = config.get_user().unwrap_or_default().to_owned();
        let database = config.get_dbname().map_or_else(|| user.clone(), str::to_owned);
        Ok(Self { folder, environment: environment(&config, user, &database), database })
    }

    /// The same with every transaction in a city.
    pub(super) fn in_city(&self, id: Uuid) -> Self {
        let mut environment = self.environment.clone();
        environment.push(("PGOPTIONS", format!("-c app.tenant_id={id}")));
        Self { environment, ..self.clone() }
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// One of them, ready to connect. Nothing secret is among its arguments, and nothing of our environment misleads it.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .envs(self.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

/// The oldest installation that [`FIND`] has listed and that is not older than the server.
fn choose(found: &str, server: u32) -> Option<PathBuf> {
    let fitting = found.lines().filter_map(|line| {
        let (pg_dump, version) = line.split_once("\tpg_dump (PostgreSQL) ")?;
        let major: u32 = version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()?;
        (major >= server).then_some((major, Path::new(pg_dump).parent()?))
    });
    fitting.min_by_key(|(major, _)| *major).map(|(_, folder)| folder.to_owned())
}

/// The connection as libpq reads it from the environment.
fn environment(config: &Config, user: String, database: &str) -> Vec<(&'static str, String)> {
    let host = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.display().to_string(),
    };
    let hosts: Vec<_> = config.get_hosts().iter().map(host).collect();
    let ports: Vec<_> = config.get_ports().iter().map(ToString::to_string).collect();
    let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
    let tls = match config.get_ssl_mode() {
        SslMode::Disable => "disable",
        SslMode::Require => "require",
        _ => "prefer",
    };
    let environment = [
        ("PGHOST", hosts.join(",")),
        ("PGPORT", ports.join(",")),
        ("PGUSER", user),
        ("PGPASSWORD", password.unwrap_or_default()),
        ("PGDATABASE", database.to_owned()),
        ("PGSSLMODE", tls.to_owned()),
        ("PGAPPNAME", "jemengage".to_owned()),
    ];
    environment.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// Runs a program to its end.
pub(super) async fn run(mut command: Command) -> Result<(), BackupError> {
    let program = command.as_std().get_program().to_owned();
    let name = Path::new(&program).file_name().unwrap_or(&program).to_string_lossy().into_owned();
    let child = command.spawn().map_err(at(&name))?;
    // It may hold the end of a pipe that somebody waits for.
    drop(command);
    succeeded(&name, child.wait_with_output().await)
}

/// The same on a file, as its last argument.
pub(super) async fn run_on(mut command: Command, file: &Path) -> Result<(), BackupError> {
    open(file)?;
    command.arg(file);
    run(command).await
}

/// What it said if it failed, in one line: the first that speaks of an error.
pub(super) fn succeeded(program: &str, output: std::io::Result<Output>) -> Result<(), BackupError> {
    let output = output.map_err(at(program))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| line.to_lowercase().contains("error")).or_else(|| said.lines().next());
    let said = line.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned());
    Err(BackupError::Program { program: program.to_owned(), said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_installation_that_is_not_older_than_the_server() {
        let found = "/a/15/pg_dump\tpg_dump (PostgreSQL) 15.18 (Debian)\n/a/17/pg_dump\tpg_dump (PostgreSQL) 17.2\n\
                     /b/16/pg_dump\tpg_dump (PostgreSQL) 16beta1\n";
        assert_eq!(choose(found, 15), Some("/a/15".into()));
        assert_eq!(choose(found, 16), Some("/b/16".into()));
        assert_eq!(choose(found, 18), None);
    }

    #[test]
    fn the_connection_is_that_of_the_url() {
        let read = |url: &str| {
            let config: Config = url.parse().expect("a URL");
            environment(&config, config.get_user().unwrap_or_default().to_owned(), "d")
        };
        let socket = read("postgresql://u@/d?host=%2Frun%2Fpg");
        assert!(
            socket.contains(&("PGHOST", "/run/pg".to_owned())) && !socket.iter().any(|(key, _)| *key == "PGPASSWORD")
        );
        let tcp = read("postgresql://u:a%40b@db.example:5433/d?sslmode=require");
        for expected in [("PGHOST", "db.example"), ("PGPORT", "5433"), ("PGPASSWORD", "a@b"), ("PGSSLMODE", "require")]
        {
            assert!(tcp.contains(&(expected.0, expected.1.to_owned())), "{tcp:?}");
        }
    }
}
