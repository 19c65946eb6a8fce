//! What must be so after any fault: nothing acknowledged is lost, nothing is there twice, everybody is told once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use platform_core::ports::Mail;
use tokio_postgres::Client;
use uuid::Uuid;

/// How long the work that is left may take: a lease of a node that died, and some tries.
const LONGEST: Duration = Duration::from_secs(180);

/// Whatever is not as it must be, whoever asks.
pub const BROKEN: &str = "
    SELECT 'oversold' FROM slots WHERE taken > capacity
    UNION ALL SELECT 'a free place while somebody waits' FROM slots WHERE waiting > 0 AND taken < capacity
    UNION ALL SELECT 'taken is not what the rows say' FROM slots s
        WHERE s.taken <> (SELECT count(*) FROM sign_ups u WHERE u.slot_id = s.id AND u.holds_place)
    UNION ALL SELECT 'waiting is not what the rows say' FROM slots s
        WHERE s.waiting <> (SELECT count(*) FROM sign_ups u WHERE u.slot_id = s.id AND u.state = 'waiting')
    UNION ALL SELECT 'two live rows of one person' FROM sign_ups
        WHERE state NOT IN ('declined', 'withdrawn', 'lapsed', 'cancelled')
        GROUP BY slot_id, account_id HAVING count(*) > 1
    UNION ALL SELECT 'two of one rank' FROM sign_ups GROUP BY slot_id, rank HAVING count(*) > 1
    UNION ALL SELECT 'the ledger says ' || coalesce(said, 'nothing') || ' of what is ' || state FROM (
        SELECT u.state, (SELECT l.details ->> 'to' FROM ledger l
                          WHERE l.subject_id = u.id AND l.details ? 'to' ORDER BY l.id DESC LIMIT 1) AS said
        FROM sign_ups u) AS told WHERE said IS DISTINCT FROM state
    UNION ALL SELECT 'the ledger says ' || said || ' of a mission that is ' || state FROM (
        SELECT m.state, (SELECT l.details ->> 'to' FROM ledger l
                          WHERE l.subject_id = m.id AND l.details ? 'to' ORDER BY l.id DESC LIMIT 1) AS said
        FROM missions m) AS told WHERE said IS DISTINCT FROM state
    UNION ALL SELECT 'made twice, says the ledger' FROM ledger WHERE action = 'sign_up.made'
        GROUP BY subject_id HAVING count(*) > 1
    UNION ALL SELECT 'made, says the ledger, and not there' FROM ledger l WHERE action = 'sign_up.made'
        AND NOT EXISTS (SELECT FROM sign_ups u WHERE u.id = l.subject_id)";

/// Checks the sign-ups of the city a client is in: those acknowledged are there, none twice, and counters and ledger
/// say what the rows say.
///
/// # Panics
/// If not.
pub async fn nothing_is_lost(client: &Client, acknowledged: &[Uuid]) {
    let different: BTreeSet<_> = acknowledged.iter().collect();
    assert_eq!(different.len(), acknowledged.len(), "everybody has a sign-up of their own");
    let sql = "SELECT count(*) FROM unnest($1::uuid[]) AS told (id) WHERE id NOT IN (SELECT id FROM sign_ups)";
    let lost: i64 = client.query_one(sql, &[&acknowledged]).await.expect("a count").get(0);
    assert_eq!(lost, 0, "acknowledged, and lost");
    let rows = client.query(BROKEN, &[]).await.expect("the invariants");
    let broken: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// Waits until nobody has anything left to do: no job, and no notice that is due.
///
/// # Panics
/// If that does not come.
pub async fn all_is_done(client: &Client) {
    let sql = "SELECT (SELECT count(*) FROM jobs WHERE run_at <= now() + interval '2 hours'),
                      (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL),
                      (SELECT count(*) FROM notices WHERE sent_at IS NULL AND dropped_at IS NULL)";
    let quiet = async {
        loop {
            let row = client.query_one(sql, &[]).await.expect("counts");
            let (jobs, dead, open): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
            assert_eq!(dead, 0, "given up on");
            if jobs == 0 && open == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    if tokio::time::timeout(LONGEST, quiet).await.is_err() {
        let rows = client.query("SELECT kind || ' ' || attempts || ' ' || coalesce(last_error, '') FROM jobs", &[]);
        let left: Vec<String> = rows.await.expect("rows").iter().map(|row| row.get(0)).collect();
        panic!("not done: {left:?}");
    }
}

/// What is written on a mail's envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The part of its Message-ID that we choose.
    pub id: String,
    /// To whom.
    pub to: String,
}

impl From<&Mail> for Envelope {
    fn from(mail: &Mail) -> Self {
        Self { id: mail.id.clone(), to: mail.to.clone() }
    }
}

impl Envelope {
    /// Reads it off a mail as it travels.
    ///
    /// # Panics
    /// If it has none.
    #[must_use]
    pub fn of_message(message: &str) -> Self {
        let header = |name: &str| {
            let line = message.lines().find_map(|line| line.strip_prefix(name)).expect("a header");
            line.trim().trim_matches(['<', '>']).to_owned()
        };
        let id = header("Message-ID:");
        Self { id: id.split('@').next().unwrap_or_default().to_owned(), to: header("To:") }
    }
}

/// Checks the mails of the city a client is in against its notices: each that was sent went to its reader, under its own
/// name, and what came again came under the same name. Answers how often one came again.
///
/// # Panics
/// If not.
pub async fn everybody_is_told_once(client: &Client, mails: &[Envelope]) -> usize {
    let sql = "SELECT notices.id::text, accounts.email, sent_at IS NOT NULL
               FROM notices JOIN accounts ON accounts.id = account_id";
    let rows = client.query(sql, &[]).await.expect("the notices");
    let notices: BTreeMap<String, (String, bool)> =
        rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for mail in mails {
        let (reader, _) = notices.get(&mail.id).unwrap_or_else(|| panic!("a mail nobody asked for: {mail:?}"));
        assert_eq!(reader, &mail.to, "a notice goes to its reader");
        *told.entry(&mail.id).or_default() += 1;
    }
    let unsent: Vec<_> = notices.iter().filter(|(id, (_, sent))| *sent && !told.contains_key(id.as_str())).collect();
    assert!(unsent.is_empty(), "called sent, and never handed over: {unsent:?}");
    mails.len() - told.len()
}
