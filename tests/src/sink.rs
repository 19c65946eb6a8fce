//! Where mails of tests go: a list in memory, until they are let through to a mailer of one's own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use platform_core::ports::{Mail, MailError, Mailer};

/// Mails sent, in order; or refused, when told to.
#[derive(Clone, Default)]
pub struct SentMails {
    sent: Arc<Mutex<Vec<Mail>>>,
    refusing: Arc<AtomicBool>,
    through: Arc<Mutex<Option<Arc<dyn Mailer>>>>,
}

impl std::fmt::Debug for SentMails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}

#[async_trait]
impl Mailer for SentMails {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if self.refusing.load(Ordering::Relaxed) {
            return Err(MailError::Failed("the post is on strike".into()));
        }
        let through = self.through.lock().expect("nobody panicked").clone();
        if let Some(mailer) = through {
            mailer.send(mail.clone()).await?;
        }
        self.sent.lock().expect("nobody panicked").push(mail);
        Ok(())
    }

    async fn forget(&self, account: uuid::Uuid) -> Result<(), MailError> {
        self.sent.lock().expect("nobody panicked").retain(|mail| !mail.about.contains(&account));
        let through = self.through.lock().expect("nobody panicked").clone();
        match through {
            Some(mailer) => mailer.forget(account).await,
            None => Ok(()),
        }
    }
}

impl SentMails {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<Mail> {
        self.sent.lock().expect("nobody panicked").clone()
    }

    /// From now on takes mails, or refuses them.
    pub fn refuse(&self, refusing: bool) {
        self.refusing.store(refusing, Ordering::Relaxed);
    }

    /// From now on hands mails to this mailer, and keeps those it takes.
    pub fn through(&self, mailer: Arc<dyn Mailer>) {
        *self.through.lock().expect("nobody panicked") = Some(mailer);
    }

    /// Those to an address, in order.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }
}
