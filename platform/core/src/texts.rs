//! Words for people: the platform's Fluent texts per language, with a city's own over them.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use unic_langid::LanguageIdentifier;

/// A language the platform speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// French.
    Fr,
    /// English.
    En,
}

impl Locale {
    /// Every language, in order.
    pub const ALL: &'static [Self] = &[Self::Fr, Self::En];

    /// The language's tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        // The tags above are well formed; the root locale stands in if one were not.
        self.tag().parse().unwrap_or_default()
    }

    const fn platform_texts(self) -> &'static [&'static str] {
        match self {
            Self::Fr => &[
                include_str!("../texts/fr/taxonomy.ftl"),
                include_str!("../texts/fr/refusals.ftl"),
                include_str!("../texts/fr/mails.ftl"),
                include_str!("../texts/fr/privacy.ftl"),
                include_str!("../texts/fr/attestation.ftl"),
                include_str!("../texts/fr/chat.ftl"),
                include_str!("../texts/fr/discord.ftl"),
                include_str!("../texts/fr/pages.ftl"),
                include_str!("../texts/fr/agent.ftl"),
                include_str!("../texts/fr/manage.ftl"),
            ],
            Self::En => &[
                include_str!("../texts/en/taxonomy.ftl"),
                include_str!("../texts/en/refusals.ftl"),
                include_str!("../texts/en/mails.ftl"),
                include_str!("../texts/en/privacy.ftl"),
                include_str!("../texts/en/attestation.ftl"),
                include_str!("../texts/en/chat.ftl"),
                include_str!("../texts/en/discord.ftl"),
                include_str!("../texts/en/pages.ftl"),
                include_str!("../texts/en/agent.ftl"),
                include_str!("../texts/en/manage.ftl"),
            ],
        }
    }

    /// The first of `spoken` that an `Accept-Language` header asks for, in the header's order of quality (RFC 9110,
    /// section 12.5.4); the city's default otherwise.
    #[must_use]
    pub fn negotiate(header: &str, spoken: &[Self]) -> Option<Self> {
        let mut asked: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let mut pieces = part.trim().split(';');
                let primary = pieces.next()?.split('-').next()?.to_ascii_lowercase();
                let quality =
                    pieces.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
                Some((quality, primary.parse().ok()?))
            })
            .filter(|(quality, locale)| *quality > 0.0 && spoken.contains(locale))
            .collect();
        asked.sort_by(|a, b| b.0.total_cmp(&a.0));
        asked.first().map(|(_, locale)| *locale)
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Locale {
    type Err = String;
    fn from_str(tag: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|l| l.tag() == tag).ok_or_else(|| format!("unknown language `{tag}`"))
    }
}

/// Arguments of a text: what a reason or a mail fills in.
pub type Args = BTreeMap<String, Value>;

type Bundles = BTreeMap<Locale, FluentBundle<FluentResource>>;

/// The platform's own texts, parsed once and shared by all cities: five hundred of them start in well under a second.
static PLATFORM: LazyLock<Bundles> = LazyLock::new(|| {
    Locale::ALL.iter().map(|&locale| (locale, bundle(locale, locale.platform_texts().iter().copied()))).collect()
});

/// How the keys begin under which rules speak.
const SAID_BY_RULES: [&str; 5] = ["refusal-", "rule-", "credential-", "accreditation-", "purpose-"];

/// The texts that rules bring, parsed once and shared by the cities that use them.
#[derive(Default)]
pub struct Catalogue {
    bundles: Bundles,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.bundles.keys()).finish()
    }
}

impl Catalogue {
    /// Of a Fluent source per language.
    #[must_use]
    pub fn new(sources: &BTreeMap<Locale, String>) -> Self {
        let bundle = |(&locale, source): (&Locale, &String)| (locale, bundle(locale, [source.as_str()]));
        Self { bundles: sources.iter().map(bundle).collect() }
    }

    /// Whether it has a text under this key.
    #[must_use]
    pub fn has(&self, locale: Locale, key: &str) -> bool {
        self.bundles.get(&locale).is_some_and(|bundle| bundle.has_message(key))
    }
}

/// The texts of one city in the languages it speaks: its own, over the platform's, over those its rules bring.
pub struct Texts {
    own: Bundles,
    rules: Arc<Catalogue>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.own.keys()).finish()
    }
}

impl Texts {
    /// The platform's texts with `own` over them.
    #[must_use]
    pub fn new(own: &BTreeMap<Locale, String>) -> Self {
        Self::with_rules(own, Arc::default())
    }

    /// The same, with those of the city's rules between the two where rules speak: why not, and what things of theirs are
    /// called. Elsewhere they cannot put words into the platform's mouth.
    #[must_use]
    pub fn with_rules(own: &BTreeMap<Locale, String>, rules: Arc<Catalogue>) -> Self {
        let own = own.iter().map(|(&locale, source)| (locale, bundle(locale, [source.as_str()]))).collect();
        Self { own, rules }
    }

    /// Whether the platform has a text under this key, which a city may then replace.
    #[must_use]
    pub fn platform_has(locale: Locale, key: &str) -> bool {
        PLATFORM.get(&locale).is_some_and(|bundle| bundle.has_message(key))
    }

    /// The text under `key`, or none if nobody wrote it.
    #[must_use]
    pub fn find(&self, locale: Locale, key: &str, args: &Args) -> Option<String> {
        let by_rules = SAID_BY_RULES.iter().any(|prefix| key.starts_with(prefix));
        let rules = self.rules.bundles.get(&locale).filter(|_| by_rules);
        let (bundle, message) = [self.own.get(&locale), rules, PLATFORM.get(&locale)]
            .into_iter()
            .flatten()
            .find_map(|bundle| bundle.get_message(key).map(|message| (bundle, message)))?;
        let pattern = message.value()?;
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(name.as_str(), fluent_value(value));
        }
        // A missing argument shows as `{$name}`; the snapshots of the texts catch it before anybody reads it.
        Some(bundle.format_pattern(pattern, Some(&fluent), &mut Vec::new()).into_owned())
    }

    /// The text under `key`; the key itself where nobody wrote one, which the tests refuse.
    #[must_use]
    pub fn get(&self, locale: Locale, key: &str, args: &Args) -> String {
        self.find(locale, key, args).unwrap_or_else(|| key.to_owned())
    }
}

fn bundle<'a>(locale: Locale, sources: impl IntoIterator<Item = &'a str>) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.identifier()]);
    // Isolation marks around arguments help mixed scripts on screens but spoil links and logs.
    bundle.set_use_isolating(false);
    for source in sources {
        // What parses is kept: the platform's own sources are checked by tests, a city's before it is applied.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn fluent_value(value: &Value) -> FluentValue<'_> {
    match value {
        Value::Number(number) => FluentValue::from(number.as_f64().unwrap_or_default()),
        Value::String(text) => FluentValue::from(text.as_str()),
        other => FluentValue::from(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn negotiation_follows_quality_then_order() {
        let both = [Locale::Fr, Locale::En];
        for (header, expected) in [
            ("en-GB,en;q=0.9,fr;q=0.8", Some(Locale::En)),
            ("de, fr;q=0.5, en;q=0.6", Some(Locale::En)),
            ("fr;q=0, en", Some(Locale::En)),
            ("*", None),
            ("", None),
            ("en;q=oops, fr", Some(Locale::Fr)),
        ] {
            assert_eq!(Locale::negotiate(header, &both), expected, "{header}");
        }
        assert_eq!(Locale::negotiate("en", &[Locale::Fr]), None);
    }
}
