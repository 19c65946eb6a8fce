//! Somebody at the terminal: writes lines, presses buttons by what they say, and looks at what comes back.

use bots::engine::{Input, start_of};
use bots::press::Press;
use bots::screen::{Block, Date, Does, Out, Screen, colon};
use bots::state::State;
use bots::talk::{Speaker, turn};
use bots::terminal::Terminal;
use platform_core::accounts::{Actor, provision};
use platform_core::texts::{Args, Locale};
use serde_json::Value;
use tests::{Person, TestApp};
use uuid::Uuid;

use super::rule::{Broken, broken};

/// The door, as the ledger names it.
pub(crate) const SOURCE: &str = "chat";

/// Somebody in a conversation.
pub(crate) struct Talker<'a> {
    app: &'a TestApp,
    pub(crate) speaker: Speaker,
    state: State,
    terminal: Terminal,
    /// How many buttons were pressed so far.
    pub(crate) taps: usize,
    /// What the last turn brought.
    pub(crate) out: Vec<Out>,
    /// Every screen so far.
    pub(crate) seen: Vec<Screen>,
    /// All that stood in the terminal so far.
    pub(crate) transcript: String,
}

impl<'a> Talker<'a> {
    /// Somebody nobody knows.
    pub(crate) fn visitor(app: &'a TestApp, city: &str, locale: Locale) -> Self {
        let speaker = Speaker {
            tenant: app.city(city),
            actor: Actor::Visitor,
            chat: None,
            erased: false,
            elsewhere: false,
            name: None,
            locale,
            source: SOURCE,
            update: None,
        };
        Self {
            app,
            speaker,
            state: State::default(),
            terminal: Terminal::default(),
            taps: 0,
            out: Vec::new(),
            seen: Vec::new(),
            transcript: String::new(),
        }
    }

    /// Somebody with an account.
    pub(crate) async fn person(app: &'a TestApp, city: &str, person: &Person, locale: Locale) -> Self {
        let mut talker = Self::visitor(app, city, locale);
        let actor = provision::act_as(&app.app, &app.operator(city), &person.email).await.expect("it is looked up");
        talker.speaker.actor = actor.expect("an account");
        talker
    }

    /// One turn; answers what is not as it must be, and goes on.
    pub(crate) async fn tries(&mut self, input: Input) -> Vec<Broken> {
        // Between two messages a conversation is kept as JSON.
        let kept = serde_json::to_value(&self.state).expect("it can be kept");
        let read = State::read(kept);
        let mut wrong = Vec::new();
        if read != self.state {
            wrong.push(Broken { rule: "what is kept is read again", what: format!("{:?} is {read:?}", self.state) });
        }
        self.state = read;
        self.app.hears().await;
        self.out = match turn(&self.app.app, &mut self.speaker, &mut self.state, input).await {
            Ok(out) => out,
            Err(fault) => {
                wrong.push(Broken { rule: "no turn fails", what: fault.to_string() });
                return wrong;
            }
        };
        for out in &self.out {
            self.transcript.push_str(&self.terminal.render(out, self.speaker.locale));
            if let Out::Show(screen, _) = out {
                wrong.extend(broken(screen));
                self.seen.push(screen.clone());
            }
        }
        if !self.out.iter().any(|out| matches!(out, Out::Show(..))) {
            wrong.push(Broken { rule: "every turn shows something", what: format!("{:?}", self.out) });
        }
        wrong
    }

    /// One turn, in which all must be as it must.
    pub(crate) async fn sends(&mut self, input: Input) {
        let asked = format!("{input:?}");
        // On the heap: a visit of many turns is more than a test's stack holds.
        let wrong = Box::pin(self.tries(input)).await;
        assert!(wrong.is_empty(), "{asked}: {wrong:?}\n{}", self.transcript);
    }

    /// Writes a line, which the terminal reads.
    pub(crate) async fn says(&mut self, line: &str) {
        self.transcript.push_str(&format!("\n> {line}\n"));
        let input = self.terminal.read(line);
        self.sends(input).await;
    }

    /// Opens the conversation at a mission, as a poster's link does.
    pub(crate) async fn follows_the_link_to(&mut self, mission: Uuid) {
        self.says(&format!("/start {}", start_of(mission.into()))).await;
    }

    /// Presses the button with this text.
    pub(crate) async fn presses(&mut self, key: &str) {
        let label = self.text(key);
        self.taps_on(&label).await;
    }

