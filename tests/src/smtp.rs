//! SMTP servers to hand mails to: one of our own that misbehaves when told to, and a real one in a process of its own.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::watch;

use crate::server::free_address;

/// How long something that must come is waited for.
const LONGEST: Duration = Duration::from_secs(60);

/// How the server behaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Manner {
    /// Takes every mail.
    #[default]
    Taking,
    /// Answers like this at this command (`EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`; `.` is the end of the mail).
    Answering {
        /// At which command.
        at: &'static str,
        /// What.
        reply: &'static str,
        /// Only where the command names this.
        naming: String,
    },
    /// Takes the mail, and hangs up before it says so: the client cannot know.
    HangingUpOnceTaken,
    /// Says nothing until told otherwise.
    Silent,
    /// Hangs up on everybody, also in the middle of a conversation.
    Down,
}

impl Manner {
    /// Refuses an address for good.
    #[must_use]
    pub fn refusing(address: &str) -> Self {
        Self::Answering { at: "RCPT", reply: "550 5.1.1 No such person", naming: address.to_owned() }
    }

    /// Refuses everybody for now.
    #[must_use]
    pub fn busy() -> Self {
        Self::Answering { at: "RCPT", reply: "451 4.3.0 Try again later", naming: String::new() }
    }

    fn reply_at(&self, command: &str, line: &str) -> Option<&'static str> {
        match self {
            Self::Answering { at, reply, naming } if *at == command && line.contains(naming.as_str()) => Some(reply),
            _ => None,
        }
    }
}

/// An SMTP server (RFC 5321, what a client needs to hand a mail over) that keeps what it is given.
#[derive(Debug)]
pub struct SmtpSink {
    /// Where it listens.
    pub address: SocketAddr,
    manner: watch::Sender<Manner>,
    received: watch::Receiver<Vec<String>>,
}

impl SmtpSink {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (manner, behave) = watch::channel(Manner::Taking);
        let (keep, received) = watch::channel(Vec::new());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mut behave, keep) = (behave.clone(), keep.clone());
                tokio::spawn(async move {
                    let mut down = behave.clone();
                    tokio::select! {
                        _ = converse(stream, &mut behave, &keep) => {}
                        _ = down.wait_for(|manner| *manner == Manner::Down) => {}
                    }
                });
            }
        });
        Self { address, manner, received }
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Behaves like this from now on.
    pub fn behave(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    /// The mails received, headers and all.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        self.received.borrow().clone()
    }

    /// Waits until so many mails were received.
    ///
    /// # Panics
    /// If they do not come.
    pub async fn wait_for(&self, count: usize) -> Vec<String> {
        let mut received = self.received.clone();
        let enough = received.wait_for(|mails| mails.len() >= count);
        let mails = tokio::time::timeout(LONGEST, enough).await.expect("the mails come").expect("the server runs");
        mails.clone()
    }
}

async fn converse(
    stream: TcpStream,
    manner: &mut watch::Receiver<Manner>,
    keep: &watch::Sender<Vec<String>>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut say = async |manner: &mut watch::Receiver<Manner>, text: &str| {
        let _ = manner.wait_for(|manner| *manner != Manner::Silent).await;
        write.write_all(format!("{text}\r\n").as_bytes()).await
    };
    say(manner, "220 sink ESMTP").await?;
    while let Some(line) = lines.next_line().await? {
        let command = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
        let amiss = manner.borrow().reply_at(&command, &line);
        match (command.as_str(), amiss) {
            (_, Some(reply)) => say(manner, reply).await?,
            ("EHLO" | "HELO", _) => say(manner, "250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME").await?,
            ("AUTH", _) => say(manner, "235 welcome").await?,
            ("DATA", _) => {
                say(manner, "354 go ahead").await?;
                let mut mail = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                let amiss = manner.borrow().reply_at(".", "");
                if let Some(reply) = amiss {
                    say(manner, reply).await?;
                    continue;
                }
                keep.send_modify(|mails| mails.push(mail));
                if *manner.borrow() == Manner::HangingUpOnceTaken {
                    return Ok(());
                }
                say(manner, "250 taken").await?;
            }
            ("QUIT", _) => return say(manner, "221 bye").await,
            _ => say(manner, "250 ok").await?,
        }
    }
    Ok(())
}

/// A mail server of others: Debian's `python3-aiosmtpd`, which keeps what it takes in a Maildir.
#[derive(Debug)]
pub struct RealSmtp {
    /// Where it listens.
    pub address: SocketAddr,
    folder: TempDir,
    child: Child,
}

impl RealSmtp {
    /// Starts it on a free port; none, and a loud word, where the machine has none.
    ///
    /// # Panics
    /// If it is there but does not start.
    pub async fn start() -> Option<Self> {
        let python = ["/usr/bin/python3", "python3"].into_iter().find(|python| {
            let found =
                std::process::Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
            found.is_ok_and(|status| status.success())
        });
        let Some(python) = python else {
            // Past the capture of the test's output: somebody must see it.
            let _ = writeln!(std::io::stderr(), "\nLEFT OUT: no real SMTP server here (Debian: python3-aiosmtpd)\n");
            return None;
        };
        let address = free_address();
        let folder = tempfile::tempdir().expect("a folder");
        let mailbox = folder.path().join("mail");
        let child = Command::new(python)
            .args(["-m", "aiosmtpd", "--nosetuid", "--class", "aiosmtpd.handlers.Mailbox"])
            .args(["--listen", &address.to_string()])
            .arg(&mailbox)
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        let mut server = Self { address, folder, child: child };
        server.wait_until_ready().await;
        Some(server)
    }

    async fn wait_until_ready(&mut self) {
        let ready = async {
            while TcpStream::connect(self.address).await.is_err() {
                assert!(self.child.try_wait().expect("a child").is_none(), "the server ended");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(LONGEST, ready).await.expect("the server answers");
    }

    /// Waits until a mail was taken.
    ///
    /// # Panics
    /// If none comes.
    pub async fn first_mail(&self) -> Vec<u8> {
        let folder = self.folder.path().join("mail/new");
        let found = async {
            loop {
                if let Some(mail) = first_file(&folder) {
                    return mail;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(LONGEST, found).await.expect("a mail comes")
    }
}

/// A Maildir's files appear whole.
fn first_file(folder: &Path) -> Option<Vec<u8>> {
    let file = std::fs::read_dir(folder).ok()?.next()?.ok()?;
    std::fs::read(file.path()).ok()
}
