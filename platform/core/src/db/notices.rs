//! SQL of the outbox: notices, and how people want to hear of each topic.

use std::collections::HashMap;

use chrono::{DateTime, NaiveTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::schema::{accounts, chat_identities, mail_preferences, notices};
use super::{Result, TenantTx};
use crate::kinds::{AccountId, NoticeId};
use crate::notices::{Kind, Mode, Told, Topic, Wish};

/// How these people want to hear of a topic; those who cannot be reached are missing.
pub(crate) async fn wishes(tx: &mut TenantTx, people: &[AccountId], topic: Topic) -> Result<HashMap<AccountId, Wish>> {
    type Row = (AccountId, Option<Mode>, Option<NaiveTime>, Option<NaiveTime>);
    let preference = mail_preferences::account_id.eq(accounts::id).and(mail_preferences::topic.eq(topic));
    let rows: Vec<Row> = accounts::table
        .left_join(mail_preferences::table.on(preference))
        .filter(accounts::id.eq_any(people))
        .filter(
            accounts::email
                .is_not_null()
                .and(accounts::unreachable_since.is_null())
                .or(exists(chat_identities::table.filter(chat_identities::account_id.eq(accounts::id)))),
        )
        .select((accounts::id, mail_preferences::mode.nullable(), accounts::quiet_from, accounts::quiet_until))
        .load(tx.connection())
        .await?;
    let wish = |(id, mode, from, until): Row| {
        (id, Wish { mode: mode.unwrap_or(Mode::AtOnce), quiet: Option::zip(from, until) })
    };
    Ok(rows.into_iter().map(wish).collect())
}

/// A notice to write.
pub(crate) struct New<'a> {
    pub(crate) id: NoticeId,
    pub(crate) told: &'a Told,
    pub(crate) kind: Kind,
    pub(crate) key: String,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) in_digest: bool,
}

/// A notice that was written.
#[derive(Debug, Clone, Copy, Queryable)]
pub(crate) struct Written {
    pub(crate) id: NoticeId,
    pub(crate) account: AccountId,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) in_digest: bool,
}

/// Writes those that were not written before.
pub(crate) async fn insert(tx: &mut TenantTx, rows: &[New<'_>], now: DateTime<Utc>) -> Result<Vec<Written>> {
    let values: Vec<_> = rows
        .iter()
        .map(|new| {
            (
                notices::id.eq(new.id),
                notices::account_id.eq(new.told.to),
                notices::kind.eq(new.kind),
                notices::subject_id.eq(new.told.subject),
                notices::key.eq(&new.key),
                notices::created_at.eq(now),
                notices::due_at.eq(new.due_at),
                notices::in_digest.eq(new.in_digest),
            )
        })
        .collect();
    Ok(diesel::insert_into(notices::table)
        .values(values)
        .on_conflict_do_nothing()
        .returning((notices::id, notices::account_id, notices::due_at, notices::in_digest))
        .load(tx.connection())
        .await?)
}

/// A notice that is not sent yet.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Open {
    pub(crate) id: NoticeId,
    pub(crate) account: AccountId,
    pub(crate) kind: Kind,
    pub(crate) subject: Uuid,
    pub(crate) by_mail: bool,
}

const OPEN: (notices::id, notices::account_id, notices::kind, notices::subject_id, notices::by_mail) =
    (notices::id, notices::account_id, notices::kind, notices::subject_id, notices::by_mail);

/// The notice, if it is still to be sent.
pub(crate) async fn open(tx: &mut TenantTx, id: NoticeId) -> Result<Option<Open>> {
    Ok(notices::table
        .filter(notices::id.eq(id).and(notices::sent_at.is_null()).and(notices::dropped_at.is_null()))
        .select(OPEN)
        .first(tx.connection())
        .await
        .optional()?)
}

/// What a person's next digest holds, oldest first.
pub(crate) async fn for_digest(tx: &mut TenantTx, account: AccountId, now: DateTime<Utc>) -> Result<Vec<Open>> {
    Ok(notices::table
        .filter(notices::account_id.eq(account).and(notices::sent_at.is_null()).and(notices::dropped_at.is_null()))
        .filter(notices::in_digest.and(notices::due_at.le(now)))
        .order((notices::created_at, notices::id))
        .select(OPEN)
        .load(tx.connection())
        .await?)
}

