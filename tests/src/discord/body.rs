//! What a call brings: JSON, or a form of JSON and files.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The largest file.
const FILE: usize = 10 << 20;
const FILES: usize = 10;

/// A file that came with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Upload {
    /// The number in `files[…]`.
    pub(super) number: u64,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A body, and its files.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) json: Value,
    pub(super) files: Vec<Upload>,
}

impl Body {
    /// Reads it.
    pub(super) fn read(content_type: &str, body: &[u8]) -> Result<Self, Refusal> {
        if body.is_empty() && content_type.is_empty() {
            return Ok(Self::default());
        }
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        match kind {
            "application/json" => Ok(Self { json: object(body)?, files: Vec::new() }),
            "multipart/form-data" => {
                let boundary = content_type.split_once("boundary=").map(|(_, rest)| rest);
                let boundary = boundary.and_then(|rest| rest.split(';').next()).map(|text| text.trim_matches('"'));
                multipart(boundary.ok_or_else(unread)?, body)
            }
            _ => {
                let kinds =
                    "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.";
                let mut refusal = Refusal::new(400, 50035, "Invalid Form Body");
                refusal.body["errors"] = json!({ "_errors": [{ "code": "CONTENT_TYPE_INVALID", "message": kinds }] });
                Err(refusal)
            }
        }
    }

    /// All of it; a file is its name and size.
    pub(super) fn record(&self) -> Value {
        let mut record = self.json.clone();
        if !self.files.is_empty() {
            let files = self.files.iter().map(|file| json!({ "filename": file.name, "size": file.bytes.len() }));
            record["files"] = files.collect();
        }
        record
    }
}

fn unread() -> Refusal {
    Refusal::new(400, 50109, "The request body contains invalid JSON.")
}

fn object(body: &[u8]) -> Result<Value, Refusal> {
    // A list is a body, too: that of commands.
    let json: Value = serde_json::from_slice(body).map_err(|_| unread())?;
    if json.is_object() || json.is_array() { Ok(json) } else { Err(unread()) }
}

fn multipart(boundary: &str, body: &[u8]) -> Result<Body, Refusal> {
    // The first boundary has no line before it.
    let body = [b"\r\n", body].concat();
    let delimiter = format!("\r\n--{boundary}");
    let mut read = Body { json: Value::Object(Map::new()), files: Vec::new() };
    let mut rest = after(&body, delimiter.as_bytes()).ok_or_else(unread)?.1;
    while !rest.starts_with(b"--") {
        let (part, next) = after(rest, delimiter.as_bytes()).ok_or_else(unread)?;
        rest = next;
        let part = part.strip_prefix(b"\r\n").ok_or_else(unread)?;
        let (head, content) = after(part, b"\r\n\r\n").ok_or_else(unread)?;
        let head = String::from_utf8_lossy(head);
        let (name, file_name) = head.lines().find_map(disposition).ok_or_else(unread)?;
        match (name.as_str(), file_name) {
            ("payload_json", None) => read.json = object(content)?,
            (name, Some(file_name)) => read.files.push(file(name, file_name, content)?),
            // Discord looks at no other part.
            _ => return Err(unread()),
        }
    }
    if read.files.len() > FILES {
        return Err(Refusal::new(400, 30015, "Maximum number of attachments in a message reached (10)"));
    }
    Ok(read)
}

fn file(part: &str, name: String, bytes: &[u8]) -> Result<Upload, Refusal> {
    let number = part.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')).and_then(|text| text.parse().ok());
    // Discord writes a name anew that has anything else in it.
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    let Some(number) = number.filter(|_| !name.is_empty() && name.chars().all(plain)) else { return Err(unread()) };
    if bytes.len() > FILE {
        return Err(Refusal::new(413, 40005, "Request entity too large"));
    }
    Ok(Upload { number, name, bytes: bytes.to_owned() })
}

/// What is before and after the first of these.
fn after<'a>(bytes: &'a [u8], wanted: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(wanted.len()).position(|window| window == wanted)?;
    Some((&bytes[..at], &bytes[at + wanted.len()..]))
}

/// The name and the file name that a part's header gives it.
fn disposition(line: &str) -> Option<(String, Option<String>)> {
    let (header, value) = line.split_once(':')?;
    if !header.eq_ignore_ascii_case("content-disposition") {
        return None;
    }
    let given = |wanted: &str| {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        let mut found = pairs.filter(|(key, _)| key.trim() == wanted);
        found.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
    };
    Some((given("name")?, given("filename")))
}
