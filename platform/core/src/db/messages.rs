//! SQL of messages between a volunteer and an association.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{accounts, associations, messages, missions, sign_ups, thread_reads, thread_reports};
use super::{Result, TenantTx};
use crate::kinds::{AccountId, AssociationId, MessageId, ReportId, SignUpId};
use crate::messages::list::After;
use crate::messages::report::Waiting;
use crate::messages::{Message, Side, Voice};
use crate::sign_ups::read::short_name;

/// Between whom a thread is.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Parties {
    pub(crate) volunteer: AccountId,
    pub(crate) association: AssociationId,
}

/// Between whom the thread of a sign-up is; none if there is no such sign-up.
pub(crate) async fn parties(tx: &mut TenantTx, thread: SignUpId) -> Result<Option<Parties>> {
    Ok(sign_ups::table
        .inner_join(missions::table.on(missions::id.eq(sign_ups::mission_id)))
        .filter(sign_ups::id.eq(thread))
        .select((sign_ups::account_id, missions::association_id))
        .first(tx.connection())
        .await
        .optional()?)
}

/// Whoever writes or reads in the thread waits for who does now.
pub(crate) async fn lock(tx: &mut TenantTx, thread: SignUpId) -> Result<()> {
    sign_ups::table
        .filter(sign_ups::id.eq(thread))
        .select(sign_ups::id)
        .for_no_key_update()
        .first::<SignUpId>(tx.connection())
        .await?;
    Ok(())
}

/// Whether somebody wrote these words in the thread since an instant.
pub(crate) async fn is_written(
    tx: &mut TenantTx,
    thread: SignUpId,
    author: AccountId,
    text: &str,
    since: DateTime<Utc>,
) -> Result<bool> {
    let same = messages::author_id.eq(author).and(messages::text.eq(text)).and(messages::created_at.ge(since));
    let own = messages::table.filter(messages::sign_up_id.eq(thread).and(same.assume_not_null()));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(tx.connection()).await?)
}

/// The last instant at which something was written in the thread, or up to which somebody has read it.
pub(crate) async fn last_instant(tx: &mut TenantTx, thread: SignUpId) -> Result<Option<DateTime<Utc>>> {
    let written: Option<DateTime<Utc>> = messages::table
        .filter(messages::sign_up_id.eq(thread))
        .select(max(messages::created_at))
        .first(tx.connection())
        .await?;
    let read: Option<DateTime<Utc>> = thread_reads::table
        .filter(thread_reads::sign_up_id.eq(thread))
        .select(max(thread_reads::read_at))
        .first(tx.connection())
        .await?;
    Ok(written.max(read))
}

type Row = (MessageId, Voice, AccountId, Option<String>, DateTime<Utc>, String, String, String);

const MESSAGE: (
    messages::id,
    messages::side,
    messages::author_id,
    messages::text,
    messages::created_at,
    accounts::given_name,
    accounts::family_name,
    associations::name,
) = (
    messages::id,
    messages::side,
    messages::author_id,
    messages::text,
    messages::created_at,
    accounts::given_name,
    accounts::family_name,
    associations::name,
);

fn message((id, voice, author, text, created_at, given, family, association): Row) -> Message {
    Message {
        id,
        voice,
        author,
        name: Some(short_name(&given, &family)).filter(|name| !name.is_empty()),
        association: Some(association).filter(|_| voice == Voice::Association),
        text,
        created_at,
    }
}

/// The messages of a thread. **Why a macro:** diesel's type of it fills a page.
macro_rules! thread {
    ($thread:expr, $limit:expr) => {
        messages::table
            .inner_join(accounts::table.on(accounts::id.eq(messages::author_id)))
            .inner_join(sign_ups::table.on(sign_ups::id.eq(messages::sign_up_id)))
            .inner_join(missions::table.on(missions::id.eq(sign_ups::mission_id)))
            .inner_join(associations::table.on(associations::id.eq(missions::association_id)))
            .filter(messages::sign_up_id.eq($thread))
            .limit($limit)
            .select(MESSAGE)
            .into_boxed()
    };
}

