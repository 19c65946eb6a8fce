//! The only reader of the environment: typed settings; an unknown or malformed key is an error that names it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use ipnet::IpNet;
use platform_core::chat::Vault;
use secrecy::SecretString;
use url::Url;

/// Everything the environment says.
#[derive(Debug, Clone)]
pub struct Config {
    /// `DATABASE_URL`.
    pub database_url: Option<SecretString>,
    /// `MEILI_URL`; without it search runs on Postgres.
    pub meili_url: Option<Url>,
    /// `MEILI_KEY`.
    pub meili_key: Option<SecretString>,
    /// `SMTP_URL`; without it mails are files.
    pub smtp_url: Option<SecretString>,
    /// `JEMENGAGE_LISTEN`.
    pub listen: SocketAddr,
    /// `JEMENGAGE_METRICS_LISTEN`; without it no metrics are served.
    pub metrics_listen: Option<SocketAddr>,
    /// `JEMENGAGE_DATA_DIR`.
    pub data_dir: PathBuf,
    /// `JEMENGAGE_TENANTS_DIR`: where the cities' folders are.
    pub tenants_dir: PathBuf,
    /// `JEMENGAGE_ORIGIN`: how pages are addressed from outside, with `{host}` for the city's host.
    pub origin: String,
    /// `JEMENGAGE_TRUSTED_PROXIES`: who may say in `X-Forwarded-For` where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// `JEMENGAGE_DATABASE_POOL`: most connections of this process.
    pub database_pool: usize,
    /// `JEMENGAGE_SIGN_IN_LIMIT`: tries a minute on credential paths, for one account or one address.
    pub sign_in_limit: u32,
    /// `JEMENGAGE_SECRET`: what tokens of bots and secrets of providers are encrypted with.
    pub secret: Option<SecretString>,
    /// `JEMENGAGE_TELEGRAM_API`: where Telegram is, if not where it always is.
    pub telegram_api: Option<Url>,
    /// `JEMENGAGE_DISCORD_API`: where Discord is, if not where it always is.
    pub discord_api: Option<Url>,
    /// `JEMENGAGE_LOG_FORMAT`.
    pub log_format: LogFormat,
    /// Settings of later versions that are set but not used by this one.
    pub unused: Vec<&'static str>,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("expected `text` or `json`".into()),
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Its value is not sound.
    #[error("{key} is malformed: {problem}")]
    Malformed {
        /// The key.
        key: String,
        /// What is wrong.
        problem: String,
    },
    /// Nobody knows it.
    #[error("{0} is not a setting; `jemengage --help` lists them")]
    Unknown(String),
}

/// Settings that the outside contract names and this version does not use yet.
const LATER: [&str; 1] = ["JEMENGAGE_GEOCODER_URL"];

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The first key that is unknown or malformed.
    pub fn from_env() -> Result<Self, ConfigError> {
        let vars = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value)))
            .filter(|(key, _)| key.starts_with("JEMENGAGE_") || CONVENTIONAL.contains(&key.as_str()))
            .map(|(key, value)| {
                let value = value.into_string().map_err(|_| malformed(&key, "not UTF-8"))?;
                Ok((key, value))
            })
            .collect::<Result<_, ConfigError>>()?;
        Self::from_vars(vars)
    }

    /// Reads these variables. Empty values count as unset.
    ///
    /// # Errors
    /// The first key that is unknown or malformed.
    pub fn from_vars(vars: BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut vars = Vars(vars.into_iter().filter(|(_, value)| !value.is_empty()).collect());
        let listen: SocketAddr = vars.take("JEMENGAGE_LISTEN")?.unwrap_or(DEFAULT_LISTEN);
        let port = listen.port();
        let config = Self {
            database_url: vars.take::<String>("DATABASE_URL")?.map(Into::into),
            meili_url: vars.take("MEILI_URL")?.map(sound_server).transpose()?,
            meili_key: vars.take::<String>("MEILI_KEY")?.map(Into::into),
            smtp_url: vars.take::<String>("SMTP_URL")?.map(Into::into),
            listen,
            metrics_listen: vars.take("JEMENGAGE_METRICS_LISTEN")?,
            data_dir: match vars.take("JEMENGAGE_DATA_DIR")? {
                Some(folder) => folder,
                None => default_data_dir(vars.take("XDG_DATA_HOME")?, vars.take("HOME")?),
            },
            tenants_dir: vars.take("JEMENGAGE_TENANTS_DIR")?.unwrap_or_else(|| PathBuf::from("tenants")),
            origin: match vars.take::<String>("JEMENGAGE_ORIGIN")? {
                Some(origin) => sound_origin(origin)?,
                None => format!("http://{{host}}:{port}"),
            },
            trusted_proxies: vars.take_list("JEMENGAGE_TRUSTED_PROXIES")?,
            database_pool: vars.take("JEMENGAGE_DATABASE_POOL")?.unwrap_or(16),
            sign_in_limit: vars.take("JEMENGAGE_SIGN_IN_LIMIT")?.unwrap_or(10),
            secret: vars.take("JEMENGAGE_SECRET")?.map(sound_secret).transpose()?,
            telegram_api: vars.take_api("JEMENGAGE_TELEGRAM_API")?,
            discord_api: vars.take_api("JEMENGAGE_DISCORD_API")?,
            log_format: vars.take("JEMENGAGE_LOG_FORMAT")?.unwrap_or(LogFormat::Text),
            unused: LATER.into_iter().filter(|key| vars.0.remove(*key).is_some()).collect(),
        };
        vars.0.retain(|key, _| !CONVENTIONAL.contains(&key.as_str()));
        match vars.0.into_keys().next() {
            Some(key) => Err(ConfigError::Unknown(key)),
            None => Ok(config),
        }
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Names that carry no prefix.
const CONVENTIONAL: [&str; 7] =
    ["DATABASE_URL", "MEILI_URL", "MEILI_KEY", "SMTP_URL", "HOME", "XDG_DATA_HOME", "RUST_LOG"];

struct Vars(BTreeMap<String, String>);

impl Vars {
    fn take<T: FromStr<Err: std::fmt::Display>>(&mut self, key: &str) -> Result<Option<T>, ConfigError> {
        let parse = |text: String| text.parse().map_err(|error: T::Err| malformed(key, &error.to_string()));
        self.0.remove(key).map(parse).transpose()
    }

    /// Where tokens go: over TLS, or within this machine.
    fn take_api(&mut self, key: &str) -> Result<Option<Url>, ConfigError> {
        let Some(url) = self.take::<Url>(key)? else { return Ok(None) };
        let is_here = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if url.scheme() == "https" && url.has_host() || url.scheme() == "http" && is_here {
            Ok(Some(url))
        } else {
            Err(malformed(key, "expected an https address, or one of this machine"))
        }
    }

    fn take_list<T: FromStr<Err: std::fmt::Display>>(&mut self, key: &str) -> Result<Vec<T>, ConfigError> {
        let text = self.0.remove(key).unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|error: T::Err| malformed(key, &error.to_string()))).collect()
    }
}

