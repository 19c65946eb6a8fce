//! Connections one can hang up on.

use std::io;
use std::net::Shutdown;
use std::os::fd::AsFd as _;
use std::sync::Arc;

use axum::extract::connect_info::Connected;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};

/// A connection.
#[derive(Debug, Clone)]
pub(super) struct Line(Arc<std::net::TcpStream>);

impl Line {
    /// Nothing goes over it any more. The caller's task ends with its connection.
    pub(super) async fn hang_up(self) -> Response {
        let _ = self.0.shutdown(Shutdown::Both);
        std::future::pending().await
    }
}

/// Where connections come in.
#[derive(Debug)]
pub(super) struct Lines(pub(super) TcpListener);

impl Listener for Lines {
    type Io = TcpStream;
    type Addr = Line;

    async fn accept(&mut self) -> (TcpStream, Line) {
        loop {
            let Ok((stream, _)) = self.0.accept().await else { continue };
            if let Ok(twin) = stream.as_fd().try_clone_to_owned() {
                return (stream, Line(Arc::new(twin.into())));
            }
        }
    }

    fn local_addr(&self) -> io::Result<Line> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Connected<IncomingStream<'_, Lines>> for Line {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.remote_addr().clone()
    }
}
