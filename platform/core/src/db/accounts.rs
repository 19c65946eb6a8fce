//! SQL of accounts, sessions, links, tokens and memberships.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::schema::{accounts, api_tokens, associations, magic_links, memberships, sessions};
use super::statement::statement;
use super::{Db, Result, TenantTx, single};
use crate::accounts::me::Change;
use crate::accounts::tokens::Token;
use crate::accounts::{AssociationRole, CityRole};
use crate::kinds::{AccountId, AssociationId, TokenId};
use crate::rules::facts::TieKind;
use crate::tenancy::Ctx;

#[derive(Insertable)]
#[diesel(table_name = accounts)]
pub(crate) struct NewAccount {
    pub(crate) id: AccountId,
    pub(crate) email: Option<String>,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) locale: String,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct AccountRow {
    pub(crate) id: AccountId,
    /// None for a guest, and once erased.
    pub(crate) email: Option<String>,
    pub(crate) email_confirmed_at: Option<DateTime<Utc>>,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth_date: Option<NaiveDate>,
    pub(crate) locale: String,
    pub(crate) city_role: Option<CityRole>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_seen_at: Option<DateTime<Utc>>,
    pub(crate) unreachable_since: Option<DateTime<Utc>>,
    pub(crate) idle_notices: i16,
    pub(crate) tie: Option<TieKind>,
    pub(crate) tie_area: Option<String>,
}

impl AccountRow {
    /// Whether a mail may be sent: guests and erased accounts have no address, and some addresses take no mail.
    pub(crate) const fn is_reachable(&self) -> bool {
        self.email.is_some() && self.unreachable_since.is_none()
    }

    /// From when the account may be erased, if nobody comes in with it.
    pub(crate) fn erased_from(&self, months: u32) -> DateTime<Utc> {
        self.last_seen_at.unwrap_or(self.created_at) + chrono::Months::new(months)
    }
}

/// A new account, of somebody without an address.
pub(crate) async fn insert(tx: &mut TenantTx, row: &NewAccount) -> Result<AccountId> {
    Ok(diesel::insert_into(accounts::table).values(row).returning(accounts::id).get_result(tx.connection()).await?)
}

/// The account of the row's address: the new one, or the one that has it. Says whether it is new.
pub(crate) async fn insert_or_find(tx: &mut TenantTx, row: &NewAccount) -> Result<(AccountId, bool)> {
    let inserted: Option<AccountId> = diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict((accounts::tenant_id, accounts::email))
        .do_nothing()
        .returning(accounts::id)
        .get_result(tx.connection())
        .await
        .optional()?;
    match inserted {
        Some(id) => Ok((id, true)),
        None => Ok((
            accounts::table.filter(accounts::email.eq(&row.email)).select(accounts::id).first(tx.connection()).await?,
            false,
        )),
    }
}

pub(crate) async fn find(tx: &mut TenantTx, id: AccountId) -> Result<Option<AccountRow>> {
    Ok(accounts::table
        .filter(accounts::id.eq(id))
        .select(AccountRow::as_select())
        .first(tx.connection())
        .await
        .optional()?)
}

/// The account, locked, unless it was erased.
pub(crate) async fn lock(tx: &mut TenantTx, id: AccountId) -> Result<Option<AccountRow>> {
    Ok(accounts::table
        .filter(accounts::id.eq(id).and(accounts::erased_at.is_null()))
        .select(AccountRow::as_select())
        .for_update()
        .first(tx.connection())
        .await
        .optional()?)
}

