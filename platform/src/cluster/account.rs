//! The user Postgres runs as, and the directories that are theirs alone.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use nix::libc::O_NOFOLLOW;
use nix::unistd::{Gid, Uid, User};
use tokio::process::Command;

use super::error::{ClusterError, at};

/// Prints the first of its arguments that this user cannot enter.
const ENTER: &str = r#"for directory do [ -x "$directory" ] || { printf %s "$directory"; exit 1; }; done"#;

/// The user Postgres runs as.
pub(super) struct Account {
    name: String,
    uid: Uid,
    gid: Gid,
    is_other: bool,
}

impl Account {
    pub(super) fn current() -> Result<Self, ClusterError> {
        let uid = Uid::effective();
        if !uid.is_root() {
            let name = User::from_uid(uid).ok().flatten().map_or_else(|| uid.to_string(), |user| user.name);
            return Ok(Self { name, uid, gid: Gid::effective(), is_other: false });
        }
        let user = User::from_name("postgres").ok().flatten().ok_or(ClusterError::NoAccount)?;
        Ok(Self { name: user.name, uid: user.uid, gid: user.gid, is_other: true })
    }

    /// The error for a directory that could not be made: most often it is closed to us.
    fn stopped_at(&self, directory: &Path, error: io::Error) -> ClusterError {
        if error.kind() != io::ErrorKind::PermissionDenied {
            return at(directory)(error);
        }
        ClusterError::Unreachable { directory: directory.to_owned(), account: self.name.clone() }
    }

    /// A command as this user, in a directory it can enter.
    pub(super) fn command(&self, program: impl AsRef<OsStr>, dir: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(dir);
        if self.is_other {
            // Setting a user as root also clears the supplementary groups.
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        command
    }

    /// The same with no environment: ours holds secrets, and settings of libpq that would mislead Postgres.
    pub(super) fn sealed_command(&self, program: impl AsRef<OsStr>, dir: &Path) -> Command {
        let mut command = self.command(program, dir);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        command
    }
}

/// Makes `dir` ready for the account to work in; returns its canonical path.
pub(super) async fn prepare(dir: &Path, account: &Account) -> Result<PathBuf, ClusterError> {
    let dir = std::path::absolute(dir).map_err(at(dir))?;
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else {
        return Err(at(&dir)(io::ErrorKind::InvalidInput.into()));
    };
    fs::create_dir_all(parent).map_err(|error| account.stopped_at(parent, error))?;
    let parent = parent.canonicalize().map_err(at(parent))?;
    let mut way: Vec<_> = parent.ancestors().collect();
    way.reverse();
    let barred = account.command("/bin/sh", Path::new("/")).args(["-c", ENTER, "enter"]).args(way).output().await;
    let barred = barred.map_err(at("/bin/sh"))?.stdout;
    if !barred.is_empty() {
        let directory = PathBuf::from(OsStr::from_bytes(&barred));
        return Err(ClusterError::Unreachable { directory, account: account.name.clone() });
    }
    let dir = parent.join(name);
    own_directory(&dir, account)?;
    Ok(dir)
}

/// Makes sure that `path` is a directory that only the account (and root) can enter.
pub(super) fn own_directory(path: &Path, account: &Account) -> Result<(), ClusterError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(account.stopped_at(path, error));
        }
        _ => {}
    }
    let found = fs::symlink_metadata(path).map_err(at(path))?;
    let owner = Uid::from_raw(found.uid());
    // Our own and empty is what we have just created; anything else of root's is not ours to give away.
    let is_fresh = owner == Uid::effective() && fs::read_dir(path).map_err(at(path))?.next().is_none();
    if !found.is_dir() || (owner != account.uid && !is_fresh) {
        return Err(ClusterError::NotOurs { directory: path.to_owned(), account: account.name.clone() });
    }
    chown(path, Some(account.uid.as_raw()), Some(account.gid.as_raw())).map_err(at(path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(at(path))
}

/// Opens a file of ours, never one that a link of the `postgres` user points root at.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> Result<File, ClusterError> {
    options.create(true).mode(0o600).custom_flags(O_NOFOLLOW).open(path).map_err(at(path))
}
