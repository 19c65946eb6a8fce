//! Where mails of tests go: a list in memory, or a small SMTP server that takes what real clients send.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use platform_core::ports::{Mail, MailError, Mailer};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Mails sent, in order; or refused, when told to.
#[derive(Debug, Clone, Default)]
pub struct SentMails {
    sent: Arc<Mutex<Vec<Mail>>>,
    refusing: Arc<AtomicBool>,
}

#[async_trait]
impl Mailer for SentMails {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if self.refusing.load(Ordering::Relaxed) {
            return Err(MailError::Failed("the post is on strike".into()));
        }
        self.sent.lock().expect("nobody panicked").push(mail);
        Ok(())
    }

    async fn forget(&self, account: uuid::Uuid) -> Result<(), MailError> {
        self.sent.lock().expect("nobody panicked").retain(|mail| !mail.about.contains(&account));
        Ok(())
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

    /// Those to an address, in order.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }
}

/// An SMTP server (RFC 5321, what a client needs to hand a mail over) that keeps what it is given.
#[derive(Debug)]
pub struct SmtpSink {
    /// Where it listens.
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
}

impl SmtpSink {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&received);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&kept);
                tokio::spawn(async move { converse(stream, &kept).await });
            }
        });
        Self { address, received }
    }

    /// The mails received, headers and all.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        self.received.lock().expect("nobody panicked").clone()
    }
}

async fn converse(stream: TcpStream, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 sink ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.split(' ').next().unwrap_or("").to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => b"250-sink\r\n250 8BITMIME\r\n",
            "DATA" => {
                write.write_all(b"354 go ahead\r\n").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push('\n');
                }
                kept.lock().expect("nobody panicked").push(mail);
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}