/// Changes what is given.
pub(crate) async fn update(tx: &mut TenantTx, id: AccountId, change: &Change) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id).and(accounts::erased_at.is_null())))
        .set((
            // Always one column set, so that a change of nothing is still a statement.
            accounts::id.eq(id),
            change.given_name.as_deref().map(|name| accounts::given_name.eq(name.trim())),
            change.family_name.as_deref().map(|name| accounts::family_name.eq(name.trim())),
            change.birth_date.map(|date| accounts::birth_date.eq(date)),
            change.locale.map(|locale| accounts::locale.eq(locale.tag())),
            change.tie.as_ref().map(|tie| {
                let area = tie.as_ref().and_then(|tie| tie.area.as_deref());
                (accounts::tie.eq(tie.as_ref().map(|tie| tie.kind)), accounts::tie_area.eq(area))
            }),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn password_of(tx: &mut TenantTx, email: &str) -> Result<Option<(AccountId, Option<String>)>> {
    Ok(accounts::table
        .filter(accounts::email.eq(email))
        .select((accounts::id, accounts::password_hash))
        .first(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn set_password(tx: &mut TenantTx, id: AccountId, hash: &str) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::password_hash.eq(hash))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Marks the address as confirmed; says whether it was not before.
pub(crate) async fn confirm_email(tx: &mut TenantTx, id: AccountId, now: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::id.eq(id).and(accounts::email_confirmed_at.is_null()))
        .set(accounts::email_confirmed_at.eq(now))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Gives an account a role in the city, or takes the one it has.
pub(crate) async fn set_city_role(tx: &mut TenantTx, id: AccountId, role: Option<CityRole>) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::city_role.eq(role))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn insert_session(
    tx: &mut TenantTx,
    digest: &[u8],
    account: AccountId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(digest),
            sessions::account_id.eq(account),
            sessions::created_at.eq(now),
            sessions::expires_at.eq(until),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether a session of the account still stands.
pub(crate) async fn is_in(tx: &mut TenantTx, id: AccountId, digest: &[u8], now: DateTime<Utc>) -> Result<bool> {
    let own = sessions::token_hash.eq(digest).and(sessions::account_id.eq(id)).and(sessions::expires_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(sessions::table.filter(own))).get_result(tx.connection()).await?)
}

pub(crate) async fn delete_session(tx: &mut TenantTx, digest: &[u8]) -> Result<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(digest))).execute(tx.connection()).await?;
    Ok(())
}

statement! {
    /// Who presents a session.
    SessionOwner { digest: Vec<u8> => Binary, now: DateTime<Utc> => Timestamptz }
        -> (SqlUuid, Nullable<Text>, Bool, Bool),
    "SELECT accounts.id, accounts.city_role, accounts.email_confirmed_at IS NOT NULL,
            coalesce(accounts.last_seen_at, accounts.created_at) < (SELECT now FROM input) - interval '1 day'
     FROM sessions JOIN accounts ON accounts.id = sessions.account_id
     WHERE sessions.token_hash = (SELECT digest FROM input) AND sessions.expires_at > (SELECT now FROM input)
       AND accounts.erased_at IS NULL"
}

/// Account, role, whether its address is confirmed, and whether it was not seen for a day.
type SessionRow = (AccountId, Option<CityRole>, bool, bool);

pub(crate) async fn session_owner(db: &Db, ctx: &Ctx, digest: Vec<u8>) -> Result<Option<SessionRow>> {
    let statement = SessionOwner { digest, now: ctx.now };
    let rows = single!(db, ctx.tenant.id, statement, load::<SessionRow>)?;
    Ok(rows.into_iter().next())
}

statement! {
    /// Who presents a token.
    TokenOwner { digest: Vec<u8> => Binary, now: DateTime<Utc> => Timestamptz }
        -> (SqlUuid, Nullable<Text>, Bool, Bool, Array<Text>),
    "SELECT accounts.id, accounts.city_role, accounts.email_confirmed_at IS NOT NULL,
            coalesce(accounts.last_seen_at, accounts.created_at) < (SELECT now FROM input) - interval '1 day', api_tokens.scopes
     FROM api_tokens JOIN accounts ON accounts.id = api_tokens.account_id
     WHERE api_tokens.token_hash = (SELECT digest FROM input) AND accounts.erased_at IS NULL
       AND (api_tokens.expires_at IS NULL OR api_tokens.expires_at > (SELECT now FROM input))"
}

type TokenOwnerRow = (AccountId, Option<CityRole>, bool, bool, Vec<String>);

pub(crate) async fn token_owner(db: &Db, ctx: &Ctx, digest: Vec<u8>) -> Result<Option<TokenOwnerRow>> {
    let statement = TokenOwner { digest, now: ctx.now };
    let rows = single!(db, ctx.tenant.id, statement, load::<TokenOwnerRow>)?;
    Ok(rows.into_iter().next())
}

