//! `[[sign_in]]` of `tenant.toml`: whose word a city takes for who somebody is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::config::CityConfig;
use super::folder::{Mistake, check_names, is_city_code};
use crate::texts::Locale;

/// A provider of identities of one city: what the two agreed on, but for the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInProvider {
    /// Its name in addresses and in the database: `a-z`, `0-9`, `-`. People are known under it:
    /// another issuer needs another name.
    pub name: String,
    /// How it speaks.
    pub profile: Profile,
    /// Its issuer, an https address; of Facebook, another address of it. Only Facebook's is known without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What it calls the city.
    pub client_id: String,
    /// What its button says, per language.
    pub label: BTreeMap<Locale, String>,
}

/// How a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// OpenID Connect, as it is written.
    OpenId,
    /// FranceConnect: of citizens, at the level it calls eidas1, with signed answers.
    FranceConnect,
    /// ProConnect: of agents and staff, with signed answers and names of its own.
    ProConnect,
    /// Facebook: OAuth 2, and its own way to say who somebody is.
    Facebook,
}

impl CityConfig {
    /// A provider by its name.
    #[must_use]
    pub fn provider(&self, name: &str) -> Option<&SignInProvider> {
        self.sign_in.iter().find(|provider| provider.name == name)
    }
}

impl SignInProvider {
    /// What its button says.
    #[must_use]
    pub fn label(&self, locale: Locale) -> &str {
        super::config::in_language(&self.label, locale, &self.name)
    }
}

/// Looks for the first mistake; `places` are where in the file each provider stands.
pub(super) fn check(config: &CityConfig, places: impl Iterator<Item = usize>) -> Result<(), Mistake> {
    for (index, (provider, at)) in config.sign_in.iter().zip(places).enumerate() {
        let name = &provider.name;
        let mistake = |problem: String, remedy: &str| Err((at, problem, remedy.to_owned()));
        if !is_city_code(name) {
            return mistake(format!("sign_in `{name}` is not a short name"), "use a-z, 0-9 and -, at most 63");
        }
        if config.sign_in.iter().take(index).any(|other| other.name == *name) {
            return mistake(format!("sign_in `{name}` is named twice"), "give each a name of its own");
        }
        if provider.client_id.trim().is_empty() {
            return mistake(format!("`client_id` of sign_in `{name}` is empty"), "copy it from the provider's page");
        }
        match &provider.issuer {
            None if provider.profile != Profile::Facebook => {
                return mistake(
                    format!("sign_in `{name}` has no `issuer`"),
                    "copy it from what the provider serves at /.well-known/openid-configuration",
                );
            }
            Some(issuer) if !is_sound_issuer(issuer) => {
                return mistake(
                    format!("`issuer` of sign_in `{name}` is `{issuer}`"),
                    "write an https address without ? and #",
                );
            }
            _ => {}
        }
        check_names(config, &provider.label, &format!("label of sign_in {name}"), at)?;
    }
    Ok(())
}

/// An https address, or one of this machine.
fn is_sound_issuer(issuer: &str) -> bool {
    let is_here = |rest: &str| {
        ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .filter_map(|host| rest.strip_prefix(host))
            .any(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    let names_a_server = match issuer.split_once("://") {
        Some(("https", rest)) => !rest.is_empty() && !rest.starts_with('/'),
        Some(("http", rest)) => is_here(rest),
        _ => false,
    };
    names_a_server && !issuer.contains(|c: char| c.is_whitespace() || c.is_control() || "?#@".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_reached_over_tls_or_on_this_machine() {
        for sound in [
            "https://oidc.example/api/v2",
            "https://id.example",
            "http://127.0.0.1:4000",
            "http://localhost",
            "http://[::1]/a",
        ] {
            assert!(is_sound_issuer(sound), "{sound}");
        }
        for unsound in [
            "http://oidc.example",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "https://",
            "https:///a",
            "ftp://oidc.example",
            "oidc.example",
            "https://oidc.example?a",
            "https://oidc.example#a",
            "https://me@oidc.example",
            "https://oidc .example",
        ] {
            assert!(!is_sound_issuer(unsound), "{unsound}");
        }
    }
}
