//! How Discord shows what goes out: words in its Markdown, rows of buttons, a menu where there are too many, and a form
//! where words are asked for.

use std::borrow::Cow;

use platform_core::ports::Announcement;
use platform_core::texts::{Args, Locale};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateInputText, CreateInteractionResponse,
    CreateInteractionResponseMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
    InputTextStyle, RoleId,
};

use crate::plain;
use crate::press::Press;
use crate::receive::Reply;
use crate::screen::{Block, Button, Date, Does, How, Out, Screen, colon};

/// Longest text of a message, characters (Discord, "Create Message").
const LONGEST: usize = 2000;
/// Most rows of a message, most buttons of a row, most entries of a menu (Discord, "Component reference").
const ROWS: usize = 5;
const IN_ROW: usize = 5;
const IN_MENU: usize = 25;
/// Longest title of a form, and longest name of its field, characters.
const TITLE: usize = 45;
/// Longest label of a button or of an entry, characters.
const LABEL: usize = 80;
/// Longest address of a button, characters.
const ADDRESS: usize = 512;
/// What stands where there is nothing to say: an empty text is refused.
const NOTHING: &str = "…";
/// Longest words that are taken from a form, characters (Discord allows 4000).
const WORDS: u16 = 3000;

/// What the button carries that opens a form; the question it is for and its title follow.
pub(super) const WRITE: &str = "write:";
/// What the menus carry; what is chosen of them is a press.
pub(super) const MENU: &str = "menu:";
/// What a form carries; the question it is for follows.
pub(super) const FORM: &str = "words:";
/// What its field is called.
const FIELD: &str = "words";

/// Something to be sent, as it waits for the sender.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Sending {
    /// The answer to an interaction, which came too late to be given at once.
    Original {
        /// The interaction's token, and the second from which it counts no more.
        token: String,
        until: i64,
        /// The message.
        message: Value,
    },
    /// One more message after that.
    FollowUp {
        /// The interaction's token, and the second from which it counts no more.
        token: String,
        until: i64,
        /// The message.
        message: Value,
        /// A file in it.
        file: Option<File>,
    },
    /// A message to a person.
    Direct {
        /// The message.
        message: Value,
        /// A file in it.
        file: Option<File>,
    },
    /// A message in a channel.
    Channel {
        /// The message.
        message: Value,
    },
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    /// What it is called.
    pub(super) name: String,
    /// What is in it.
    pub(super) text: String,
}

impl From<&Date> for File {
    fn from(date: &Date) -> Self {
        Self { name: date.name.clone(), text: date.text.clone() }
    }
}

/// The button that opens a form, where words are asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Write<'a> {
    /// What it says.
    label: &'a str,
    /// The question it is for.
    question: &'a str,
}

/// How an interaction can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ways {
    /// Its token, and the second from which it counts no more.
    pub(super) token: String,
    pub(super) until: i64,
    /// Whether only who asked sees the answer: where others read, too.
    pub(super) is_private: bool,
    /// Whether the message it came from can be replaced: only who asked sees it.
    pub(super) may_replace: bool,
}

/// What goes out in answer to an interaction: what waits for the sender, and the answer given at once.
pub(super) fn answer(reply: &Reply<'_>, ways: &Ways) -> (Vec<Value>, Value) {
    let mut toast =
        reply.out.iter().find_map(|out| if let Out::Toast(words) = out { Some(words.as_str()) } else { None });
    let (mut first, mut after) = (None, Vec::new());
    let write = Write { label: &reply.text("discord-write"), question: reply.question };
    for out in reply.out {
        match out {
            Out::Show(screen, how) => {
                let message = message(screen, toast.take(), ways.is_private, write, reply.locale);
                match first {
                    None => first = Some((message, *how)),
                    Some(_) => after.push((message, None)),
                }
            }
            Out::File(date) => after.push((file_only(ways.is_private), Some(File::from(date)))),
            Out::Toast(_) => {}
        }
    }
    let (message, how) = first.unwrap_or_else(|| {
        let screen = Screen::default().text(toast.unwrap_or(NOTHING));
        (self::message(&screen, None, ways.is_private, write, reply.locale), How::New)
    });
    let kind = if how == How::Edit && ways.may_replace { UPDATE } else { MESSAGE };
    let follow = |(message, file)| Sending::FollowUp { token: ways.token.clone(), until: ways.until, message, file };
    (after.into_iter().map(follow).filter_map(|own| serde_json::to_value(own).ok()).collect(), answered(kind, message))
}

/// What kind of answer it is: a message, or another content for the one it came from.
const MESSAGE: u8 = 4;
const UPDATE: u8 = 7;

fn answered(kind: u8, mut message: Value) -> Value {
    if kind == UPDATE {
        settled(&mut message);
    }
    json!({ "type": kind, "data": message })
}