/// Keeps a new link; the account's earlier ones stop working.
pub(crate) async fn insert_link(
    tx: &mut TenantTx,
    digest: &[u8],
    account: AccountId,
    until: DateTime<Utc>,
) -> Result<()> {
    diesel::delete(magic_links::table.filter(magic_links::account_id.eq(account))).execute(tx.connection()).await?;
    diesel::insert_into(magic_links::table)
        .values((
            magic_links::token_hash.eq(digest),
            magic_links::account_id.eq(account),
            magic_links::expires_at.eq(until),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Consumes a link: of two who use it at once, one gets the account.
pub(crate) async fn use_link(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<AccountId>> {
    Ok(diesel::delete(magic_links::table)
        .filter(magic_links::token_hash.eq(digest).and(magic_links::expires_at.gt(now)))
        .returning(magic_links::account_id)
        .get_result(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn insert_token(tx: &mut TenantTx, owner: AccountId, token: &Token, digest: &[u8]) -> Result<()> {
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.word()).collect();
    diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(token.id),
            api_tokens::account_id.eq(owner),
            api_tokens::token_hash.eq(digest),
            api_tokens::name.eq(&token.name),
            api_tokens::scopes.eq(scopes),
            api_tokens::created_at.eq(token.created_at),
            api_tokens::expires_at.eq(token.expires_at),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn tokens(tx: &mut TenantTx, owner: AccountId) -> Result<Vec<Token>> {
    type Row = (TokenId, String, Vec<String>, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = api_tokens::table
        .filter(api_tokens::account_id.eq(owner))
        .order((api_tokens::created_at.desc(), api_tokens::id))
        .select((api_tokens::id, api_tokens::name, api_tokens::scopes, api_tokens::created_at, api_tokens::expires_at))
        .load(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, scopes, created_at, expires_at)| Token {
            id,
            name,
            scopes: scopes.iter().filter_map(|scope| scope.parse().ok()).collect(),
            created_at,
            expires_at,
        })
        .collect())
}

pub(crate) async fn delete_token(tx: &mut TenantTx, owner: AccountId, token: TokenId) -> Result<bool> {
    let deleted = diesel::delete(api_tokens::table)
        .filter(api_tokens::id.eq(token).and(api_tokens::account_id.eq(owner)))
        .execute(tx.connection())
        .await?;
    Ok(deleted > 0)
}

pub(crate) async fn insert_membership(
    tx: &mut TenantTx,
    association: AssociationId,
    account: AccountId,
    role: AssociationRole,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::association_id.eq(association),
            memberships::account_id.eq(account),
            memberships::role.eq(role),
            memberships::created_at.eq(now),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) async fn membership(
    tx: &mut TenantTx,
    association: AssociationId,
    account: AccountId,
) -> Result<Option<AssociationRole>> {
    Ok(memberships::table
        .filter(memberships::association_id.eq(association).and(memberships::account_id.eq(account)))
        .select(memberships::role)
        .first(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn memberships(
    tx: &mut TenantTx,
    account: AccountId,
) -> Result<Vec<(AssociationId, String, AssociationRole)>> {
    Ok(memberships::table
        .inner_join(associations::table.on(associations::id.eq(memberships::association_id)))
        .filter(memberships::account_id.eq(account))
        .order(associations::name)
        .select((associations::id, associations::name, memberships::role))
        .load(tx.connection())
        .await?)
}

/// The accounts of an association's members.
pub(crate) async fn member_ids(tx: &mut TenantTx, association: AssociationId) -> Result<Vec<AccountId>> {
    Ok(memberships::table
        .filter(memberships::association_id.eq(association))
        .order(memberships::created_at)
        .select(memberships::account_id)
        .load(tx.connection())
        .await?)
}

/// The city's agents.
pub(crate) async fn agent_ids(tx: &mut TenantTx) -> Result<Vec<AccountId>> {
    Ok(accounts::table
        .filter(accounts::city_role.is_not_null())
        .order(accounts::id)
        .select(accounts::id)
        .load(tx.connection())
        .await?)
}

/// Forgets sessions, links and tokens that are over.
pub(crate) async fn forget_expired(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<usize> {
    let ended = diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(tx.connection()).await?;
    diesel::delete(api_tokens::table.filter(api_tokens::expires_at.le(now))).execute(tx.connection()).await?;
    let used =
        diesel::delete(magic_links::table.filter(magic_links::expires_at.le(now))).execute(tx.connection()).await?;
    Ok(ended + used)
}
