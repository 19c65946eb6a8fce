//! The HTML form of a mail, made of its text: paragraphs, lists and links, everything escaped.

use askama::Template;
use platform_core::ports::Mail;

/// The page. No colour, image or font of its own: it looks well by day and by night, and loses nothing without images.
#[derive(Template)]
#[template(path = "mail.html")]
struct Page<'a> {
    language: &'static str,
    subject: &'a str,
    blocks: Vec<Block<'a>>,
    footer: Vec<Block<'a>>,
}

/// A piece of the text between empty lines, or a list in one.
#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Paragraph(Vec<Line<'a>>),
    List(Vec<Vec<Line<'a>>>),
}

/// A line's words.
type Line<'a> = Vec<Piece<'a>>;

/// Words, or a link.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// Renders a mail.
pub(super) fn of(mail: &Mail) -> Result<String, askama::Error> {
    let (text, footer) = mail.text.split_once("\n-- \n").unwrap_or((&mail.text, ""));
    Page { language: mail.locale.tag(), subject: &mail.subject, blocks: blocks(text), footer: blocks(footer) }.render()
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut after_gap = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            after_gap = true;
            continue;
        }
        match (line.strip_prefix("- "), blocks.last_mut(), after_gap) {
            (Some(item), Some(Block::List(items)), _) => items.push(vec![pieces(item)]),
            (Some(item), ..) => blocks.push(Block::List(vec![vec![pieces(item)]])),
            // A line set in belongs to the item above it.
            (None, Some(Block::List(items)), false) if line.starts_with(' ') => {
                if let Some(item) = items.last_mut() {
                    item.push(pieces(line.trim_start()));
                }
            }
            (None, Some(Block::Paragraph(lines)), false) => lines.push(pieces(line)),
            (None, ..) => blocks.push(Block::Paragraph(vec![pieces(line)])),
        }
        after_gap = false;
    }
    blocks
}

fn pieces(line: &str) -> Line<'_> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(start) = link_start(rest) {
        let link = rest[start..].split(char::is_whitespace).next().unwrap_or_default();
        let link = link.trim_end_matches(|c: char| ".,;:!?)»”\"'".contains(c));
        if start > 0 {
            pieces.push(Piece::Words(&rest[..start]));
        }
        pieces.push(Piece::Link(link));
        rest = &rest[start + link.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

/// Where the next link begins: at the start of a word.
fn link_start(text: &str) -> Option<usize> {
    let begins = |scheme: &str| {
        let at = |(start, _): &(usize, _)| text[..*start].chars().next_back().is_none_or(char::is_whitespace);
        text.match_indices(scheme).find(at).map(|(start, _)| start)
    };
    [begins("https://"), begins("http://")].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use platform_core::texts::Locale;

    use super::*;

    fn page(text: &str) -> String {
        let mail = Mail {
            id: "id".into(),
            from: "City <city@city.example>".into(),
            to: "a@b.example".into(),
            subject: "Été & <hiver>".into(),
            text: text.into(),
            locale: Locale::Fr,
            unsubscribe: None,
            calendar: None,
            about: Vec::new(),
        };
        of(&mail).expect("a page")
    }

    #[test]
    fn paragraphs_lists_and_links() {
        let text = "Bonjour,\n\nVoici :\n- un\n- deux\n  https://a.example/x?y=1&z=2.\nEnsuite : http://b.example\n\n\
                    -- \nLa ville";
        let html = page(text);
        let body = html.split_once("<body").expect("a body").1;
        for expected in [
            "<p>Bonjour,</p>",
            "<p>Voici :</p>",
            "<li>un</li>",
            "<li>deux<br><a href=\"https://a.example/x?y=1&#38;z=2\">https://a.example/x?y=1&#38;z=2</a>.</li>",
            "<p>Ensuite : <a href=\"http://b.example\">http://b.example</a></p>",
            "<footer><hr><p>La ville</p></footer>",
        ] {
            assert!(body.contains(expected), "{expected}\n{body}");
        }
        assert!(html.starts_with("<!doctype html>\n<html lang=\"fr\">"), "{html}");
    }

    #[test]
    fn nothing_in_the_text_becomes_markup() {
        let html = page("<script>alert(1)</script> \"x\" 'y' & javascript:alert(1) https://a.example/\"><img src=x>");
        for forbidden in ["<script", "<img", "href=\"javascript", "<hiver>"] {
            assert!(!html.contains(forbidden), "{forbidden}\n{html}");
        }
        assert_eq!(html.matches("<a ").count(), 1);
    }

    #[test]
    fn links_begin_at_words_and_end_before_punctuation() {
        assert_eq!(
            pieces("(https://no.example) https://yes.example/a, fin"),
            [Piece::Words("(https://no.example) "), Piece::Link("https://yes.example/a"), Piece::Words(", fin")]
        );
        assert_eq!(pieces("été http://x.example"), [Piece::Words("été "), Piece::Link("http://x.example")]);
        assert_eq!(pieces("xhttp://x.example"), [Piece::Words("xhttp://x.example")]);
    }
}
