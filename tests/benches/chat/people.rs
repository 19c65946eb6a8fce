//! What people say to a bot, in conversations that make sense: each begins somewhere, looks around, and ends.
//!
//! **Why the buttons are foreseen:** who waited for the answer that bears the next button would send the next update late,
//! and the figures would measure the bot's pace, not ours. What a button carries follows from the conversation so far; that
//! none of them was stale is checked afterwards.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bots::press::Press;
use platform_core::kinds::{Domain, MissionId, SlotId};

use crate::Outcome;

/// The number of the first person: past 32 bits, as Telegram's are.
const FIRST_PERSON: i64 = 7_000_000_001;
/// Postcodes people live at, from this one on.
const FIRST_POSTCODE: u64 = 75_001;
const POSTCODES: u64 = 20;
/// What is looked for in words.
const WORDS: [&str; 5] = ["devoirs", "jardin", "repas", "vélos", "histoires"];

/// What people do in their conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// They look for missions, and some sign up.
    Mixed,
    /// They go from one page to another that needs nothing of the database.
    Plain,
}

/// An update of somebody.
pub(super) struct Said {
    /// By number, of all people.
    pub(super) person: usize,
    /// What a press is answered by; none: it is none.
    pub(super) query: Option<String>,
    /// As Telegram sends it.
    pub(super) body: String,
}

/// Said by everybody so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) updates: u64,
    pub(super) presses: u64,
}