/// What is sent where an answer was put off: it takes the place of the word that it will come.
pub(super) fn put_off(mut answer: Value, ways: &Ways) -> Value {
    let mut message = answer["data"].take();
    settled(&mut message);
    let original = Sending::Original { token: ways.token.clone(), until: ways.until, message };
    serde_json::to_value(original).unwrap_or_default()
}

/// Takes out who sees a message: of one that is there, that is settled.
fn settled(message: &mut Value) {
    if let Some(fields) = message.as_object_mut() {
        fields.remove("flags");
    }
}

/// Words that answer an interaction, seen only by who asked.
pub(super) fn words(words: &str, is_private: bool) -> Value {
    answered(MESSAGE, message(&Screen::default().text(words), None, is_private, Write::default(), Locale::En))
}

/// The form in which words are written, for a question.
pub(super) fn form(question: &str, title: &str) -> Value {
    let title = said(title, TITLE);
    let field = CreateInputText::new(InputTextStyle::Paragraph, title.as_ref(), FIELD).max_length(WORDS);
    let form = CreateModal::new(format!("{FORM}{question}"), title.as_ref())
        .components(vec![CreateActionRow::InputText(field)]);
    serde_json::to_value(CreateInteractionResponse::Modal(form)).unwrap_or_default()
}

/// What goes out to a person when nobody wrote.
pub(crate) fn notes(out: &[Out], locale: Locale) -> Vec<Value> {
    let mut sendings: Vec<Sending> = Vec::new();
    for out in out {
        match out {
            Out::Show(screen, _) => {
                sendings.push(Sending::Direct {
                    message: message(screen, None, false, Write::default(), locale),
                    file: None,
                });
            }
            Out::File(date) => {
                sendings.push(Sending::Direct { message: file_only(false), file: Some(File::from(date)) });
            }
            Out::Toast(_) => {}
        }
    }
    sendings.iter().filter_map(|sending| serde_json::to_value(sending).ok()).collect()
}

/// A mission, announced in a channel of a server.
pub(crate) fn announcement(announcement: &Announcement<'_>) -> Vec<Value> {
    let Announcement { tenant, mission, role, now } = announcement;
    let locale = tenant.config.default_locale();
    let say = |key: &str| tenant.texts.get(locale, key, &Args::new());
    let place = mission.place().unwrap_or_else(|| say("no-place"));
    let next = mission.slots.iter().filter_map(|slot| slot.starts_at).filter(|start| start > now).min();
    let see = Button { label: say("chat-do-mission"), does: Does::Press(Press::Card(mission.id)) };
    let screen = Screen::default()
        .title(&mission.draft.title)
        .field(say("chat-with"), &mission.association_name)
        .field(say("chat-when"), tenant.when(locale, next))
        .field(say("chat-where"), place)
        .row([see]);
    let mut message = message(&screen, None, false, Write::default(), locale);
    if let Some(role) = role.and_then(|role| role.parse::<u64>().ok()).filter(|role| *role > 0) {
        let content = format!("<@&{role}>\n{}", message["content"].as_str().unwrap_or_default());
        message["content"] = plain::beginning(&content, LONGEST).into();
        message["allowed_mentions"] = json!(CreateAllowedMentions::new().roles([RoleId::new(role)]));
    }
    serde_json::to_value(Sending::Channel { message }).into_iter().collect()
}

/// A message that holds a file and nothing else.
fn file_only(is_private: bool) -> Value {
    let mut message = json!({ "allowed_mentions": CreateAllowedMentions::new() });
    if is_private {
        message["flags"] = 64.into();
    }
    message
}

/// A screen as a message: nobody is called by what stands in it.
fn message(screen: &Screen, toast: Option<&str>, is_private: bool, write: Write<'_>, locale: Locale) -> Value {
    let message = CreateInteractionResponseMessage::new()
        .content(content(screen, toast, colon(locale)))
        .allowed_mentions(CreateAllowedMentions::new())
        .components(rows(screen, write));
    let message = if is_private { message.ephemeral(true) } else { message };
    let mut message = serde_json::to_value(message).unwrap_or_default();
    if let Some(fields) = message.as_object_mut() {
        // Nothing is attached, and a message that is edited may not say so.
        fields.remove("attachments");
    }
    message
}

fn content(screen: &Screen, toast: Option<&str>, colon: &str) -> String {
    let mut content = toast.map(|words| format!("*{}*\n\n", escaped(words))).unwrap_or_default();
    for block in &screen.blocks {
        match block {
            // Marks around nothing would be seen.
            Block::Title(title) if title.trim().is_empty() => {}
            Block::Title(title) => content.push_str(&format!("**{}**\n\n", escaped(title.trim()))),
            Block::Text(words) => content.push_str(&format!("{}\n", escaped(words))),
            Block::Field { name, value } => {
                content.push_str(&format!("**{}**{colon}{}\n", escaped(name), escaped(value)));
            }
        }
    }
    said(&content, LONGEST).into_owned()
}

