//! Mails leave by SMTP, or as files where none is set.

use std::path::PathBuf;

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use platform_core::ports::{Mail, MailError, Mailer};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

/// Sends by SMTP, over a pool of connections.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl SmtpMailer {
    /// To the server of a URL such as `smtps://user:password@host:465` or `smtp://host:587?tls=required`.
    ///
    /// # Errors
    /// If the URL is not sound.
    pub fn new(url: &SecretString) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).map_err(failed)?;
        Ok(Self { transport: builder.timeout(Some(std::time::Duration::from_secs(20))).build() })
    }
}

/// Writes each mail to a file of its own, and its link to the log: for demos.
pub struct FileMailer {
    transport: AsyncFileTransport<Tokio1Executor>,
}

impl FileMailer {
    /// Into this folder, which is made if need be.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new(folder: PathBuf) -> std::io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { transport: AsyncFileTransport::new(folder) })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.transport.send(message(&mail)?).await.map_err(failed)?;
        Ok(())
    }

    /// Nothing is kept here.
    async fn forget(&self, _: Uuid) -> Result<(), MailError> {
        Ok(())
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let name = self.transport.send(message(&mail)?).await.map_err(failed)?;
        let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
        tracing::info!(file = %format!("{name}.eml"), to = mail.to, subject = mail.subject, link, "mail written");
        Ok(())
    }

    async fn forget(&self, _: Uuid) -> Result<(), MailError> {
        Ok(())
    }
}

fn message(mail: &Mail) -> Result<Message, MailError> {
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(failed);
    Message::builder()
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(mail.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> MailError {
    MailError::Failed(error.to_string())
}
