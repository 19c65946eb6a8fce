//! Identities: whom a provider knows an account as. The provider and its own name for somebody are the link, never an
//! address, which anybody may claim and which changes hands.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::enter::{self, Entered};
use super::register::{self, Address, Told};
use super::sign_in::SignInError;
use super::{Volunteer, guests, link_email, tokens};
use crate::App;
use crate::db::{TenantTx, accounts as sql, identities, ledger, ways_in};
use crate::fields;
use crate::kinds::AccountId;
use crate::ports::Claimed;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::Ctx;

/// Longest name that is kept.
const NAME: usize = 80;

/// An account that asks for a provider to be linked to it, and the session by which it does.
pub(super) struct Linking {
    pub(super) account: AccountId,
    pub(super) session: Vec<u8>,
}

/// Lets in whom a provider knows, or links them to the account that asked for it. None: they are signed in already.
///
/// While somebody was at the provider, the account may have become another's, who shut out all that were in it. So it is
/// locked, and what it is come in by is looked at again.
pub(super) async fn arrive(
    app: &App,
    ctx: &Ctx,
    provider: &str,
    claimed: &Claimed,
    linking: Option<&Linking>,
) -> Result<Option<Entered>, SignInError> {
    let mut tx = app.db.tenant(ctx).await?;
    let known = identities::owner(&mut tx, provider, &claimed.subject).await?;
    let entered = match (known, linking) {
        (Some(owner), Some(linking)) if owner == linking.account => return Ok(None),
        (Some(_), Some(_)) => return Err(SignInError::OfAnother),
        (None, Some(Linking { account, session })) => {
            sql::lock(&mut tx, *account).await?.ok_or(SignInError::Stale)?;
            if !sql::is_in(&mut tx, *account, session, ctx.now).await? {
                return Err(SignInError::Stale);
            }
            link(&mut tx, ctx, provider, claimed, *account).await?;
            None
        }
        (Some(owner), None) => {
            sql::lock(&mut tx, owner).await?.ok_or(SignInError::Stale)?;
            if identities::owner(&mut tx, provider, &claimed.subject).await? != Some(owner) {
                return Err(SignInError::Stale);
            }
            enter::open_session(app, ctx, &mut tx, owner).await?
        }
        (None, None) => {
            let account = newcomer(app, ctx, &mut tx, claimed).await?;
            link(&mut tx, ctx, provider, claimed, account).await?;
            enter::open_session(app, ctx, &mut tx, account).await?
        }
    };
    if linking.is_none() && entered.is_none() {
        // The account was erased at this moment.
        return Err(SignInError::Stale);
    }
    tx.commit().await?;
    Ok(entered)
}

async fn link(
    tx: &mut TenantTx,
    ctx: &Ctx,
    provider: &str,
    claimed: &Claimed,
    account: AccountId,
) -> Result<(), SignInError> {
    if !identities::link(tx, provider, &claimed.subject, account, ctx.now).await? {
        // They came in twice at once: the other was first.
        return Err(SignInError::Stale);
    }
    ledger::write(tx, ctx, "account.identity_linked", account.uuid(), json!({ "provider": provider })).await?;
    Ok(())
}

/// Makes the account of somebody nobody knows yet. An address the provider vouches for is theirs, unless an account has it:
/// then they come in to that one first. Any other address they are asked to prove, as of any guest.
async fn newcomer(app: &App, ctx: &Ctx, tx: &mut TenantTx, claimed: &Claimed) -> Result<AccountId, SignInError> {
    let told = told(ctx, claimed).ok_or(SignInError::Unnamed)?;
    let is_sound = |email: &&str| fields::check(&Address { email: Some(email) }).is_ok();
    let email = claimed.email.as_deref().map(str::trim).filter(is_sound);
    let account = match email {
        Some(email) if claimed.email_verified => {
            let row = register::row(app, ctx, Some(email), &told)?;
            let (account, new) = sql::insert_or_find(tx, &row).await?;
            if !new {
                return Err(SignInError::EmailTaken);
            }
            sql::confirm_email(tx, account, ctx.now).await?;
            account
        }
        _ => guests::make(tx, app, ctx, &told).await?,
    };
    ledger::write(tx, ctx, "account.registered", account.uuid(), json!({})).await?;
    if let Some(email) = email.filter(|_| !claimed.email_verified) {
        link_email::ask(tx, ctx, account, email).await?;
    }
    Ok(account)
}

/// What a provider says, as somebody would tell it of themselves; what does not fit is left out. None: it does not say
/// their names.
fn told(ctx: &Ctx, claimed: &Claimed) -> Option<Told> {
    Some(Told {
        given_name: name(claimed.given_name.as_deref())?,
        family_name: Some(name(claimed.family_name.as_deref())?),
        birth_date: claimed.birth_date.filter(|date| fields::is_birth_date(*date, ctx.now)),
        locale: None,
    })
}

fn name(said: Option<&str>) -> Option<String> {
    let name: String = said?.trim().chars().filter(|c| !c.is_control()).take(NAME).collect();
    Some(name).filter(|name| !name.trim().is_empty())
}

/// A provider that knows one's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its name.
    pub provider: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Lists the providers that know one's account, the oldest first.
///
/// # Errors
/// If no session asks.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Linked>, ReadError> {
    let owner = oneself(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    let known = identities::of(&mut tx, owner.id).await?;
    Ok(known.into_iter().map(|(provider, since)| Linked { provider, since }).collect())
}

/// Has a provider's word count no more for one's account.
///
/// # Errors
/// If no session asks, the provider does not know the account, or its word is the only way in.
pub async fn unlink(app: &App, ctx: &Ctx, provider: &str) -> Result<(), EditError> {
    let owner = oneself(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    sql::lock(&mut tx, owner.id).await?.ok_or(Denied::NotFound)?;
    let mut ways = ways_in::of(&mut tx, owner.id).await?;
    ways.providers.retain(|(other, _)| other != provider);
    if ways.is_none(&ctx.tenant.config) {
        return Err(EditError::Refused(vec![Reason::new("last_way_in")]));
    }
    if !identities::unlink(&mut tx, owner.id, provider).await? {
        return Err(Denied::NotFound.into());
    }
    ledger::write(&mut tx, ctx, "account.identity_unlinked", owner.id.uuid(), json!({ "provider": provider })).await?;
    tx.commit().await?;
    Ok(())
}

/// Who acts for themselves, by a session: neither a token nor an agent at the desk opens or closes ways in.
pub(crate) fn oneself(ctx: &Ctx) -> Result<Volunteer, Denied> {
    if ctx.desk.is_some() { Err(Denied::NotPermitted) } else { tokens::by_session(ctx) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_bounded_length() {
        assert_eq!(name(Some(" Zo\u{7}é\n")), Some("Zoé".to_owned()));
        assert_eq!(name(Some(&"é".repeat(200))).map(|name| name.chars().count()), Some(NAME));
        for nothing in [None, Some(""), Some(" \n"), Some("\u{7} ")] {
            assert_eq!(name(nothing), None, "{nothing:?}");
        }
    }
}
