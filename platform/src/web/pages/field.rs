//! A field of a form with its label, its hint and what is wrong with it, tied together for those who do not see them.

use askama::Template;

use super::form::Complaints;

/// A field. Its name in the form is also its id, unless another is given.
#[derive(Debug, Template)]
#[template(path = "pages/field.html")]
pub(super) struct Field {
    name: String,
    id: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    autocomplete: Option<&'static str>,
    control: Control,
}

/// What is filled in.
#[derive(Debug)]
enum Control {
    /// One line, of a type HTML knows.
    Line { kind: &'static str, value: String, extra: Option<(&'static str, String)> },
    /// Several lines.
    Text { rows: u8, value: String },
    /// One of a list.
    Select(Vec<Choice>),
    /// One of a few.
    Radios(Vec<Choice>),
    /// Any of a few.
    Boxes(Vec<Choice>),
    /// A file, of these media types.
    File { accept: &'static str },
    /// Yes or no.
    Tick { ticked: bool },
}

/// Something that can be chosen.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl Choice {
    pub(super) fn new(value: impl ToString, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.to_string(), label: label.into(), chosen }
    }
}

impl Field {
    fn new(name: &str, label: String, control: Control) -> Self {
        let (name, id) = (name.to_owned(), name.to_owned());
        Self { name, id, label, hint: None, error: None, required: false, autocomplete: None, control }
    }

    /// A line.
    pub(super) fn line(name: &str, label: String, value: impl Into<String>) -> Self {
        Self::new(name, label, Control::Line { kind: "text", value: value.into(), extra: None })
    }

    /// An address for mail.
    pub(super) fn email(name: &str, label: String, value: impl Into<String>) -> Self {
        let control = Control::Line { kind: "email", value: value.into(), extra: None };
        Self::new(name, label, control).autocomplete("email")
    }

    /// A line of another type.
    pub(super) fn typed(kind: &'static str, name: &str, label: String, value: impl Into<String>) -> Self {
        Self::new(name, label, Control::Line { kind, value: value.into(), extra: None })
    }

    /// A whole number from one on.
    pub(super) fn number(name: &str, label: String, value: impl Into<String>) -> Self {
        let extra = Some(("min", "1".to_owned()));
        Self::new(name, label, Control::Line { kind: "number", value: value.into(), extra })
    }

    /// Several lines.
    pub(super) fn text(name: &str, label: String, rows: u8, value: impl Into<String>) -> Self {
        Self::new(name, label, Control::Text { rows, value: value.into() })
    }

    /// One of a list.
    pub(super) fn select(name: &str, label: String, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Select(choices))
    }

    /// One of a few.
    pub(super) fn radios(name: &str, label: String, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Radios(choices))
    }

    /// Any of a few.
    pub(super) fn boxes(name: &str, label: String, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Control::Boxes(choices))
    }

    /// Yes or no.
    pub(super) fn tick(name: &str, label: String, ticked: bool) -> Self {
        Self::new(name, label, Control::Tick { ticked })
    }

    /// A file of one of these media types.
    pub(super) fn file(name: &str, label: String, accept: &'static str) -> Self {
        Self::new(name, label, Control::File { accept })
    }

    /// Under another id, where two forms of a page ask for the same.
    pub(super) fn identified(mut self, id: &str) -> Self {
        self.id = id.to_owned();
        self
    }

    /// With a word of help.
    pub(super) fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    /// That must be filled in.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// That browsers can fill in (WCAG 1.3.5).
    pub(super) const fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// With what is wrong with it, which stands under this pointer.
    pub(super) fn complaint(mut self, complaints: &Complaints, pointer: &str) -> Self {
        self.error = complaints.at(pointer).map(str::to_owned);
        self
    }

    /// Whether something is wrong with it.
    pub(super) const fn is_wrong(&self) -> bool {
        self.error.is_some()
    }

    /// The ids of what describes it.
    fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    const fn is_group(&self) -> bool {
        matches!(self.control, Control::Radios(_) | Control::Boxes(_))
    }
}
