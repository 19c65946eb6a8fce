//! SQL of erasing an account: what is taken away, what is emptied, and what stays of a pseudonym.
//!
//! **Locks:** missions before slots, slots before sign-ups, those before associations, and the account last: whoever signs
//! up or writes a message holds a share of the account's row while they wait for nothing else.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::schema::{accounts, associations, memberships, sessions, sign_ups, slots};
use super::{Result, TenantTx};
use crate::accounts::AssociationRole;
use crate::kinds::{AccountId, AssociationId, SignUpId, SlotId};
use crate::sign_ups::State;

/// The password of an account, hashed, if it has one.
pub(crate) async fn password(tx: &mut TenantTx, id: AccountId) -> Result<Option<String>> {
    let found: Option<Option<String>> = accounts::table
        .filter(accounts::id.eq(id))
        .select(accounts::password_hash)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(found.flatten())
}

/// When an account's session was opened.
pub(crate) async fn opened_at(tx: &mut TenantTx, id: AccountId, digest: &[u8]) -> Result<Option<DateTime<Utc>>> {
    Ok(sessions::table
        .filter(sessions::token_hash.eq(digest).and(sessions::account_id.eq(id)))
        .select(sessions::created_at)
        .first(tx.connection())
        .await
        .optional()?)
}

/// When the account was erased, if it was.
pub(crate) async fn erased_at(tx: &mut TenantTx, id: AccountId) -> Result<Option<DateTime<Utc>>> {
    let found: Option<Option<DateTime<Utc>>> = accounts::table
        .filter(accounts::id.eq(id))
        .select(accounts::erased_at)
        .first(tx.connection())
        .await
        .optional()?;
    Ok(found.flatten())
}

/// The associations in which nobody but the person `$1` acts.
macro_rules! of_nobody_else {
    () => {
        "(SELECT association_id FROM memberships GROUP BY association_id HAVING bool_and(account_id = $1))"
    };
}

/// Whether `person`, the account `$1`, is the contact of a row of `missions`; what erasure empties, the export tells.
///
/// A person is named as a contact by their confirmed address anywhere (one nobody confirmed may be a stranger's); by their
/// name only where they act or acted, so that nobody empties a namesake's; and where nobody else acts, the contact is theirs.
macro_rules! is_contact_of_mission {
    () => {
        concat!(
            "person.id = $1 AND (
                person.email_confirmed_at IS NOT NULL AND lower(missions.contact_email) = person.email
                OR (missions.contact_name, missions.contact_email, missions.contact_phone)
                       IS DISTINCT FROM (NULL, NULL, NULL)
                   AND missions.association_id IN ",
            of_nobody_else!(),
            "   OR position(lower(person.given_name) IN lower(missions.contact_name)) > 0
                   AND position(lower(person.family_name) IN lower(missions.contact_name)) > 0
                   AND (missions.association_id IN (SELECT association_id FROM memberships WHERE account_id = $1)
                        OR EXISTS (SELECT FROM ledger WHERE ledger.subject_id = missions.id
                                       AND (ledger.actor_id = $1 OR ledger.actor_id IN (
                                            SELECT guest_id FROM merged_accounts WHERE account_id = $1)))))"
        )
    };
}

/// Whether the contact of a row of `associations` is the confirmed address of `person`, the account `$1`.
macro_rules! is_contact_of_association {
    () => {
        "person.id = $1 AND person.email_confirmed_at IS NOT NULL AND lower(associations.contact_email) = person.email"
    };
}
pub(super) use {is_contact_of_association, is_contact_of_mission, of_nobody_else};

