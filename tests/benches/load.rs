//! The load generator: keep-alive connections that each send their next request as soon as they have their answer.
//!
//! **Why by hand.** It shares its cores with what it measures, so it does no more than write bytes, find the end of the
//! answer and look at the status. Like `pgbench -j 2` it runs on two threads.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Outcome;

/// Connections, on both sides of every ratio that says nothing else.
pub(crate) const CLIENTS: usize = 16;
/// Threads that drive them.
pub(crate) const THREADS: usize = 2;

/// Writes the next request into the buffer, which is empty.
pub(crate) type Request = Arc<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// What to send, where, for how long.
#[derive(Clone)]
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    /// The only status an answer may have.
    pub(crate) status: u16,
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
    pub(crate) request: Request,
}

/// What came back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Answers {
    /// Answers in the measured time.
    pub(crate) measured: u64,
    /// All answers.
    pub(crate) all: u64,
}

impl Load {
    /// Runs it to its end; any answer but the expected one is an error.
    pub(crate) async fn run(&self) -> Outcome<Answers> {
        self.run_over(CLIENTS).await
    }

    /// The same, over so many connections.
    pub(crate) async fn run_over(&self, connections: usize) -> Outcome<Answers> {
        let began = Instant::now();
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let load = self.clone();
                tokio::task::spawn_blocking(move || load.thread(connections / THREADS, began))
            })
            .collect();
        let mut sum = Answers::default();
        for thread in threads {
            let answers = thread.await??;
            sum = Answers { measured: sum.measured + answers.measured, all: sum.all + answers.all };
        }
        Ok(sum)
    }

    /// Answers in the measured time, a second.
    #[expect(clippy::cast_precision_loss, reason = "no run has 2^52 answers")]
    pub(crate) fn rate(&self, answers: Answers) -> f64 {
        answers.measured as f64 / self.measured.as_secs_f64()
    }

    fn thread(self, connections: usize, began: Instant) -> Outcome<Answers> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connections: JoinSet<_> = (0..connections).map(|_| self.clone().converse(began)).collect();
            let mut sum = Answers::default();
            while let Some(answers) = connections.join_next().await {
                let answers = answers??;
                sum = Answers { measured: sum.measured + answers.measured, all: sum.all + answers.all };
            }
            Ok(sum)
        })
    }

    async fn converse(self, began: Instant) -> Outcome<Answers> {
        let mut connection = Connection::open(self.address).await?;
        let (from, until) = (began + self.warm_up, began + self.warm_up + self.measured);
        let mut answers = Answers::default();
        let mut request = Vec::new();
        loop {
            request.clear();
            (self.request)(&mut request);
            let (status, body) = connection.ask(&request).await?;
            if status != self.status {
                let body = String::from_utf8_lossy(body).into_owned();
                return Err(format!("status {status} where {} was expected: {body}", self.status).into());
            }
            let now = Instant::now();
            answers.all += 1;
            answers.measured += u64::from((from..until).contains(&now));
            if now >= until {
                return Ok(answers);
            }
        }
    }
}

/// Asks once, on a connection of its own.
pub(crate) async fn ask(address: SocketAddr, request: &str) -> std::io::Result<(u16, Vec<u8>)> {
    let mut connection = Connection::open(address).await?;
    let (status, body) = connection.ask(request.as_bytes()).await?;
    Ok((status, body.to_vec()))
}

/// A keep-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, received: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads its answer: status and body.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> std::io::Result<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let head = loop {
            self.read().await?;
            if let Some(head) = find(&self.received, b"\r\n\r\n") {
                break head;
            }
        };
        let (status, length) = understand(&self.received[..head + 2])
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, "an answer without status or length"))?;
        let (begin, end) = (head + 4, head + 4 + length);
        while self.received.len() < end {
            self.read().await?;
        }
        Ok((status, &self.received[begin..end]))
    }

    async fn read(&mut self) -> std::io::Result<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Status and length, of a head that ends its last line.
fn understand(head: &[u8]) -> Option<(u16, usize)> {
    const LENGTH: &[u8] = b"\r\ncontent-length: ";
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse().ok();
    let status = number(head.get(9..12)?)?;
    let value = &head[find(head, LENGTH)? + LENGTH.len()..];
    let length = number(&value[..find(value, b"\r\n")?])?;
    Some((u16::try_from(status).ok()?, length))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