/// Marks notices as handed over.
pub(crate) async fn sent(tx: &mut TenantTx, ids: &[NoticeId], now: DateTime<Utc>) -> Result<()> {
    diesel::update(notices::table.filter(notices::id.eq_any(ids)))
        .set(notices::sent_at.eq(now))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Has a notice sent by mail: what was to tell it in a chat did not, or nobody knows whether it did.
pub(crate) async fn reopen_by_mail(tx: &mut TenantTx, id: NoticeId) -> Result<()> {
    diesel::update(notices::table.filter(notices::id.eq(id)))
        .set((notices::sent_at.eq(None::<DateTime<Utc>>), notices::by_mail.eq(true)))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Marks notices as moot: they are not sent.
pub(crate) async fn dropped(tx: &mut TenantTx, ids: &[NoticeId], now: DateTime<Utc>) -> Result<()> {
    diesel::update(notices::table.filter(notices::id.eq_any(ids)))
        .set(notices::dropped_at.eq(now))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether a person was sent a mail of their own of one of these kinds about a subject.
pub(crate) async fn was_sent(tx: &mut TenantTx, account: AccountId, subject: Uuid, kinds: &[Kind]) -> Result<bool> {
    let found = notices::table
        .filter(notices::account_id.eq(account).and(notices::subject_id.eq(subject)))
        .filter(notices::kind.eq_any(kinds).and(notices::sent_at.is_not_null()).and(notices::in_digest.eq(false)));
    Ok(diesel::select(exists(found)).get_result(tx.connection()).await?)
}

/// Forgets notices older than this.
pub(crate) async fn forget(tx: &mut TenantTx, before: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(notices::table.filter(notices::created_at.lt(before))).execute(tx.connection()).await?)
}

/// What stands in the person's unsubscribe links: what is kept, or else `fresh` from now on.
pub(crate) async fn mail_token(tx: &mut TenantTx, account: AccountId, fresh: &str) -> Result<String> {
    diesel::update(accounts::table)
        .filter(accounts::id.eq(account).and(accounts::mail_token.is_null()).and(accounts::erased_at.is_null()))
        .set(accounts::mail_token.eq(fresh))
        .execute(tx.connection())
        .await?;
    let kept: Option<String> =
        accounts::table.filter(accounts::id.eq(account)).select(accounts::mail_token).first(tx.connection()).await?;
    Ok(kept.unwrap_or_default())
}

/// Whose unsubscribe link this is.
pub(crate) async fn by_mail_token(tx: &mut TenantTx, token: &str) -> Result<Option<AccountId>> {
    Ok(accounts::table
        .filter(accounts::mail_token.eq(token))
        .select(accounts::id)
        .first(tx.connection())
        .await
        .optional()?)
}

/// What a person prefers: a mode for each topic they chose one for, and quiet hours of their own.
pub(crate) async fn preferences(tx: &mut TenantTx, account: AccountId) -> Result<(Vec<(Topic, Mode)>, Quiet)> {
    let modes = mail_preferences::table
        .filter(mail_preferences::account_id.eq(account))
        .select((mail_preferences::topic, mail_preferences::mode))
        .load(tx.connection())
        .await?;
    let quiet: (Option<NaiveTime>, Option<NaiveTime>) = accounts::table
        .filter(accounts::id.eq(account))
        .select((accounts::quiet_from, accounts::quiet_until))
        .first(tx.connection())
        .await?;
    Ok((modes, Option::zip(quiet.0, quiet.1)))
}

/// From when until when no mail is wanted.
pub(crate) type Quiet = Option<(NaiveTime, NaiveTime)>;

/// Keeps a person's mode for a topic; says whether it was another.
pub(crate) async fn set_mode(tx: &mut TenantTx, account: AccountId, topic: Topic, mode: Mode) -> Result<bool> {
    use diesel::query_dsl::methods::FilterDsl as _;
    let changed = diesel::insert_into(mail_preferences::table)
        .values((
            mail_preferences::account_id.eq(account),
            mail_preferences::topic.eq(topic),
            mail_preferences::mode.eq(mode),
        ))
        .on_conflict((mail_preferences::tenant_id, mail_preferences::account_id, mail_preferences::topic))
        .do_update()
        .set(mail_preferences::mode.eq(mode))
        .filter(mail_preferences::mode.ne(mode))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Keeps a person's quiet hours; none: those of the city.
pub(crate) async fn set_quiet(tx: &mut TenantTx, account: AccountId, quiet: Quiet) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(account)))
        .set((
            accounts::quiet_from.eq(quiet.map(|(from, _)| from)),
            accounts::quiet_until.eq(quiet.map(|(_, until)| until)),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Notes that mails to the address come back; says whether that is news.
pub(crate) async fn set_unreachable(tx: &mut TenantTx, account: AccountId, since: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::id.eq(account).and(accounts::unreachable_since.is_null()))
        .set(accounts::unreachable_since.eq(since))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

/// Notes that mails to the address arrive; says whether that is news.
pub(crate) async fn set_reachable(tx: &mut TenantTx, account: AccountId) -> Result<bool> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::id.eq(account).and(accounts::unreachable_since.is_not_null()))
        .set(accounts::unreachable_since.eq(None::<DateTime<Utc>>))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}
