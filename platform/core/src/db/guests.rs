//! SQL of guests: the address somebody asks to be theirs, and moving all that is a guest's to another account.
//!
//! **Locks:** as when an account is erased: slots before sign-ups, those before associations, and accounts last.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;

use super::accounts::AccountRow;
use super::schema::{accounts, email_links, memberships, merged_accounts};
use super::{Result, TenantTx};
use crate::kinds::{AccountId, AssociationId};

/// Keeps the address that an account asks for, until then; what it asked for before is forgotten.
pub(crate) async fn ask(
    tx: &mut TenantTx,
    account: AccountId,
    email: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    let asked = (
        email_links::email.eq(email),
        email_links::token_hash.eq(None::<Vec<u8>>),
        email_links::created_at.eq(now),
        email_links::expires_at.eq(until),
    );
    diesel::insert_into(email_links::table)
        .values((email_links::account_id.eq(account), asked.clone()))
        .on_conflict((email_links::tenant_id, email_links::account_id))
        .do_update()
        .set(asked)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives the link of an account a new secret that works until then; answers where it is sent, if it is still wanted.
pub(crate) async fn renew(
    tx: &mut TenantTx,
    account: AccountId,
    digest: &[u8],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<String>> {
    Ok(diesel::update(email_links::table)
        .filter(email_links::account_id.eq(account).and(email_links::expires_at.gt(now)))
        .set((email_links::token_hash.eq(digest), email_links::expires_at.eq(until)))
        .returning(email_links::email)
        .get_result(tx.connection())
        .await
        .optional()?)
}

/// Whose a link is, and for which address, for as long as it works.
pub(crate) async fn asked(tx: &mut TenantTx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<(AccountId, String)>> {
    Ok(email_links::table
        .filter(email_links::token_hash.eq(digest).and(email_links::expires_at.gt(now)))
        .select((email_links::account_id, email_links::email))
        .first(tx.connection())
        .await
        .optional()?)
}

/// Consumes a link: of two who open it at once, one gets whose it is, and for which address.
pub(crate) async fn consume(
    tx: &mut TenantTx,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(AccountId, String)>> {
    Ok(diesel::delete(email_links::table)
        .filter(email_links::token_hash.eq(digest).and(email_links::expires_at.gt(now)))
        .returning((email_links::account_id, email_links::email))
        .get_result(tx.connection())
        .await
        .optional()?)
}

/// Forgets what was asked for and not proved in time.
pub(crate) async fn forget_expired(tx: &mut TenantTx, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(email_links::table.filter(email_links::expires_at.le(now))).execute(tx.connection()).await?)
}

/// Gives an account an address, unless it has one that was confirmed. Says whether it did.
pub(crate) async fn set_email(tx: &mut TenantTx, account: AccountId, email: &str) -> Result<bool> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::id.eq(account).and(accounts::email_confirmed_at.is_null()).and(accounts::erased_at.is_null()))
        .set(accounts::email.eq(email))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// The account a guest is merged into, locked against its end unless it was erased, but not against those who write for
/// it meanwhile: they hold a slot that the merge may wait for.
pub(crate) async fn hold(tx: &mut TenantTx, account: AccountId) -> Result<Option<AccountRow>> {
    Ok(accounts::table
        .filter(accounts::id.eq(account).and(accounts::erased_at.is_null()))
        .select(AccountRow::as_select())
        .for_no_key_update()
        .first(tx.connection())
        .await
        .optional()?)
}

/// Locks the associations somebody acts for, in the order of their ids.
pub(crate) async fn lock_associations(tx: &mut TenantTx, account: AccountId) -> Result<()> {
    let mut own: Vec<AssociationId> = memberships::table
        .filter(memberships::account_id.eq(account))
        .select(memberships::association_id)
        .load(tx.connection())
        .await?;
    own.sort();
    for association in own {
        super::members::lock(tx, association).await?;
    }
    Ok(())
}

/// What becomes of the rows that name a guest in a column.
#[derive(Clone, Copy)]
pub(crate) enum Fate {
    /// They name the other account.
    Moves,
    /// Likewise, by this statement, since both may have one for the same thing; `$1` is the guest, `$2` the other.
    Joins(&'static str),
    /// They end with the guest.
    Ends,
}

use Fate::{Ends, Joins, Moves};

/// Every column that names an account, in the order they are written. What else names one is the ledger, which stays as
/// it is written, and the statistics, which count a sign-up's month again.
pub(crate) const NAMING: [(&str, &str, Fate); 24] = [
    ("merged_accounts", "account_id", Moves),
    (
        "sign_ups",
        "account_id",
        // It changed, also for those who count.
        Joins(
            "UPDATE sign_ups SET account_id = $2, changed_at = merged_accounts.merged_at
             FROM merged_accounts WHERE merged_accounts.guest_id = $1 AND sign_ups.account_id = $1",
        ),
    ),
    ("messages", "author_id", Moves),
    (
        "thread_reads",
        "account_id",
        Joins(
            "INSERT INTO thread_reads (sign_up_id, account_id, read_at)
             SELECT sign_up_id, $2, read_at FROM thread_reads WHERE account_id = $1
             ON CONFLICT (tenant_id, sign_up_id, account_id)
             DO UPDATE SET read_at = greatest(thread_reads.read_at, excluded.read_at)",
        ),
    ),
    ("thread_reports", "reported_by", Moves),
    ("alerts", "account_id", Moves),
    (
        "favourites",
        "account_id",
        Joins(
            "INSERT INTO favourites (mission_id, account_id, created_at)
             SELECT mission_id, $2, created_at FROM favourites WHERE account_id = $1 ON CONFLICT DO NOTHING",
        ),
    ),
    (
        "memberships",
        "account_id",
        // Who owns it as either owns it.
        Joins(
            "INSERT INTO memberships (association_id, account_id, role, created_at)
             SELECT association_id, $2, role, created_at FROM memberships WHERE account_id = $1
             ON CONFLICT (tenant_id, association_id, account_id)
             DO UPDATE SET role = CASE WHEN 'owner' IN (memberships.role, excluded.role) THEN 'owner' ELSE 'manager' END",
        ),
    ),
    ("invitations", "invited_by", Moves),
    (
        "mail_preferences",
        "account_id",
        // What the other chose stands.
        Joins(
            "INSERT INTO mail_preferences (account_id, topic, mode)
             SELECT $2, topic, mode FROM mail_preferences WHERE account_id = $1 ON CONFLICT DO NOTHING",
        ),
    ),
    (
        "notices",
        "account_id",
        // What the other was told already is not told again.
        Joins(
            "UPDATE notices SET account_id = $2
             WHERE account_id = $1 AND key NOT IN (SELECT own.key FROM notices AS own WHERE own.account_id = $2)",
        ),
    ),
    (
        "credentials",
        "account_id",
        // What the other holds stands.
        Joins(
            "INSERT INTO credentials (account_id, name, assurance, given_at, until)
             SELECT $2, name, assurance, given_at, until FROM credentials
             WHERE account_id = $1
               -- Where the guest belongs was confirmed, and not where the other says they do.
               AND (name <> 'residence' OR EXISTS (
                    SELECT FROM accounts AS own, accounts AS guest
                    WHERE own.id = $2 AND guest.id = $1
                      AND (own.tie IS NULL OR (own.tie, own.tie_area) IS NOT DISTINCT FROM (guest.tie, guest.tie_area))))
             ON CONFLICT DO NOTHING",
        ),
    ),
    ("attestations", "account_id", Moves),
    ("decisions", "account_id", Moves),
    ("chat_identities", "account_id", Moves),
    ("identities", "account_id", Moves),
    ("chat_codes", "account_id", Ends),
    ("chat_logins", "account_id", Ends),
    ("consent_requests", "account_id", Ends),
    ("sessions", "account_id", Ends),
    ("magic_links", "account_id", Ends),
    ("email_links", "account_id", Ends),
    ("api_tokens", "account_id", Ends),
    ("idempotency_keys", "account_id", Ends),
];

/// What a guest told of themselves and the other account does not know.
const FILL_IN: &str = "UPDATE accounts AS own
    SET birth_date = coalesce(own.birth_date, guest.birth_date), quiet_from = coalesce(own.quiet_from, guest.quiet_from),
        quiet_until = coalesce(own.quiet_until, guest.quiet_until), tie = coalesce(own.tie, guest.tie),
        tie_area = CASE WHEN own.tie IS NULL THEN guest.tie_area ELSE own.tie_area END
    FROM accounts AS guest WHERE guest.id = $1 AND own.id = $2";

/// The daily mail that a guest's notices wait for.
const DIGEST: &str = "UPDATE jobs SET subject = $2::text
    WHERE tenant_id = current_setting('app.tenant_id')::uuid AND kind = 'digest' AND subject = $1::text AND attempts = 0
      AND NOT EXISTS (SELECT FROM jobs AS own
                       WHERE own.tenant_id = jobs.tenant_id AND own.kind = 'digest' AND own.subject = $2::text
                         AND own.attempts = 0)";

/// Work asked for a guest.
const WORK: &str = "DELETE FROM jobs WHERE tenant_id = current_setting('app.tenant_id')::uuid AND subject = $1::text";

/// Makes all that is a guest's the other account's, and takes the guest's account away. The caller has locked both, and
/// has seen to it that no slot has a live sign-up of each.
pub(crate) async fn move_all(tx: &mut TenantTx, guest: AccountId, other: AccountId, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(merged_accounts::table)
        .values((
            merged_accounts::guest_id.eq(guest),
            merged_accounts::account_id.eq(other),
            merged_accounts::merged_at.eq(now),
        ))
        .execute(tx.connection())
        .await?;
    for (table, column, fate) in NAMING {
        match fate {
            Moves => both(tx, &format!("UPDATE {table} SET {column} = $2 WHERE {column} = $1"), guest, other).await?,
            Joins(sql) => both(tx, sql, guest, other).await?,
            Ends => {}
        }
        one(tx, &format!("DELETE FROM {table} WHERE {column} = $1"), guest).await?;
    }
    both(tx, FILL_IN, guest, other).await?;
    both(tx, DIGEST, guest, other).await?;
    one(tx, WORK, guest).await?;
    one(tx, "DELETE FROM accounts WHERE id = $1", guest).await
}

async fn both(tx: &mut TenantTx, sql: &str, guest: AccountId, other: AccountId) -> Result<()> {
    let query = sql_query(sql).bind::<SqlUuid, _>(guest).bind::<SqlUuid, _>(other);
    query.execute(tx.connection()).await?;
    Ok(())
}

async fn one(tx: &mut TenantTx, sql: &str, guest: AccountId) -> Result<()> {
    sql_query(sql).bind::<SqlUuid, _>(guest).execute(tx.connection()).await?;
    Ok(())
}

/// The guests an account once was.
pub(crate) async fn merged_into(tx: &mut TenantTx, account: AccountId) -> Result<Vec<AccountId>> {
    Ok(merged_accounts::table
        .filter(merged_accounts::account_id.eq(account))
        .select(merged_accounts::guest_id)
        .load(tx.connection())
        .await?)
}

/// Forgets which guests an account once was.
pub(crate) async fn forget_merged(tx: &mut TenantTx, account: AccountId) -> Result<()> {
    let own = merged_accounts::table.filter(merged_accounts::account_id.eq(account));
    diesel::delete(own).execute(tx.connection()).await?;
    Ok(())
}
