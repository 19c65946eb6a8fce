//! Mails as files, for demos: one each, under the mail's own name.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use platform_core::ports::{Mail, MailError, Mailer};
use uuid::Uuid;

use super::message;

/// What only files carry: the accounts a mail is to and about, so that it can be forgotten with them.
const ABOUT: &str = "X-Jemengage-About";

/// Writes each mail to a file, and its link to the log. A mail that is written twice is one file.
pub struct FileMailer {
    folder: PathBuf,
}

impl FileMailer {
    /// Into this folder, which is made if need be.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let about: Vec<_> = mail.about.iter().map(Uuid::to_string).collect();
        let mut text = format!("{ABOUT}: {}\r\n", about.join(" ")).into_bytes();
        text.extend(message::of(&mail)?.formatted());
        let (folder, name) = (self.folder.clone(), format!("{}.eml", mail.id));
        let written = name.clone();
        on_file(move || write(&folder, &name, &text)).await?;
        let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
        // Neither address nor subject: what a log keeps, nobody erases.
        tracing::info!(file = written, link, "mail written");
        Ok(())
    }

    async fn forget(&self, account: Uuid) -> Result<(), MailError> {
        let folder = self.folder.clone();
        on_file(move || forget(&folder, account)).await
    }
}

/// Does something slow with files.
async fn on_file(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), MailError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten();
    done.map_err(|error| MailError::Failed(format!("mail on file: {}", error.kind())))
}

/// Writes it whole or not at all.
fn write(folder: &Path, name: &str, text: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!("{name}.part"));
    fs::write(&unfinished, text)?;
    fs::rename(unfinished, folder.join(name))
}

/// Removes what is to or about somebody.
fn forget(folder: &Path, account: Uuid) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match is_about(&path, account) {
            Ok(true) => fs::remove_file(path)?,
            Ok(false) => {}
            // Another erasure was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether the first line names the account.
fn is_about(path: &Path, account: Uuid) -> io::Result<bool> {
    if !path.extension().is_some_and(|extension| extension == "eml" || extension == "part") {
        return Ok(false);
    }
    // The line grows with a digest; no digest tells of so many people.
    let mut start = Vec::new();
    fs::File::open(path)?.take(64 * 1024).read_to_end(&mut start)?;
    let line = start.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let ids = line.strip_prefix(ABOUT).unwrap_or_default().trim_start_matches(':');
    Ok(ids.split_whitespace().any(|id| id.parse() == Ok(account)))
}
