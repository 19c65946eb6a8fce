//! What public texts must not hold, and must.

/// Whether a text holds an e-mail address, a link, or a telephone number: nine digits or more, as people space them.
///
/// Written by hand rather than as a regular expression: a component with an engine for those is five times as large.
#[must_use]
pub fn holds_contact(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("http://")
        || text.contains("https://")
        || holds_site(&text)
        || holds_address(&text)
        || holds_number(&text)
}

/// How many words a text has.
#[must_use]
pub fn words(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// `www.` at the beginning of a word, with something after it.
fn holds_site(text: &str) -> bool {
    text.match_indices("www.").any(|(at, site)| {
        !text[..at].chars().next_back().is_some_and(is_word)
            && text[at + site.len()..].chars().next().is_some_and(is_word)
    })
}

/// `name@host.tld`.
fn holds_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, sign)| {
        let named = text[..at].chars().next_back().is_some_and(|last| is_word(last) || ".+-".contains(last));
        let after = &text[at + sign.len()..];
        let host = after.find(|letter| !is_word(letter) && letter != '-').unwrap_or(after.len());
        let mut rest = after[host..].chars();
        named && host > 0 && rest.next() == Some('.') && rest.next().is_some_and(is_word)
    })
}

/// Nine digits or more, between which stand at most two of ` .-/()`, and which begin a word or follow a `+`.
fn holds_number(text: &str) -> bool {
    let mut digits = 0;
    let mut between = 0;
    let mut before = None;
    for letter in text.chars() {
        let starts = !before.is_some_and(is_word);
        before = Some(letter);
        if letter.is_ascii_digit() {
            if digits > 0 || starts {
                (digits, between) = (digits + 1, 0);
            }
            if digits >= 9 {
                return true;
            }
        } else if digits > 0 && between < 2 && " .-/()".contains(letter) {
            between += 1;
        } else {
            (digits, between) = (0, 0);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_found_and_dates_are_not() {
        for (text, held) in [
            ("Écrivez à aide@exemple.fr", true),
            ("Voir https://exemple.fr", true),
            ("VOIR HTTP://EXEMPLE.FR", true),
            ("voir www.exemple.fr", true),
            ("Appelez le 06 12 34 56 78", true),
            ("Call +1 514-555-0123", true),
            ("(514) 555-0123", true),
            ("06.12.34.56.78", true),
            ("Rendez-vous le 12/12/2026 de 10 h à 12 h", false),
            ("De 2015 à 2020, 480 associations", false),
            ("12 rue de la Paix, 75002", false),
            ("e-mail ou téléphone sur demande", false),
            ("un @ seul, un mot@hote sans point", false),
            ("lot A123456789", false),
        ] {
            assert_eq!(holds_contact(text), held, "{text}");
        }
    }
}
