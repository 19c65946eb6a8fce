//! The durable queue, which is also the outbox: work that follows from a change, asked for in its transaction.
//!
//! **Why our own:** the crates considered (apalis-postgres, fang, sqlxmq, graphile_worker, pgmq) each bring a pool or an
//! ORM of their own, so a job could not be enqueued inside a diesel transaction under row security, which is the whole
//! point; `underway` and `sqlxmq` need sqlx. What is needed is one table, one lease query and this page.
//!
//! A job carries ids only and re-reads its rows: it carries state, not events, and is safe to run twice.

pub mod worker;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::App;
use crate::accounts::enter::Choice;
use crate::accounts::erase;
use crate::alerts;
use crate::chat::guilds;
use crate::db::{
    self, TenantTx, accounts, chat, consents, guests, idempotency, invitations, jobs as sql, notices as sql_notices,
    rules as rules_sql,
};
use crate::kinds::{AccountId, AssociationId, InvitationId, MissionId, NoticeId, SignUpId};
use crate::ledger;
use crate::missions;
use crate::notices;
use crate::ports::MailError;
use crate::rules::credentials;
use crate::search;
use crate::tenancy::Ctx;

/// Work to do later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Send an account a link to come in.
    SignInLink(AccountId),
    /// The same, to somebody who had chosen a mission before.
    SignInLinkTo(AccountId, Choice),
    /// Send a link to the address somebody asks to be theirs.
    EmailLink(AccountId),
    /// Send a guardian the link by which they agree.
    ConsentLink(AccountId),
    /// Tell an association's members where it stands.
    TellAssociation(AssociationId),
    /// Review an association's waiting missions again.
    ReviewMissions(AssociationId),
    /// Tell a mission's managers where it stands.
    TellMission(MissionId),
    /// Tell the volunteer, and the managers where they must answer, where a sign-up stands.
    TellSignUp(SignUpId),
    /// Send a notice.
    Deliver(NoticeId),
    /// Send somebody what they get once a day.
    Digest(AccountId),
    /// Ask somebody to act for an association.
    Invite(InvitationId),
    /// Write anew what a mission is found by.
    IndexMission(MissionId),
    /// Tell people whose alerts fit a mission.
    MatchAlerts(MissionId),
    /// Have the city's rules hear whether somebody came.
    HearAttendance(SignUpId),
    /// Have the city's rules say anew how far in front somebody waits: what they hold is another.
    OrderWaiting(AccountId),
    /// Take away what is kept of an erased account.
    Forget(AccountId),
    /// Forget sessions, links, tokens, keys, notices and invitations that are over.
    Tidy,
    /// Forget what is older than the city keeps its ledger.
    ForgetLedger,
}

/// Why a job failed; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// The city's rules gave no answer; they may later.
    #[error("the city's rules do not answer")]
    NoRules,
    /// A mail could not be handed over.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl Job {
    /// Its kind's name in the queue.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::SignInLink(_) => "sign_in_link",
            Self::SignInLinkTo(..) => "sign_in_link_to",
            Self::EmailLink(_) => "email_link",
            Self::ConsentLink(_) => "consent_link",
            Self::TellAssociation(_) => "tell_association",
            Self::ReviewMissions(_) => "review_missions",
            Self::TellMission(_) => "tell_mission",
            Self::TellSignUp(_) => "tell_sign_up",
            Self::Deliver(_) => "deliver",
            Self::Digest(_) => "digest",
            Self::Invite(_) => "invite",
            Self::IndexMission(_) => "index_mission",
            Self::MatchAlerts(_) => "match_alerts",
            Self::HearAttendance(_) => "hear_attendance",
            Self::OrderWaiting(_) => "order_waiting",
            Self::Forget(_) => "forget",
            Self::Tidy => "tidy",
            Self::ForgetLedger => "forget_ledger",
        }
    }

    /// What it is about, as the queue keeps it: ids.
    pub(crate) fn subject(self) -> String {
        match self {
            Self::SignInLinkTo(account, choice) => format!("{account} {choice}"),
            job => job.single().to_string(),
        }
    }

    fn single(self) -> Uuid {
        match self {
            Self::SignInLink(id) | Self::SignInLinkTo(id, _) | Self::EmailLink(id) | Self::ConsentLink(id) => id.uuid(),
            Self::Digest(id) | Self::OrderWaiting(id) | Self::Forget(id) => id.uuid(),
            Self::TellAssociation(id) | Self::ReviewMissions(id) => id.uuid(),
            Self::TellMission(id) | Self::IndexMission(id) | Self::MatchAlerts(id) => id.uuid(),
            Self::TellSignUp(id) | Self::HearAttendance(id) => id.uuid(),
            Self::Deliver(id) => id.uuid(),
            Self::Invite(id) => id.uuid(),
            Self::Tidy | Self::ForgetLedger => Uuid::nil(),
        }
    }

    /// Reads a row of the queue; none for a kind this version does not know.
    fn read(kind: &str, subject: &str) -> Option<Self> {
        if kind == "sign_in_link_to" {
            let (account, choice) = subject.split_once(' ')?;
            return Some(Self::SignInLinkTo(account.parse::<Uuid>().ok()?.into(), choice.parse().ok()?));
        }
        let id: Uuid = subject.parse().ok()?;
        Some(match kind {
            "sign_in_link" => Self::SignInLink(id.into()),
            "email_link" => Self::EmailLink(id.into()),
            "consent_link" => Self::ConsentLink(id.into()),
            "tell_association" => Self::TellAssociation(id.into()),
            "review_missions" => Self::ReviewMissions(id.into()),
            "tell_mission" => Self::TellMission(id.into()),
            "tell_sign_up" => Self::TellSignUp(id.into()),
            "deliver" => Self::Deliver(id.into()),
            "digest" => Self::Digest(id.into()),
            "invite" => Self::Invite(id.into()),
            "index_mission" => Self::IndexMission(id.into()),
            "match_alerts" => Self::MatchAlerts(id.into()),
            "order_waiting" => Self::OrderWaiting(id.into()),
            "hear_attendance" => Self::HearAttendance(id.into()),
            "forget" => Self::Forget(id.into()),
            "tidy" => Self::Tidy,
            "forget_ledger" => Self::ForgetLedger,
            _ => return None,
        })
    }

    /// Does it.
    async fn run(self, app: &App, ctx: &Ctx) -> Result<(), JobError> {
        match self {
            Self::SignInLink(account) => notices::sign_in_link(app, ctx, account, None).await,
            Self::SignInLinkTo(account, choice) => notices::sign_in_link(app, ctx, account, Some(choice)).await,
            Self::EmailLink(account) => notices::email_link(app, ctx, account).await,
            Self::ConsentLink(account) => notices::consent_link(app, ctx, account).await,
            Self::TellAssociation(association) => Ok(notices::about_association(app, ctx, association).await?),
            Self::TellMission(mission) => Ok(notices::about_mission(app, ctx, mission).await?),
            Self::TellSignUp(sign_up) => Ok(notices::about_sign_up(app, ctx, sign_up).await?),
            Self::Deliver(notice) => notices::deliver(app, ctx, notice).await,
            Self::Digest(account) => notices::digest(app, ctx, account).await,
            Self::Invite(invitation) => notices::invitation(app, ctx, invitation).await,
            Self::ReviewMissions(association) => Ok(missions::review::review_waiting(app, ctx, association).await?),
            Self::IndexMission(mission) => Ok(search::index::index(app, ctx, mission).await?),
            Self::MatchAlerts(mission) => {
                alerts::tell(app, ctx, mission).await?;
                Ok(guilds::announce(app, ctx, mission).await?)
            }
            Self::OrderWaiting(account) => Ok(credentials::order_waiting(app, ctx, account).await?),
            Self::HearAttendance(sign_up) => credentials::after_attendance(app, ctx, sign_up).await,
            Self::Forget(account) => erase::forget(app, ctx, account).await,
            Self::Tidy => Ok(tidy(app, ctx).await?),
            Self::ForgetLedger => {
                let months = ctx.tenant.config.rules.ledger_months;
                Ok(ledger::forget::forget(app, ctx, months).await?)
            }
        }
    }
}

