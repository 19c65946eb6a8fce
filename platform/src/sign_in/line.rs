//! The line to a provider: over TLS, to where it says and nowhere else, not for long and not for much.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use platform_core::ports::ProviderError;
use reqwest::redirect::Policy;
use reqwest::{Client, Request};
use url::{Host, Url};

/// How long a provider may take to be reached, and to answer.
const TO_REACH: Duration = Duration::from_secs(3);
const TO_ANSWER: Duration = Duration::from_secs(8);
/// Largest answer, bytes: keys and claims are small.
const LARGEST: usize = 256 * 1024;

/// Connections to all providers.
pub(super) struct Lines {
    far: Client,
    /// To this machine no proxy leads.
    near: Client,
}

impl Lines {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let builder = || Client::builder().redirect(Policy::none()).connect_timeout(TO_REACH).timeout(TO_ANSWER);
        Ok(Self { far: builder().https_only(true).build()?, near: builder().no_proxy().build()? })
    }

    /// The line to an issuer. Only one of this machine is spoken to in clear, and it sends us nowhere else.
    pub(super) fn to(&self, issuer: &str) -> Line {
        let is_here = Url::parse(issuer).is_ok_and(|url| is_here(&url));
        Line { client: if is_here { self.near.clone() } else { self.far.clone() }, is_here }
    }
}

/// Whether an address is one of this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The line to one issuer.
pub(super) struct Line {
    client: Client,
    is_here: bool,
}

/// Nothing can be heard on the line.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    /// It is slow, away, or says what is no HTTP.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// It fails.
    #[error("it answers {0}")]
    Failing(http::StatusCode),
    /// It would have us call where we do not.
    #[error("we do not call {0}")]
    Elsewhere(String),
    /// It says too much.
    #[error("its answer is larger than {LARGEST} bytes")]
    TooLarge,
}

impl From<LineError> for ProviderError {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Elsewhere(_) | LineError::TooLarge => Self::Unsound(error.to_string()),
            LineError::Http(_) | LineError::Failing(_) => Self::Away(error.to_string()),
        }
    }
}

impl Line {
    /// Asks, and reads the answer whole.
    pub(super) async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, LineError> {
        let request = Request::try_from(request)?;
        let url = request.url();
        if is_here(url) != self.is_here || !(self.is_here || url.scheme() == "https") {
            return Err(LineError::Elsewhere(url.origin().ascii_serialization()));
        }
        let mut response = self.client.execute(request).await?;
        if response.status().is_server_error() {
            return Err(LineError::Failing(response.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(LineError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = LineError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, LineError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
