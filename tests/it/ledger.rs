//! The ledger's chain: whatever is changed afterwards is found; what is forgotten is told from what was taken; and who may
//! read it.

use axum::http::Method;
use platform_core::accounts::CityRole;
use platform_core::ledger::verify::{Broken, Verified, VerifyError, head, verify};
use platform_core::ledger::{Head, forget::forget, seal::seal};
use platform_core::tenancy::Ctx;
use serde_json::json;
use tests::{Person, Server, TestApp, a_mission, an_association};
use uuid::Uuid;

/// A city in which things happened, through every door that writes: use cases, and the one statement of a sign-up.
pub(super) struct Book {
    pub(super) app: TestApp,
    pub(super) ctx: Ctx,
    owner: tokio_postgres::Client,
}

impl Book {
    pub(super) async fn new() -> Self {
        let app = TestApp::new().await;
        let manager = app.volunteer("paris", "manager").await;
        let association = manager.validated_association(&app).await;
        let (mission, slot) = manager.published_mission(&app, association, a_mission(3)).await;
        for name in ["one", "two", "three"] {
            let volunteer = app.volunteer("paris", name).await;
            let path = format!("/api/v1/missions/{mission}/sign-ups");
            volunteer.post(&app, &path, json!({ "slot": slot })).await.expect(201);
        }
        let ctx = app.operator("paris");
        let owner = app.database.connect_as_owner().await;
        owner.batch_execute(&format!("SET app.tenant_id = '{}'", ctx.tenant.id)).await.expect("a setting");
        Self { app, ctx, owner }
    }

    pub(super) async fn seal(&self) {
        seal(&self.app.app, &self.ctx).await.expect("it is chained");
    }

    async fn verify(&self) -> Result<Verified, Broken> {
        self.verify_from(None).await
    }

    pub(super) async fn verify_from(&self, head: Option<Head>) -> Result<Verified, Broken> {
        match verify(&self.app.app, &self.ctx, head).await {
            Ok(verified) => Ok(verified),
            Err(VerifyError::Broken(broken)) => Err(broken),
            Err(VerifyError::Internal(error)) => panic!("{error}"),
        }
    }

    async fn number(&self, sql: &str) -> i64 {
        self.owner.query_one(sql, &[]).await.expect("a number").get(0)
    }