/// Asks for work, in the transaction it follows from; equal work nobody has begun is asked for once.
///
/// # Errors
/// If the database fails.
pub(crate) async fn enqueue(tx: &mut TenantTx, ctx: &Ctx, job: Job, run_at: DateTime<Utc>) -> Result<(), db::Error> {
    sql::insert(tx, ctx.tenant.id, job.kind(), &job.subject(), run_at, ctx.now).await
}

/// The same for several pieces of work, each with when it is due.
///
/// # Errors
/// If the database fails.
pub(crate) async fn enqueue_all(tx: &mut TenantTx, ctx: &Ctx, work: &[(Job, DateTime<Utc>)]) -> Result<(), db::Error> {
    sql::insert_all(tx, ctx.tenant.id, work, ctx.now).await
}

/// How long it is remembered what people were told.
const NOTICES_KEPT: chrono::Duration = chrono::Duration::days(400);

/// How long it is kept what rules were given and said: a year, in which somebody may ask why.
const DECISIONS_KEPT: chrono::Duration = chrono::Duration::days(366);
/// How long a conversation is remembered that nobody leads any more: then who is in it begins anew.
const CHATS_KEPT: chrono::Duration = chrono::Duration::days(400);
/// How long it is remembered where somebody stopped in one: what they looked for and where, answers of a form that is not
/// complete. A month is a long break; past it they are asked anew.
const UNFINISHED_KEPT: chrono::Duration = chrono::Duration::days(30);
/// How long it is known which updates of chats were dealt with: longer than any platform sends one again.
const UPDATES_KEPT: chrono::Duration = chrono::Duration::days(3);

async fn tidy(app: &App, ctx: &Ctx) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    sql_notices::forget(&mut tx, ctx.now - NOTICES_KEPT).await?;
    accounts::forget_expired(&mut tx, ctx.now).await?;
    guests::forget_expired(&mut tx, ctx.now).await?;
    invitations::forget_expired(&mut tx, ctx.now).await?;
    consents::forget_expired(&mut tx, ctx.now).await?;
    rules_sql::forget_decisions(&mut tx, ctx.now - DECISIONS_KEPT).await?;
    chat::forget_updates(&mut tx, ctx.now - UPDATES_KEPT).await?;
    chat::forget_codes(&mut tx, ctx.now).await?;
    chat::forget_guild_codes(&mut tx, ctx.now).await?;
    chat::forget_logins(&mut tx, ctx.now).await?;
    chat::forget_chats(&mut tx, ctx.now - CHATS_KEPT).await?;
    chat::forget_unfinished(&mut tx, ctx.now - UNFINISHED_KEPT).await?;
    idempotency::forget(&mut tx, ctx.now - chrono::Duration::days(crate::idempotency::KEPT_DAYS)).await?;
    tx.commit().await
}
