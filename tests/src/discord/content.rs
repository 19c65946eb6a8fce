//! What a message says, and the limits of it.

use std::collections::HashSet;

use chrono::DateTime;
use serde_json::Value;

use super::body::{Body, Upload};
use super::components;
use super::form::{Field, Form};
use super::refusal::Refusal;

/// Only the person who asked sees it.
pub(super) const EPHEMERAL: i64 = 1 << 6;
const NO_EMBEDS: i64 = 1 << 2;
const SILENT: i64 = 1 << 12;
const TEXT: usize = 2000;
const EMBEDS: usize = 10;
const EMBEDS_IN_ALL: usize = 6000;
const MENTIONED: usize = 100;
const DESCRIPTION: usize = 1024;

/// Where a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In answer to an interaction, or after the answer.
    Answer,
    /// Over another one.
    Edit,
    /// In a channel.
    Channel,
}

/// What a message is to say; `None` where nothing is said about it.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) content: Option<String>,
    pub(super) embeds: Option<Value>,
    pub(super) components: Option<Value>,
    pub(super) flags: Option<i64>,
    pub(super) allowed: Value,
    /// The files listed: those to keep, and those that came.
    pub(super) listed: Option<Vec<u64>>,
    pub(super) files: Vec<Upload>,
}

impl Draft {
    /// Reads what was sent; `at` is where it lies in the body, `kept` the files a message has already.
    pub(super) fn read(body: &Body, at: &[&str], whereto: Where, kept: &[u64]) -> Result<Self, Refusal> {
        let form = Form::default();
        let message = form.body(&body.json, at);
        check(&message, whereto);
        let listed = check_attachments(&message.get("attachments"), body, kept);
        form.judge()?;
        let json = &body.json;
        let said = |field: &str| json.get(field).map(|value| value.as_array().cloned().unwrap_or_default().into());
        Ok(Self {
            content: json.get("content").map(|text| text.as_str().unwrap_or_default().trim().to_owned()),
            embeds: said("embeds"),
            components: said("components"),
            flags: json["flags"].as_i64(),
            allowed: json["allowed_mentions"].clone(),
            listed,
            files: body.files.clone(),
        })
    }
}

fn check(message: &Field<'_>, whereto: Where) {
    let common = ["content", "embeds", "allowed_mentions", "components", "attachments", "flags"];
    let more: &[&str] = match whereto {
        Where::Answer => &["tts"],
        Where::Edit => &[],
        Where::Channel => &["tts", "nonce", "enforce_nonce", "sticker_ids"],
    };
    if message.is_there() {
        message.object(&[&common[..], more].concat());
    }
    message.get("content").text(0..=TEXT);
    message.get("tts").flag();
    message.get("enforce_nonce").flag();
    // No stickers are known here.
    message.get("sticker_ids").list(0..=0);
    check_embeds(&message.get("embeds"));
    components::check_rows(&message.get("components"));
    check_mentions(&message.get("allowed_mentions"));
    let flags = message.get("flags");
    let possible = match whereto {
        Where::Answer => EPHEMERAL | NO_EMBEDS | SILENT,
        // Who may see a message is settled when it is written.
        Where::Edit => NO_EMBEDS,
        Where::Channel => NO_EMBEDS | SILENT,
    };
    if flags.int(0..=i64::MAX).is_some_and(|flags| flags & !possible != 0) {
        flags.unused();
    }
}

fn check_embeds(embeds: &Field<'_>) {
    let mut length = 0;
    let mut text = |field: Field<'_>, most: usize| {
        length += field.text(1..=most).map_or(0, |text| text.chars().count());
    };
    for embed in embeds.list(0..=EMBEDS) {
        let known = ["title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail"];
        embed.object(&[&known[..], &["author", "fields"]].concat());
        text(embed.get("title"), 256);
        text(embed.get("description"), 4096);
        embed.get("url").url(2048);
        embed.get("color").int(0..=0xFF_FF_FF);
        let timestamp = embed.get("timestamp");
        if timestamp.text(1..=64).is_some_and(|text| DateTime::parse_from_rfc3339(text).is_err()) {
            timestamp.wrong("DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601.");
        }
        for (part, name, most) in [("footer", "text", 2048), ("author", "name", 256)] {
            let part = embed.get(part);
            if part.is_there() {
                part.object(&[name, "url", "icon_url"]);
                text(part.get(name).needed(), most);
            }
        }
        for picture in ["image", "thumbnail"].map(|picture| embed.get(picture)).iter().filter(|it| it.is_there()) {
            // What lies in a file of the message is named by another scheme.
            let url = picture.get("url").needed();
            if !url.value().as_str().is_some_and(|url| url.starts_with("attachment://")) {
                url.url(2048);
            }
        }
        for field in embed.get("fields").list(0..=25) {
            field.object(&["name", "value", "inline"]);
            text(field.get("name").needed(), 256);
            text(field.get("value").needed(), 1024);
            field.get("inline").flag();
        }
        let says = ["title", "description", "footer", "image", "thumbnail", "author"];
        let has_fields = embed.get("fields").value().as_array().is_some_and(|fields| !fields.is_empty());
        if !has_fields && !says.iter().any(|part| embed.get(part).is_there()) {
            let _ = embed.get("description").needed();
        }
    }
    if length > EMBEDS_IN_ALL {
        embeds.wrong("MAX_EMBED_SIZE_EXCEEDED", format!("Embed size exceeds maximum size of {EMBEDS_IN_ALL}"));
    }
}