    /// The cursor comes to this row: once whatever else is open in the cluster, such as other tests' transactions, has
    /// ended.
    async fn settles(&self, id: i64) {
        for _ in 0..600 {
            if self.number(SETTLED).await == id {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            self.seal().await;
        }
        panic!("the cursor stands still");
    }

    pub(super) async fn act(&self, sql: &str) {
        self.owner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Rows as they would be written with this age.
    async fn old_rows(&self, count: i32, at: &str) {
        let client = self.app.client("paris").await;
        let sql = "INSERT INTO ledger (at, source, action, subject_id)
                   SELECT $1::text::timestamptz, 'web', 'mission.updated', gen_random_uuid() FROM generate_series(1, $2)";
        client.execute(sql, &[&at, &count]).await.expect("rows");
    }
}

#[tokio::test]
async fn every_row_gets_its_link() {
    let book = Book::new().await;
    let rows = book.number("SELECT count(*) FROM ledger").await;
    assert!(book.number("SELECT count(*) FROM ledger WHERE action = 'sign_up.made'").await >= 3);
    let before = book.verify().await.expect("nothing is wrong");
    assert_eq!((before.head.position, before.waiting), (0, rows));

    book.seal().await;
    let after = book.verify().await.expect("nothing is wrong");
    assert_eq!((after.head.position, after.waiting, after.late, after.forgotten), (rows, 0, 0, 0));
    assert_eq!(head(&book.app.app, &book.ctx).await.expect("a head"), after.head);
    // What is chained stays; another run finds nothing to do, and knows it without reading the ledger.
    book.seal().await;
    assert_eq!(book.verify().await.expect("nothing is wrong"), after);
    book.settles(book.number("SELECT max(id) FROM ledger").await).await;
    // The other city has a chain of its own.
    let montreal = book.app.operator("montreal");
    seal(&book.app.app, &montreal).await.expect("it is chained");
    assert_eq!(head(&book.app.app, &montreal).await.expect("a head").position, 0);
    // Old heads hold, also that of the empty chain.
    book.old_rows(3, "2026-03-04T09:00:00Z").await;
    book.seal().await;
    for head in [before.head, after.head] {
        book.verify_from(Some(head)).await.expect("it leads through it");
    }
}

/// A row is written, and others overtake it: it is chained when its transaction has ended, and nothing else waits for it.
#[tokio::test]
async fn a_row_in_flight_is_chained_later() {
    let book = Book::new().await;
    book.seal().await;
    let mut slow = book.app.client("paris").await;
    let transaction = slow.transaction().await.expect("a transaction");
    let insert = "INSERT INTO ledger (at, source, action, subject_id)
                  VALUES ('2026-03-04T09:00:00Z', 'web', 'mission.updated', gen_random_uuid()) RETURNING id";
    let id: i64 = transaction.query_one(insert, &[]).await.expect("a row").get(0);
    let settled = book.number(SETTLED).await;
    book.old_rows(4, "2026-03-04T09:00:00Z").await;
    book.seal().await;
    assert_eq!(book.number("SELECT max(ledger_id) FROM ledger_chain").await, id + 4);
    assert_eq!(book.number(SETTLED).await, settled, "the cursor waits for it");
    transaction.commit().await.expect("it is written");
    book.seal().await;
    let last = "SELECT ledger_id FROM ledger_chain ORDER BY position DESC LIMIT 1";
    assert_eq!(book.number(last).await, id, "it has the last position");
    assert_eq!(book.verify().await.expect("nothing is wrong").waiting, 0);
    book.settles(id + 4).await;
}

/// Up to which row everything is chained.
const SETTLED: &str = "SELECT coalesce(max(settled), 0) FROM ledger_cursors";

/// Nodes that chain at once, while rows are written: one chain comes out, and it is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_at_once() {
    let book = Book::new().await;
    for _ in 0..5 {
        book.old_rows(300, "2026-03-04T09:00:00Z").await;
        let seals = (0..4).map(|_| seal(&book.app.app, &book.ctx));
        let writes = (0..4).map(|_| book.old_rows(20, "2026-03-04T09:00:00Z"));
        let (sealed, _) =
            futures_util::future::join(futures_util::future::join_all(seals), futures_util::future::join_all(writes))
                .await;
        assert!(sealed.iter().all(Result::is_ok), "{sealed:?}");
    }
    book.seal().await;
    let verified = book.verify().await.expect("nothing is wrong");
    assert_eq!(verified.waiting, 0);
    assert_eq!(verified.head.position, book.number("SELECT count(*) FROM ledger").await);
}

#[tokio::test]
async fn the_service_can_only_add_links() {
    let book = Book::new().await;
    book.seal().await;
    let client = book.app.client("paris").await;
    for act in ["UPDATE ledger_chain SET ledger_id = 0", "DELETE FROM ledger_chain", "TRUNCATE ledger_chain"] {
        assert!(client.batch_execute(act).await.is_err(), "{act}");
    }
}

/// The columns of the table are those the chain covers: a column added later has to be added to it.
#[tokio::test]
async fn every_column_is_covered() {
    let book = Book::new().await;
    book.act("UPDATE ledger SET on_behalf_of = gen_random_uuid() WHERE id = (SELECT min(id) FROM ledger)").await;
    book.seal().await;
    let columns = "SELECT attname::text FROM pg_attribute
                   WHERE attrelid = 'ledger'::regclass AND attnum > 0 AND NOT attisdropped";
    let columns: Vec<String> =
        book.owner.query(columns, &[]).await.expect("columns").iter().map(|row| row.get(0)).collect();
    for column in columns.iter().filter(|column| *column != "tenant_id") {
        let other = match column.as_str() {
            "id" => "DEFAULT",
            "at" => "at + interval '1 microsecond'",
            "actor_id" | "subject_id" | "on_behalf_of" => "gen_random_uuid()",
            "details" => "details || '{\"x\": 1}'",
            "source" | "action" => "'other'",
            new => panic!("the chain does not cover {new}"),
        };
        let change = format!("UPDATE ledger SET {column} = {other} WHERE id = (SELECT min(id) FROM ledger)");
        book.act(&format!("BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM ledger; {change}; COMMIT")).await;
        let found = book.verify().await;
        assert!(
            matches!(found, Err(Broken::Changed { position: 1, .. } | Broken::RowMissing { position: 1, .. })),
            "{column}: {found:?}"
        );
        book.act("BEGIN; DELETE FROM ledger; INSERT INTO ledger OVERRIDING SYSTEM VALUE SELECT * FROM kept; DROP TABLE kept; COMMIT").await;
        book.verify().await.expect("it is as before");
    }
}

/// Somebody who rewrites all of it, chain included, is found by a head noted elsewhere, and only by that.
#[tokio::test]
async fn a_rewritten_chain_is_found_by_a_noted_head() {
    let book = Book::new().await;
    book.seal().await;
    let noted = head(&book.app.app, &book.ctx).await.expect("a head");
    book.act("UPDATE ledger SET details = '{}' WHERE action = 'mission.moved'; DELETE FROM ledger_chain; DELETE FROM ledger_cursors").await;
    book.seal().await;
    book.verify().await.expect("the new chain is sound in itself");
    let found = book.verify_from(Some(noted)).await.expect_err("it is found");
    assert_eq!(found, Broken::OtherHead { position: noted.position });
}

/// A row dated back is chained like any other, and shows.
#[tokio::test]
async fn a_row_dated_back_shows() {
    let book = Book::new().await;
    book.seal().await;
    book.old_rows(1, "2026-03-03T09:00:00Z").await;
    assert!(matches!(book.verify().await, Err(Broken::NotChained { .. })));
    book.seal().await;
    let verified = book.verify().await.expect("it is chained");
    assert_eq!((verified.late, verified.first_late), (1, Some(verified.head.position)));
}

#[tokio::test]
async fn old_rows_are_forgotten_and_their_links_hold() {
    let book = Book::new().await;
    // Three cities' worth of time: what is old, what is not, and what another city keeps.
    let fresh = book.number("SELECT count(*) FROM ledger").await;
    book.act("DELETE FROM ledger").await;
    book.old_rows(12_000, "2020-01-01T00:00:00Z").await;
    book.old_rows(10, "2024-12-31T00:00:00Z").await;
    assert!(fresh > 5);
    book.seal().await;
    let noted = head(&book.app.app, &book.ctx).await.expect("a head");
    forget(&book.app.app, &book.ctx, 36).await.expect("they are forgotten");
    assert_eq!(book.number("SELECT count(*) FROM ledger WHERE action <> 'ledger.forgotten'").await, 10);
    // Also before the line that says so is chained.
    assert_eq!(book.verify().await.expect("the links hold").forgotten, 12_000);
    book.seal().await;
    let verified = book.verify_from(Some(noted)).await.expect("the links hold");
    assert_eq!(verified.forgotten, 12_000);
    // Again: nothing more is old enough.
    forget(&book.app.app, &book.ctx, 36).await.expect("nothing to do");
    assert_eq!(book.verify().await.expect("the links hold"), verified);
    // One taken away beyond what was forgotten is missed.
    book.act("DELETE FROM ledger WHERE id = (SELECT ledger_id FROM ledger_chain WHERE position = 12001)").await;
    assert!(matches!(book.verify().await, Err(Broken::RowMissing { position: 12_001, .. })));
}

/// Whatever it is told, the function keeps twelve months; and only what is chained is forgotten.
#[tokio::test]
async fn twelve_months_are_kept() {
    let book = Book::new().await;
    let client = book.app.client("paris").await;
    for before in ["now()", "now() - interval '11 months'", "'infinity'", "NULL"] {
        let call = format!("SELECT forget_ledger({before}, now())");
        assert!(client.batch_execute(&call).await.is_err(), "{before}");
    }
    book.old_rows(5, "2020-01-01T00:00:00Z").await;
    client.batch_execute("SELECT forget_ledger('2025-01-01', now())").await.expect("nothing is chained");
    assert_eq!(book.number("SELECT count(*) FROM ledger WHERE at < '2025-01-01'").await, 5);
    // A city that asks for less than twelve months gets twelve; the rows behind younger ones stay until those are old.
    forget(&book.app.app, &book.ctx, 0).await.expect("it is done");
    assert_eq!(book.number("SELECT count(*) FROM ledger WHERE at < '2025-01-01'").await, 5);
    // In another city's transaction nothing of this one is touched.
    let elsewhere = book.app.client("montreal").await;
    elsewhere.batch_execute("SELECT forget_ledger('2025-01-01', now())").await.expect("nothing there");
    assert_eq!(book.number("SELECT count(*) FROM ledger WHERE at < '2025-01-01'").await, 5);
}

#[tokio::test]
async fn the_commands_say_what_they_found() {
    let book = Book::new().await;
    book.seal().await;
    let url = book.app.database.url().await;
    let run = async |arguments: &str| {
        let mut command = Server::command(&url).await;
        let output = command.args(arguments.split(' ')).env("RUST_LOG", "off").output().await.expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).trim_end().to_owned())
    };
    let (code, noted) = run("ledger head --city paris").await;
    assert_eq!(code, Some(0));
    let rows = book.number("SELECT count(*) FROM ledger").await;
    let (code, said) = run(&format!("ledger verify --city paris --head {noted}")).await;
    assert_eq!((code, said), (Some(0), format!("paris: {rows} rows chained, 0 not yet\nhead {noted}")));
    book.act("UPDATE ledger SET source = 'chat' WHERE id = (SELECT ledger_id FROM ledger_chain WHERE position = 4)")
        .await;
    let (code, said) = run("ledger verify --city paris").await;
    assert_eq!(code, Some(1));
    assert!(said.starts_with("jemengage: paris: broken at position 4: row ") && said.lines().count() == 1, "{said}");
    assert_eq!(run("ledger head --city nowhere").await.0, Some(1));
    assert_eq!(run("ledger verify --city paris --head 12").await.0, Some(2));
}

