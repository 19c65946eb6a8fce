//! What a call says, read as Telegram reads it: from the query, a form, a JSON body or a multipart form.

use std::collections::HashMap;

use reqwest::Url;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The parameters that are JSON also where they travel as text.
const JSON: &[&str] = &["reply_markup", "commands", "scope", "allowed_updates", "entities", "caption_entities"];

/// A file that came with a call.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The parameters of a call, and its files.
#[derive(Debug, Clone, Default)]
pub(super) struct Params {
    values: Map<String, Value>,
    files: HashMap<String, Upload>,
}

impl Params {
    /// Reads a call.
    pub(super) fn read(query: Option<&str>, content_type: &str, body: &[u8]) -> Result<Self, Refusal> {
        let mut params = Self::default();
        params.form(query.unwrap_or_default());
        if content_type.starts_with("application/json") {
            if !body.is_empty() {
                let Ok(Value::Object(values)) = serde_json::from_slice(body) else {
                    return Err(Refusal::bad("JSON object expected"));
                };
                params.values.extend(values);
            }
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            params.form(&String::from_utf8_lossy(body));
        } else if content_type.starts_with("multipart/form-data") {
            let boundary = content_type.split_once("boundary=").map(|(_, boundary)| boundary.trim_matches('"'));
            let boundary = boundary.ok_or_else(|| Refusal::bad("boundary not found"))?;
            params.multipart(boundary, body)?;
        }
        Ok(params)
    }

    fn form(&mut self, text: &str) {
        let mut url = Url::parse("http://form/").expect("an address");
        url.set_query(Some(text));
        self.values.extend(url.query_pairs().map(|(name, value)| (name.into_owned(), json!(value))));
    }

    fn multipart(&mut self, boundary: &str, body: &[u8]) -> Result<(), Refusal> {
        let unread = || Refusal::bad("can't parse form data");
        // The first boundary has no line before it.
        let body = [b"\r\n", body].concat();
        let delimiter = format!("\r\n--{boundary}");
        let mut rest = after(&body, delimiter.as_bytes()).ok_or_else(unread)?.1;
        while !rest.starts_with(b"--") {
            let (part, next) = after(rest, delimiter.as_bytes()).ok_or_else(unread)?;
            rest = next;
            let part = part.strip_prefix(b"\r\n").ok_or_else(unread)?;
            let (head, content) = after(part, b"\r\n\r\n").ok_or_else(unread)?;
            let head = String::from_utf8_lossy(head);
            let [name, file_name] = head.lines().find_map(disposition).ok_or_else(unread)?;
            let name = name.ok_or_else(|| Refusal::bad("field name in multipart/form-data not found"))?;
            match file_name {
                Some(file_name) => {
                    self.files.insert(name, Upload { name: file_name, bytes: content.to_owned() });
                }
                None => {
                    self.values.insert(name, json!(String::from_utf8_lossy(content)));
                }
            }
        }
        Ok(())
    }

    /// A parameter as text; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        match self.values.get(name) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            // Telegram takes it as it was written.
            Some(other) => other.to_string(),
        }
    }

    /// A parameter as a whole number; 0 where it is none.
    pub(super) fn int(&self, name: &str) -> i64 {
        self.text(name).trim().parse().unwrap_or(0)
    }

    /// A parameter as yes or no.
    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).trim().to_lowercase().as_str(), "true" | "yes" | "1")
    }

    /// A parameter that is JSON; an error where it cannot be read.
    pub(super) fn json(&self, name: &str) -> Result<Option<Value>, ()> {
        match self.values.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| ()),
            Some(other) => Ok(Some(other.clone())),
        }
    }

    /// The file a parameter names, or brings itself.
    pub(super) fn file(&self, name: &str) -> Option<&Upload> {
        let value = self.text(name);
        self.files.get(value.strip_prefix("attach://").unwrap_or(name))
    }

    /// All of it, in one shape however it travelled.
    pub(super) fn record(&self) -> Value {
        let mut record = self.values.clone();
        for (name, value) in &mut record {
            if let Value::String(text) = value {
                let whole = matches!(name.as_str(), "chat_id" | "message_id");
                if let Some(read) = serde_json::from_str(text).ok().filter(|_| whole || JSON.contains(&name.as_str())) {
                    *value = read;
                }
            }
        }
        for (name, file) in &self.files {
            record.insert(name.clone(), json!({ "file_name": file.name, "size": file.bytes.len() }));
        }
        Value::Object(record)
    }
}

/// What is before and after the first of these.
fn after<'a>(bytes: &'a [u8], wanted: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(wanted.len()).position(|window| window == wanted)?;
    Some((&bytes[..at], &bytes[at + wanted.len()..]))
}

/// The name and the file name that a part's header gives it.
///
/// Telegram knows no `filename*`: such a part is no file to it, which is how clients lose files whose name has an
/// accent or a blank.
fn disposition(line: &str) -> Option<[Option<String>; 2]> {
    let (header, value) = line.split_once(':')?;
    if !header.eq_ignore_ascii_case("content-disposition") {
        return None;
    }
    let (mut names, mut rest) = ([None, None], value.split_once(';')?.1);
    while let Some((key, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let (value, left) = match value.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => value.split_once(';').map_or((value.to_owned(), ""), |(value, left)| (value.to_owned(), left)),
        };
        match key.trim_matches([' ', ';']) {
            "name" => names[0] = Some(percent_decoded(value.trim())),
            "filename" => names[1] = Some(percent_decoded(&value)),
            _ => {}
        }
        rest = left;
    }
    Some(names)
}

fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            char => value.push(char),
        }
    }
    None
}

fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::new();
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        let digits = rest.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or(*first));
        bytes = if code.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
