//! What axe-core finds on a page that keeps people out.

use serde_json::{Value, json};

use super::folder;
use super::page::Page;

/// The rules asked for by tag: WCAG 2.1 AA and the RGAA.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4"];

/// And by name.
const RULES: [&str; 4] = ["landmark-one-main", "page-has-heading-one", "heading-order", "target-size"];

const RUN: &str = "const [options, done] = arguments; \
    axe.run(document, options).then((found) => done(found.violations), (error) => done(String(error)))";

impl Page {
    /// Has axe-core look at the page as it stands; a line for each place where it finds a rule broken.
    ///
    /// It comes by WebDriver, not through the page's policy. Without scripts it does not run.
    ///
    /// # Panics
    /// If axe-core is not there (`.ci/setup --test` brings it), or the page is looked at without scripts.
    pub async fn axe(&self) -> Vec<String> {
        assert_eq!(self.ask("matchMedia('(scripting: none)').matches").await, false, "axe-core takes scripts");
        if self.ask("typeof axe").await == "undefined" {
            let axe = std::fs::read_to_string(folder().join("axe.min.js"));
            let axe = axe.expect("target/browser/axe.min.js (`.ci/setup --test` brings it)");
            self.session.script(&axe, json!([])).await.expect("axe-core is loaded");
        }
        let rules = RULES.map(|rule| (rule.to_owned(), json!({ "enabled": true })));
        let options = json!({
            "runOnly": { "type": "tag", "values": TAGS },
            "rules": serde_json::Map::from_iter(rules),
            "resultTypes": ["violations"],
        });
        let run = self.session.post("/execute/async", json!({ "script": RUN, "args": [options] })).await;
        let run = run.expect("axe-core runs");
        let violations = run.as_array().unwrap_or_else(|| panic!("axe-core: {run}"));
        violations.iter().flat_map(lines).collect()
    }
}

/// One rule's places, a line each.
fn lines(violation: &Value) -> Vec<String> {
    let rule = violation["id"].as_str().unwrap_or_default();
    let places = violation["nodes"].as_array().into_iter().flatten();
    let line = |place: &Value| {
        let target = place["target"].to_string();
        let why = place["failureSummary"].as_str().unwrap_or_default();
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{rule} at {target}: {why}")
    };
    places.map(line).collect()
}
