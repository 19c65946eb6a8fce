//! The machine's PostgreSQL programs: which to use, and the one that creates a cluster.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::Durability;
use super::account::Account;
use super::error::{ClusterError, OLDEST, at};

/// Prints `path<TAB>version` of each installation that has what we need, in order of preference.
const FIND: &str = r#"
{ command -v postgres; ls -d /usr/lib/postgresql/*/bin/postgres | sort -rV; } 2>/dev/null | while read -r found; do
    postgres=$(readlink -f "$found")
    [ -x "${postgres%/*}/initdb" ] && printf '%s\t%s\n' "$postgres" "$("$postgres" --version)"
done
true"#;

/// The directory of the binaries that fit the data, or of the preferred ones if there is no data yet.
pub(super) async fn find(account: &Account, dir: &Path, data: &Path) -> Result<PathBuf, ClusterError> {
    let found = account.command("/bin/sh", dir).args(["-c", FIND]).output().await.map_err(at("/bin/sh"))?;
    let found = String::from_utf8_lossy(&found.stdout);
    let wanted = fs::read_to_string(data.join("PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
    match (choose(&found, wanted), wanted) {
        (Some(bin), _) => Ok(bin),
        (None, Some(version)) => Err(ClusterError::OtherVersion { data: data.to_owned(), version }),
        (None, None) => Err(ClusterError::NotInstalled),
    }
}

/// The first installation that [`FIND`] has listed with the wanted major version, or one that is new enough.
fn choose(found: &str, wanted: Option<u32>) -> Option<PathBuf> {
    found.lines().find_map(|line| {
        let (postgres, version) = line.split_once("\tpostgres (PostgreSQL) ")?;
        let major: u32 = version.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()?;
        let fits = wanted.map_or(major >= OLDEST, |wanted| major == wanted);
        Path::new(postgres).parent().filter(|_| fits).map(Path::to_owned)
    })
}

/// Runs initdb, beside the final place: one that is cut short must not pass for a cluster.
pub(super) async fn create_cluster(
    account: &Account,
    bin: &Path,
    dir: &Path,
    lock: &File,
    durability: Durability,
) -> Result<(), ClusterError> {
    let (data, unfinished) = (dir.join("data"), dir.join("data.new"));
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(at(&unfinished))?;
    }
    let mut initdb = account.sealed_command(bin.join("initdb"), dir);
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
    initdb.args((durability == Durability::Scratch).then_some("--no-sync"));
    initdb.arg("-D").arg(&unfinished).stdin(lock.try_clone().map_err(at(dir))?);
    let output = initdb.output().await.map_err(at(bin))?;
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(ClusterError::Init { data, output });
    }
    fs::rename(&unfinished, &data).map_err(at(&data))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(at(dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fitting_installation_wins() {
        let found = "/old/postgres\tpostgres (PostgreSQL) 9.6.1\n/new/postgres\tpostgres (PostgreSQL) 17beta1\n\
                     /mid/postgres\tpostgres (PostgreSQL) 15.18 (Debian)\n";
        assert_eq!(choose(found, None), Some("/new".into()));
        assert_eq!(choose(found, Some(15)), Some("/mid".into()));
        assert_eq!(choose(found, Some(16)), None);
    }
}
