//! SQL of messages between a volunteer and an association.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::schema::{messages, thread_reads, thread_reports};
use super::{Result, TenantTx};
use crate::kinds::{AccountId, SignUpId};

/// How many messages of a thread a person has not read, their own aside.
pub(crate) async fn unread(tx: &mut TenantTx, thread: SignUpId, reader: AccountId) -> Result<i64> {
    let read = thread_reads::table
        .filter(thread_reads::sign_up_id.eq(thread).and(thread_reads::account_id.eq(reader)))
        .select(thread_reads::read_at)
        .first::<chrono::DateTime<chrono::Utc>>(tx.connection())
        .await
        .optional()?;
    let mut query = messages::table
        .filter(messages::sign_up_id.eq(thread).and(messages::author_id.ne(reader)))
        .count()
        .into_boxed();
    if let Some(read) = read {
        query = query.filter(messages::created_at.gt(read));
    }
    Ok(query.get_result(tx.connection()).await?)
}

/// How many reports of a thread are open.
pub(crate) async fn open_reports(tx: &mut TenantTx, thread: SignUpId) -> Result<i64> {
    Ok(thread_reports::table
        .filter(thread_reports::sign_up_id.eq(thread).and(thread_reports::closed_at.is_null()))
        .count()
        .get_result(tx.connection())
        .await?)
}
