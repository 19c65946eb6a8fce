//! What every screen must hold: a way on, words for people, and no more than the narrowest channel takes.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

use bots::press::{MAX_BYTES, Press};
use bots::screen::{Block, Does, MAX_LABEL, Screen};
use platform_core::texts::Locale;

/// Longest message of any channel, characters: Discord's. Telegram takes 4096 units of UTF-16, which these always fit.
const MOST_CHARACTERS: usize = 2000;
/// Most buttons in a row of Discord's, and in five such rows.
const MOST_IN_A_ROW: usize = 5;
const MOST_BUTTONS: usize = 25;

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// What must be.
    pub(crate) rule: &'static str,
    /// What is.
    pub(crate) what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.what)
    }
}

/// What is not as it must be on a screen.
pub(crate) fn broken(screen: &Screen) -> Vec<Broken> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, rule: &'static str, what: &dyn Fn() -> String| {
        if !holds {
            wrong.push(Broken { rule, what: what() });
        }
    };
    let texts = texts(screen);
    let blocks = || format!("{:?}", screen.blocks);
    must(!screen.blocks.is_empty(), "a screen says something", &|| format!("{:?}", screen.rows));
    must(texts.iter().all(|text| !text.trim().is_empty()), "no block is empty", &blocks);
    let said = || texts.iter().copied().chain(screen.buttons().map(|button| button.label.as_str()));
    must(!said().any(is_key), "a screen says words, not keys", &|| format!("{:?}", said().find(|text| is_key(text))));
    must(!said().any(|text| text.contains("{$") || text.contains("{ $")), "every text is filled in", &blocks);
    let has_control = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    must(!said().any(has_control), "no screen bears control characters", &blocks);
    let length = length(screen);
    must(length <= MOST_CHARACTERS, "a screen fits every channel", &|| format!("{length} characters: {}", blocks()));

    let leads_on = screen.buttons().any(|button| matches!(button.does, Does::Press(_)));
    must(leads_on, "a screen has a way on", &blocks);
    must(screen.rows.iter().all(|row| (1..=MOST_IN_A_ROW).contains(&row.len())), "a row has 1 to 5 buttons", &|| {
        format!("{:?}", screen.rows)
    });
    let buttons = screen.buttons().count();
    must(buttons <= MOST_BUTTONS, "a screen has at most 25 buttons", &|| buttons.to_string());
    for button in screen.buttons() {
        let fits = (1..=MAX_LABEL).contains(&button.label.chars().count()) && !button.label.trim().is_empty();
        must(fits, "a label has 1 to 24 characters", &|| button.label.clone());
        match &button.does {
            Does::Press(press) => {
                let travels = press.to_string();
                must(travels.len() <= MAX_BYTES, "a press travels in 64 bytes", &|| travels.clone());
                must(travels.parse::<Press>().as_ref() == Ok(press), "a press is read as it was written", &|| {
                    format!("{press:?} as {travels}")
                });
            }
            Does::Open(page) => must(page.starts_with("http"), "a page has an address", &|| page.clone()),
        }
    }
    wrong
}

/// The texts of a screen, in order.
fn texts(screen: &Screen) -> Vec<&str> {
    let mut texts = Vec::new();
    for block in &screen.blocks {
        match block {
            Block::Title(text) | Block::Text(text) => texts.push(text.as_str()),
            Block::Field { name, value } => texts.extend([name.as_str(), value.as_str()]),
        }
    }
    texts
}

/// Characters of a screen as the terminal writes it: «name : value», and a line end after each.
fn length(screen: &Screen) -> usize {
    let of = |block: &Block| match block {
        Block::Title(text) | Block::Text(text) => text.chars().count(),
        Block::Field { name, value } => name.chars().count() + 3 + value.chars().count(),
    };
    screen.blocks.iter().map(|block| of(block) + 1).sum()
}

/// Whether this is the name of a text: what shows where nobody wrote one.
fn is_key(text: &str) -> bool {
    text.starts_with("chat-") || KEYS.contains(text)
}

/// The names of all texts of the platform.
static KEYS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../platform/core/texts");
    let files = Locale::ALL.iter().flat_map(|locale| {
        let files = std::fs::read_dir(folder.join(locale.tag())).expect("a folder of texts");
        files.map(|file| file.expect("a file").path())
    });
    let sources: Vec<_> = files.map(|file| std::fs::read_to_string(file).expect("texts")).collect();
    sources.iter().flat_map(|source| messages(source)).map(|(key, _)| key.to_owned()).collect()
});

/// The messages of a Fluent source: each name, and its text as it is written.
pub(crate) fn messages(source: &str) -> Vec<(&str, String)> {
    let mut messages: Vec<(&str, String)> = Vec::new();
    for line in source.lines() {
        match line.split_once(" =") {
            Some((key, text)) if key.starts_with(|c: char| c.is_ascii_lowercase()) => {
                messages.push((key, text.to_owned()));
            }
            _ if line.starts_with([' ', '}']) => {
                if let Some((_, text)) = messages.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
            _ => {}
        }
    }
    messages
}
