//! `link_email`: a guest gives an address, and has it when the link that is sent there is opened.
//!
//! **Why the guest is shut out:** whoever opens the link holds the mailbox, and the account is theirs from then on. Who
//! asked may have been a stranger, so every session, link and token of before ends, and only who opened it is let in. Ways in
//! by a provider's word or a chat end too, unless the link is opened by the guest, signed in: then both are proved to be one
//! person.

use chrono::Duration;
use serde_json::json;

use super::register::Address;
use super::{Scope, Secret, Volunteer, merge, tokens};
use crate::App;
use crate::db::{self, TenantTx, accounts, chat, guests as sql, identities, ledger, ways_in};
use crate::fields;
use crate::jobs::{self, Job};
use crate::kinds::AccountId;
use crate::refusals::{Denied, EditError, Reason};
use crate::tenancy::Ctx;

/// How long the mail may be under way to being written; the link works as any other from then on.
const PATIENCE: Duration = Duration::days(1);

/// Sends a link to an address that somebody, or an agent for them, asks to be theirs. What they asked for before is void.
/// The answer is the same whether or not the address has an account.
///
/// # Errors
/// If no session or agent asks, the address is not sound, or theirs is confirmed already.
pub async fn link_email(app: &App, ctx: &Ctx, email: &str) -> Result<(), EditError> {
    // A program's token does not give an account away.
    let guest = if ctx.desk.is_some() { Volunteer::check(ctx, Scope::SignUps) } else { tokens::by_session(ctx) }?;
    fields::check(&Address { email: Some(email) }).map_err(EditError::Invalid)?;
    let mut tx = app.db.tenant(ctx).await?;
    let person = accounts::find(&mut tx, guest.id).await?.ok_or(Denied::NotFound)?;
    // At the desk the identity is proved by the agent; whether the address is, the row says.
    if person.email_confirmed_at.is_some() {
        return Err(EditError::Refused(vec![Reason::new("email_confirmed")]));
    }
    ask(&mut tx, ctx, guest.id, email).await?;
    tx.commit().await?;
    Ok(())
}

/// Has a link sent to an address that a guest asks to be theirs.
pub(super) async fn ask(tx: &mut TenantTx, ctx: &Ctx, guest: AccountId, email: &str) -> Result<(), db::Error> {
    sql::ask(tx, guest, &fields::normal_email(email), ctx.now, ctx.now + PATIENCE).await?;
    ledger::write(tx, ctx, "account.email_asked", guest.uuid(), json!({})).await?;
    jobs::enqueue(tx, ctx, Job::EmailLink(guest), ctx.now).await
}

/// What opening a link would make one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The address that somebody said is theirs.
    pub email: String,
    /// Whether it was who looks at it now, signed in.
    pub by_oneself: bool,
}

/// What a link would do, for who is about to use it; none if it is not one of these, or does not work.
///
/// # Errors
/// If the database fails.
pub async fn asked(app: &App, ctx: &Ctx, link: &Secret) -> Result<Option<Asked>, db::Error> {
    let found = sql::asked(&mut app.db.tenant(ctx).await?, &link.digest(), ctx.now).await?;
    Ok(found.map(|(guest, email)| Asked { email, by_oneself: ctx.actor.account() == Some(guest) }))
}

/// What came of opening a link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opened {
    /// Whose the address is.
    pub(super) account: AccountId,
    /// Whether a guest was merged into that account.
    pub(super) merged: bool,
}

/// Consumes a link: the address is the guest's, or the guest is merged into the account that has it. None if the link is
/// unknown, used, replaced or too old; nothing may stay of the transaction then.
pub(super) async fn opened(tx: &mut TenantTx, ctx: &Ctx, digest: &[u8]) -> Result<Option<Opened>, db::Error> {
    let Some((guest, email)) = sql::consume(tx, digest, ctx.now).await? else { return Ok(None) };
    let is_oneself = ctx.actor.account() == Some(guest);
    match accounts::password_of(tx, &email).await? {
        Some((other, _)) if other != guest => {
            let merged = merge::merge(tx, ctx, guest, other, is_oneself).await?;
            Ok(merged.then_some(Opened { account: other, merged }))
        }
        _ => {
            // Whoever is linking a way in to it at this moment is done, or finds themselves shut out.
            accounts::lock(tx, guest).await?;
            if !is_oneself {
                end_ways_in(tx, ctx, guest).await?;
            }
            let linked = sql::set_email(tx, guest, &email).await?;
            ways_in::shut_out(tx, guest).await?;
            Ok(linked.then_some(Opened { account: guest, merged: false }))
        }
    }
}

/// Has no provider's word and no chat open the account any more. The caller has locked it.
pub(super) async fn end_ways_in(tx: &mut TenantTx, ctx: &Ctx, guest: AccountId) -> Result<(), db::Error> {
    if identities::unlink_all(tx, guest).await? {
        ledger::write(tx, ctx, "account.identity_unlinked", guest.uuid(), json!({})).await?;
    }
    if chat::unlink_all(tx, guest).await? {
        ledger::write(tx, ctx, "account.chat_unlinked", guest.uuid(), json!({})).await?;
    }
    Ok(())
}
