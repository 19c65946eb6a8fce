//! Who somebody in a chat is: an account of the city, or nobody yet; and how the two come to know each other.
//!
//! An account shows itself to a bot by a code of the web, which counts once and for ten minutes. Whoever was a guest in the
//! chat becomes that account, with all they did.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::ChatPerson;
use crate::App;
use crate::accounts::register::Told;
use crate::accounts::{Actor, Identity, erase, guests, identities, merge, tokens};
use crate::db::{self, accounts, chat as sql, ledger, schedule, ways_in};
use crate::refusals::{Denied, EditError, ReadError, Reason, Remedy};
use crate::tenancy::Ctx;
use crate::texts::Locale;

/// Who writes, and the language of their account; a visitor if nobody knows them in the city.
///
/// # Errors
/// If the database fails.
pub async fn known(app: &App, ctx: &Ctx, person: &ChatPerson) -> Result<(Actor, Option<Locale>), db::Error> {
    let found = sql::person(&app.db, ctx, person).await?;
    seen(app, ctx, found).await
}

/// Who was found, as they act; that they are there is noted once a day, as it is of who comes by the web.
pub(super) async fn seen(
    app: &App,
    ctx: &Ctx,
    found: Option<sql::KnownPerson>,
) -> Result<(Actor, Option<Locale>), db::Error> {
    let Some(found) = found else { return Ok((Actor::Visitor, None)) };
    if !found.seen_lately {
        let mut tx = app.db.tenant(ctx).await?;
        schedule::mark_seen(&mut tx, found.account, ctx.now).await?;
        tx.commit().await?;
    }
    let identity = Identity { id: found.account, role: found.role, confirmed: found.is_sure, scopes: None };
    Ok((Actor::Account(identity), found.locale.parse().ok()))
}

/// Makes the account of somebody who comes by chat and tells their first name; they act as it from then on. Who came in
/// meanwhile, by another update, is who they are.
///
/// # Errors
/// If a field is not sound.
pub async fn enter(app: &App, ctx: &Ctx, person: Option<&ChatPerson>, told: &Told) -> Result<Actor, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let id = guests::make(&mut tx, app, ctx, told).await?;
    if let Some(person) = person
        && !sql::link(&mut tx, person, id, ctx.now).await?
    {
        drop(tx);
        return Ok(known(app, ctx, person).await?.0);
    }
    ledger::write(&mut tx, ctx, "account.made_in_chat", id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(Actor::Account(Identity { id, role: None, confirmed: true, scopes: None }))
}

/// How long a code counts.
pub(super) const CODE: Duration = Duration::minutes(10);

/// 128 bits that an account shows to a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub Uuid);

impl Code {
    pub(super) fn new(app: &App) -> Self {
        let mut bytes = [0; 16];
        app.entropy.fill(&mut bytes);
        Self(Uuid::from_bytes(bytes))
    }