/// One step of a conversation.
#[derive(Debug, Clone)]
enum Step {
    Start,
    /// From the poster of a mission.
    Poster(MissionId),
    Press(Press),
    Text(&'static str),
    /// A button that finds a new list.
    Find(Press),
    /// Words that do.
    Ask(String),
    /// A card of the list found last.
    Hit(u8),
}

#[derive(Debug, Default)]
struct Person {
    steps: VecDeque<Step>,
    /// The number of the list found last, as the conversation counts them.
    list: Option<u16>,
    /// Whether their birth date is known: it is asked for once.
    is_born: bool,
    conversations: u64,
}

struct Crowd {
    habit: Habit,
    people: Vec<Person>,
    next: usize,
    count: Count,
}

/// Everybody, who speak one after the other, round and round.
pub(super) struct People {
    crowd: Mutex<Crowd>,
    missions: Vec<(MissionId, SlotId)>,
    domains: Vec<Domain>,
}

impl People {
    pub(super) fn new(count: usize, missions: Vec<(MissionId, SlotId)>, domains: Vec<Domain>) -> Self {
        let people = (0..count).map(|_| Person::default()).collect();
        Self {
            crowd: Mutex::new(Crowd { habit: Habit::Mixed, people, next: 0, count: Count::default() }),
            missions,
            domains,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Crowd> {
        self.crowd.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count(&self) -> Count {
        self.lock().count
    }

    /// From now on they do this; what they were about to say they leave.
    pub(super) fn take_up(&self, habit: Habit) {
        let mut crowd = self.lock();
        crowd.habit = habit;
        crowd.people.iter_mut().for_each(|person| person.steps.clear());
    }

    /// The next update of whoever's turn it is.
    pub(super) fn next(&self) -> Outcome<Said> {
        let mut crowd = self.lock();
        let person = crowd.next;
        crowd.next = (person + 1) % crowd.people.len();
        self.speak(&mut crowd, person)
    }

    /// The next update of this one.
    pub(super) fn next_of(&self, person: usize) -> Outcome<Said> {
        self.speak(&mut self.lock(), person)
    }

    fn speak(&self, crowd: &mut Crowd, number: usize) -> Outcome<Said> {
        let habit = crowd.habit;
        crowd.count.updates += 1;
        let update = crowd.count.updates;
        let person = &mut crowd.people[number];
        let step = loop {
            match person.steps.pop_front() {
                Some(step) => break step,
                None => person.steps = self.conversation(number, person, habit),
            }
        };
        let said = match said(person, step) {
            What::Words(text) => Said { person: number, query: None, body: message(update, number, &text)? },
            What::Press(press) => {
                crowd.count.presses += 1;
                let query = query_of(update);
                let body = press_update(update, number, &query, press)?;
                Said { person: number, query: Some(query), body }
            }
        };
        Ok(said)
    }

    /// What somebody does next: most look for something, by a theme, around home, this weekend or in words, and turn over
    /// some cards; a few ask for help; some come from a poster and sign up. One in three leaves halfway.
    fn conversation(&self, number: usize, person: &mut Person, habit: Habit) -> VecDeque<Step> {
        let lot = scattered(number as u64 * 1_000 + person.conversations);
        person.conversations += 1;
        let pick = |salt: u64, of: u64| scattered(lot ^ salt) % of;
        let at = |salt: u64, of: usize| usize::try_from(pick(salt, of as u64)).unwrap_or_default();
        if habit == Habit::Plain {
            let pages = [Press::Help, Press::Privacy, Press::Languages, Press::Themes, Press::Home];
            return [Step::Start].into_iter().chain(pages.map(Step::Press)).collect();
        }
        let (mut steps, is_whole) = match lot % 20 {
            0..=5 => {
                let domain = self.domains[at(1, self.domains.len())];
                (vec![Step::Start, Step::Press(Press::Themes), Step::Find(Press::Theme(domain))], false)
            }
            6..=10 => {
                let postcode = (FIRST_POSTCODE + pick(2, POSTCODES)).to_string();
                (vec![Step::Start, Step::Press(Press::Near), Step::Ask(postcode)], false)
            }
            11..=14 => (vec![Step::Start, Step::Find(Press::Weekend)], false),
            15..=16 => {
                let words = WORDS[at(3, WORDS.len())].to_owned();
                (vec![Step::Start, Step::Press(Press::Words), Step::Ask(words)], false)
            }
            17 => {
                let pages = [Press::Help, Press::Privacy, Press::Home];
                ([Step::Start].into_iter().chain(pages.map(Step::Press)).collect(), true)
            }
            _ => (self.sign_up(at(4, self.missions.len()), person), true),
        };
        if !is_whole {
            let cards = [Step::Hit(1), Step::Hit(2), Step::Hit(3), Step::Hit(2), Step::Press(Press::Home)];
            steps.extend(cards);
            if pick(5, 3) == 0 {
                steps.truncate(1 + at(6, steps.len() - 1));
            }
        }
        steps.into()
    }

    fn sign_up(&self, at: usize, person: &mut Person) -> Vec<Step> {
        let (mission, slot) = self.missions[at];
        let asks = [Press::More(mission), Press::Card(mission), Press::Join(mission, slot)];
        let mut steps = vec![Step::Poster(mission)];
        steps.extend(asks.map(Step::Press));
        steps.push(Step::Press(Press::Confirm(mission, slot)));
        if !person.is_born {
            steps.push(Step::Text("01/02/1990"));
            person.is_born = true;
        }
        steps.push(Step::Press(Press::Mine(0)));
        steps
    }
}

enum What {
    Words(String),
    Press(Press),
}

/// What a step says, where the conversation is by now.
fn said(person: &mut Person, step: Step) -> What {
    match step {
        Step::Start | Step::Poster(_) => {
            // Who begins anew leaves the list; its number is not given again.
            person.list = person.list.map(|list| list.wrapping_add(1));
            let payload = |mission| format!("/start {}", bots::engine::start_of(mission));
            What::Words(if let Step::Poster(mission) = step { payload(mission) } else { "/start".into() })
        }
        Step::Press(press) => What::Press(press),
        Step::Text(text) => What::Words(text.into()),
        Step::Find(_) | Step::Ask(_) => {
            person.list = Some(person.list.map_or(0, |list| list.wrapping_add(1)));
            match step {
                Step::Ask(text) => What::Words(text),
                Step::Find(press) => What::Press(press),
                _ => What::Press(Press::Home),
            }
        }
        Step::Hit(place) => What::Press(Press::Hit(person.list.unwrap_or_default(), place)),
    }
}

/// The number of somebody, which is that of their conversation, too.
pub(super) fn person_id(person: usize) -> i64 {
    FIRST_PERSON + person as i64
}

/// What a press is answered by.
fn query_of(update: u64) -> String {
    format!("43215678{update:010}")
}

/// The card a button is under, as Telegram sends it along.
const CARD: &str = "Aider aux devoirs au centre social\\n\\nQuand : samedi 28 novembre, 14 h\\nOù : La grande salle, 75002\
    \\nAvec : Les Marmites du 10e\\n\\nPréparer, servir et partager un repas chaud avec celles et ceux qui en ont besoin. \
    Préparer, servir et partager un repas chaud avec celles et ceux qui en ont besoin. Préparer, servir et partager un \
    repas chaud…\\n\\n2/14";
const KEYS: &str = r#"{"inline_keyboard":[[{"text":"Je participe","callback_data":"1.join.AZ6Fv3aXcQKyL5c0aZ0i3g.AZ6Fv3aXcQKyL5c0aZ0i3h"},{"text":"Suivant","callback_data":"1.hit.3.2"}],[{"text":"Lire la suite","callback_data":"1.more.AZ6Fv3aXcQKyL5c0aZ0i3g"}],[{"text":"Précédent","callback_data":"1.hit.3.0"},{"text":"Accueil","callback_data":"1.home"}]]}"#;

/// An update of words.
pub(super) fn message(update: u64, person: usize, text: &str) -> Outcome<String> {
    let id = person_id(person);
    let word = text.split(' ').next().filter(|word| word.starts_with('/'));
    let mut body = format!(
        r#"{{"update_id":{update},"message":{{"message_id":{update},"from":{{"id":{id},"is_bot":false,"first_name":"Anna","last_name":"Martin","username":"anna{person}","language_code":"fr"}},"chat":{{"id":{id},"first_name":"Anna","last_name":"Martin","username":"anna{person}","type":"private"}},"date":1780000000,"text":"{text}""#
    );
    if let Some(word) = word {
        write!(body, r#","entities":[{{"offset":0,"length":{},"type":"bot_command"}}]"#, word.len())?;
    }
    body.push_str("}}");
    Ok(body)
}

/// An update of a press.
pub(super) fn press_update(update: u64, person: usize, query: &str, press: Press) -> Outcome<String> {
    let id = person_id(person);
    let mut body = format!(
        r#"{{"update_id":{update},"callback_query":{{"id":"{query}","from":{{"id":{id},"is_bot":false,"first_name":"Anna","last_name":"Martin","username":"anna{person}","language_code":"fr"}},"message":{{"message_id":17,"from":{{"id":6000000001,"is_bot":true,"first_name":"Je m'engage","username":"jemengage_bot"}},"chat":{{"id":{id},"first_name":"Anna","last_name":"Martin","username":"anna{person}","type":"private"}},"date":1780000000,"edit_date":1780000010,"text":"{CARD}","entities":[{{"offset":0,"length":34,"type":"bold"}},{{"offset":36,"length":5,"type":"bold"}}],"reply_markup":{KEYS}}},"#
    );
    write!(body, r#""chat_instance":"-4217398712639871","data":"{press}"}}}}"#)?;
    Ok(body)
}

/// A number that looks like chance (splitmix64).
fn scattered(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
