//! A page as it came: what is read on it, and what its forms hold.

use scraper::{ElementRef, Html, Selector};

use crate::app::Answer;

/// A page as it came.
pub struct Page {
    /// The status.
    pub status: u16,
    /// The address it came from, after what led there.
    pub path: String,
    /// The answer itself.
    pub answer: Answer,
    pub(super) html: Html,
}

pub(super) fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// The text of an element, its blanks made one.
pub(super) fn words(element: ElementRef<'_>) -> String {
    element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

impl From<Answer> for Page {
    fn from(answer: Answer) -> Self {
        Self::of(answer, "")
    }
}

impl Page {
    pub(super) fn of(answer: Answer, path: &str) -> Self {
        let html = Html::parse_document(&answer.text);
        Self { status: answer.status.as_u16(), path: path.to_owned(), answer, html }
    }

    /// The page, which must have this status.
    ///
    /// # Panics
    /// If it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.text("main"));
        self
    }

    /// The text of the first element a selector names; nothing if there is none.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        self.html.select(&select(selector)).next().map(words).unwrap_or_default()
    }

    /// The texts of all of them.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.html.select(&select(selector)).map(words).collect()
    }

    /// An attribute of the first element a selector names.
    #[must_use]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.html.select(&select(selector)).next()?.attr(name).map(str::to_owned)
    }

    /// Whether people read this on the page.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.text("main").contains(text)
    }

    /// People must read this on the page.
    ///
    /// # Panics
    /// If they do not.
    #[track_caller]
    pub fn must_say(&self, text: &str) {
        assert!(self.says(text), "«{text}» is not in: {}", self.text("main"));
    }

    /// People must not read this on the page.
    ///
    /// # Panics
    /// If they do.
    #[track_caller]
    pub fn must_not_say(&self, text: &str) {
        assert!(!self.says(text), "«{text}» is in: {}", self.text("main"));
    }

    /// All that people read in the main part: a line for each piece of text.
    #[must_use]
    pub fn lines(&self) -> String {
        let main = select("main");
        let pieces = self.html.select(&main).flat_map(|main| main.text().map(str::trim).collect::<Vec<_>>());
        pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The row of a table whose head says so.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    #[must_use]
    pub fn row(&self, head: &str) -> String {
        let rows = self.texts("tr");
        rows.iter().find(|row| row.starts_with(head)).unwrap_or_else(|| panic!("no row {head}: {rows:?}")).clone()
    }

    /// The addresses of the main part's links that hold this.
    #[must_use]
    pub fn links(&self, part: &str) -> Vec<String> {
        let all = select("main a");
        let addresses = self.html.select(&all).filter_map(|link| link.attr("href"));
        addresses.filter(|address| address.contains(part)).map(str::to_owned).collect()
    }

    /// Whether a form goes to an address that ends so.
    #[must_use]
    pub fn has_form(&self, action: &str) -> bool {
        self.html.select(&select(&format!("form[action$=\"{action}\"]"))).next().is_some()
    }

    /// Where it leads on to.
    #[must_use]
    pub fn location(&self) -> &str {
        self.answer.header("location")
    }

    /// What is wrong with a field, which must be tied to it.
    ///
    /// # Panics
    /// If the field does not name the text that stands beside it.
    #[track_caller]
    #[must_use]
    pub fn error(&self, id: &str) -> String {
        let text = self.text(&format!("#{id}-error"));
        if !text.is_empty() {
            let described = self.attribute(&format!("#{id}"), "aria-describedby").unwrap_or_default();
            assert!(described.split(' ').any(|own| own == format!("{id}-error")), "{id} is not tied to its error");
        }
        text
    }

    /// What a field is filled with.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        let find = |selector: String| self.html.select(&select(&selector)).next();
        let field = find(format!("[name=\"{name}\"]"));
        field.and_then(|field| values(field).into_iter().next()).unwrap_or_default()
    }

    /// Where the first form goes whose address ends so, and what a browser sends of it.
    #[track_caller]
    pub(super) fn filled(&self, action: &str, given: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let form = self.html.select(&select(&format!("form[action$=\"{action}\"]"))).next();
        let form = form.unwrap_or_else(|| panic!("{} has no form {action}: {}", self.path, self.text("main")));
        let all = select("input, textarea, select");
        let fields = form.select(&all).flat_map(|field| {
            let name = field.attr("name").unwrap_or_default().to_owned();
            values(field).into_iter().map(move |value| (name.clone(), value))
        });
        let fields = fields.filter(|(name, _)| !given.iter().any(|(own, _)| own == name));
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        (form.attr("action").unwrap_or_default().to_owned(), fields.chain(given).collect())
    }
}

/// What a browser sends of a field as it stands.
fn values(field: ElementRef<'_>) -> Vec<String> {
    let value = |default: &str| field.attr("value").unwrap_or(default).to_owned();
    match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("textarea", _) => vec![field.text().collect::<String>().trim_start_matches('\n').to_owned()],
        ("select", _) => {
            let chosen = field.select(&select("option[selected]")).next();
            let option = chosen.or_else(|| field.select(&select("option")).next());
            option.and_then(|option| option.attr("value")).map(str::to_owned).into_iter().collect()
        }
        (_, "checkbox" | "radio") if field.attr("checked").is_none() => Vec::new(),
        (_, "checkbox" | "radio") => vec![value("on")],
        _ => vec![value("")],
    }
}
