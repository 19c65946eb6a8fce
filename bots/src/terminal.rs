//! The conversation in a terminal: buttons are numbers, files are written where one says. It needs no token, so it is how a
//! newcomer tries the bot, and how tests drive it.

use platform_core::tenancy::Point;

use crate::engine::Input;
use crate::press::Press;
use crate::screen::{Ask, Block, Does, Out, Screen};

/// What was shown last, and so what a number means.
#[derive(Debug, Default)]
pub struct Terminal {
    presses: Vec<Press>,
    ask: Option<Ask>,
}

impl Terminal {
    /// What goes out, as lines. Files are for the caller to write.
    #[must_use]
    pub fn render(&mut self, out: &Out) -> String {
        match out {
            Out::Show(screen, _) => self.screen(screen),
            Out::Toast(words) => format!("* {words}\n"),
            Out::File(date) => format!("[{}]\n", date.name),
        }
    }

    fn screen(&mut self, screen: &Screen) -> String {
        self.presses.clear();
        self.ask = screen.ask;
        let mut text = String::from("\n");
        for block in &screen.blocks {
            match block {
                Block::Title(title) => text.push_str(&format!("{title}\n{}\n", "=".repeat(title.chars().count()))),
                Block::Text(words) => text.push_str(&format!("{words}\n")),
                Block::Field { name, value } => text.push_str(&format!("{name} : {value}\n")),
            }
        }
        text.push('\n');
        for row in &screen.rows {
            let buttons: Vec<_> = row.iter().map(|button| self.button(&button.label, &button.does)).collect();
            text.push_str(&format!("  {}\n", buttons.join("   ")));
        }
        text
    }

    fn button(&mut self, label: &str, does: &Does) -> String {
        match does {
            Does::Press(press) => {
                self.presses.push(*press);
                format!("{}) {label}", self.presses.len())
            }
            Does::Open(address) => format!("{label}: {address}"),
        }
    }

    /// What a line means: a number is a button, `/word` a command, and two numbers with a comma a place where one was asked
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
        if let Some(press) = line.parse::<usize>().ok().and_then(|number| self.presses.get(number.checked_sub(1)?)) {
            return Input::Press(*press);
        }
        match point(line).filter(|_| self.ask == Some(Ask::Place)) {
            Some(point) => Input::Place(point),
            None => Input::Text(line.to_owned()),
        }
    }
}

/// `48.85, 2.35`: latitude and longitude.
fn point(line: &str) -> Option<Point> {
    let (lat, lon) = line.split_once(',')?;
    Some(Point { lat: lat.trim().parse().ok()?, lon: lon.trim().parse().ok()? })
}
