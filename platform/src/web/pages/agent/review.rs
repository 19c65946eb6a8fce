//! What the pages of an association and of a mission share: the sheet with the reasons beside the fields they name, the
//! remarks an agent sends it back with, and its history.

use platform_core::associations::Remark;
use platform_core::ledger::history::Event;
use platform_core::refusals::Reason;
use platform_core::texts::Args;

use super::super::field::{Choice, Field};
use super::super::form::{Complaints, Fields};
use super::super::shell::Shell;

/// Remarks that can be written at once.
const REMARKS: usize = 4;

/// A field of what is reviewed, and what the rules or an agent say of it.
pub(super) struct Row {
    pointer: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) remarks: Vec<String>,
}

/// What is reviewed, field by field.
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    /// What is said of it as a whole, or of a field it does not show.
    pub(super) general: Vec<String>,
}

impl Sheet {
    /// Of fields, by JSON pointer, and the reasons that stand beside them.
    pub(super) fn new(shell: &Shell, fields: Vec<(&'static str, String)>, reasons: &[Reason]) -> Self {
        let is_under = |reason: &Reason, pointer: &str| {
            let rest = reason.field.as_deref().and_then(|field| field.strip_prefix(pointer));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let general = reasons.iter().filter(|reason| !fields.iter().any(|(pointer, _)| is_under(reason, pointer)));
        let general = general.map(|reason| said(shell, reason)).collect();
        let row = |(pointer, value): (&'static str, String)| Row {
            pointer,
            label: label(shell, pointer),
            value: if value.trim().is_empty() { "–".to_owned() } else { value },
            remarks: reasons
                .iter()
                .filter(|reason| is_under(reason, pointer))
                .map(|reason| said(shell, reason))
                .collect(),
        };
        Self { rows: fields.into_iter().map(row).collect(), general }
    }

    /// Fields for remarks: which field each is about, and what to mend there.
    pub(super) fn remarks(&self, shell: &Shell, given: &[Remark], complaints: &Complaints) -> Vec<[Field; 2]> {
        let choices = |chosen: Option<&str>| {
            let whole = Choice::new("", shell.t("agent-remark-whole"), chosen.is_none());
            let fields = self.rows.iter();
            let fields = fields.map(|row| Choice::new(row.pointer, row.label.as_str(), chosen == Some(row.pointer)));
            std::iter::once(whole).chain(fields).collect()
        };
        let remark = |index: usize| {
            let (field, text) =
                given.get(index).map_or((None, ""), |remark| (remark.field.as_deref(), remark.text.as_str()));
            // Where nothing was written at all, the first says so.
            let pointer =
                if given.is_empty() && index == 0 { "/reasons".into() } else { format!("/reasons/{index}/text") };
            let number = index + 1;
            [
                Field::select(
                    &format!("field-{index}"),
                    shell.with("agent-remark-field", "number", number),
                    choices(field),
                )
                .complaint(complaints, &format!("/reasons/{index}/field")),
                Field::text(&format!("text-{index}"), shell.with("agent-remark-text", "number", number), 2, text)
                    .complaint(complaints, &pointer),
            ]
        };
        (0..REMARKS).map(remark).collect()
    }
}

/// What a reason says to an agent: where its words are for those who wait, in words of its own.
pub(super) fn said(shell: &Shell, reason: &Reason) -> String {
    let own = shell.ctx.tenant.texts.find(shell.ctx.locale, &format!("agent-reason-{}", reason.code), &Args::new());
    own.unwrap_or_else(|| shell.reason(reason))
}

/// The name of a field.
fn label(shell: &Shell, pointer: &str) -> String {
    shell.t(&format!("agent-field-{}", pointer.trim_start_matches('/')))
}

/// The remarks that were written.
pub(super) fn read_remarks(fields: &Fields) -> Vec<Remark> {
    let remark = |index: usize| {
        let text = fields.filled(&format!("text-{index}"))?;
        Some(Remark { field: fields.filled(&format!("field-{index}")), text })
    };
    (0..REMARKS).filter_map(remark).collect()
}

/// The field for why something is stopped.
pub(super) fn reason(shell: &Shell, given: &Fields, complaints: &Complaints) -> Field {
    Field::text("reason", shell.t("agent-suspend-reason"), 3, given.text("reason"))
        .hint(shell.t("agent-suspend-reason-hint"))
        .complaint(complaints, "/reason")
        .required()
}

/// Something that was done, as people read it.
pub(super) struct Past {
    pub(super) when: String,
    pub(super) what: String,
    pub(super) who: String,
}

/// A history, as people read it.
pub(super) fn past(shell: &Shell, events: Vec<Event>) -> Vec<Past> {
    let past = |event: Event| {
        let states = event.from.as_deref().zip(event.to.as_deref());
        let who = shell.word("agent-who", event.who);
        Past {
            when: shell.when_short(event.at),
            what: told(shell, &event.action, states),
            who: event.name.map_or(who.clone(), |name| format!("{name} ({who})")),
        }
    };
    events.into_iter().map(past).collect()
}

/// What was done, in words: «Mission : à relire → publiée».
pub(super) fn told(shell: &Shell, action: &str, states: Option<(&str, &str)>) -> String {
    let key = format!("agent-event-{}", action.replace('.', "-"));
    let texts = &shell.ctx.tenant.texts;
    // A kind of event that came after these texts is called what programs call it.
    let what = texts.find(shell.ctx.locale, &key, &Args::new()).unwrap_or_else(|| action.to_owned());
    let (Some((from, to)), Some(subject)) = (states, action.strip_suffix(".moved")) else { return what };
    let set = match subject {
        "sign_up" => "sign-up-state".to_owned(),
        subject => format!("agent-{subject}-state"),
    };
    let args = [("what", what.into()), ("from", shell.word(&set, from).into()), ("to", shell.word(&set, to).into())];
    shell.filled("agent-event-from-to", args)
}

/// The words of a set, in a row.
pub(super) fn listed<W: std::fmt::Display>(shell: &Shell, set: &str, words: &[W]) -> String {
    words.iter().map(|word| shell.word(set, word)).collect::<Vec<_>>().join(", ")
}