fn check_mentions(mentions: &Field<'_>) {
    if !mentions.is_there() || !mentions.object(&["parse", "users", "roles", "replied_user"]) {
        return;
    }
    mentions.get("replied_user").flag();
    let parse = mentions.get("parse");
    let mut kinds = HashSet::new();
    for kind in parse.list(0..=3) {
        match kind.value().as_str() {
            Some("users" | "roles" | "everyone") => {
                if !kinds.insert(kind.value().as_str()) {
                    kind.wrong("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
                }
            }
            _ => kind.wrong("BASE_TYPE_CHOICES", "Value must be one of ('everyone', 'roles', 'users')."),
        }
    }
    for kind in ["users", "roles"] {
        let ids = mentions.get(kind).list(0..=MENTIONED);
        for id in &ids {
            id.snowflake();
        }
        if !ids.is_empty() && kinds.contains(&Some(kind)) {
            let words = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            mentions.wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words);
        }
    }
}

/// The files that are listed, each of which must be there.
fn check_attachments(attachments: &Field<'_>, body: &Body, kept: &[u64]) -> Option<Vec<u64>> {
    let came: Vec<u64> = body.files.iter().map(|file| file.number).collect();
    if came.iter().enumerate().any(|(at, number)| came[..at].contains(number)) {
        attachments.wrong("ATTACHMENT_NUMBER_DUPLICATED", "Two files have one number");
    }
    if !attachments.is_there() {
        return None;
    }
    let mut listed = Vec::new();
    for attachment in attachments.list(0..=10) {
        attachment.object(&["id", "filename", "description", "title"]);
        attachment.get("description").text(0..=DESCRIPTION);
        let id = attachment.get("id").needed();
        let Some(number) = id.snowflake() else { continue };
        if !came.contains(&number) && !kept.contains(&number) {
            id.wrong("ATTACHMENT_NOT_FOUND", "There is no such file");
        }
        let file = body.files.iter().find(|file| file.number == number);
        let name = attachment.get("filename");
        if file.is_some_and(|file| name.text(1..=260).is_some_and(|name| name != file.name)) {
            name.wrong("ATTACHMENT_NAME_DIFFERS", "The file itself has another name");
        }
        listed.push(number);
    }
    if came.iter().any(|number| !listed.contains(number)) {
        attachments.wrong("ATTACHMENT_NOT_LISTED", "A file that came is not listed");
    }
    Some(listed)
}

/// Whom a text calls: the identifiers of roles and people, and `everyone`.
pub(super) fn called(text: &str, allowed: &Value) -> Vec<String> {
    let may = |kind: &str, id: Option<&str>| {
        let parsed = allowed["parse"].as_array().into_iter().flatten().any(|parsed| parsed == kind);
        let named = |named: &Value| named.as_str().map_or_else(|| named.to_string(), str::to_owned);
        let ids = allowed[kind].as_array().into_iter().flatten();
        allowed.is_null() || parsed || id.is_some_and(|id| ids.map(named).any(|named| named == id))
    };
    let mut found = Vec::new();
    for (at, _) in text.match_indices("<@") {
        let Some((mark, _)) = text[at + 2..].split_once('>') else { continue };
        let (kind, id) = match mark.strip_prefix('&') {
            Some(id) => ("roles", id),
            None => ("users", mark.trim_start_matches('!')),
        };
        if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && may(kind, Some(id)) {
            found.push(id.to_owned());
        }
    }
    if (text.contains("@everyone") || text.contains("@here")) && may("everyone", None) {
        found.push("everyone".to_owned());
    }
    found
}
