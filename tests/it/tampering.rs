//! Tampering with a sealed ledger, as somebody who owns the tables: whatever they do is found.

use std::fmt::Write as _;

use chrono::Duration;
use platform_core::ledger::verify::{Broken, head};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::ledger::Book;

/// What somebody who owns the tables does to a sealed ledger.
#[derive(Debug, Clone)]
enum Tampering {
    Change(usize, &'static str),
    Remove(usize),
    RemoveWithLink(usize),
    Swap(usize, usize),
    SwapLinks(usize, usize),
    MoveLink(usize),
    ChangeHash(usize),
    Insert,
    InsertWithLink(usize),
    CutEnd(usize),
    CutStart(usize),
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let at = || 0usize..1000;
    let change = prop::sample::select(vec![
        "at = at - interval '1 day'",
        "actor_id = gen_random_uuid()",
        "source = source || 'x'",
        "action = 'sign_up.moved '",
        "subject_id = gen_random_uuid()",
        "details = details || '{\"to\": \"other\"}'",
        "on_behalf_of = gen_random_uuid()",
    ]);
    prop_oneof![
        3 => (at(), change).prop_map(|(n, what)| Tampering::Change(n, what)),
        1 => at().prop_map(Tampering::Remove),
        1 => at().prop_map(Tampering::RemoveWithLink),
        1 => (at(), at()).prop_map(|(a, b)| Tampering::Swap(a, b)),
        1 => (at(), at()).prop_map(|(a, b)| Tampering::SwapLinks(a, b)),
        1 => at().prop_map(Tampering::MoveLink),
        1 => at().prop_map(Tampering::ChangeHash),
        1 => Just(Tampering::Insert),
        1 => at().prop_map(Tampering::InsertWithLink),
        1 => at().prop_map(Tampering::CutEnd),
        1 => at().prop_map(Tampering::CutStart),
    ]
}

impl Tampering {
    /// What it does to a chain of `length` links, and the earliest position that can show it; none if it does nothing.
    fn sql(&self, length: usize) -> Option<(String, usize)> {
        let row = |n: usize| format!("(SELECT ledger_id FROM ledger_chain WHERE position = {n})");
        let at = |n: usize| n % length + 1;
        Some(match *self {
            Self::Change(n, what) => (format!("UPDATE ledger SET {what} WHERE id = {}", row(at(n))), at(n)),
            Self::Remove(n) => (format!("DELETE FROM ledger WHERE id = {}", row(at(n))), at(n)),
            Self::RemoveWithLink(n) => {
                let n = at(n);
                let close = format!(
                    "UPDATE ledger_chain SET position = -position + 1000000 WHERE position > {n};
                     UPDATE ledger_chain SET position = -(position - 1000000) - 1 WHERE position > 500000"
                );
                let remove = format!("DELETE FROM ledger WHERE id = {}", row(n));
                // The last row with its link is missed by whoever noted the head.
                (format!("{remove}; DELETE FROM ledger_chain WHERE position = {n}; {close}"), n)
            }
            Self::Swap(a, b) if at(a) != at(b) => (swap(&row(at(a)), &row(at(b))), at(a).min(at(b))),
            Self::SwapLinks(a, b) if at(a) != at(b) => (swap_links(at(a), at(b)), at(a).min(at(b))),
            Self::Swap(..) | Self::SwapLinks(..) => return None,
            Self::MoveLink(n) => {
                (format!("UPDATE ledger_chain SET position = {} WHERE position = {}", length + 5, at(n)), at(n))
            }
            Self::ChangeHash(n) => {
                (format!("UPDATE ledger_chain SET hash = sha256(hash) WHERE position = {}", at(n)), at(n))
            }
            Self::Insert => (INSERT.into(), length + 1),
            Self::InsertWithLink(n) => {
                let mut sql = format!("{INSERT};");
                let n = at(n);
                let _ = write!(
                    sql,
                    "UPDATE ledger_chain SET position = position + 1000000 WHERE position > {n};
                     UPDATE ledger_chain SET position = position - 1000000 + 1 WHERE position > 1000000;
                     INSERT INTO ledger_chain (position, ledger_id, hash) SELECT {n} + 1, min(id), sha256('x') FROM ledger"
                );
                (sql, n + 1)
            }
            Self::CutEnd(n) => {
                let n = at(n);
                let rows = "DELETE FROM ledger USING ledger_chain AS link WHERE ledger.id = link.ledger_id";
                (format!("{rows} AND position >= {n}; DELETE FROM ledger_chain WHERE position >= {n}"), n)
            }
            Self::CutStart(n) => {
                let rows = "DELETE FROM ledger USING ledger_chain AS link WHERE ledger.id = link.ledger_id";
                (format!("{rows} AND position <= {}", at(n)), 1)
            }
        })
    }
}

/// Exchanges what two rows say.
fn swap(one: &str, two: &str) -> String {
    format!(
        "UPDATE ledger AS one SET at = two.at, actor_id = two.actor_id, source = two.source, action = two.action,
                subject_id = two.subject_id, details = two.details
         FROM ledger AS two WHERE one.id IN ({one}, {two}) AND two.id IN ({one}, {two}) AND one.id <> two.id"
    )
}

/// Exchanges the places of two links.
fn swap_links(one: usize, two: usize) -> String {
    format!(
        "UPDATE ledger_chain SET position = 1000000 WHERE position = {one};
         UPDATE ledger_chain SET position = {one} WHERE position = {two};
         UPDATE ledger_chain SET position = {two} WHERE position = 1000000"
    )
}

/// A row put in among the old ones.
const INSERT: &str = "INSERT INTO ledger (id, at, source, action, subject_id) OVERRIDING SYSTEM VALUE
    SELECT min(id) - 1, min(at) - interval '2 hours', 'web', 'mission.updated', gen_random_uuid() FROM ledger";

/// Every tampering is found, by the chain itself or by the head that was noted; what is before it is never blamed.
#[test]
fn whatever_is_changed_is_found() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let book = runtime.block_on(async {
        let book = Book::new().await;
        book.seal().await;
        book.app.clock.advance(Duration::minutes(1));
        book
    });
    let noted = runtime.block_on(head(&book.app.app, &book.ctx)).expect("a head");
    let length = usize::try_from(noted.position).expect("a length");
    let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let found = runner.run(&tampering(), |tampering| {
        let Some((sql, earliest)) = tampering.sql(length) else { return Ok(()) };
        runtime.block_on(async {
            book.act("BEGIN; CREATE TEMP TABLE rows AS SELECT * FROM ledger; CREATE TEMP TABLE links AS SELECT * FROM ledger_chain; COMMIT").await;
            book.act(&sql).await;
            let found = book.verify_from(Some(noted)).await;
            book.act(
                "BEGIN; DELETE FROM ledger; INSERT INTO ledger OVERRIDING SYSTEM VALUE SELECT * FROM rows; DROP TABLE rows;
                 DELETE FROM ledger_chain; INSERT INTO ledger_chain SELECT * FROM links; DROP TABLE links; COMMIT",
            )
            .await;
            let Err(broken) = found else { panic!("{tampering:?} was not found: {sql}") };
            let position = match broken {
                Broken::NotChained { .. } => length + 1,
                Broken::Changed { position, .. }
                | Broken::RowMissing { position, .. }
                | Broken::LinkMissing { position }
                | Broken::OtherHead { position }
                | Broken::Short { position } => usize::try_from(position).expect("a position"),
            };
            assert_eq!(position, earliest, "{tampering:?}: {broken}");
        });
        Ok(())
    });
    found.expect("every tampering is found");
    runtime.block_on(book.verify_from(Some(noted))).expect("it is as before");
}
