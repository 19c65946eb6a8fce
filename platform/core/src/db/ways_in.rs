//! SQL of the ways into an account: which there are, and the end of what was opened by them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{accounts, api_tokens, chat_codes, chat_identities, chat_logins, magic_links, sessions};
use super::{Result, TenantTx, identities};
use crate::chat::ChatPerson;
use crate::kinds::AccountId;
use crate::tenancy::CityConfig;

/// By what somebody comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WaysIn {
    /// Whether by an address that is theirs for sure.
    pub(crate) by_mail: bool,
    /// The providers that know them, and since when, the oldest first.
    pub(crate) providers: Vec<(String, DateTime<Utc>)>,
    /// Who they are in chats, and since when, the oldest first.
    pub(crate) chats: Vec<(ChatPerson, DateTime<Utc>)>,
}

impl WaysIn {
    /// Whether nothing opens the account: a provider does only where the city still asks it.
    pub(crate) fn is_none(&self, city: &CityConfig) -> bool {
        let is_asked = |(name, _): &(String, _)| city.provider(name).is_some();
        !self.by_mail && self.chats.is_empty() && !self.providers.iter().any(is_asked)
    }

    /// Whether nothing but a chat knows them.
    pub(crate) const fn is_by_chat_only(&self) -> bool {
        !self.by_mail && self.providers.is_empty()
    }
}

/// By what an account is come in to.
pub(crate) async fn of(tx: &mut TenantTx, account: AccountId) -> Result<WaysIn> {
    let by_mail = accounts::table
        .filter(accounts::id.eq(account))
        .select(accounts::email_confirmed_at.is_not_null())
        .first(tx.connection())
        .await
        .optional()?;
    let chats: Vec<(_, _, DateTime<Utc>)> = chat_identities::table
        .filter(chat_identities::account_id.eq(account))
        .order((chat_identities::linked_at, chat_identities::person))
        .select((chat_identities::platform, chat_identities::person, chat_identities::linked_at))
        .load(tx.connection())
        .await?;
    Ok(WaysIn {
        by_mail: by_mail.unwrap_or_default(),
        providers: identities::of(tx, account).await?,
        chats: chats.into_iter().map(|(platform, person, since)| (ChatPerson { platform, person }, since)).collect(),
    })
}

/// Ends every session, link and token of an account, and what was begun to open it by a chat.
pub(crate) async fn shut_out(tx: &mut TenantTx, account: AccountId) -> Result<()> {
    shut_out_but(tx, account, &[]).await
}

/// The same, but for one session.
pub(crate) async fn shut_out_but(tx: &mut TenantTx, account: AccountId, session: &[u8]) -> Result<()> {
    let others = sessions::table.filter(sessions::account_id.eq(account).and(sessions::token_hash.ne(session)));
    diesel::delete(others).execute(tx.connection()).await?;
    diesel::delete(magic_links::table.filter(magic_links::account_id.eq(account))).execute(tx.connection()).await?;
    diesel::delete(api_tokens::table.filter(api_tokens::account_id.eq(account))).execute(tx.connection()).await?;
    diesel::delete(chat_codes::table.filter(chat_codes::account_id.eq(account))).execute(tx.connection()).await?;
    diesel::delete(chat_logins::table.filter(chat_logins::account_id.eq(account))).execute(tx.connection()).await?;
    Ok(())
}