#[tokio::test]
async fn histories_for_those_concerned() {
    let app = TestApp::new().await;
    let manager = app.volunteer("paris", "manager").await;
    let agent = app.agent("paris").await;
    let association = manager.validated_association(&app).await;
    let body = json!({ "association": association, "mission": a_mission(2) });
    let mission = manager.post(&app, "/api/v1/missions", body).await.expect(201).id();
    manager.post(&app, &format!("/api/v1/missions/{mission}/submit"), json!({})).await.expect(200);

    let history = manager.get(&app, &format!("/api/v1/associations/{association}/history")).await.expect(200);
    let told: Vec<_> = history.body["items"].as_array().expect("items").iter().rev().cloned().collect();
    assert_eq!(told[0]["action"], "association.created");
    assert_eq!(told[0]["who"], "manager");
    let last = told.last().expect("an event");
    assert_eq!((&last["from"], &last["to"], &last["who"]), (&json!("submitted"), &json!("validated"), &json!("agent")));
    assert!(told.iter().all(|event| event.get("name").is_none()), "a manager is not told who");

    // Agents are told; and a page leads to the next.
    let path = format!("/api/v1/missions/{mission}/history");
    let first = agent.get(&app, &format!("{path}?limit=1")).await.expect(200);
    assert_eq!(first.body["items"][0]["name"], "manager T.");
    let next = first.body["next"].as_str().expect("another page");
    let second = agent.get(&app, &format!("{path}?limit=1&cursor={next}")).await.expect(200);
    assert_eq!(second.body["items"][0]["action"], "mission.created");
    assert_eq!(second.body["next"], json!(null));
    manager.get(&app, &path).await.expect(200);

    // Others are not: to a stranger a public mission has no history to see, a draft does not exist.
    let stranger = app.volunteer("paris", "stranger").await;
    stranger.get(&app, &path).await.expect(403);
    app.call("paris", Method::GET, &path, None).await.expect(401);
    let draft = manager.post(&app, "/api/v1/associations", an_association()).await.expect(201).id();
    stranger.get(&app, &format!("/api/v1/associations/{draft}/history")).await.expect(404);
}

