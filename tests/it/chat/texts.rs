//! The words of the conversation: the same keys and variables in each language, all of them used, and short on buttons.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bots::screen::MAX_LABEL;
use platform_core::sign_ups::State;
use platform_core::texts::{Args, Locale, Texts};

use super::rule::messages;

fn source(locale: Locale) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("platform/core/texts").join(locale.tag());
    let texts = |file| std::fs::read_to_string(folder.join(file)).expect("the texts");
    texts("chat.ftl") + &texts("discord.ftl")
}

/// The variables of each key: `{ $count -> … }` and `{ $count }` name one.
fn variables(source: &str) -> BTreeMap<&str, BTreeSet<String>> {
    let of = |text: &str| {
        let after = text.split('$').skip(1);
        after.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()).collect()
    };
    messages(source).into_iter().map(|(key, text)| (key, of(&text))).collect()
}

#[test]
fn every_language_has_the_same_keys_and_variables() {
    let (fr, en) = (source(Locale::Fr), source(Locale::En));
    let (fr_keys, en_keys) = (variables(&fr), variables(&en));
    assert!(fr_keys.len() > 100 && fr_keys["chat-left"] == BTreeSet::from(["title".to_owned()]), "{fr_keys:?}");
    assert_eq!(fr_keys, en_keys);
    for source in [&fr, &en] {
        let (all, distinct) = (messages(source).len(), variables(source).len());
        assert_eq!(all, distinct, "a key is written twice");
    }
}

#[test]
fn every_text_is_filled_in_and_every_label_is_short() {
    let texts = Texts::new(&BTreeMap::new());
    for locale in Locale::ALL {
        let source = source(*locale);
        for (key, names) in variables(&source) {
            for number in [0, 1, 2, 20] {
                let args: Args = names.iter().map(|name| (name.clone(), number.into())).collect();
                let text = texts.find(*locale, key, &args).unwrap_or_else(|| panic!("{key} in {locale} has no text"));
                assert!(!text.trim().is_empty() && !text.contains("{$"), "{key} in {locale}: {text}");
                let length = text.chars().count();
                let short = !key.starts_with("chat-do-") || length <= MAX_LABEL;
                assert!(short, "{key} in {locale} has {length} characters: {text}");
            }
        }
    }
}

/// Two buttons that say the same would not be told apart.
#[test]
fn every_label_is_another() {
    let texts = Texts::new(&BTreeMap::new());
    for locale in Locale::ALL {
        let source = source(*locale);
        let labels = variables(&source).into_keys().filter(|key| key.starts_with("chat-do-"));
        let labels: Vec<_> = labels.map(|key| texts.get(*locale, key, &Args::new())).collect();
        assert_eq!(labels.iter().collect::<BTreeSet<_>>().len(), labels.len(), "{labels:?}");
    }
}

/// What the code says is written, and what is written is said.
#[test]
fn every_key_is_used_and_every_used_key_is_there() {
    let french = source(Locale::Fr);
    let written: BTreeSet<_> = variables(&french).into_keys().map(str::to_owned).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut code = String::new();
    for file in ["bots/src", "platform/src", "platform/core/src"].iter().flat_map(|folder| files(&root.join(folder))) {
        code.push_str(&std::fs::read_to_string(file).unwrap_or_default());
    }
    let literals: BTreeSet<_> = code.split('"').filter(|text| is_ours(text)).collect();
    // Some are put together: all that begin so are said.
    let begun = |key: &str| {
        let mut prefixes = literals.iter().filter_map(|text| Some(text.split_once('{')?.0));
        prefixes.any(|prefix| key.starts_with(prefix))
    };
    // A question and an act are named once, for their title and their text.
    let named =
        |key: &str| literals.contains(key) || key.strip_suffix("-title").is_some_and(|key| literals.contains(key));
    let unused: Vec<_> = written.iter().filter(|key| !named(key) && !begun(key)).collect();
    assert!(unused.is_empty(), "written, but never said: {unused:?}");
    let is_written = |key: &str| written.contains(key) || written.contains(&format!("{key}-title"));
    let unknown: Vec<_> = literals.iter().filter(|key| is_key(key) && !is_written(key)).collect();
    assert!(unknown.is_empty(), "said, but not written: {unknown:?}");
    for state in State::ALL {
        assert!(written.contains(&format!("chat-state-{state}")), "{state}");
    }
}

fn is_ours(text: &str) -> bool {
    text.starts_with("chat-") || text.starts_with("discord-")
}

fn is_key(text: &str) -> bool {
    is_ours(text) && text.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
