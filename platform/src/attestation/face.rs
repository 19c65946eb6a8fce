//! The typeface of documents: which letters it has, how wide they are, and where lines break.

use std::borrow::Cow;

use krilla::text::Font;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Bold.ttf");

/// Stands for letters the typeface does not have.
const MISSING: char = char::REPLACEMENT_CHARACTER;

/// One weight of the typeface.
pub(super) struct Face {
    pub(super) font: Font,
    letters: Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

impl Face {
    pub(super) fn regular() -> Option<Self> {
        Self::of(REGULAR)
    }

    pub(super) fn bold() -> Option<Self> {
        Self::of(BOLD)
    }

    fn of(bytes: &'static [u8]) -> Option<Self> {
        let file = FontRef::new(bytes).ok()?;
        let widths = file.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Self { font: Font::new(bytes.into(), 0)?, letters: file.charmap(), widths })
    }

    fn has(&self, letter: char) -> bool {
        !is_mark_of_direction(letter) && self.letters.map(letter).is_some()
    }

    /// A text as it can be drawn: what the typeface has no letter for, such as an emoji, is one sign; what cannot be seen
    /// anyway is left out.
    pub(super) fn drawable<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.chars().all(|letter| self.has(letter)) {
            return Cow::Borrowed(text);
        }
        let mut drawn = String::new();
        for letter in text.chars() {
            if self.has(letter) {
                drawn.push(letter);
            } else if !is_mark_of_direction(letter) && !drawn.ends_with(MISSING) {
                drawn.push(MISSING);
            }
        }
        Cow::Owned(drawn)
    }

    /// How wide a text is, points. Pairs of letters may be drawn a little closer.
    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |letter: char| {
            let letter = self.letters.map(letter).or_else(|| self.letters.map(MISSING))?;
            self.widths.advance_width(letter)
        };
        text.chars().filter_map(advance).sum::<f32>() * size
    }

    /// A text in lines that have room; those that go on keep the space at their end, so that words stay apart when they are
    /// read out.
    pub(super) fn lines(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let (mut line, mut used) = (String::new(), 0.0);
        for word in text.split_inclusive(' ').flat_map(|word| self.pieces(word, size, room)) {
            if !line.is_empty() && used + self.width(word.trim_end(), size) > room {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            used += self.width(word, size);
            line.push_str(word);
        }
        lines.push(line);
        lines
    }

    /// A word, cut where it is longer than a line.
    fn pieces<'t>(&self, word: &'t str, size: f32, room: f32) -> Vec<&'t str> {
        if self.width(word.trim_end(), size) <= room {
            return vec![word];
        }
        let (mut pieces, mut start, mut used) = (Vec::new(), 0, 0.0);
        for (at, letter) in word.char_indices() {
            let width = self.width(letter.encode_utf8(&mut [0; 4]), size);
            if used + width > room && at > start {
                pieces.extend(word.get(start..at));
                (start, used) = (at, 0.0);
            }
            used += width;
        }
        pieces.extend(word.get(start..));
        pieces
    }
}

/// Marks that show nothing and could turn a line around: joiners, marks of direction, and the mark at the head of a file.
const fn is_mark_of_direction(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_letter_is_one_sign() {
        let face = Face::regular().expect("a typeface");
        for (text, drawn) in [
            ("Élise Đặng, Ελένη, Олена", "Élise Đặng, Ελένη, Олена"),
            ("Fête 👩‍👩‍👧‍👦 !", "Fête \u{FFFD} !"),
            ("\u{202E}Noa\u{202C}", "Noa"),
            ("", ""),
        ] {
            assert_eq!(face.drawable(text), drawn);
        }
    }

    #[test]
    fn lines_have_room_and_lose_nothing() {
        let face = Face::regular().expect("a typeface");
        for text in ["Aider aux devoirs le samedi matin", "", " ", "Anticonstitutionnellement", "🎉🎉 à l'école"]
        {
            for room in [5.0, 40.0, 400.0] {
                let lines = face.lines(text, 10.0, room);
                assert_eq!(lines.concat(), text);
                for line in lines {
                    let fits = face.width(line.trim_end(), 10.0) <= room || line.chars().count() == 1;
                    assert!(fits, "{line} in {room}");
                }
            }
        }
    }
}
