//! What hands do on a page: clicking and filling in what goes by a name, and everything the keyboard can.

use std::path::Path;
use std::sync::atomic::Ordering;

use serde::Deserialize;
use serde_json::{Value, json};

use super::page::{NAMES, Page};
use super::wire::Element;

/// How many things a page may have to pass with the tabulator.
const MOST_STOPS: usize = 300;

/// A key without a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// To the next.
    Tab,
    /// To the one before: the tabulator with shift.
    BackTab,
    /// Follows a link, presses a button, sends a form.
    Enter,
    /// Presses a button, ticks a box.
    Space,
    /// Closes.
    Escape,
    /// Among radio buttons and options.
    Up,
    /// Among radio buttons and options.
    Down,
    /// Among tabs.
    Left,
    /// Among tabs.
    Right,
}

/// Where the keyboard is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Focus {
    /// The tag, and the id if it has one: `input#name`.
    pub element: String,
    /// What it is called.
    pub name: String,
    /// Whether it is seen that the keyboard is there.
    pub is_outlined: bool,
}

/// What goes by a name.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Links, buttons and the like.
    Thing,
    /// What is filled in.
    Field,
    /// Radio buttons and boxes to tick.
    Choice,
}

impl Kind {
    /// As the script knows it.
    fn word(self) -> &'static str {
        match self {
            Self::Thing => "thing",
            Self::Field => "field",
            Self::Choice => "choice",
        }
    }
}

impl Page {
    /// Clicks the link or button of this name, or the only one whose name begins so.
    ///
    /// It does not wait for what comes of it: `sees`, `arrives_at` or `follow` do.
    ///
    /// # Panics
    /// If there is none, or several, for long.
    pub async fn click(&self, name: &str) {
        self.press_on(Kind::Thing, name).await;
    }

    /// Clicks it and waits until the page it leads to is loaded.
    ///
    /// # Panics
    /// If there is none, or no other page comes.
    pub async fn follow(&self, name: &str) {
        self.leave(async || self.click(name).await).await;
    }

    /// Chooses the radio button, or ticks the box, with this label.
    ///
    /// # Panics
    /// If there is none, or several, for long.
    pub async fn choose(&self, label: &str) {
        self.press_on(Kind::Choice, label).await;
    }

    /// Writes into the field with this label, in place of what stands there. Dates and times as HTML has them:
    /// `2027-05-01`, `09:30`.
    ///
    /// # Panics
    /// If there is none, or several, for long, or it is not to be written in.
    pub async fn fill(&self, label: &str, text: &str) {
        let what = format!("«{label}» is filled in");
        self.eventually(&what, async || {
            let field = self.the(Kind::Field, label).await?;
            let kind = self.session.script("return arguments[0].type", json!([field.json()])).await?;
            if ["date", "time", "datetime-local", "month", "week", "color", "range"].iter().any(|set| kind == *set) {
                let script = format!("{NAMES}; return set(...arguments)");
                let is_set = self.session.script(&script, json!([field.json(), text])).await?;
                return if is_set == true { Ok(()) } else { Err(format!("it does not take «{text}»")) };
            }
            self.session.on(&field, "clear", json!({})).await?;
            self.session.on(&field, "value", json!({ "text": text })).await.map(drop)
        })
        .await;
    }

    /// Sends the first form whose address ends so by its first button, with these fields otherwise than they are, past all
    /// that the browser itself would ask to be mended; waits until the answer is loaded.
    ///
    /// # Panics
    /// If there is no such form, or no answer comes.
    pub async fn send(&self, form: &str, fields: &[(&str, &str)]) {
        let script = format!("{NAMES}; return send(...arguments)");
        let doing = async || {
            let sent = self.session.script(&script, json!([form, fields])).await.expect("an answer");
            assert_eq!(sent, Value::Null, "{form}");
        };
        self.leave(doing).await;
    }

    /// Hands a file to the field with this label.
    ///
    /// # Panics
    /// If there is none, or several, for long.
    pub async fn attach(&self, label: &str, file: &Path) {
        let path = file.to_str().expect("a path in UTF-8");
        self.eventually(&format!("«{label}» is handed a file"), async || {
            let field = self.the(Kind::Field, label).await?;
            self.session.on(&field, "value", json!({ "text": path })).await.map(drop)
        })
        .await;
    }

