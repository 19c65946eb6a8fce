//! The conversation in a terminal: buttons are numbers, or letters where words are asked for; files are written where one says. It needs no token, so it is how a
//! newcomer tries the bot, and how tests drive it.

use platform_core::tenancy::Point;
use platform_core::texts::Locale;

use crate::engine::Input;
use crate::press::Press;
use crate::screen::{Ask, Block, Does, Out, Screen, colon};

/// What was shown last, and so what a number or a letter means.
#[derive(Debug, Default)]
pub struct Terminal {
    presses: Vec<Press>,
    ask: Option<Ask>,
}

impl Terminal {
    /// What goes out, as lines. Files are for the caller to write.
    #[must_use]
    pub fn render(&mut self, out: &Out, locale: Locale) -> String {
        match out {
            Out::Show(screen, _) => self.screen(screen, colon(locale)),
            Out::Toast(words) => format!("* {words}\n"),
            Out::File(date) => format!("[{}]\n", date.name),
        }
    }

    /// What is typed for the button at this place: its number; its letter where a number may be an answer.
    #[must_use]
    pub fn key(&self, at: usize) -> String {
        match LETTERS.get(at).filter(|_| self.ask.is_some()) {
            Some(letter) => char::from(*letter).to_string(),
            None => (at + 1).to_string(),
        }
    }

    fn screen(&mut self, screen: &Screen, colon: &str) -> String {
        self.presses.clear();
        self.ask = screen.ask;
        let mut text = String::from("\n");
        for block in &screen.blocks {
            match block {
                Block::Title(title) => text.push_str(&format!("{title}\n{}\n", "=".repeat(title.chars().count()))),
                Block::Text(words) => text.push_str(&format!("{words}\n")),
                Block::Field { name, value } => text.push_str(&format!("{name}{colon}{value}\n")),
            }
        }
        text.push('\n');
        for row in &screen.rows {
            let buttons: Vec<_> = row.iter().map(|button| self.button(&button.label, &button.does, colon)).collect();
            text.push_str(&format!("  {}\n", buttons.join("   ")));
        }
        text
    }

    fn button(&mut self, label: &str, does: &Does, colon: &str) -> String {
        match does {
            Does::Press(press) => {
                self.presses.push(*press);
                format!("{}) {label}", self.key(self.presses.len() - 1))
            }
            Does::Open(address) => format!("{label}{colon}{address}"),
        }
    }

    /// What a line means: what stands before a button is that button, `/word` a command, and two numbers with a comma a place where one was asked
    /// for.
    #[must_use]
    pub fn read(&self, line: &str) -> Input {
        let line = line.trim();
        if let Some(command) = line.strip_prefix('/') {
            let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
            let rest = Some(rest.trim().to_owned()).filter(|rest| !rest.is_empty());
            return match word {
                "start" => Input::Start(rest),
                _ => Input::Command(word.to_lowercase(), rest),
            };
        }
        let typed = line.to_lowercase();
        if let Some((_, press)) = self.presses.iter().enumerate().find(|(at, _)| self.key(*at) == typed) {
            return Input::Press(*press);
        }
        match point(line).filter(|_| self.ask == Some(Ask::Place)) {
            Some(point) => Input::Place(point),
            None => Input::Text(line.to_owned()),
        }
    }
}

/// What stands before buttons where words are asked for.
const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";

/// `48.85, 2.35`: latitude and longitude.
fn point(line: &str) -> Option<Point> {
    let (lat, lon) = line.split_once(',')?;
    Some(Point { lat: lat.trim().parse().ok()?, lon: lon.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Button, How};

    fn screen(ask: Option<Ask>) -> Screen {
        let button = |label: &str, press| Button { label: label.into(), does: Does::Press(press) };
        let screen =
            Screen::default().field("Places", "3").row([button("Help", Press::Help), button("Go", Press::Home)]);
        Screen { ask, ..screen }
    }

    fn is_press(input: &Input, wanted: Press) -> bool {
        matches!(input, Input::Press(press) if *press == wanted)
    }

    #[test]
    fn a_number_is_a_button_but_where_words_are_asked_for() {
        let mut terminal = Terminal::default();
        let text = terminal.render(&Out::Show(screen(None), How::New), Locale::En);
        assert_eq!(text, "\nPlaces: 3\n\n  1) Help   2) Go\n");
        assert!(is_press(&terminal.read("2"), Press::Home));
        assert!(matches!(terminal.read("b"), Input::Text(text) if text == "b"));

        let text = terminal.render(&Out::Show(screen(Some(Ask::Text)), How::New), Locale::Fr);
        assert_eq!(text, "\nPlaces : 3\n\n  a) Help   b) Go\n");
        assert!(matches!(terminal.read("2"), Input::Text(text) if text == "2"));
        assert!(is_press(&terminal.read("B"), Press::Home));
    }
}
