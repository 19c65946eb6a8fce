//! SQL of who somebody in a chat is, in one city.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::accounts::CityRole;
use crate::chat::{ChatPerson, Platform};
use crate::db::schema::{accounts, chat_codes, chat_identities};
use crate::db::statement::statement;
use crate::db::{Db, Result, TenantTx, single};
use crate::kinds::AccountId;
use crate::tenancy::Ctx;

/// Whom a person of a chat is known as.
#[derive(Debug, Clone)]
pub(crate) struct KnownPerson {
    pub(crate) account: AccountId,
    pub(crate) role: Option<CityRole>,
    pub(crate) locale: String,
    /// Whether their address is theirs for sure; a guest has none, and their platform answers for them.
    pub(crate) is_sure: bool,
    /// Whether they were seen since a day ago.
    pub(crate) seen_lately: bool,
}

statement! {
    /// Whom a person of a chat is known as in the city.
    Person {
        platform: Platform => Text,
        person: String => Text,
        now: DateTime<Utc> => Timestamptz,
    } -> (SqlUuid, Nullable<Text>, Text, Bool, Bool),
    "SELECT accounts.id, accounts.city_role, accounts.locale,
            accounts.email IS NULL OR accounts.email_confirmed_at IS NOT NULL,
            coalesce(accounts.last_seen_at, accounts.created_at) > input.now - interval '1 day'
     FROM input, chat_identities AS own JOIN accounts ON accounts.id = own.account_id
     WHERE own.platform = input.platform AND own.person = input.person"
}

type PersonRow = (AccountId, Option<CityRole>, String, bool, bool);

/// In a transaction of its own and one round trip.
pub(crate) async fn person(db: &Db, ctx: &Ctx, person: &ChatPerson) -> Result<Option<KnownPerson>> {
    let statement = Person { platform: person.platform, person: person.person.clone(), now: ctx.now };
    let rows = single!(db, ctx.tenant.id, statement, load::<PersonRow>)?;
    let known =
        |(account, role, locale, is_sure, seen_lately)| KnownPerson { account, role, locale, is_sure, seen_lately };
    Ok(rows.into_iter().next().map(known))
}

/// The account a person of a chat is linked to, and since when.
pub(crate) async fn linked(tx: &mut TenantTx, person: &ChatPerson) -> Result<Option<(AccountId, DateTime<Utc>)>> {
    let own = chat_identities::platform.eq(person.platform).and(chat_identities::person.eq(&person.person));
    Ok(chat_identities::table
        .filter(own)
        .select((chat_identities::account_id, chat_identities::linked_at))
        .first(tx.connection())
        .await
        .optional()?)
}

/// Keeps the code an account shows to a bot; the one before is void.
pub(crate) async fn put_code(tx: &mut TenantTx, account: AccountId, digest: &[u8], until: DateTime<Utc>) -> Result<()> {
    let kept = (chat_codes::code_hash.eq(digest.to_vec()), chat_codes::expires_at.eq(until));
    diesel::insert_into(chat_codes::table)
        .values((chat_codes::account_id.eq(account), kept.clone()))
        .on_conflict((chat_codes::tenant_id, chat_codes::account_id))
        .do_update()
        .set(kept)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whose code this is, and their address.
pub(crate) async fn code_owner(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<Option<String>>> {
    Ok(chat_codes::table
        .inner_join(accounts::table.on(accounts::id.eq(chat_codes::account_id)))
        .filter(chat_codes::code_hash.eq(digest).and(chat_codes::expires_at.gt(now)))
        .select(accounts::email)
        .first(tx.connection())
        .await
        .optional()?)
}

/// Consumes a code: of two who show it at once, one is answered.
pub(crate) async fn use_code(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    let shown = chat_codes::table.filter(chat_codes::code_hash.eq(digest).and(chat_codes::expires_at.gt(now)));
    Ok(diesel::delete(shown).returning(chat_codes::account_id).get_result(tx.connection()).await.optional()?)
}

/// Forgets codes whose time is over.
pub(crate) async fn forget_codes(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<()> {
    diesel::delete(chat_codes::table.filter(chat_codes::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(())
}

/// Unlinks a person of a chat from an account; says whether they were linked to it.
pub(crate) async fn unlink(tx: &mut TenantTx, account: AccountId, person: &ChatPerson) -> Result<bool> {
    let own = chat_identities::platform.eq(person.platform).and(chat_identities::person.eq(&person.person));
    let own = chat_identities::table.filter(own.and(chat_identities::account_id.eq(account)));
    Ok(diesel::delete(own).execute(tx.connection()).await? > 0)
}

/// Unlinks every person of a chat from an account; says whether one was linked.
pub(crate) async fn unlink_all(tx: &mut TenantTx, account: AccountId) -> Result<bool> {
    let known = chat_identities::table.filter(chat_identities::account_id.eq(account));
    Ok(diesel::delete(known).execute(tx.connection()).await? > 0)
}

/// Links a person of a chat to an account; false if they are linked already.
pub(crate) async fn link(
    tx: &mut TenantTx,
    person: &ChatPerson,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let made = diesel::insert_into(chat_identities::table)
        .values((
            chat_identities::platform.eq(person.platform),
            chat_identities::person.eq(&person.person),
            chat_identities::account_id.eq(account),
            chat_identities::linked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.connection())
        .await?;
    Ok(made > 0)
}
