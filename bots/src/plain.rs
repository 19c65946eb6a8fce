//! Descriptions without their Markdown, and their beginnings: what a message shows of a text.

use std::borrow::Cow;

/// A description in limited Markdown, as plain words: emphasis and headings lose their marks, lists keep theirs, links show
/// what they say.
#[must_use]
pub(crate) fn text(markdown: &str) -> String {
    let lines = markdown.lines().map(|line| {
        let line = line.trim().trim_start_matches('#').trim_start();
        let line = line.strip_prefix("* ").map_or(Cow::Borrowed(line), |item| format!("- {item}").into());
        links(&line.replace("**", "").replace("__", "").replace('`', ""))
    });
    let mut whole = String::with_capacity(markdown.len());
    for line in lines {
        // Two empty lines say no more than one.
        if line.is_empty() && (whole.is_empty() || whole.ends_with("\n\n")) {
            continue;
        }
        whole.push_str(&line);
        whole.push('\n');
    }
    whole.trim_end().to_owned()
}

/// `[words](address)` as the words.
fn links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let link = after.split_once("](").and_then(|(words, tail)| Some((words, tail.split_once(')')?.1)));
        match link.filter(|(words, _)| !words.contains(['[', ']'])) {
            Some((words, tail)) => {
                out.push_str(words);
                rest = tail;
            }
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out + rest
}

/// The beginning of a text, at most so many characters, cut between words, with a mark if there is more.
#[must_use]
pub(crate) fn beginning(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most {
        return Cow::Borrowed(text);
    }
    let end = text.char_indices().nth(most.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let cut = text[..end].rsplit_once(char::is_whitespace).map_or(&text[..end], |(whole, _)| whole);
    Cow::Owned(format!("{}…", cut.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (markdown, expected) in [
            ("# Aider\n\n\n\nAvec **nous** !", "Aider\n\nAvec nous !"),
            ("* trier\n* ranger", "- trier\n- ranger"),
            ("Voir [la page](https://example.org/a_(b)) ici", "Voir la page) ici"),
            ("[pas un lien] et [un](x) deux", "[pas un lien] et un deux"),
            ("", ""),
        ] {
            assert_eq!(text(markdown), expected, "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn a_beginning_is_never_longer_and_always_a_beginning(whole in "\\PC{0,80}", most in 2_usize..40) {
            let short = beginning(&whole, most);
            prop_assert!(short.chars().count() <= most);
            prop_assert!(whole.starts_with(short.trim_end_matches('…')));
        }

        #[test]
        fn no_text_is_too_strange(markdown in "\\PC{0,80}") {
            let _ = text(&markdown);
        }
    }
}
