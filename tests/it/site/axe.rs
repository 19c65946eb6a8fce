//! Every page and state through axe-core: in both languages, by day and by night, wide, enlarged and narrow; and what axe
//! cannot see. A page is loaded once in a language: how it is looked at changes where it stands.

mod deciding;
mod managing;
mod own;
mod public;

use tests::Person;
use tests::browser::{Browser, Page, View};

use super::Site;

/// How a page is looked at: both themes in each of the sizes.
fn looks() -> [(&'static str, View); 6] {
    let (wide, large, narrow) = (View::desktop(), View::desktop().zoomed(), View::narrow());
    [
        ("by day", wide),
        ("by night", wide.dark()),
        ("200 % by night", large.dark()),
        ("200 % by day", large),
        ("320 px by day", narrow),
        ("320 px by night", narrow.dark()),
    ]
}

/// Somebody who walks through pages in a language, and what they find wrong on the way.
pub(super) struct Eyes<'a> {
    site: &'a Site,
    pub(super) page: Page,
    language: &'static str,
    found: Vec<String>,
}

impl<'a> Eyes<'a> {
    /// In a window of their own, signed in or not.
    pub(super) async fn open(
        site: &'a Site,
        browser: &Browser,
        language: &'static str,
        person: Option<&Person>,
    ) -> Eyes<'a> {
        let page = browser.open(View::desktop().in_language(language)).await;
        if let Some(person) = person {
            page.bring_cookie(&site.at("/"), &person.cookie()).await;
        }
        Self { site, page, language, found: Vec::new() }
    }

    /// Goes to a page in their language, and looks at it.
    pub(super) async fn at(&mut self, path: &str) {
        self.page.goto(&self.site.at(&format!("/{}{path}", self.language))).await;
        self.look(path).await;
    }

    /// Sends the form whose address ends so, with these fields otherwise than they are, where it must come back to be mended;
    /// and looks at that.
    async fn mend(&mut self, form: &str, fields: &[(&str, &str)]) {
        self.page.send(form, fields).await;
        self.page.has("#complaints, [aria-invalid=true]").await;
        self.look(&format!("{form}, to be mended,")).await;
    }

    /// Looks at what is shown; and if something is folded, at that unfolded.
    pub(super) async fn look(&mut self, state: &str) {
        self.look_around(state).await;
        let folded = "[...document.querySelectorAll('details:not([open])')].map((it) => { it.open = true }).length";
        if self.page.ask(folded).await != 0 {
            self.look_around(&format!("{state} unfolded")).await;
        }
    }

    async fn look_around(&mut self, state: &str) {
        let page = &self.page;
        assert_eq!(page.lang().await, self.language, "{state}");
        for (name, view) in looks() {
            page.look(view.in_language(self.language)).await;
            self.found.extend(page.axe().await.into_iter().map(|line| format!("{state} {name}: {line}")));
            if page.scrolls_sideways().await {
                self.found.push(format!("{state} {name}: one must scroll sideways"));
            }
        }
        page.look(View::desktop().in_language(self.language)).await;
        let title = page.title().await;
        if title.split(" – ").filter(|part| !part.trim().is_empty()).count() < 2 {
            self.found.push(format!("{state}: the title says too little: {title}"));
        }
        if page.count("form :is(input, select, textarea)[aria-invalid=true]:not([aria-describedby])").await > 0 {
            self.found.push(format!("{state}: an error is tied to no field"));
        }
        // That a form is answered 422 is said by the console too, and is as it should be; so is 404 of what is not there.
        let missing = state.contains("nowhere");
        let expected = |line: &String| line.contains("status of 422") || (missing && line.contains("status of 404"));
        let errors = page.console_errors().await.into_iter().filter(|line| !expected(line));
        self.found.extend(errors.map(|line| format!("{state}: {line}")));
    }

    /// The end of the way: nothing was wrong.
    #[track_caller]
    pub(super) fn end(self) {
        assert_eq!(self.found, [""; 0], "{}", self.language);
    }
}
