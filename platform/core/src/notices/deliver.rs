//! Sending what is due: one mail a notice, or one a day.

use super::letters::{self, Letter};
use super::{Kind, Weight, mails};
use crate::App;
use crate::accounts::Secret;
use crate::db::accounts::{self, AccountRow};
use crate::db::{self, chat, notices as sql, sign_ups};
use crate::jobs::JobError;
use crate::kinds::{AccountId, NoticeId};
use crate::ports::{Mail, MailError, Note};
use crate::tenancy::Ctx;
use crate::texts::Args;

/// Sends a notice, unless it was sent or has become moot. Run twice, it sends the same mail under the same name.
///
/// # Errors
/// If the database or the mail server fails.
pub(crate) async fn deliver(app: &App, ctx: &Ctx, id: NoticeId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(notice) = sql::open(&mut tx, id).await? else { return Ok(()) };
    let is_for_chat = notice.kind.is_for_chat() && !notice.by_mail;
    let reach = if is_for_chat { chat::reach(&mut tx, notice.account).await? } else { None };
    let reachable = |person: &AccountRow| person.is_reachable() || reach.is_some();
    let person = accounts::find(&mut tx, notice.account).await?.filter(reachable);
    let token = sql::mail_token(&mut tx, notice.account, Secret::new(&*app.entropy, "").expose()).await?;
    tx.commit().await?;
    let Some(person) = person else { return Ok(done(app, ctx, &[], &[id]).await?) };
    let Some(letter) = letters::write(app, ctx, notice.kind, notice.subject, &person).await? else {
        return Ok(done(app, ctx, &[], &[id]).await?);
    };
    if let Some(reach) = &reach
        && tell_in_chat(app, ctx, &notice, &person, &letter, reach).await?
    {
        return Ok(());
    }
    if !person.is_reachable() {
        return Ok(done(app, ctx, &[], &[id]).await?);
    }
    let mut mail = mails::of_notice(app, ctx, &person, id.to_string(), letter, Some(notice.kind.topic()));
    mail.unsubscribe = unsubscribe(app, ctx, notice.kind, &token);
    send(app, ctx, person.id, mail, &[id], &[]).await
}

/// Tells it in a chat, and marks it as told; says whether it did. What somebody saw there when they did it themselves is
/// not told there again.
async fn tell_in_chat(
    app: &App,
    ctx: &Ctx,
    notice: &sql::Open,
    person: &AccountRow,
    letter: &Letter,
    reach: &chat::Reach,
) -> Result<bool, db::Error> {
    let locale = letters::locale_of(person);
    let mut tx = app.db.tenant(ctx).await?;
    if notice.kind == Kind::SignUpAccepted && sign_ups::is_as_made(&mut tx, notice.subject.into()).await? {
        return Ok(false);
    }
    let key = format!("chat-note-{}", notice.kind.word().replace('_', "-"));
    let messages = app.channel.note(&Note {
        platform: reach.platform,
        kind: notice.kind,
        subject: notice.subject,
        title: mails::subject(ctx, person, letter),
        text: ctx.tenant.texts.find(locale, &key, &letter.args),
        elsewhere: (reach.about != Some(ctx.tenant.id.uuid())).then_some(&*ctx.tenant),
        calendar: letter.calendar.as_ref(),
        only_here: !person.is_reachable(),
        texts: &ctx.tenant.texts,
        locale,
    });
    if messages.is_empty() {
        return Ok(false);
    }
    chat::queue_notice(&mut tx, ctx.tenant.id, reach, notice.id, &messages, ctx.now).await?;
    sql::sent(&mut tx, &[notice.id], ctx.now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Sends what a person gets once a day, in one mail.
///
/// # Errors
/// If the database or the mail server fails.
pub(crate) async fn digest(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let open = sql::for_digest(&mut tx, account, ctx.now).await?;
    let person = accounts::find(&mut tx, account).await?.filter(AccountRow::is_reachable);
    let reach = chat::reach(&mut tx, account).await?;
    drop(tx);
    let ids: Vec<_> = open.iter().map(|notice| notice.id).collect();
    if person.is_none() && reach.is_some() {
        // No mail holds them all: in a chat each comes by itself, at the hour of the mail.
        for id in ids {
            deliver(app, ctx, id).await?;
        }
        return Ok(());
    }
    let (Some(person), Some(first)) = (person, ids.first()) else { return Ok(done(app, ctx, &[], &ids).await?) };
    let (mut told, mut moot, mut lines, mut about) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for notice in &open {
        match letters::write(app, ctx, notice.kind, notice.subject, &person).await? {
            Some(letter) => {
                told.push(notice.id);
                lines.push(format!("- {}", mails::subject(ctx, &person, &letter)));
                about.extend(letter.about);
            }
            None => moot.push(notice.id),
        }
    }
    if told.is_empty() {
        return Ok(done(app, ctx, &[], &moot).await?);
    }
    let args = Args::from([("lines".to_owned(), lines.join("\n").into())]);
    let letter = Letter { key: "mail-digest".into(), args, calendar: None, about };
    let mail = mails::of_notice(app, ctx, &person, format!("digest-{first}"), letter, None);
    send(app, ctx, account, mail, &told, &moot).await
}

/// Hands a mail over and marks what it told. An address that is refused for good gets no further mail.
async fn send(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    mail: Mail,
    told: &[NoticeId],
    moot: &[NoticeId],
) -> Result<(), JobError> {
    match app.mailer.send(mail).await {
        Ok(()) => Ok(done(app, ctx, told, moot).await?),
        Err(MailError::Refused(_)) => {
            mails::mark_unreachable(app, ctx, account).await?;
            Ok(done(app, ctx, &[], &[told, moot].concat()).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn done(app: &App, ctx: &Ctx, told: &[NoticeId], moot: &[NoticeId]) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    sql::sent(&mut tx, told, ctx.now).await?;
    sql::dropped(&mut tx, moot, ctx.now).await?;
    tx.commit().await
}

/// Where one press ends the mails of this topic (RFC 8058); none for what one must know.
fn unsubscribe(app: &App, ctx: &Ctx, kind: Kind, token: &str) -> Option<String> {
    let path = format!("/api/v1/unsubscribe/{token}?topic={}", kind.topic());
    (kind.weight() == Weight::Optional).then(|| app.links.to(&ctx.tenant, &path))
}
