//! SQL of `export_me`: all that is held about a person, as one JSON document.
//!
//! **Why JSON from the database:** each section is one query whose columns are the document's fields, so what is held and
//! what is told stand side by side on one page; a test reads the catalogue and asks for every table that names a person.

use diesel::sql_query;
use diesel::sql_types::{Jsonb, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::erase::{is_contact_of_association, is_contact_of_mission, of_nobody_else};
use super::{Result, TenantTx};
use crate::kinds::AccountId;

/// The sections in the order they are read, with what fills them; `$1` is the account. Nothing secret, though hashed; of
/// other people neither ids nor contact details, but for the addresses one gave oneself.
const SECTIONS: [(&str, &str); 29] = [
    (
        "account",
        "SELECT id, email, email_confirmed_at, given_name, family_name, birth_date, locale, city_role,
                password_hash IS NOT NULL AS has_password, created_at, last_seen_at, idle_notices, idle_noticed_at,
                unreachable_since, quiet_from, quiet_until, tie, tie_area
         FROM accounts WHERE id = $1",
    ),
    ("merged_accounts", "SELECT guest_id AS id, merged_at FROM merged_accounts WHERE account_id = $1 ORDER BY merged_at"),
    ("preferences", "SELECT topic, mode FROM mail_preferences WHERE account_id = $1 ORDER BY topic"),
    (
        "memberships",
        "SELECT associations.name AS association, memberships.role, memberships.created_at
         FROM memberships JOIN associations ON associations.id = memberships.association_id
         WHERE memberships.account_id = $1 ORDER BY memberships.created_at",
    ),
    (
        "sign_ups",
        "SELECT sign_ups.id, missions.title AS mission, associations.name AS association, slots.starts_at,
                slots.ends_at, sign_ups.state, sign_ups.rank, sign_ups.motivation, sign_ups.reason, sign_ups.minutes,
                sign_ups.offered_until, sign_ups.confirmed_at, sign_ups.answered_at, sign_ups.created_at,
                sign_ups.changed_at
         FROM sign_ups JOIN missions ON missions.id = sign_ups.mission_id
         JOIN associations ON associations.id = missions.association_id JOIN slots ON slots.id = sign_ups.slot_id
         WHERE sign_ups.account_id = $1 ORDER BY sign_ups.created_at, sign_ups.id",
    ),
    (
        "attestations",
        "SELECT code, given_name, family_name, city, locale, first_day, last_day, lines, made_at AS created_at
         FROM attestations WHERE account_id = $1 ORDER BY made_at, code",
    ),
    // Both sides of the threads about their own sign-ups.
    (
        "messages",
        "SELECT messages.sign_up_id AS sign_up, missions.title AS mission, messages.author_id = $1 AS by_me,
                messages.side, messages.text, messages.created_at
         FROM messages JOIN sign_ups ON sign_ups.id = messages.sign_up_id
         JOIN missions ON missions.id = sign_ups.mission_id
         WHERE sign_ups.account_id = $1 ORDER BY messages.created_at, messages.id",
    ),
    // What they wrote for an association; what volunteers wrote to it is the volunteers'.
    (
        "messages_for_associations",
        "SELECT missions.title AS mission, messages.side, messages.text, messages.created_at
         FROM messages JOIN sign_ups ON sign_ups.id = messages.sign_up_id
         JOIN missions ON missions.id = sign_ups.mission_id
         WHERE messages.author_id = $1 AND sign_ups.account_id <> $1 ORDER BY messages.created_at, messages.id",
    ),
    (
        "thread_reads",
        "SELECT missions.title AS mission, thread_reads.read_at
         FROM thread_reads JOIN sign_ups ON sign_ups.id = thread_reads.sign_up_id
         JOIN missions ON missions.id = sign_ups.mission_id
         WHERE thread_reads.account_id = $1 ORDER BY thread_reads.read_at",
    ),
    (
        "reports",
        "SELECT missions.title AS mission, thread_reports.reason, thread_reports.created_at, thread_reports.closed_at
         FROM thread_reports JOIN sign_ups ON sign_ups.id = thread_reports.sign_up_id
         JOIN missions ON missions.id = sign_ups.mission_id
         WHERE thread_reports.reported_by = $1 ORDER BY thread_reports.created_at",
    ),
    (
        "favourites",
        "SELECT missions.title AS mission, favourites.created_at
         FROM favourites JOIN missions ON missions.id = favourites.mission_id
         WHERE favourites.account_id = $1 ORDER BY favourites.created_at",
    ),
    ("alerts", "SELECT criteria AS search, daily, created_at FROM alerts WHERE account_id = $1 ORDER BY created_at"),
    // What erasure would empty, by the same conditions.
    (
        "contacts",
        concat!(
            "SELECT missions.title AS mission, associations.name AS association, missions.contact_name AS name,
                    missions.contact_email AS email, missions.contact_phone AS phone, NULL AS street
             FROM missions JOIN associations ON associations.id = missions.association_id, accounts AS person
             WHERE ",
            is_contact_of_mission!(),
            "UNION ALL
             SELECT NULL, associations.name, NULL, associations.contact_email, associations.contact_phone,
                    CASE WHEN associations.kind = 'collective' AND associations.id IN ",
            of_nobody_else!(),
            "    THEN associations.street END
             FROM associations, accounts AS person
             WHERE ",
            is_contact_of_association!(),
            "   OR person.id = $1 AND associations.id IN ",
            of_nobody_else!()
        ),
    ),
    (
        "notices",
        "SELECT kind, created_at, due_at, in_digest, sent_at, dropped_at
         FROM notices WHERE account_id = $1 ORDER BY created_at, id",
    ),
    (
        "invitations_sent",
        "SELECT associations.name AS association, invitations.email, invitations.role, invitations.created_at,
                invitations.expires_at
         FROM invitations JOIN associations ON associations.id = invitations.association_id
         WHERE invitations.invited_by = $1 ORDER BY invitations.created_at",
    ),
    // An address nobody confirmed may be a stranger's.
    (
        "invitations_received",
        "SELECT associations.name AS association, invitations.role, invitations.created_at, invitations.expires_at
         FROM invitations JOIN associations ON associations.id = invitations.association_id
         JOIN accounts ON accounts.email = invitations.email
         WHERE accounts.id = $1 AND accounts.email_confirmed_at IS NOT NULL ORDER BY invitations.created_at",
    ),
    (
        "credentials",
        "SELECT name, assurance, given_at, until FROM credentials WHERE account_id = $1 ORDER BY name",
    ),
    ("consent_requests", "SELECT email, created_at, expires_at FROM consent_requests WHERE account_id = $1"),
    ("chat_codes", "SELECT expires_at FROM chat_codes WHERE account_id = $1"),
    (
        "chat_logins",
        "SELECT state, expires_at FROM chat_logins WHERE account_id = $1 ORDER BY expires_at",
    ),
    // With what the conversations remember that are about this city.
    (
        "chats",
        "SELECT own.platform, own.person, own.linked_at, coalesce(remembered.every, '[]') AS conversations
         FROM chat_identities AS own LEFT JOIN LATERAL (
             SELECT jsonb_agg(jsonb_build_object('bot', bots.name, 'language', chats.locale, 'remembered', chats.state,
                                                 'changed_at', chats.changed_at) ORDER BY bots.name) AS every
             FROM chats JOIN bots ON bots.id = chats.bot_id
             WHERE chats.chat = own.person AND bots.platform = own.platform AND chats.tenant_id = own.tenant_id
         ) AS remembered ON true
         WHERE own.account_id = $1 ORDER BY own.linked_at",
    ),
    // What the city's rules were given, and what they said.
    (
        "decisions",
        "SELECT at AS created_at, question, facts, verdict, version AS rules_version
         FROM decisions WHERE account_id = $1 ORDER BY id",
    ),
    ("identities", "SELECT provider, subject, linked_at FROM identities WHERE account_id = $1 ORDER BY linked_at"),
    ("sessions", "SELECT created_at, expires_at FROM sessions WHERE account_id = $1 ORDER BY created_at"),
    ("sign_in_links", "SELECT expires_at FROM magic_links WHERE account_id = $1"),
    ("email_links", "SELECT email, created_at, expires_at FROM email_links WHERE account_id = $1"),
    (
        "tokens",
        "SELECT name, scopes, created_at, expires_at FROM api_tokens WHERE account_id = $1 ORDER BY created_at",
    ),
    ("requests", "SELECT key, status, answer, created_at FROM idempotency_keys WHERE account_id = $1 ORDER BY created_at"),
    (
        "ledger",
        "WITH me AS (SELECT $1 AS id UNION ALL SELECT guest_id FROM merged_accounts WHERE account_id = $1)
         SELECT at AS created_at, source, action, subject_id AS about, details,
                coalesce(actor_id IN (SELECT id FROM me), false) AS by_me,
                coalesce(on_behalf_of IN (SELECT id FROM me), false) AS for_me
         FROM ledger
         WHERE actor_id IN (SELECT id FROM me) OR on_behalf_of IN (SELECT id FROM me) OR subject_id IN (SELECT id FROM me)
            OR subject_id IN (SELECT id FROM sign_ups WHERE account_id = $1)
         ORDER BY id",
    ),
];

#[derive(diesel::QueryableByName)]
struct Section {
    #[diesel(sql_type = Jsonb)]
    rows: Value,
}

/// All that is held about a person: sections by name, each a list of records.
pub(crate) async fn of(tx: &mut TenantTx, id: AccountId) -> Result<Vec<(&'static str, Value)>> {
    let mut document = Vec::new();
    for (name, sql) in SECTIONS {
        let query = format!("SELECT coalesce(jsonb_agg(to_jsonb(section)), '[]') AS rows FROM ({sql}) AS section");
        let section: Section = sql_query(query).bind::<SqlUuid, _>(id).get_result(tx.connection()).await?;
        document.push((name, section.rows));
    }
    Ok(document)
}