/// The beginning of a text that is at most so long, and never nothing.
fn said(text: &str, most: usize) -> Cow<'_, str> {
    match plain::beginning(text.trim(), most) {
        text if text.is_empty() => Cow::Borrowed(NOTHING),
        text => text,
    }
}

/// Words as Discord's Markdown bears them: none of them is a mark, a mention or a link in disguise.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        // A heading, small print and a quotation begin a line, after blanks too. A list may.
        let first = line.len() - line.trim_start().len();
        let is_mark = ["#", "-#", ">"].iter().any(|mark| line[first..].starts_with(mark));
        for (at, letter) in line.char_indices() {
            if is_mark && at == first || matches!(letter, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '[' | ']' | '@') {
                out.push('\\');
            }
            out.push(letter);
        }
    }
    out
}

/// The buttons, as they stand where that fits; closer together where it does not; and in menus where they are too many.
fn rows(screen: &Screen, write: Write<'_>) -> Vec<CreateActionRow> {
    let mut seen = Vec::new();
    let write = screen.ask.map(|_| {
        let title = screen.blocks.iter().find_map(|block| match block {
            Block::Title(title) => Some(title.as_str()),
            _ => None,
        });
        let title = said(title.unwrap_or(write.label), TITLE);
        let opens = format!("{WRITE}{}:{title}", write.question);
        CreateButton::new(opens).label(said(write.label, LABEL)).style(ButtonStyle::Primary)
    });
    let rows: Vec<Vec<&Button>> = screen
        .rows
        .iter()
        .map(|row| row.iter().filter(|own| can_be(own)).collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect();
    let extra = usize::from(write.is_some());
    if rows.iter().map(Vec::len).sum::<usize>() + extra > ROWS * IN_ROW {
        return menus(&rows, write);
    }
    let fits = rows.len() + extra <= ROWS && rows.iter().all(|row| row.len() <= IN_ROW);
    let rows = rows.into_iter().map(|row| row.into_iter().map(|own| as_button(own, &mut seen)).collect());
    let rows: Vec<Vec<CreateButton>> = write.into_iter().map(|write| vec![write]).chain(rows).collect();
    if fits {
        return rows.into_iter().map(CreateActionRow::Buttons).collect();
    }
    rows.concat().chunks(IN_ROW).map(|row| CreateActionRow::Buttons(row.to_vec())).collect()
}

/// Whether Discord takes a button: an address that is too long is refused with all the rest.
fn can_be(button: &Button) -> bool {
    match &button.does {
        Does::Press(_) => true,
        Does::Open(address) => address.chars().count() <= ADDRESS && address.starts_with("http"),
    }
}

/// A button. No two of a message may carry the same: the second says which it is.
fn as_button(button: &Button, seen: &mut Vec<Press>) -> CreateButton {
    let label = said(&button.label, LABEL);
    match &button.does {
        Does::Open(address) => CreateButton::new_link(address).label(label),
        Does::Press(press) => CreateButton::new(named(*press, seen)).label(label).style(ButtonStyle::Secondary),
    }
}

/// What a component carries: its press, and which of several it is that carry the same.
fn named(press: Press, seen: &mut Vec<Press>) -> String {
    let before = seen.iter().filter(|own| **own == press).count();
    seen.push(press);
    if before == 0 { press.to_string() } else { format!("{press} {before}") }
}

/// Menus of all that can be pressed but for the last row, which stays as it is: the way out.
fn menus(rows: &[Vec<&Button>], write: Option<CreateButton>) -> Vec<CreateActionRow> {
    let Some((last, rest)) = rows.split_last() else { return Vec::new() };
    let mut seen = Vec::new();
    let option = |button: &&Button| match button.does {
        Does::Press(press) => Some(CreateSelectMenuOption::new(said(&button.label, LABEL), named(press, &mut seen))),
        Does::Open(_) => None,
    };
    let options: Vec<_> = rest.iter().flatten().filter_map(option).collect();
    let menu = |(number, options): (usize, &[CreateSelectMenuOption])| {
        let kind = CreateSelectMenuKind::String { options: options.to_vec() };
        CreateActionRow::SelectMenu(CreateSelectMenu::new(format!("{MENU}{number}"), kind))
    };
    let mut seen = Vec::new();
    let last = last.iter().map(|own| as_button(own, &mut seen));
    let last = CreateActionRow::Buttons(write.into_iter().chain(last).take(IN_ROW).collect());
    options.chunks(IN_MENU).take(ROWS - 1).enumerate().map(menu).chain([last]).collect()
}

/// The press a component carries, if it is one of this version.
pub(super) fn press_of(id: &str) -> Option<Press> {
    id.split(' ').next().unwrap_or_default().parse().ok()
}

#[cfg(test)]
mod tests;
