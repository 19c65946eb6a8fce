//! Mails leave by SMTP, or as files where none is set.

pub mod bounce;
mod file;
mod html;
mod message;
mod status;

use std::time::Duration;

use async_trait::async_trait;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use platform_core::ports::{Mail, MailError, Mailer};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub use file::FileMailer;

/// How long handing over one mail may take: half of the queue's lease, so that a mail a slow server is still taking is
/// not handed to it a second time by another node.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends by SMTP, over a connection of its own for each mail.
///
/// **Why no pool:** lettre's limit of time covers connecting only, so sending must be given up from outside; its pool
/// would then take back a connection in the middle of a conversation, read the late answer to one mail as the answer to
/// the next, and call a mail sent that never was.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

impl SmtpMailer {
    /// To the server of a URL such as `smtps://user:password@host:465` or `smtp://host:587?tls=required`.
    ///
    /// # Errors
    /// If the URL is not sound.
    pub fn new(url: &SecretString) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).map_err(status::error)?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), patience: PATIENCE })
    }

    /// Gives up on a mail after this time.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = message::of(&mail)?;
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(answered) => answered.map(|_| ()).map_err(status::error),
            Err(_) => Err(MailError::Failed(format!("no answer within {} seconds", self.patience.as_secs_f32()))),
        }
    }

    /// Nothing is kept here.
    async fn forget(&self, _: Uuid) -> Result<(), MailError> {
        Ok(())
    }
}
