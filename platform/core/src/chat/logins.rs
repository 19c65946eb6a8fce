//! Coming in on the web by a chat: the browser that asks shows a number, and whoever the city knows picks it among three in
//! their conversation.
//!
//! **Why a number:** a link alone would let in whoever sent it. Who is sent a stranger's link has no page with a number
//! before them; a wrong guess, or a word that it was not they who asked, ends the request at once.
//!
//! **Why one secret:** what the link says is a digest of what the browser keeps. So the browser shows its page again
//! whenever it likes, and whoever sees the link learns nothing that lets them in.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::people::Code;
use crate::App;
use crate::accounts::enter::{self, Entered};
use crate::accounts::{Actor, Secret, Volunteer, tokens};
use crate::db::{self, accounts, chat as sql, ledger};
use crate::kinds::words;
use crate::ports::Entropy;
use crate::refusals::{EditError, Reason};
use crate::tenancy::Ctx;

/// How long a request counts.
pub const MINUTES: i64 = 5;

words! {
    /// Where a request stands.
    State {
        /// Nobody answered yet.
        Asked = "asked",
        /// The right number was picked; the browser may come in, once.
        Approved = "approved",
        /// Another number was, or it was not they who asked.
        Refused = "refused",
        /// The browser came in.
        Used = "used",
    }
}

/// What the browser that asked shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// What its link tells the bot.
    pub code: Code,
    /// The number.
    pub number: u8,
    /// Where the request stands.
    pub state: State,
}

/// What whoever opens the link is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The numbers of which the browser shows one.
    pub numbers: Vec<u8>,
    /// When the browser asked.
    pub asked_at: DateTime<Utc>,
}

/// What became of a request, for the browser that asked.
#[derive(Debug, Clone)]
pub enum Finish {
    /// It comes in.
    Entered(Entered),
    /// Nobody answered yet.
    Waiting,
    /// Whoever answered did not ask, or saw another number.
    Refused,
    /// It came in already, its time is over, or it never asked.
    Over,
}

/// What the link of a browser tells the bot.
fn code(browser: &Secret) -> Code {
    let digest = Sha256::new().chain_update("chat:").chain_update(browser.expose()).finalize();
    Code(Uuid::from_bytes(std::array::from_fn(|at| digest[at])))
}

/// The number to show, and the three to choose from.
fn numbers(entropy: &dyn Entropy) -> (u8, Vec<u8>) {
    let mut free: Vec<u8> = (10..=99).collect();
    let mut draw = || free.swap_remove(below(entropy, free.len()));
    let (number, mut choices) = (draw(), vec![draw(), draw()]);
    choices.insert(below(entropy, 3), number);
    (number, choices)
}

/// One of the first so many numbers from 0 on.
fn below(entropy: &dyn Entropy, bound: usize) -> usize {
    let mut bytes = usize::to_le_bytes(0);
    entropy.fill(&mut bytes);
    usize::from_le_bytes(bytes) % bound
}

/// A browser asks to come in; answers what it keeps, which is the proof that it asked.
///
/// # Errors
/// If the database fails.
pub async fn begin(app: &App, ctx: &Ctx) -> Result<Secret, db::Error> {
    let browser = Secret::new(&*app.entropy, "");
    let (number, choices) = numbers(&*app.entropy);
    let until = ctx.now + Duration::minutes(MINUTES);
    let asked = sql::NewLogin::new(browser.digest(), &code(&browser).digest(), number, &choices, until);
    let mut tx = app.db.tenant(ctx).await?;
    sql::put_login(&mut tx, asked).await?;
    tx.commit().await?;
    Ok(browser)
}

/// What the browser that keeps this shows; nothing once its time is over.
///
/// # Errors
/// If the database fails.
pub async fn see(app: &App, ctx: &Ctx, browser: &Secret) -> Result<Option<Shown>, db::Error> {
    let found = sql::login(&mut app.db.tenant(ctx).await?, &browser.digest(), ctx.now).await?;
    Ok(found.map(|(number, state)| Shown { code: code(browser), number, state }))
}