    /// Presses the button that says this, or some of it, by what stands before it in the terminal.
    pub(crate) async fn taps_on(&mut self, label: &str) {
        let presses = self.labels();
        let number = presses.iter().position(|(own, _)| own == label);
        let number = number.or_else(|| presses.iter().position(|(own, _)| own.contains(label)));
        let number = number.unwrap_or_else(|| panic!("no button says «{label}»:\n{}", self.transcript));
        self.taps += 1;
        self.transcript.push_str(&format!("\n> {label}\n"));
        let input = self.terminal.read(&self.terminal.key(number));
        assert!(matches!(input, Input::Press(press) if press == presses[number].1), "{input:?}");
        self.sends(input).await;
    }

    /// What the conversation remembers, as it is kept.
    pub(crate) fn kept(&self) -> String {
        serde_json::to_string(&self.state).expect("it can be kept")
    }

    /// The buttons of the last screen that go on here.
    pub(crate) fn labels(&self) -> Vec<(String, Press)> {
        presses(self.screen()).map(|(label, press)| (label.to_owned(), press)).collect()
    }

    /// What the button with this text does.
    #[track_caller]
    pub(crate) fn press_of(&self, key: &str) -> Press {
        let label = self.text(key);
        let found = presses(self.screen()).find(|(own, _)| *own == label);
        found.unwrap_or_else(|| panic!("no button says «{label}»:\n{}", self.transcript)).1
    }

    /// Whether there is a button with this text.
    pub(crate) fn may(&self, key: &str) -> bool {
        let label = self.text(key);
        self.screen().buttons().any(|button| button.label == label)
    }

    /// The last screen.
    #[track_caller]
    pub(crate) fn screen(&self) -> &Screen {
        self.seen.last().expect("a screen")
    }

    /// What it is about.
    pub(crate) fn title(&self) -> &str {
        let title = self.screen().blocks.iter().find_map(|block| match block {
            Block::Title(title) => Some(title.as_str()),
            _ => None,
        });
        title.unwrap_or_default()
    }

    /// The last screen is about this.
    #[track_caller]
    pub(crate) fn sees(&self, key: &str) {
        assert_eq!(self.title(), self.text(key), "{}", self.transcript);
    }

    /// The last screen says this, among other things.
    #[track_caller]
    pub(crate) fn reads(&self, words: &str) {
        assert!(self.body().contains(words), "«{words}» is not in:\n{}\nafter{}", self.body(), self.transcript);
    }

    /// All that the last screen says.
    pub(crate) fn body(&self) -> String {
        let line = |block: &Block| match block {
            Block::Title(text) | Block::Text(text) => text.clone(),
            Block::Field { name, value } => format!("{name}{}{value}", colon(self.speaker.locale)),
        };
        self.screen().blocks.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What stands under this name on the last screen.
    #[track_caller]
    pub(crate) fn field(&self, key: &str) -> String {
        let wanted = self.text(key);
        let found = self.screen().blocks.iter().find_map(|block| match block {
            Block::Field { name, value } if *name == wanted => Some(value.clone()),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no field «{wanted}»:\n{}", self.transcript))
    }

    /// The last turn also said this, in passing.
    #[track_caller]
    pub(crate) fn is_told(&self, key: &str) {
        let words = self.text(key);
        let told = self.out.iter().any(|out| matches!(out, Out::Toast(own) if *own == words));
        assert!(told, "«{words}» was not said: {:?}", self.out);
    }

    /// The date that came with the last turn.
    pub(crate) fn date(&self) -> Option<&Date> {
        self.out.iter().find_map(|out| match out {
            Out::File(date) => Some(date),
            _ => None,
        })
    }

    /// A text of the city in the language spoken.
    pub(crate) fn text(&self, key: &str) -> String {
        self.said(key, &[])
    }

    /// The same with something to fill in.
    pub(crate) fn said(&self, key: &str, args: &[(&str, Value)]) -> String {
        let args: Args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.speaker.tenant.texts.find(self.speaker.locale, key, &args).unwrap_or_else(|| panic!("no text {key}"))
    }
}

/// The buttons of a screen that go on here.
pub(crate) fn presses(screen: &Screen) -> impl Iterator<Item = (&str, Press)> {
    screen.buttons().filter_map(|button| match button.does {
        Does::Press(press) => Some((button.label.as_str(), press)),
        Does::Open(_) => None,
    })
}