#[tokio::test]
async fn the_ledger_is_for_admins() {
    let app = TestApp::new().await;
    let admin = Person::made(&app, "paris", "admin", Some(CityRole::Admin), None).await;
    let manager = app.volunteer("paris", "manager").await;
    let association = manager.validated_association(&app).await;
    let path = "/api/v1/moderation/ledger";
    let rows = admin.get(&app, path).await.expect(200);
    assert_eq!(rows.body["items"][0]["action"], "association.moved");
    // All pages together are all rows, and reading them wrote none.
    let client = app.client("paris").await;
    let count: i64 = client.query_one("SELECT count(*) FROM ledger", &[]).await.expect("a count").get(0);
    let (mut seen, mut cursor) = (0, String::new());
    loop {
        let page = admin.get(&app, &format!("{path}?limit=2{cursor}")).await.expect(200);
        seen += page.body["items"].as_array().expect("items").len();
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(i64::try_from(seen), Ok(count));
    let about = admin.get(&app, &format!("{path}?subject={association}")).await.expect(200);
    let about = about.body["items"].as_array().expect("items");
    assert!(about.len() >= 2 && about.iter().all(|row| row["subject"] == json!(association)), "{about:?}");
    assert_eq!(admin.get(&app, &format!("{path}?subject={}", Uuid::nil())).await.expect(200).body["items"], json!([]));
    app.agent("paris").await.get(&app, path).await.expect(403);
    manager.get(&app, path).await.expect(403);
    app.call("paris", Method::GET, path, None).await.expect(401);
}
