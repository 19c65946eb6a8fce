//! The file: written beside its place and put there when it is whole.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use platform_core::backup::Frame;
use tempfile::NamedTempFile;

use super::{Backup, BackupError, at, open};

/// How the file begins: the custom format of `pg_dump`.
const BEGINNING: &[u8] = b"PGDMP";
/// How the last line of a city's file begins; the length of the frame before it follows, as 16 hexadecimal digits.
const LAST_LINE: &str = "jemengage city 1 ";
/// The length of that line.
const LAST_LINE_LENGTH: u64 = LAST_LINE.len() as u64 + 17;

/// A file beside the one to be, which only we can read, and which goes away unless it is finished.
pub(super) fn begin(path: &Path) -> Result<NamedTempFile, BackupError> {
    if path.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(path.to_owned()));
    }
    tempfile::Builder::new().prefix(".").suffix(".part").tempfile_in(folder(path)).map_err(at(path))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes what stands above the city's rows behind them.
pub(super) fn frame(part: &NamedTempFile, frame: &Frame) -> Result<(), BackupError> {
    let text = serde_json::to_vec(frame).map_err(std::io::Error::other).map_err(at(part.path()))?;
    let mut file = part.as_file();
    file.seek(SeekFrom::End(0))
        .and_then(|_| file.write_all(&text))
        .and_then(|()| writeln!(file, "{LAST_LINE}{:016x}", text.len()))
        .map_err(at(part.path()))
}

/// Puts the file in its place; answers its size.
pub(super) fn finish(part: NamedTempFile, path: &Path) -> Result<u64, BackupError> {
    let size = part.as_file().sync_all().and_then(|()| part.as_file().metadata()).map_err(at(path))?.len();
    part.persist_noclobber(path).map_err(|error| match error.error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists(path.to_owned()),
        _ => at(path)(error.error),
    })?;
    File::open(folder(path)).and_then(|folder| folder.sync_all()).map_err(at(path))?;
    Ok(size)
}

/// What the file holds.
pub(super) fn read(path: &Path) -> Result<Backup, BackupError> {
    let mut file = open(path)?;
    let mut beginning = [0; BEGINNING.len()];
    let not_ours = || BackupError::NotABackup(path.to_owned());
    file.read_exact(&mut beginning).map_err(|_| not_ours())?;
    if beginning != BEGINNING {
        return Err(not_ours());
    }
    let length = file.metadata().map_err(at(path))?.len();
    let Some(start) = length.checked_sub(LAST_LINE_LENGTH) else { return Err(not_ours()) };
    let line = bytes(&mut file, start, LAST_LINE_LENGTH).map_err(at(path))?;
    let Some(digits) = line.strip_prefix(LAST_LINE.as_bytes()) else { return Ok(Backup::All) };
    let frame = std::str::from_utf8(digits).ok().and_then(|digits| u64::from_str_radix(digits.trim_end(), 16).ok());
    let (frame, start) = frame.and_then(|frame| Some((frame, start.checked_sub(frame)?))).ok_or_else(not_ours)?;
    let frame = bytes(&mut file, start, frame).map_err(at(path))?;
    serde_json::from_slice(&frame).map(|frame| Backup::City(Box::new(frame))).map_err(|_| not_ours())
}

fn bytes(file: &mut File, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}
