//! The limited Markdown people write, as HTML: paragraphs, lists, emphasis and links to the web; everything else is text.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// Renders a text. Nothing of it becomes markup but what is named here, so nothing has to be taken out afterwards.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    html::push_html(&mut out, Parser::new_ext(text, Options::empty()).filter_map(kept));
    out
}

fn kept(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        // What looks like HTML was typed, and is shown as it was.
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        // The page has headings of its own.
        Event::Start(Tag::Heading { .. }) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Paragraph),
        // A picture of somebody else's would tell them who looks.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if leads_to_the_web(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::CodeBlock) => Event::End(TagEnd::Paragraph),
        other => other,
    })
}

fn leads_to_the_web(address: &str) -> bool {
    let scheme = address.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "https" | "http" | "mailto") && address.contains(':')
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn what_people_write() {
        for (text, expected) in [
            ("Un *mot*\n\n- un\n- deux", "<p>Un <em>mot</em></p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
            ("# Titre", "<p>Titre</p>\n"),
            ("[a](https://a.example)", "<p><a href=\"https://a.example\">a</a></p>\n"),
        ] {
            assert_eq!(html(text), expected);
        }
    }

    #[test]
    fn nothing_of_it_runs() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](data:text/html;base64,x)",
            "[a]( vbscript:x)",
            "![a](https://tracker.example/x.png)",
            "<javascript:alert(1)>",
            "[a](https://x.example/\"onmouseover=alert(1))",
            "[a]: javascript:alert(1)\n\n[a]",
            "```<script>\nalert(1)\n```",
        ] {
            let shown = html(text);
            for forbidden in [
                "<script",
                "<img",
                "href=\"javascript",
                "href=\"JaVa",
                "href=\"data",
                "href=\"vb",
                "\" onmouse",
                "\"onmouse",
            ] {
                assert!(!shown.contains(forbidden), "{text} -> {shown}");
            }
        }
    }
}
