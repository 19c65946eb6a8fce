//! The attestation of hours as a document to print or hand on (PDF): what it says, and in which order it is read.

mod face;
mod file;
mod paper;

use chrono::NaiveDate;
use platform_core::hours::{Attestation, Line};
use platform_core::refusals::{Explain, Kind, Reason};
use platform_core::tenancy::Tenant;
use platform_core::texts::Locale;
use serde_json::Value;

use file::About;
use paper::{Cell, Column, Paper};

/// The document could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be made: {0}")]
pub struct Unmade(String);

impl Explain for Unmade {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn reasons(&self) -> Vec<Reason> {
        vec![Reason::new("internal")]
    }
}

/// What is said of one attestation to one reader.
struct Words<'a> {
    attestation: &'a Attestation,
    tenant: &'a Tenant,
    locale: Locale,
}

impl Words<'_> {
    fn text(&self, key: &str) -> String {
        self.say(key, [])
    }

    fn say<const N: usize>(&self, key: &str, args: [(&str, Value); N]) -> String {
        let args = args.map(|(name, value)| (name.to_owned(), value)).into();
        self.tenant.texts.get(self.locale, &format!("attestation-{key}"), &args)
    }

    fn code(&self) -> String {
        self.attestation.code.to_string()
    }

    fn duration(&self, minutes: i64) -> String {
        unbroken(&self.tenant.duration(self.locale, minutes))
    }

    fn day(&self, day: NaiveDate) -> String {
        unbroken(&self.tenant.day(self.locale, day))
    }

    fn says(&self) -> String {
        self.say(
            "says",
            [
                ("name", self.attestation.name().into()),
                ("duration", self.duration(self.attestation.minutes()).into()),
                ("missions", self.attestation.missions().into()),
                ("from", self.day(self.attestation.from).into()),
                ("until", self.day(self.attestation.until).into()),
            ],
        )
    }

    fn made(&self) -> String {
        let made_on = self.attestation.made_at.with_timezone(&self.tenant.config.time_zone).date_naive();
        self.say("made", [("when", self.day(made_on).into())])
    }

    fn row(&self, line: &Line) -> [Cell; 4] {
        let when = match line.starts_at {
            Some(_) => self.day(line.day),
            None => self.tenant.when(self.locale, None),
        };
        // What was named in another language is read out in it.
        let language = (self.attestation.locale != self.locale).then(|| self.attestation.locale.tag());
        [
            Cell::new(when),
            Cell { language, ..Cell::new(line.title.clone()) },
            Cell::new(line.association.clone()),
            Cell::new(self.duration(line.minutes.into())),
        ]
    }
}

/// The same on one line: no line ends inside it.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// The document of an attestation, in a language; `address` is where its code is checked. The same attestation makes the
/// same bytes.
///
/// # Errors
/// If it would not be one that everybody can read (PDF/UA-1).
pub fn pdf(attestation: &Attestation, tenant: &Tenant, locale: Locale, address: &str) -> Result<Vec<u8>, Unmade> {
    let words = Words { attestation, tenant, locale };
    let title = words.text("title");
    let mut paper = Paper::new().ok_or_else(|| Unmade("a typeface cannot be read".into()))?;
    paper.title(&title);
    paper.lead(&words.says());
    paper.paragraph(&words.say("noted", [("city", attestation.city.clone().into())]));
    paper.paragraph(&words.made());
    paper.heading(&words.text("lines"));
    let columns = [("when", 112.0), ("mission", 182.0), ("association", 124.0), ("duration", 65.0)];
    let columns = columns.map(|(key, width)| Column { name: words.text(key), width });
    let rows = attestation.lines.iter().map(|line| words.row(line)).collect();
    paper.table(&columns, rows, [words.text("in-all"), words.duration(attestation.minutes())]);
    paper.heading(&words.text("check"));
    paper.lead(&words.say("code", [("code", words.code().into())]));
    paper.paragraph(&words.text("where"));
    paper.link(address);
    paper.paragraph(&words.text("shown"));
    let footer = |page: usize, pages: usize| {
        let (title, code) = (title.as_str().into(), words.code().into());
        words.say("footer", [("title", title), ("code", code), ("page", page.into()), ("pages", pages.into())])
    };
    let about = About {
        title: &title,
        language: locale.tag(),
        id: words.code(),
        made_at: attestation.made_at,
        link: words.say("link", [("code", words.code().into())]),
        footer: &footer,
    };
    file::written(paper, &about)
}