/// A page of a thread, oldest first.
pub(crate) async fn page(tx: &mut TenantTx, thread: SignUpId, after: After, limit: i64) -> Result<Vec<Message>> {
    let mut query = thread!(thread, limit).order((messages::created_at, messages::id));
    if let Some((at, id)) = after {
        query = query.filter(messages::created_at.gt(at).or(messages::created_at.eq(at).and(messages::id.gt(id))));
    }
    let rows: Vec<Row> = query.load(tx.connection()).await?;
    Ok(rows.into_iter().map(message).collect())
}

/// The last of a thread before one of its messages, oldest first.
pub(crate) async fn page_before(
    tx: &mut TenantTx,
    thread: SignUpId,
    before: After,
    limit: i64,
) -> Result<Vec<Message>> {
    let mut query = thread!(thread, limit).order((messages::created_at.desc(), messages::id.desc()));
    if let Some((at, id)) = before {
        query = query.filter(messages::created_at.lt(at).or(messages::created_at.eq(at).and(messages::id.lt(id))));
    }
    let rows: Vec<Row> = query.load(tx.connection()).await?;
    Ok(rows.into_iter().rev().map(message).collect())
}

/// Writes a message of one side, and answers it as its readers see it.
pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: MessageId,
    side: &Side,
    text: &str,
    at: DateTime<Utc>,
) -> Result<Message> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(id),
            messages::sign_up_id.eq(side.thread),
            messages::author_id.eq(side.account),
            messages::side.eq(side.voice),
            messages::text.eq(text),
            messages::created_at.eq(at),
        ))
        .execute(tx.connection())
        .await?;
    let row: Row = messages::table
        .inner_join(accounts::table.on(accounts::id.eq(messages::author_id)))
        .inner_join(associations::table.on(associations::id.eq(side.parties.association)))
        .filter(messages::id.eq(id))
        .select(MESSAGE)
        .first(tx.connection())
        .await?;
    Ok(message(row))
}

/// When somebody wrote in a thread since then, the latest first.
pub(crate) async fn latest_of(
    tx: &mut TenantTx,
    thread: SignUpId,
    author: AccountId,
    since: DateTime<Utc>,
    limit: u16,
) -> Result<Vec<DateTime<Utc>>> {
    Ok(messages::table
        .filter(messages::sign_up_id.eq(thread).and(messages::author_id.eq(author)))
        .filter(messages::created_at.gt(since))
        .order(messages::created_at.desc())
        .limit(i64::from(limit))
        .select(messages::created_at)
        .load(tx.connection())
        .await?)
}