/// Empties the contact of missions that names the person. The version grows, so that nobody who is editing puts it back.
pub(crate) async fn leave_missions_contacts(tx: &mut TenantTx, id: AccountId) -> Result<()> {
    sql_query(concat!(
        "UPDATE missions SET contact_name = NULL, contact_email = NULL, contact_phone = NULL, version = version + 1
         FROM accounts AS person WHERE ",
        is_contact_of_mission!()
    ))
    .bind::<SqlUuid, _>(id)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Empties the contact of associations that is the person's. Where nobody is left, [`empty_contacts`] does.
pub(crate) async fn leave_associations_contacts(tx: &mut TenantTx, id: AccountId) -> Result<()> {
    sql_query(concat!(
        "UPDATE associations SET contact_email = NULL, contact_phone = NULL, version = version + 1
         FROM accounts AS person WHERE ",
        is_contact_of_association!()
    ))
    .bind::<SqlUuid, _>(id)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The person's sign-ups that still lead to the day, by slot. Somebody who was accepted to what is over came, or did not:
/// that stays.
pub(crate) async fn open_sign_ups(
    tx: &mut TenantTx,
    id: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<(SignUpId, SlotId)>> {
    Ok(sign_ups::table
        .inner_join(slots::table.on(slots::id.eq(sign_ups::slot_id)))
        .filter(sign_ups::account_id.eq(id).and(sign_ups::state.eq_any(State::OPEN)))
        .filter(sign_ups::state.ne(State::Accepted).or(slots::ends_at.is_null()).or(slots::ends_at.gt(now)))
        .order((slots::id, sign_ups::id))
        .select((sign_ups::id, slots::id))
        .load(tx.connection())
        .await?)
}

/// Leaves an association, with its row locked: of two members who leave at once the second sees that the first is gone.
/// Answers those who stay, the oldest first.
pub(crate) async fn leave_association(
    tx: &mut TenantTx,
    association: AssociationId,
    id: AccountId,
) -> Result<Vec<(AccountId, AssociationRole)>> {
    associations::table
        .filter(associations::id.eq(association))
        .select(associations::id)
        .for_update()
        .first::<AssociationId>(tx.connection())
        .await?;
    let of = memberships::table.filter(memberships::association_id.eq(association));
    diesel::delete(of.filter(memberships::account_id.eq(id))).execute(tx.connection()).await?;
    Ok(of
        .order((memberships::created_at, memberships::account_id))
        .select((memberships::account_id, memberships::role))
        .load(tx.connection())
        .await?)
}

/// Makes a member the owner.
pub(crate) async fn make_owner(tx: &mut TenantTx, association: AssociationId, id: AccountId) -> Result<()> {
    diesel::update(memberships::table)
        .filter(memberships::association_id.eq(association).and(memberships::account_id.eq(id)))
        .set(memberships::role.eq(AssociationRole::Owner))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Empties what an association that has no member any more says of them: its contacts; and where a group without papers
/// meets, which may be somebody's home.
pub(crate) async fn empty_contacts(tx: &mut TenantTx, association: AssociationId) -> Result<()> {
    sql_query(
        "UPDATE associations SET contact_email = NULL, contact_phone = NULL, version = version + 1,
                street = CASE WHEN kind <> 'collective' THEN street END
         WHERE id = $1",
    )
    .bind::<SqlUuid, _>(association)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Leaves a pseudonym of the account; `idle`: only if nobody came in since the last warning. Says whether it did.
pub(crate) async fn empty_account(
    tx: &mut TenantTx,
    id: AccountId,
    idle: bool,
    locale: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql_query(
        "UPDATE accounts
         SET erased_at = $2, email = NULL, email_confirmed_at = NULL, given_name = '', family_name = '',
             password_hash = NULL, birth_date = NULL, locale = $4, city_role = NULL, last_seen_at = NULL,
             idle_notices = 0, idle_noticed_at = NULL, unreachable_since = NULL, mail_token = NULL,
             quiet_from = NULL, quiet_until = NULL, tie = NULL, tie_area = NULL
         WHERE id = $1 AND erased_at IS NULL AND (NOT $3 OR idle_notices >= 2)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Timestamptz, _>(now)
    .bind::<Bool, _>(idle)
    .bind::<Text, _>(locale)
    .execute(tx.connection())
    .await?;
    Ok(changed > 0)
}

/// What is taken away or emptied with an account; `$1` is its id. Work queued for it goes first: it is found by what is
/// taken away after.
const TAKEN_AWAY: [&str; 26] = [
    "DELETE FROM jobs WHERE tenant_id = current_setting('app.tenant_id')::uuid AND kind <> 'forget'
        AND (subject LIKE $1::text || ' %' OR subject IN (SELECT $1::text
            UNION ALL SELECT id::text FROM notices WHERE account_id = $1
            UNION ALL SELECT id::text FROM invitations WHERE invited_by = $1))",
    "DELETE FROM sessions WHERE account_id = $1",
    "DELETE FROM magic_links WHERE account_id = $1",
    "DELETE FROM email_links WHERE account_id = $1",
    "DELETE FROM identities WHERE account_id = $1",
    "DELETE FROM api_tokens WHERE account_id = $1",
    "DELETE FROM idempotency_keys WHERE account_id = $1",
    "DELETE FROM mail_preferences WHERE account_id = $1",
    "DELETE FROM favourites WHERE account_id = $1",
    "DELETE FROM alerts WHERE account_id = $1",
    "DELETE FROM notices WHERE account_id = $1",
    "DELETE FROM invitations WHERE invited_by = $1",
    "DELETE FROM thread_reads WHERE account_id = $1",
    "DELETE FROM memberships WHERE account_id = $1",
    "DELETE FROM credentials WHERE account_id = $1",
    "DELETE FROM consent_requests WHERE account_id = $1",
    "DELETE FROM attestations WHERE account_id = $1",
    "DELETE FROM decisions WHERE account_id = $1",
    // What their conversations remember lies above cities, under their number there.
    "DELETE FROM chat_messages USING bots, chat_identities AS own
        WHERE chat_messages.bot_id = bots.id AND chat_messages.chat = own.person AND bots.platform = own.platform
          AND (bots.tenant_id IS NULL OR bots.tenant_id = own.tenant_id) AND own.account_id = $1",
    "DELETE FROM chats USING bots, chat_identities AS own
        WHERE chats.bot_id = bots.id AND chats.chat = own.person AND bots.platform = own.platform
          AND (bots.tenant_id IS NULL OR bots.tenant_id = own.tenant_id) AND own.account_id = $1",
    "DELETE FROM chat_identities WHERE account_id = $1",
    "DELETE FROM chat_codes WHERE account_id = $1",
    "DELETE FROM chat_logins WHERE account_id = $1",
    "UPDATE messages SET text = NULL WHERE author_id = $1 AND text IS NOT NULL",
    "UPDATE thread_reports SET reason = NULL WHERE reported_by = $1 AND reason IS NOT NULL",
    // That the platform ended it is no word of anybody's.
    "UPDATE sign_ups SET motivation = NULL, reason =
            CASE WHEN reason IN ('account_erased', 'account_merged') THEN reason END
        WHERE account_id = $1 AND (motivation IS NOT NULL OR reason NOT IN ('account_erased', 'account_merged'))",
];

/// Takes away what hangs on the account. Run again, it takes what somebody wrote while it ran.
pub(crate) async fn take_away(tx: &mut TenantTx, id: AccountId) -> Result<()> {
    for sql in TAKEN_AWAY {
        sql_query(sql).bind::<SqlUuid, _>(id).execute(tx.connection()).await?;
    }
    Ok(())
}

/// Takes back invitations to an address, and the work queued for them.
pub(crate) async fn take_back_invitations(tx: &mut TenantTx, email: &str) -> Result<()> {
    sql_query(
        "WITH gone AS (DELETE FROM invitations WHERE email = $1 RETURNING id)
         DELETE FROM jobs WHERE tenant_id = current_setting('app.tenant_id')::uuid AND kind = 'invite'
            AND subject IN (SELECT id::text FROM gone)",
    )
    .bind::<Text, _>(email)
    .execute(tx.connection())
    .await?;
    Ok(())
}
