//! Text as Telegram reads it: HTML into plain text and entities, and the trimming that every text gets.

use serde_json::{Value, json};

const TAGS: &[(&str, &str)] = &[
    ("a", "text_link"),
    ("b", "bold"),
    ("strong", "bold"),
    ("i", "italic"),
    ("em", "italic"),
    ("s", "strikethrough"),
    ("strike", "strikethrough"),
    ("del", "strikethrough"),
    ("u", "underline"),
    ("ins", "underline"),
    ("code", "code"),
    ("pre", "pre"),
    ("blockquote", "blockquote"),
    ("tg-spoiler", "spoiler"),
];

/// A text without its marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) entities: Vec<Value>,
}

impl Plain {
    /// What is shown of it: no white space around. None where nothing remains.
    pub(super) fn tidy(mut self) -> Option<Self> {
        self.text.truncate(self.text.trim_end().len());
        let length = utf16(&self.text);
        let first = self.entities.iter().filter_map(|entity| entity["offset"].as_u64()).min();
        let blank = self.text.chars().take_while(|char| matches!(char, ' ' | '\n')).count();
        // White space at the front stays where an entity covers it.
        let cut = blank.min(first.and_then(|first| usize::try_from(first).ok()).unwrap_or(blank));
        self.text.drain(..cut);
        self.entities.retain_mut(|entity| {
            let (Some(offset), Some(span)) = (entity["offset"].as_u64(), entity["length"].as_u64()) else {
                return false;
            };
            let end = (offset + span).min(length as u64);
            entity["offset"] = json!(offset.saturating_sub(cut as u64));
            entity["length"] = json!(end.saturating_sub(offset));
            end > offset
        });
        (!self.text.is_empty()).then_some(self)
    }
}

/// Its length as Telegram counts offsets.
pub(super) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Reads HTML; an error is what follows "can't parse entities: ".
pub(super) fn parse(html: &str) -> Result<Plain, String> {
    let mut reader = Reader { html, at: 0, plain: Plain::default(), open: Vec::new() };
    while let Some(char) = reader.peek() {
        match char {
            '<' if reader.rest().starts_with("</") => reader.end_tag()?,
            '<' => reader.start_tag()?,
            _ => {
                let char = reader.character(char);
                reader.plain.text.push(char);
            }
        }
    }
    match reader.open.pop() {
        Some(open) => Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag)),
        None => Ok(reader.plain),
    }
}

struct Open {
    tag: String,
    argument: String,
    offset: usize,
    byte: usize,
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
    plain: Plain,
    open: Vec<Open>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.html[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|char| !wanted(char)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// The next character, which may be written as a reference; one that Telegram does not know stands as it is.
    fn character(&mut self, next: char) -> char {
        let (char, length) = reference(self.rest()).unwrap_or((next, next.len_utf8()));
        self.at += length;
        char
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        self.at += 1;
        let tag = self.take_while(|char| !char.is_ascii_whitespace() && char != '>').to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if tag != "span" && !TAGS.iter().any(|(known, _)| *known == tag) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let mut argument = String::new();
        loop {
            self.take_while(|char| char.is_ascii_whitespace());
            match self.peek() {
                None => return Err(format!("Unclosed start tag \"{tag}\" at byte offset {begin}")),
                Some('>') => break,
                Some(_) => {
                    let (name, value) = self.attribute(&tag, begin)?;
                    match (tag.as_str(), name) {
                        ("a", "href") | ("span", "class") => argument = value,
                        ("code", "class") => {
                            argument = value.strip_prefix("language-").unwrap_or_default().to_owned();
                        }
                        _ => {}
                    }
                }
            }
        }
        self.at += 1;
        if tag == "span" && argument != "tg-spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        self.open.push(Open { tag, argument, offset: utf16(&self.plain.text), byte: self.plain.text.len() });
        Ok(())
    }

    fn attribute(&mut self, tag: &str, begin: usize) -> Result<(&'a str, String), String> {
        let name = self.take_while(|char| !char.is_ascii_whitespace() && !matches!(char, '=' | '>' | '/' | '"' | '\''));
        if name.is_empty() {
            return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
        }
        self.take_while(|char| char.is_ascii_whitespace());
        if self.peek() != Some('=') {
            return Ok((name, String::new()));
        }
        self.at += 1;
        self.take_while(|char| char.is_ascii_whitespace());
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            let start = self.at;
            let token = self.take_while(|char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-'));
            return match self.peek() {
                Some(char) if char.is_ascii_whitespace() || char == '>' => Ok((name, token.to_ascii_lowercase())),
                _ => Err(format!("Unexpected end of name token at byte offset {start}")),
            };
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            match self.peek() {
                None => return Err(format!("Unclosed start tag at byte offset {begin}")),
                Some(char) if char == quote => break,
                Some(char) => value.push(self.character(char)),
            }
        }
        self.at += 1;
        Ok((name, value))
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.at += 2;
        let tag = self.take_while(|char| !char.is_ascii_whitespace() && char != '>').to_ascii_lowercase();
        self.take_while(|char| char.is_ascii_whitespace());
        if self.peek() != Some('>') {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        self.at += 1;
        if !tag.is_empty() && tag != open.tag {
            let expected = open.tag;
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{expected}>\", found \"</{tag}>\""
            ));
        }
        self.close(open);
        Ok(())
    }

    fn close(&mut self, open: Open) {
        let length = utf16(&self.plain.text) - open.offset;
        if length == 0 {
            return;
        }
        let kind = TAGS.iter().find(|(tag, _)| *tag == open.tag).map_or("spoiler", |(_, kind)| kind);
        let mut entity = json!({ "type": kind, "offset": open.offset, "length": length });
        if kind == "text_link" {
            let url = if open.argument.is_empty() { &self.plain.text[open.byte..] } else { &open.argument };
            entity["url"] = json!(url);
        }
        self.plain.entities.push(entity);
    }
}

/// A reference at the start of a text, and how long it is.
fn reference(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    let (char, length) = if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
        let digits = &digits[..digits.find(|char: char| !char.is_digit(radix)).unwrap_or(digits.len())];
        let char = char::from_u32(u32::from_str_radix(digits, radix).ok()?).filter(|char| *char != '\0')?;
        (char, if radix == 16 { 3 } else { 2 } + digits.len())
    } else {
        let name = &name[..name.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(name.len())];
        let char = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => return None,
        };
        (char, 1 + name.len())
    };
    Some((char, length + usize::from(text[length..].starts_with(';'))))
}