    /// Chooses an option of the list with this label.
    ///
    /// # Panics
    /// If there is no such list or option for long.
    pub async fn select(&self, label: &str, option: &str) {
        let script = "return [...arguments[0].options].filter((o) => o.label.trim() === arguments[1])";
        self.eventually(&format!("«{option}» of «{label}» is chosen"), async || {
            let list = self.the(Kind::Field, label).await?;
            let options = Element::all(&self.session.script(script, json!([list.json(), option])).await?);
            let option = only(options, option)?;
            self.session.on(&option, "click", json!({})).await.map(drop)
        })
        .await;
    }

    /// How many clicks it took so far, choices included.
    #[must_use]
    pub fn clicks(&self) -> usize {
        self.clicks.load(Ordering::Relaxed)
    }

    /// Presses a key where the keyboard is.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn press(&self, key: Key) {
        let (held, pressed) = match key {
            Key::Tab => (None, '\u{E004}'),
            Key::BackTab => (Some('\u{E008}'), '\u{E004}'),
            Key::Enter => (None, '\u{E007}'),
            Key::Space => (None, ' '),
            Key::Escape => (None, '\u{E00C}'),
            Key::Left => (None, '\u{E012}'),
            Key::Up => (None, '\u{E013}'),
            Key::Right => (None, '\u{E014}'),
            Key::Down => (None, '\u{E015}'),
        };
        let mut strokes = stroke(pressed).to_vec();
        if let Some(held) = held {
            let [down, up] = stroke(held);
            strokes.insert(0, down);
            strokes.push(up);
        }
        self.strike(strokes).await;
    }

    /// Presses a key and waits until the page it leads to is loaded.
    ///
    /// # Panics
    /// If no other page comes.
    pub async fn press_and_follow(&self, key: Key) {
        self.leave(async || self.press(key).await).await;
    }

    /// Types where the keyboard is.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn write(&self, text: &str) {
        self.strike(text.chars().flat_map(stroke).collect()).await;
    }

    /// Goes on with the tabulator until the keyboard is on what has this name, or a name that begins so.
    ///
    /// # Panics
    /// If it comes round without having met it, or one does not see where the keyboard is on the way.
    pub async fn tab_to(&self, name: &str) -> Focus {
        let mut met = Vec::new();
        for _ in 0..MOST_STOPS {
            self.press(Key::Tab).await;
            let focus = self.focus().await;
            assert!(focus.is_outlined || focus.element == "body", "one does not see the keyboard: {focus:?}");
            if focus.name.starts_with(name) {
                return focus;
            }
            met.push(format!("{} «{}»", focus.element, focus.name));
            if met.len() > 1 && focus.element == "body" {
                break;
            }
        }
        panic!("the keyboard does not reach «{name}»; it met:\n{}", met.join("\n"));
    }

    /// Where the keyboard is.
    ///
    /// # Panics
    /// If the browser is gone.
    pub async fn focus(&self) -> Focus {
        let focus = self.session.script(&format!("{NAMES}; return focus()"), json!([])).await.expect("an answer");
        serde_json::from_value(focus).expect("a focus")
    }

    async fn press_on(&self, kind: Kind, name: &str) {
        self.eventually(&format!("«{name}» is clicked"), async || {
            let element = self.the(kind, name).await?;
            self.session.on(&element, "click", json!({})).await
        })
        .await;
        self.clicks.fetch_add(1, Ordering::Relaxed);
    }

    /// The only one of a kind that goes by this name.
    async fn the(&self, kind: Kind, name: &str) -> Result<Element, String> {
        let script = format!("{NAMES}; return called(...arguments)");
        let found = self.session.script(&script, json!([kind.word(), name, self.part])).await?;
        only(Element::all(&found), name)
    }

    /// Does what leads to another page, and waits until that is loaded.
    async fn leave(&self, doing: impl AsyncFn()) {
        // Every page has a moment of its own at which it began.
        let began = "performance.timeOrigin.toString()";
        let before = self.ask(began).await;
        doing().await;
        let is_new = format!("{began} !== text && document.readyState === 'complete'");
        self.until("another page is to come", &is_new, before.as_str().unwrap_or_default()).await;
    }

    async fn strike(&self, strokes: Vec<Value>) {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.session.post("/actions", json!({ "actions": [keyboard] })).await.expect("the keys are struck");
    }
}

/// A key going down and up.
fn stroke(key: char) -> [Value; 2] {
    ["keyDown", "keyUp"].map(|way| json!({ "type": way, "value": key.to_string() }))
}

fn only(mut found: Vec<Element>, name: &str) -> Result<Element, String> {
    match (found.pop(), found.len()) {
        (Some(element), 0) => Ok(element),
        (Some(_), others) => Err(format!("{} things are called «{name}»", others + 1)),
        (None, _) => Err(format!("nothing is called «{name}»")),
    }
}
