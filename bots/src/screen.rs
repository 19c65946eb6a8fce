//! What a person is shown, and what they can answer: the same on every channel.

use platform_core::texts::Locale;

use crate::press::Press;

/// A message, with what can be done next.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Screen {
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Buttons, row by row.
    pub rows: Vec<Vec<Button>>,
    /// What may be sent instead of pressing one.
    pub ask: Option<Ask>,
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What it is about, in a few words.
    Title(String),
    /// A paragraph.
    Text(String),
    /// Something with its name: «Quand : samedi 5 décembre, 14:00»; between them stands a [`colon`].
    Field {
        /// Its name.
        name: String,
        /// What it is.
        value: String,
    },
}

/// What stands between the name of something and what it is: French has a space before its colon.
#[must_use]
pub const fn colon(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => " : ",
        Locale::En => ": ",
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says: a verb first, at most [`MAX_LABEL`] characters.
    pub label: String,
    /// What it does.
    pub does: Does,
}

/// Longest label, characters: what a telephone shows whole, and less than any channel takes.
pub const MAX_LABEL: usize = 24;

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// Goes on here.
    Press(Press),
    /// Opens a page.
    Open(String),
}

/// What may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Words.
    Text,
    /// Where one is, or words that say it.
    Place,
}

/// Where a screen goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A message of its own: what must not be missed, by screen readers too.
    New,
    /// In the place of the message whose button was pressed, where there is one: looking around.
    Edit,
}

/// A date to keep, sent as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// What the file is called.
    pub name: String,
    /// The file (RFC 5545).
    pub text: String,
}

/// What goes to the person.
#[derive(Debug, Clone, PartialEq)]
pub enum Out {
    /// A screen.
    Show(Screen, How),
    /// A few words that pass, in answer to a button.
    Toast(String),
    /// A date to keep.
    File(Date),
}

impl Screen {
    /// With a paragraph.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    /// With what it is about.
    #[must_use]
    pub fn title(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Title(text.into()));
        self
    }

    /// With something and its name.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.blocks.push(Block::Field { name: name.into(), value: value.into() });
        self
    }

    /// With a row of buttons.
    #[must_use]
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<_> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.rows.push(row);
        }
        self
    }

    /// With what may be sent.
    #[must_use]
    pub const fn ask(mut self, ask: Ask) -> Self {
        self.ask = Some(ask);
        self
    }

    /// All its buttons.
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.rows.iter().flatten()
    }
}