/// When was asked and the numbers to choose from, for whoever opens the link; from then on nobody else may answer.
///
/// # Errors
/// Refused for whom the city does not know or who works for it, and if the request is over, answered, or another's.
pub async fn look_at(app: &App, ctx: &Ctx, code: Code) -> Result<Choices, EditError> {
    let owner = known(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (numbers, until) = sql::open_login(&mut tx, &code.digest(), owner.id, ctx.now).await?.ok_or_else(over)?;
    tx.commit().await?;
    Ok(Choices { numbers, asked_at: until - Duration::minutes(MINUTES) })
}

/// Answers a request with a number, or none: it was not they who asked. Says whether the browser may come in; whoever
/// said so may take it back until it has.
///
/// # Errors
/// Refused for whom the city does not know or who works for it, and if the request is over, answered otherwise, or another's.
pub async fn answer(app: &App, ctx: &Ctx, code: Code, number: Option<u8>) -> Result<bool, EditError> {
    let owner = known(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let (right, before) = sql::hold_login(&mut tx, &code.digest(), owner.id, ctx.now).await?.ok_or_else(over)?;
    let is_right = number == Some(right);
    let after = match (before, is_right) {
        (State::Asked, true) => State::Approved,
        (State::Asked | State::Approved, false) => State::Refused,
        // The same press again.
        (State::Approved | State::Used, true) | (State::Refused, false) => before,
        (State::Refused, true) | (State::Used, false) => return Err(over()),
    };
    sql::set_login(&mut tx, &code.digest(), after).await?;
    tx.commit().await?;
    Ok(is_right)
}

/// Whom the city knows, in the conversation they answer in. Whoever works for it comes in by what they must have before them:
/// of three numbers a stray tap picks the right one once in three.
fn known(ctx: &Ctx) -> Result<Volunteer, EditError> {
    let refused = |code| Err(EditError::Refused(vec![Reason::new(code)]));
    match &ctx.actor {
        Actor::Visitor => refused("chat_unknown"),
        Actor::Account(identity) if identity.role.is_some() => refused("chat_login_staff"),
        Actor::Account(_) | Actor::System => Ok(tokens::by_session(ctx)?),
    }
}

fn over() -> EditError {
    EditError::Refused(vec![Reason::new("chat_login_over")])
}

/// Comes in, if the right number was picked: of two tabs that ask at once, one does.
///
/// # Errors
/// If the database fails.
pub async fn finish(app: &App, ctx: &Ctx, browser: &Secret) -> Result<Finish, db::Error> {
    let (digest, mut tx) = (browser.digest(), app.db.tenant(ctx).await?);
    match sql::login(&mut tx, &digest, ctx.now).await?.map(|(_, state)| state) {
        Some(State::Approved) => {}
        Some(State::Asked) => return Ok(Finish::Waiting),
        Some(State::Refused) => return Ok(Finish::Refused),
        Some(State::Used) | None => return Ok(Finish::Over),
    }
    let Some(account) = sql::use_login(&mut tx, &digest, ctx.now).await? else { return Ok(Finish::Over) };
    if accounts::find(&mut tx, account).await?.is_some_and(|person| person.city_role.is_some()) {
        // They work for the city since they answered.
        sql::set_login(&mut tx, &code(browser).digest(), State::Refused).await?;
        tx.commit().await?;
        return Ok(Finish::Refused);
    }
    let Some(entered) = enter::open_session(app, ctx, &mut tx, account).await? else { return Ok(Finish::Over) };
    ledger::write(&mut tx, ctx, "account.entered_by_chat", account.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(Finish::Entered(entered))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Numbers that follow one another as if by chance (SplitMix64).
    #[derive(Default)]
    struct Lot(AtomicU64);

    impl Entropy for Lot {
        fn fill(&self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..chunk.len()]);
            }
        }
    }

    #[test]
    fn three_numbers_differ_and_the_right_one_stands_anywhere() {
        let lot = Lot::default();
        let mut places = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for _ in 0..2000 {
            let (number, choices) = numbers(&lot);
            assert!(choices.len() == 3 && choices.iter().all(|choice| (10..=99).contains(choice)), "{choices:?}");
            assert_eq!(choices.iter().collect::<BTreeSet<_>>().len(), 3, "{choices:?}");
            places.insert(choices.iter().position(|choice| *choice == number).expect("among them"));
            seen.insert(number);
        }
        assert_eq!((places.len(), seen.len()), (3, 90));
    }

    #[test]
    fn a_link_says_nothing_of_what_the_browser_keeps() {
        let (one, other) = (Secret::presented("one"), Secret::presented("other"));
        assert_eq!(code(&one), code(&one));
        assert_ne!(code(&one), code(&other));
        assert_ne!(code(&one).digest().to_vec(), one.digest());
        assert_ne!(code(&one).0.as_bytes()[..], one.digest()[..16]);
    }
}
