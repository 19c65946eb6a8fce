//! A city's own look: its colours by day and by night, which must be readable, and the map it may show.

use serde::{Deserialize, Serialize};

/// The least contrast of text on what it stands on (WCAG 2.1, 1.4.3).
const READABLE: f64 = 4.5;
/// What pages stand on by day: the ground, and what is set off from it.
const DAY: [&str; 2] = ["#ffffff", "#f5f4f0"];
/// The same by night.
const NIGHT: [&str; 2] = ["#161614", "#232220"];

/// A city's colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// By day.
    pub light: Colours,
    /// By night.
    pub dark: Colours,
}

/// The colours of links, buttons and marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Of links and buttons: `#rrggbb`.
    pub accent: String,
    /// Of text on it.
    pub on_accent: String,
}

impl Default for Theme {
    fn default() -> Self {
        let colours = |accent: &str, on_accent: &str| Colours { accent: accent.into(), on_accent: on_accent.into() };
        Self { light: colours("#0b5d51", "#ffffff"), dark: colours("#7fd6c4", "#0b2a25") }
    }
}

impl Theme {
    /// What cannot be read, or is no colour: the name of the setting, and why.
    #[must_use]
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let by_day = self.light.mistake(DAY).map(|problem| ("light", problem));
        by_day.or_else(|| self.dark.mistake(NIGHT).map(|problem| ("dark", problem)))
    }
}

impl Colours {
    fn mistake(&self, grounds: [&str; 2]) -> Option<String> {
        let pairs = grounds.map(|ground| (self.accent.as_str(), ground)).into_iter();
        pairs.chain([(self.on_accent.as_str(), self.accent.as_str())]).find_map(|(text, ground)| {
            let (Some(text_light), Some(ground_light)) = (luminance(text), luminance(ground)) else {
                let wrong = if luminance(text).is_none() { text } else { ground };
                return Some(format!("`{wrong}` is no colour; write it as #rrggbb"));
            };
            let (high, low) = (text_light.max(ground_light), text_light.min(ground_light));
            let contrast = (high + 0.05) / (low + 0.05);
            (contrast < READABLE).then(|| {
                format!("`{text}` on `{ground}` has a contrast of {contrast:.1}; text needs {READABLE} (WCAG 1.4.3)")
            })
        })
    }
}

/// How light a colour is, from 0 to 1 (WCAG 2.1, relative luminance).
fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

/// Pictures of a map, from a server the city chose; without them places are drawn on a plain ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The address of a picture, with `{z}`, `{x}` and `{y}`.
    pub tiles: String,
    /// Whose they are, as they ask to be named.
    pub attribution: String,
}

impl Map {
    /// The server the pictures come from, as a content security policy names it.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        let url = url::Url::parse(&self.tiles.replace(['{', '}'], "")).ok()?;
        let origin = url.origin();
        (origin.is_tuple() && matches!(url.scheme(), "https" | "http")).then(|| origin.ascii_serialization())
    }
}

/// Whether a text is the origin of a web site, and nothing more.
pub(super) fn is_origin(text: &str) -> bool {
    let origin = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    origin.is_some_and(|url| url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_readable() {
        assert_eq!(Theme::default().mistake(), None);
    }

    #[test]
    fn what_nobody_can_read_is_refused() {
        let with = |accent: &str, on_accent: &str| Theme {
            light: Colours { accent: accent.into(), on_accent: on_accent.into() },
            ..Theme::default()
        };
        for (accent, on_accent, says) in [
            ("#ffcc00", "#000000", "`#ffcc00` on `#ffffff` has a contrast of 1.5"),
            ("#0b5d51", "#444444", "`#444444` on `#0b5d51`"),
            ("teal", "#ffffff", "`teal` is no colour"),
            ("#0b5d5", "#ffffff", "is no colour"),
        ] {
            let (name, problem) = with(accent, on_accent).mistake().expect("a mistake");
            assert_eq!(name, "light");
            assert!(problem.contains(says), "{problem}");
        }
    }

    #[test]
    fn an_origin_is_nothing_more() {
        for (text, is) in [
            ("https://asso.example", true),
            ("https://asso.example:8443", true),
            ("https://asso.example/", false),
            ("https://asso.example; script-src *", false),
            ("*", false),
            ("'self'", false),
        ] {
            assert_eq!(is_origin(text), is, "{text}");
        }
    }

    #[test]
    fn a_map_names_its_server() {
        let map = |tiles: &str| Map { tiles: tiles.into(), attribution: String::new() };
        assert_eq!(
            map("https://tiles.example:8443/a/{z}/{x}/{y}.png").origin().as_deref(),
            Some("https://tiles.example:8443")
        );
        assert_eq!(map("javascript:{z}").origin(), None);
    }
}
