//! Discord's API: the few calls that are made, and what its refusals mean (Discord, "Rate Limits", "Opcodes and Status
//! Codes").

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::show::File;

/// Where it is, if no other address is given.
const DISCORD: &str = "https://discord.com";
/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long a route is waited for at once; what waits for longer is put off.
const SHORT: Duration = Duration::from_secs(2);
/// How Discord wants to be told who calls (Discord, "User Agent").
const AGENT: &str = concat!("DiscordBot (https://jemengage.paris, ", env!("CARGO_PKG_VERSION"), ")");

/// Discord's API under the token of one bot.
#[derive(Debug)]
pub(super) struct Rest {
    http: Client,
    base: String,
    token: SecretString,
    /// Until when a route takes nothing more, as its last answer said.
    closed: Mutex<HashMap<String, Instant>>,
}

/// Why a call is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too many; after so long it may be tried again.
    #[error("too many calls")]
    TooMany(Duration),
    /// It does not answer, or has failed.
    #[error("no answer: {0}")]
    Away(String),
    /// It says no.
    #[error("{status}, {code}: {message}")]
    No {
        /// The status of HTTP.
        status: u16,
        /// Discord's own number.
        code: u64,
        /// Its words.
        message: String,
    },
}

impl Rest {
    pub(super) fn new(token: &SecretString, base: Option<&Url>) -> Self {
        let client = Client::builder().timeout(PATIENCE).user_agent(AGENT).build();
        let base = base.map_or(DISCORD, Url::as_str).trim_end_matches('/').to_owned();
        Self { http: client.unwrap_or_default(), base, token: token.clone(), closed: Mutex::default() }
    }

    /// A call of the bot's own.
    pub(super) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Refusal> {
        let request = self.request(method, path).header(AUTHORIZATION, format!("Bot {}", self.token.expose_secret()));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(route(path), request).await
    }

    /// A message of the bot's own, perhaps with a file in it.
    pub(super) async fn post(&self, path: &str, message: &Value, file: Option<&File>) -> Result<Value, Refusal> {
        let request = self.request(Method::POST, path);
        let request = request.header(AUTHORIZATION, format!("Bot {}", self.token.expose_secret()));
        self.send(route(path), with(request, message, file)).await
    }

    /// An answer to an interaction, which its token allows.
    pub(super) async fn answer(
        &self,
        method: Method,
        path: &str,
        message: &Value,
        file: Option<&File>,
    ) -> Result<Value, Refusal> {
        self.send(route(path), with(self.request(method, path), message, file)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/api/v10/{path}", self.base))
    }

    async fn send(&self, route: String, request: RequestBuilder) -> Result<Value, Refusal> {
        let closed = || self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        let opens = closed().get(&route).copied().filter(|opens| *opens > Instant::now());
        if let Some(opens) = opens {
            let pause = opens - Instant::now();
            if pause > SHORT {
                return Err(Refusal::TooMany(pause));
            }
            sleep_until(opens).await;
        }
        let away = |error: reqwest::Error| Refusal::Away(error.without_url().to_string());
        let response = request.send().await.map_err(away)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(pause) = used_up(&headers) {
            let now = Instant::now();
            let mut closed = closed();
            closed.retain(|_, opens| *opens > now);
            closed.insert(route, now + pause);
        }
        let body: Value = match response.bytes().await.map_err(away)? {
            bytes if bytes.is_empty() => Value::Null,
            bytes => serde_json::from_slice(&bytes).unwrap_or_default(),
        };
        match status {
            status if status.is_success() => Ok(body),
            StatusCode::TOO_MANY_REQUESTS => Err(Refusal::TooMany(wait(&headers, &body))),
            status if status.is_server_error() => Err(Refusal::Away(status.to_string())),
            status => Err(Refusal::No {
                status: status.as_u16(),
                code: body["code"].as_u64().unwrap_or_default(),
                message: body["message"].as_str().unwrap_or_default().to_owned(),
            }),
        }
    }
}

/// A message, and a file in it if there is one (Discord, "Uploading Files").
fn with(request: RequestBuilder, message: &Value, file: Option<&File>) -> RequestBuilder {
    let Some(file) = file else { return request.json(message) };
    let part = reqwest::multipart::Part::text(file.text.clone()).file_name(file.name.clone());
    let form = reqwest::multipart::Form::new().text("payload_json", message.to_string()).part("files[0]", part);
    request.multipart(form)
}

/// What is counted together: the path without the numbers that make no difference.
fn route(path: &str) -> String {
    match path.split('/').collect::<Vec<_>>()[..] {
        ["webhooks", application, token, ..] => format!("webhooks/{application}/{token}"),
        _ => path.to_owned(),
    }
}

/// How long a route takes nothing more, if this was its last.
fn used_up(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<f64>().ok();
    let is_last = number("x-ratelimit-remaining")? < 1.0;
    let pause = number("x-ratelimit-reset-after").filter(|_| is_last)?;
    Duration::try_from_secs_f64(pause).ok()
}

/// How long a 429 has us wait.
fn wait(headers: &HeaderMap, body: &Value) -> Duration {
    let header = || headers.get("retry-after")?.to_str().ok()?.parse().ok();
    let seconds = body["retry_after"].as_f64().or_else(header).unwrap_or(1.0);
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(1))
}