/// Keeps up to when somebody has read a thread.
pub(crate) async fn mark_read(tx: &mut TenantTx, thread: SignUpId, reader: AccountId, at: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(thread_reads::table)
        .values((
            thread_reads::sign_up_id.eq(thread),
            thread_reads::account_id.eq(reader),
            thread_reads::read_at.eq(at),
        ))
        .on_conflict((thread_reads::tenant_id, thread_reads::sign_up_id, thread_reads::account_id))
        .do_update()
        .set(thread_reads::read_at.eq(at))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Up to when each of these people has read a thread; who never did is missing.
pub(crate) async fn read_positions(
    tx: &mut TenantTx,
    thread: SignUpId,
    people: &[AccountId],
) -> Result<HashMap<AccountId, DateTime<Utc>>> {
    let rows: Vec<(AccountId, DateTime<Utc>)> = thread_reads::table
        .filter(thread_reads::sign_up_id.eq(thread).and(thread_reads::account_id.eq_any(people)))
        .select((thread_reads::account_id, thread_reads::read_at))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

/// How many messages of the other side a person has not read, in each of these threads; one with none is missing.
/// `from`: the other side.
pub(crate) async fn unread_in(
    tx: &mut TenantTx,
    threads: &[SignUpId],
    reader: AccountId,
    from: Voice,
) -> Result<HashMap<SignUpId, i64>> {
    use diesel::dsl::count_star;
    let read = thread_reads::sign_up_id.eq(messages::sign_up_id).and(thread_reads::account_id.eq(reader));
    let rows: Vec<(SignUpId, i64)> = messages::table
        .left_join(thread_reads::table.on(read))
        .filter(messages::sign_up_id.eq_any(threads).and(messages::side.eq(from)).and(messages::author_id.ne(reader)))
        .filter(
            thread_reads::read_at.is_null().or(messages::created_at.nullable().gt(thread_reads::read_at.nullable())),
        )
        .group_by(messages::sign_up_id)
        .select((messages::sign_up_id, count_star()))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

/// How many messages of a thread a person has not read; none for who is not, or no longer, one of its sides.
pub(crate) async fn unread(tx: &mut TenantTx, thread: SignUpId, reader: AccountId) -> Result<i64> {
    let Some(parties) = parties(tx, thread).await? else { return Ok(0) };
    let from = if parties.volunteer == reader {
        Voice::Association
    } else if super::accounts::membership(tx, parties.association, reader).await?.is_some() {
        Voice::Volunteer
    } else {
        return Ok(0);
    };
    Ok(unread_in(tx, &[thread], reader, from).await?.remove(&thread).unwrap_or(0))
}

/// How many reports of a thread are open.
pub(crate) async fn open_reports(tx: &mut TenantTx, thread: SignUpId) -> Result<i64> {
    Ok(i64::from(open_report(tx, thread).await?.is_some()))
}

/// The open report of a thread: there is at most one.
pub(crate) async fn open_report(tx: &mut TenantTx, thread: SignUpId) -> Result<Option<ReportId>> {
    Ok(thread_reports::table
        .filter(thread_reports::sign_up_id.eq(thread).and(thread_reports::closed_at.is_null()))
        .select(thread_reports::id)
        .first(tx.connection())
        .await
        .optional()?)
}

pub(crate) async fn insert_report(
    tx: &mut TenantTx,
    id: ReportId,
    side: &Side,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(thread_reports::table)
        .values((
            thread_reports::id.eq(id),
            thread_reports::sign_up_id.eq(side.thread),
            thread_reports::reported_by.eq(side.account),
            thread_reports::reason.eq(reason),
            thread_reports::created_at.eq(now),
        ))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Closes the open report of a thread; none if there is none.
pub(crate) async fn close_report(tx: &mut TenantTx, thread: SignUpId, now: DateTime<Utc>) -> Result<Option<ReportId>> {
    Ok(diesel::update(thread_reports::table)
        .filter(thread_reports::sign_up_id.eq(thread).and(thread_reports::closed_at.is_null()))
        .set(thread_reports::closed_at.eq(now))
        .returning(thread_reports::id)
        .get_result(tx.connection())
        .await
        .optional()?)
}

type WaitingRow =
    (ReportId, SignUpId, AccountId, Option<String>, DateTime<Utc>, (AccountId, String, String), String, String);

/// The queue of an agent: open reports, of all threads or of one, oldest first.
pub(crate) async fn reported(tx: &mut TenantTx, thread: Option<SignUpId>, limit: i64) -> Result<Vec<Waiting>> {
    let mut query = thread_reports::table
        .inner_join(sign_ups::table.on(sign_ups::id.eq(thread_reports::sign_up_id)))
        .inner_join(accounts::table.on(accounts::id.eq(sign_ups::account_id)))
        .inner_join(missions::table.on(missions::id.eq(sign_ups::mission_id)))
        .inner_join(associations::table.on(associations::id.eq(missions::association_id)))
        .filter(thread_reports::closed_at.is_null())
        .order((thread_reports::created_at, thread_reports::id))
        .limit(limit)
        .select((
            thread_reports::id,
            thread_reports::sign_up_id,
            thread_reports::reported_by,
            thread_reports::reason,
            thread_reports::created_at,
            (accounts::id, accounts::given_name, accounts::family_name),
            missions::title,
            associations::name,
        ))
        .into_boxed();
    if let Some(thread) = thread {
        query = query.filter(thread_reports::sign_up_id.eq(thread));
    }
    let rows: Vec<WaitingRow> = query.load(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(id, thread, by, reason, created_at, (volunteer, given, family), title, association)| Waiting {
            id,
            thread,
            title,
            association,
            volunteer: short_name(&given, &family),
            by: if by == volunteer { Voice::Volunteer } else { Voice::Association },
            reason,
            created_at,
        })
        .collect())
}