    /// What the database keeps: random bits need no salt.
    pub(super) fn digest(self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// Makes the code by which a bot is to know who asks; the one before is void. Answers until when it counts.
///
/// # Errors
/// If no session asks, or its address is not confirmed.
pub async fn make_code(app: &App, ctx: &Ctx) -> Result<(Code, DateTime<Utc>), EditError> {
    let owner = tokens::by_session(ctx)?;
    if !owner.confirmed {
        return Err(EditError::Refused(vec![Reason::new("confirm_email").remedy(Remedy::ConfirmEmail)]));
    }
    let (code, until) = (Code::new(app), ctx.now + CODE);
    let mut tx = app.db.tenant(ctx).await?;
    sql::put_code(&mut tx, owner.id, &code.digest(), until).await?;
    ledger::write(&mut tx, ctx, "account.chat_code", owner.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok((code, until))
}

/// Whose code this is, as they know themselves and nobody else would: `a…@example.org`.
///
/// # Errors
/// [`Denied::NotFound`] if it is nobody's, or not any more.
pub async fn look_at_code(app: &App, ctx: &Ctx, code: Code) -> Result<String, ReadError> {
    let mut tx = app.db.tenant(ctx).await?;
    let email = sql::code_owner(&mut tx, &code.digest(), ctx.now).await?.ok_or(Denied::NotFound)?;
    Ok(masked(email.as_deref().unwrap_or_default()))
}

/// An address of which only who has it knows the rest.
fn masked(email: &str) -> String {
    let (own, host) = email.split_once('@').unwrap_or((email, ""));
    let first: String = own.chars().take(1).collect();
    format!("{first}…@{host}")
}

/// Links a person of a chat to the account whose code they show. A guest they were becomes that account; another account
/// they were linked to is left.
///
/// # Errors
/// [`Denied::NotFound`] if the code is nobody's, or not any more.
pub async fn link(app: &App, ctx: &Ctx, person: &ChatPerson, code: Code) -> Result<Actor, EditError> {
    let mut tx = app.db.tenant(ctx).await?;
    let account = sql::use_code(&mut tx, &code.digest(), ctx.now).await?.ok_or(Denied::NotFound)?;
    if let Some((before, _)) = sql::linked(&mut tx, person).await?.filter(|(before, _)| *before != account) {
        // Not one of the web: that one is somebody by itself.
        if ways_in::of(&mut tx, before).await?.is_by_chat_only() {
            if !merge::merge(&mut tx, ctx, before, account, true).await? {
                return Err(EditError::Stale); // one of the two went meanwhile: the code is not used
            }
        } else {
            sql::unlink(&mut tx, before, person).await?;
        }
    }
    sql::link(&mut tx, person, account, ctx.now).await?;
    ledger::write(&mut tx, ctx, "account.chat_linked", account.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(known(app, ctx, person).await?.0)
}

/// Whether a person of a chat was linked to an account of the web as long ago as a code counts: it may have been by the very
/// code they show.
///
/// # Errors
/// If the database fails.
pub async fn is_linked_just_now(app: &App, ctx: &Ctx, person: &ChatPerson) -> Result<bool, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some((account, since)) = sql::linked(&mut tx, person).await? else { return Ok(false) };
    let is_of_the_web = !ways_in::of(&mut tx, account).await?.is_by_chat_only();
    Ok(is_of_the_web && ctx.now - since < CODE)
}

/// Who one is in chats, and since when, the oldest first.
///
/// # Errors
/// If no session asks.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<(ChatPerson, DateTime<Utc>)>, ReadError> {
    let owner = identities::oneself(ctx)?;
    Ok(ways_in::of(&mut app.db.tenant(ctx).await?, owner.id).await?.chats)
}

/// Unlinks a person of a chat from one's account; whoever is not linked to it is unlinked already.
///
/// # Errors
/// Refused if nothing else would know them.
pub async fn unlink(app: &App, ctx: &Ctx, person: &ChatPerson) -> Result<(), EditError> {
    let owner = identities::oneself(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    accounts::lock(&mut tx, owner.id).await?.ok_or(Denied::NotFound)?;
    let mut ways = ways_in::of(&mut tx, owner.id).await?;
    ways.chats.retain(|(other, _)| other != person);
    if ways.is_none(&ctx.tenant.config) {
        return Err(EditError::Refused(vec![Reason::new("last_way_in")]));
    }
    if !sql::unlink(&mut tx, owner.id, person).await? {
        return Ok(());
    }
    ledger::write(&mut tx, ctx, "account.chat_unlinked", owner.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Erases the account of a guest, whom nothing but the chat knows.
///
/// # Errors
/// Refused for an account of the web: there one proves once more who one is.
pub async fn erase_guest(app: &App, ctx: &Ctx) -> Result<(), EditError> {
    let owner = tokens::by_session(ctx)?;
    if !ways_in::of(&mut app.db.tenant(ctx).await?, owner.id).await?.is_by_chat_only() {
        return Err(EditError::Refused(vec![Reason::new("erase_on_the_web").remedy(Remedy::ComeInAgain)]));
    }
    erase::erased(app, ctx, owner.id, erase::Why::Asked).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_but_for_who_has_it() {
        assert_eq!(masked("anna.martin@example.org"), "a…@example.org");
        assert_eq!(masked(""), "…@");
    }
}