fn malformed(key: &str, problem: &str) -> ConfigError {
    ConfigError::Malformed { key: key.to_owned(), problem: problem.to_owned() }
}

fn sound_server(url: Url) -> Result<Url, ConfigError> {
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err(malformed("MEILI_URL", "expected something like `http://localhost:7700`"))
    }
}

fn sound_secret(secret: String) -> Result<SecretString, ConfigError> {
    if secret.chars().count() < Vault::SHORTEST {
        let problem = format!("expected at least {} characters, as `openssl rand -hex 32` makes them", Vault::SHORTEST);
        return Err(malformed("JEMENGAGE_SECRET", &problem));
    }
    Ok(secret.into())
}

fn sound_origin(origin: String) -> Result<String, ConfigError> {
    let sound = (origin.starts_with("https://") || origin.starts_with("http://")) && origin.contains("{host}");
    if sound {
        Ok(origin.trim_end_matches('/').to_owned())
    } else {
        Err(malformed("JEMENGAGE_ORIGIN", "expected something like `https://{host}`"))
    }
}

/// Root's data is the machine's (Postgres runs as another user, who cannot enter root's home); others' lies in their home.
fn default_data_dir(xdg: Option<PathBuf>, home: Option<PathBuf>) -> PathBuf {
    if nix::unistd::Uid::effective().is_root() {
        return PathBuf::from("/var/lib/jemengage");
    }
    xdg.or_else(|| home.map(|home| home.join(".local/share")))
        .map_or_else(|| PathBuf::from(".jemengage"), |base| base.join("jemengage"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_vars(vars.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn defaults_are_those_of_the_contract() {
        let config = read(&[]).expect("sound");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.origin, "http://{host}:8080");
        assert!(config.database_url.is_none() && config.smtp_url.is_none() && config.metrics_listen.is_none());
    }

    #[test]
    fn mistakes_are_named() {
        for (vars, expected) in [
            ([("JEMENGAGE_LISTEN", "8080")], "JEMENGAGE_LISTEN is malformed"),
            ([("JEMENGAGE_TRUSTED_PROXIES", "10.0.0.0/8, proxy")], "JEMENGAGE_TRUSTED_PROXIES is malformed"),
            ([("JEMENGAGE_ORIGIN", "paris.example")], "JEMENGAGE_ORIGIN is malformed"),
            ([("MEILI_URL", "localhost:7700")], "MEILI_URL is malformed"),
            ([("JEMENGAGE_SECRET", "short")], "JEMENGAGE_SECRET is malformed"),
            ([("JEMENGAGE_TELEGRAM_API", "http://api.example")], "JEMENGAGE_TELEGRAM_API is malformed"),
            ([("JEMENGAGE_DISCORD_API", "ftp://localhost")], "JEMENGAGE_DISCORD_API is malformed"),
            ([("JEMENGAGE_LISTN", "x")], "JEMENGAGE_LISTN is not a setting"),
        ] {
            let error = read(&vars).expect_err("refused").to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn settings_of_later_versions_are_told_of() {
        assert_eq!(read(&[("JEMENGAGE_GEOCODER_URL", "x")]).expect("sound").unused, ["JEMENGAGE_GEOCODER_URL"]);
    }
}
