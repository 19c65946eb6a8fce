//! Backups by PostgreSQL's own programs: of everything, or of one city.
//!
//! **The file** is what `pg_dump` writes in its custom format, so `pg_restore --list` reads it. That of a city ends with what
//! stands above its rows, as JSON, and a last line that says how long that is; `pg_restore` never reads so far.
//!
//! **Why `INSERT`s and `psql` for a city:** under row security `COPY` into a table is refused, and the registry's rows have to
//! come in the same transaction as the city's; so `pg_restore` writes its script into the `psql` that has opened it.

mod error;
mod file;
mod programs;

use std::fs::File;
use std::io::{self, PipeWriter, Write as _};
use std::path::Path;

use chrono::{DateTime, Utc};
use platform_core::Db;
use platform_core::backup::{self as core, Around, Frame, Standing};
use secrecy::{ExposeSecret as _, SecretString};

pub use error::BackupError;
use error::at;
use programs::Programs;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Backup {
    /// Everything.
    All,
    /// One city.
    City(Box<Frame>),
}

async fn connect(url: &SecretString) -> Result<(Db, Standing, Programs), BackupError> {
    let db = Db::new(url.clone(), 2)?;
    let standing = core::standing(&db).await?;
    let programs = Programs::find(url.expose_secret(), standing.major).await?;
    Ok((db, standing, programs))
}

/// Copies all cities, or one, into a new file; answers its size.
///
/// # Errors
/// If it cannot; then there is no file.
pub async fn backup(
    url: &SecretString,
    city: Option<&str>,
    path: &Path,
    now: DateTime<Utc>,
) -> Result<u64, BackupError> {
    let part = file::begin(path)?;
    let (db, standing, programs) = connect(url).await?;
    match city {
        None if !standing.passes_row_security => return Err(BackupError::Bound),
        Some(_) if standing.passes_row_security => return Err(BackupError::NotBound),
        None => {
            let mut dump = programs.command("pg_dump");
            dump.arg("--format=custom").arg("--file").arg(part.path());
            programs::run(dump).await?;
        }
        Some(city) => {
            let held = core::hold(&db, city, now).await?.ok_or_else(|| BackupError::Unknown(city.to_owned()))?;
            let mut dump = programs.in_city(held.frame.id).command("pg_dump");
            dump.args(["--format=custom", "--data-only", "--enable-row-security", "--rows-per-insert=200"]);
            dump.arg(format!("--snapshot={}", held.snapshot)).arg("--file").arg(part.path());
            dump.args(held.left_out.iter().map(|name| format!("--exclude-table-data={name}")));
            programs::run(dump).await?;
            file::frame(&part, &held.frame)?;
        }
    }
    file::finish(part, path)
}

/// Brings back what a file holds: all of it, or nothing.
///
/// # Errors
/// If it cannot; then nothing has changed.
pub async fn restore(url: &SecretString, path: &Path) -> Result<Backup, BackupError> {
    let backup = file::read(path)?;
    let (db, standing, programs) = connect(url).await?;
    match &backup {
        Backup::All if !standing.is_empty => return Err(BackupError::NotEmpty),
        Backup::All => {
            let mut restore = programs.command("pg_restore");
            restore.args(["--exit-on-error", "--single-transaction", "--dbname", programs.database()]);
            programs::run_on(restore, path).await?;
        }
        Backup::City(_) if !standing.owns_schema => return Err(BackupError::NotOwner),
        Backup::City(frame) => {
            let around = core::around(&db, frame).await??;
            restore_city(&programs.in_city(frame.id), around, path).await?;
        }
    }
    Ok(backup)
}

/// Runs the statements before, the rows and the statements after in one transaction of `psql`. If the rows do not come
/// whole, it is never told to commit.
async fn restore_city(programs: &Programs, around: Around, path: &Path) -> Result<(), BackupError> {
    let (reader, writer) = io::pipe().map_err(at("a pipe"))?;
    let mut psql = programs.command("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]).stdin(reader);
    let child = psql.spawn().map_err(at("psql"))?;
    // Only the child reads now, so that a write fails once it has gone.
    drop(psql);
    let writer = write(writer, around.before).await?;
    let mut rows = programs.command("pg_restore");
    rows.args(["--enable-row-security", "--file=-"]).stdout(writer.try_clone().map_err(at("a pipe"))?);
    let rows = programs::run_on(rows, path).await;
    if rows.is_ok() {
        write(writer, around.after).await?;
    } else {
        drop(writer);
    }
    // If psql has given up, pg_restore could not write: what psql says is the cause.
    programs::succeeded("psql", child.wait_with_output().await)?;
    rows
}

/// Writes into the pipe. A reader that has gone says itself why.
async fn write(mut pipe: PipeWriter, text: String) -> Result<PipeWriter, BackupError> {
    let written = tokio::task::spawn_blocking(move || match pipe.write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(pipe),
    });
    written.await.map_err(io::Error::other).flatten().map_err(at("a pipe"))
}

/// Opens a file to read, for us or as a program's input.
fn open(path: &Path) -> Result<File, BackupError> {
    File::open(path).map_err(at(path))
}
