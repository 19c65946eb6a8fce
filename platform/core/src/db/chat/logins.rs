//! SQL of coming in on the web by a chat.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::chat::logins::State;
use crate::db::schema::chat_logins;
use crate::db::{Result, TenantTx};
use crate::kinds::AccountId;

/// A request that begins.
#[derive(Insertable)]
#[diesel(table_name = chat_logins)]
pub(crate) struct NewLogin {
    browser_hash: Vec<u8>,
    code_hash: Vec<u8>,
    number: i16,
    choices: Vec<i16>,
    state: State,
    expires_at: DateTime<Utc>,
}

impl NewLogin {
    /// By the digests of what the browser keeps and of what its link says.
    pub(crate) fn new(browser: Vec<u8>, code: &[u8], number: u8, choices: &[u8], until: DateTime<Utc>) -> Self {
        Self {
            browser_hash: browser,
            code_hash: code.to_vec(),
            number: number.into(),
            choices: choices.iter().map(|choice| (*choice).into()).collect(),
            state: State::Asked,
            expires_at: until,
        }
    }
}

/// A number as it is spoken of: two digits, as the table has it.
fn spoken(number: i16) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

/// Keeps a request.
pub(crate) async fn put_login(tx: &mut TenantTx, asked: NewLogin) -> Result<()> {
    diesel::insert_into(chat_logins::table).values(asked).execute(tx.connection()).await?;
    Ok(())
}

/// The number of the browser that keeps this, and where its request stands.
pub(crate) async fn login(tx: &mut TenantTx, browser: &[u8], now: DateTime<Utc>) -> Result<Option<(u8, State)>> {
    let found: Option<(i16, State)> = chat_logins::table
        .filter(chat_logins::browser_hash.eq(browser).and(chat_logins::expires_at.gt(now)))
        .select((chat_logins::number, chat_logins::state))
        .first(tx.connection())
        .await
        .optional()?;
    Ok(found.map(|(number, state)| (spoken(number), state)))
}

/// Makes a request that nobody answered the account's to answer, unless it is another's; what it asks, and until when.
pub(crate) async fn open_login(
    tx: &mut TenantTx,
    code: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, DateTime<Utc>)>> {
    let is_free = chat_logins::account_id.is_null().or(chat_logins::account_id.eq(account).assume_not_null());
    let found: Option<(Vec<i16>, DateTime<Utc>)> = diesel::update(chat_logins::table)
        .filter(chat_logins::code_hash.eq(code).and(chat_logins::expires_at.gt(now)))
        .filter(chat_logins::state.eq(State::Asked).and(is_free))
        .set(chat_logins::account_id.eq(account))
        .returning((chat_logins::choices, chat_logins::expires_at))
        .get_result(tx.connection())
        .await
        .optional()?;
    Ok(found.map(|(choices, until)| (choices.into_iter().map(spoken).collect(), until)))
}

/// The number of a request that is the account's to answer, and where it stands, locked against another answer.
pub(crate) async fn hold_login(
    tx: &mut TenantTx,
    code: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<(u8, State)>> {
    let found: Option<(i16, State)> = chat_logins::table
        .filter(chat_logins::code_hash.eq(code).and(chat_logins::expires_at.gt(now)))
        .filter(chat_logins::account_id.eq(account))
        .select((chat_logins::number, chat_logins::state))
        .for_update()
        .first(tx.connection())
        .await
        .optional()?;
    Ok(found.map(|(number, state)| (spoken(number), state)))
}

/// Notes where a request stands.
pub(crate) async fn set_login(tx: &mut TenantTx, code: &[u8], state: State) -> Result<()> {
    diesel::update(chat_logins::table.filter(chat_logins::code_hash.eq(code)))
        .set(chat_logins::state.eq(state))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Uses a request that was approved: of two who do at once, one is answered.
pub(crate) async fn use_login(tx: &mut TenantTx, browser: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    let account: Option<Option<AccountId>> = diesel::update(chat_logins::table)
        .filter(chat_logins::browser_hash.eq(browser).and(chat_logins::expires_at.gt(now)))
        .filter(chat_logins::state.eq(State::Approved))
        .set(chat_logins::state.eq(State::Used))
        .returning(chat_logins::account_id)
        .get_result(tx.connection())
        .await
        .optional()?;
    Ok(account.flatten())
}

/// Forgets requests whose time is over.
pub(crate) async fn forget_logins(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::delete(chat_logins::table.filter(chat_logins::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(())
}
