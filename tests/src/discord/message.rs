//! A message: how it is kept, how Discord writes it, and how a person sees it.

use serde_json::{Value, json};

use super::components::{self, Button, Select};
use super::content::{Draft, EPHEMERAL, called};
use super::refusal::Refusal;
use super::world::{next_id, stamp};

/// A message, as a person sees it now.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which.
    pub id: u64,
    /// Where.
    pub channel: u64,
    /// Its text.
    pub text: String,
    /// What is framed below it, as Discord's `Embed`.
    pub embeds: Vec<Value>,
    /// Its buttons, row after row.
    pub buttons: Vec<Button>,
    /// Its selects.
    pub selects: Vec<Select>,
    /// The names and the bytes of its files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Whether only the person who asked sees it.
    pub ephemeral: bool,
    /// Whether it says only that the application thinks.
    pub loading: bool,
    /// Whether it was changed.
    pub edited: bool,
    /// Whom it called when it was written: the identifiers of roles and people, and `everyone`.
    pub calls: Vec<String>,
}

impl Shown {
    /// The button with this label or custom identifier.
    #[must_use]
    pub fn button(&self, wanted: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.label == wanted || button.custom_id.as_deref() == Some(wanted))
    }

    /// The select with this placeholder or custom identifier, or one that has a line with this label.
    #[must_use]
    pub fn select(&self, wanted: &str) -> Option<&Select> {
        let named = |select: &&Select| select.placeholder == wanted || select.custom_id == wanted;
        let offers = |select: &&Select| select.options.iter().any(|option| option.label == wanted);
        self.selects.iter().find(named).or_else(|| self.selects.iter().find(offers))
    }
}

#[derive(Debug, Clone)]
struct File {
    id: u64,
    name: String,
    bytes: Vec<u8>,
}

/// A message, kept.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: u64,
    pub(super) channel: u64,
    pub(super) app: u64,
    /// Discord's `User` of who wrote it.
    pub(super) author: Value,
    /// The token of the interaction it answers.
    pub(super) token: Option<String>,
    /// The person whose interaction that was.
    pub(super) asked_by: Option<u64>,
    /// Discord's `interaction_metadata`.
    pub(super) metadata: Value,
    pub(super) content: String,
    pub(super) embeds: Value,
    pub(super) components: Value,
    pub(super) flags: i64,
    pub(super) loading: bool,
    /// When it was last changed, among all changes.
    pub(super) touched: u64,
    files: Vec<File>,
    written: String,
    edited: Option<String>,
    calls: Vec<String>,
}

impl Message {
    /// An empty one, to be written.
    pub(super) fn new(app: u64, author: Value, channel: u64) -> Self {
        Self {
            id: next_id(),
            channel,
            app,
            author,
            token: None,
            asked_by: None,
            metadata: Value::Null,
            content: String::new(),
            embeds: json!([]),
            components: json!([]),
            flags: 0,
            loading: false,
            touched: next_id(),
            files: Vec::new(),
            written: stamp(),
            edited: None,
            calls: Vec::new(),
        }
    }

    pub(super) fn is_ephemeral(&self) -> bool {
        self.flags & EPHEMERAL != 0
    }

    /// The files it has.
    pub(super) fn kept(&self) -> Vec<u64> {
        self.files.iter().map(|file| file.id).collect()
    }

    /// Writes it for the first time.
    pub(super) fn write(&mut self, draft: Draft) -> Result<(), Refusal> {
        let calls = called(draft.content.as_deref().unwrap_or_default(), &draft.allowed);
        self.flags |= draft.flags.unwrap_or_default();
        self.say(draft)?;
        self.calls = calls;
        Ok(())
    }

    /// Writes it anew; what is not said stays.
    pub(super) fn edit(&mut self, draft: Draft) -> Result<(), Refusal> {
        // What was only announced is written for the first time.
        if self.loading {
            return self.write(draft);
        }
        self.say(draft)?;
        self.edited = Some(stamp());
        Ok(())
    }

    fn say(&mut self, draft: Draft) -> Result<(), Refusal> {
        let mut next = self.clone();
        next.content = draft.content.unwrap_or(next.content);
        next.embeds = draft.embeds.unwrap_or(next.embeds);
        next.components = draft.components.unwrap_or(next.components);
        if let Some(listed) = &draft.listed {
            next.files.retain(|file| listed.contains(&file.id));
        }
        let came = draft.files.into_iter().map(|file| File { id: next_id(), name: file.name, bytes: file.bytes });
        next.files.extend(came);
        // Buttons alone are no message.
        if next.content.is_empty() && next.embeds == json!([]) && next.files.is_empty() {
            return Err(Refusal::empty());
        }
        (next.loading, next.touched) = (false, next_id());
        *self = next;
        Ok(())
    }

    /// As a person sees it.
    pub(super) fn shown(&self) -> Shown {
        Shown {
            id: self.id,
            channel: self.channel,
            text: self.content.clone(),
            embeds: self.embeds.as_array().cloned().unwrap_or_default(),
            buttons: components::buttons(&self.components),
            selects: components::selects(&self.components),
            files: self.files.iter().map(|file| (file.name.clone(), file.bytes.clone())).collect(),
            ephemeral: self.is_ephemeral(),
            loading: self.loading,
            edited: self.edited.is_some(),
            calls: self.calls.clone(),
        }
    }

    /// As Discord writes it.
    pub(super) fn json(&self) -> Value {
        const LOADING: i64 = 1 << 7;
        let flags = if self.loading { self.flags | LOADING } else { self.flags };
        let answers = self.token.is_some();
        let mut json = json!({
            "id": self.id.to_string(), "channel_id": self.channel.to_string(), "author": self.author,
            // 20 is an answer to a command, 0 any other.
            "type": if answers && self.metadata["type"] == 2 { 20 } else { 0 },
            "content": self.content, "timestamp": self.written, "edited_timestamp": self.edited, "tts": false,
            "mention_everyone": self.calls.iter().any(|call| call == "everyone"), "mentions": [], "mention_roles": [],
            "attachments": self.files.iter().map(|file| file.json(self)).collect::<Vec<_>>(),
            "embeds": self.embeds, "components": numbered(&self.components), "pinned": false, "flags": flags,
        });
        if answers {
            json["application_id"] = json!(self.app.to_string());
            json["webhook_id"] = json!(self.app.to_string());
            json["interaction_metadata"] = self.metadata.clone();
        }
        json
    }
}

impl File {
    fn json(&self, message: &Message) -> Value {
        let url = format!("https://cdn.discordapp.com/attachments/{}/{}/{}", message.channel, self.id, self.name);
        json!({
            "id": self.id.to_string(), "filename": self.name, "size": self.bytes.len(), "url": url,
            "proxy_url": url.replace("cdn.discordapp.com", "media.discordapp.net"),
        })
    }
}

/// The components with the numbers Discord gives them.
fn numbered(components: &Value) -> Value {
    let mut components = components.clone();
    let mut number = 0;
    for row in components.as_array_mut().into_iter().flatten() {
        number += 1;
        row["id"] = json!(number);
        for part in row["components"].as_array_mut().into_iter().flatten() {
            number += 1;
            part["id"] = json!(number);
        }
    }
    components
}
