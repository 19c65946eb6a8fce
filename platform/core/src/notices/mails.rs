//! Mails: a letter with its address and signature, and those that carry a secret made as they are written.

use chrono::Duration;
use serde_json::json;

use super::Topic;
use super::letters::{Letter, args, locale_of};
use crate::App;
use crate::accounts::Secret;
use crate::accounts::consent;
use crate::accounts::enter::{Choice, LINK_MINUTES};
use crate::db::accounts::{self, AccountRow};
use crate::db::{self, consents, guests, invitations, ledger, notices as sql};
use crate::fields::normal_email;
use crate::jobs::JobError;
use crate::kinds::{AccountId, InvitationId};
use crate::ports::{Mail, MailError};
use crate::tenancy::Ctx;
use crate::texts::{Args, Locale};

/// A notice's letter as a mail; below it stand why one gets it and where to change that. No topic: the daily mail.
pub(super) fn of_notice(
    app: &App,
    ctx: &Ctx,
    person: &AccountRow,
    id: String,
    letter: Letter,
    topic: Option<Topic>,
) -> Mail {
    let mut mail = of_letter(ctx, person, id, letter);
    let why = topic.map_or("digest".to_owned(), |topic| topic.word().replace('_', "-"));
    let why = ctx.tenant.texts.get(mail.locale, &format!("mail-why-{why}"), &Args::new());
    let link = args([("link", app.links.to(&ctx.tenant, "/preferences").into())]);
    let change = ctx.tenant.texts.get(mail.locale, "mail-preferences", &link);
    mail.text.push_str(&format!("\n{why}\n{change}\n"));
    mail
}

/// A letter as a mail to a person, in their language.
fn of_letter(ctx: &Ctx, person: &AccountRow, id: String, letter: Letter) -> Mail {
    let address = person.email.clone().unwrap_or_default();
    let (locale, given) = (locale_of(person), person.given_name.clone());
    let about = letter.about.iter().chain([&person.id]).map(|account| account.uuid()).collect();
    Mail { about, calendar: letter.calendar, ..mail(ctx, locale, address, id, &letter.key, letter.args, &given) }
}

/// The subject line alone.
pub(super) fn subject(ctx: &Ctx, person: &AccountRow, letter: &Letter) -> String {
    let mut args = letter.args.clone();
    args.insert("city".into(), ctx.tenant.config.name(locale_of(person)).into());
    ctx.tenant.texts.get(locale_of(person), &format!("{}-subject", letter.key), &args)
}

fn mail(ctx: &Ctx, locale: Locale, to: String, id: String, key: &str, mut args: Args, given: &str) -> Mail {
    let tenant = &ctx.tenant;
    args.insert("given".into(), given.into());
    args.insert("city".into(), tenant.config.name(locale).into());
    let signature = tenant.texts.get(locale, "mail-signature", &Args::new());
    let body = tenant.texts.get(locale, &format!("{key}-body"), &args);
    Mail {
        id,
        from: tenant.config.mail_from.clone(),
        to,
        locale,
        subject: tenant.texts.get(locale, &format!("{key}-subject"), &args),
        text: format!("{body}\n\n-- \n{signature}\n"),
        unsubscribe: None,
        calendar: None,
        about: Vec::new(),
    }
}

/// A link to come in. Each run makes a new one, and the earlier stop working.
pub(crate) async fn sign_in_link(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    choice: Option<Choice>,
) -> Result<(), JobError> {
    let secret = Secret::new(&*app.entropy, "");
    let mut tx = app.db.tenant(ctx).await?;
    let Some(person) = accounts::find(&mut tx, account).await?.filter(|person| person.email.is_some()) else {
        return Ok(());
    };
    accounts::insert_link(&mut tx, &secret.digest(), account, ctx.now + Duration::minutes(LINK_MINUTES)).await?;
    tx.commit().await?;
    let link = app.links.to(&ctx.tenant, &format!("/enter/{}{}", secret.expose(), on_to(choice)));
    let args = args([("link", link.into()), ("token", secret.expose().into()), ("minutes", LINK_MINUTES.into())]);
    let letter = Letter { key: "mail-sign-in".into(), args, calendar: None, about: Vec::new() };
    match app.mailer.send(of_letter(ctx, &person, message_id(&secret), letter)).await {
        Err(MailError::Refused(_)) => Ok(mark_unreachable(app, ctx, account).await?),
        sent => Ok(sent?),
    }
}

/// Where a link leads on to.
fn on_to(choice: Option<Choice>) -> String {
    let query = |path: String| url::form_urlencoded::Serializer::new(String::new()).append_pair("then", &path).finish();
    choice.map_or_else(String::new, |choice| format!("?{}", query(choice.path())))
}

/// A link that makes an address somebody's. Each run makes a new one, and the earlier stop working.
pub(crate) async fn email_link(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), JobError> {
    let secret = Secret::new(&*app.entropy, "");
    let mut tx = app.db.tenant(ctx).await?;
    let Some(person) = accounts::find(&mut tx, account).await? else { return Ok(()) };
    let until = ctx.now + Duration::minutes(LINK_MINUTES);
    let Some(email) = guests::renew(&mut tx, account, &secret.digest(), ctx.now, until).await? else { return Ok(()) };
    let owner = accounts::password_of(&mut tx, &email).await?.map(|(owner, _)| owner);
    tx.commit().await?;
    let link = app.links.to(&ctx.tenant, &format!("/enter/{}", secret.expose()));
    let args = args([("link", link.into()), ("token", secret.expose().into()), ("minutes", LINK_MINUTES.into())]);
    // Nobody is named: the address may be a stranger's.
    let mail = mail(ctx, locale_of(&person), email, message_id(&secret), "mail-email-link", args, "");
    let about = owner.into_iter().chain([account]).map(|account| account.uuid()).collect();
    match app.mailer.send(Mail { about, ..mail }).await {
        // Nobody to tell at that address: the link ends by itself.
        Err(MailError::Refused(_)) => Ok(()),
        sent => Ok(sent?),
    }
}

/// Asks a guardian for consent. Each run makes a new link, and the earlier stop working.
pub(crate) async fn consent_link(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), JobError> {
    let secret = Secret::new(&*app.entropy, "");
    let mut tx = app.db.tenant(ctx).await?;
    let Some(person) = accounts::find(&mut tx, account).await? else { return Ok(()) };
    let Some(email) = consents::renew(&mut tx, account, &secret.digest(), ctx.now).await? else { return Ok(()) };
    tx.commit().await?;
    let link = app.links.to(&ctx.tenant, &format!("/consent/{}", secret.expose()));
    let args = args([
        ("link", link.into()),
        ("token", secret.expose().into()),
        ("given", person.given_name.clone().into()),
        ("days", consent::ANSWER.num_days().into()),
    ]);
    let mail = mail(ctx, locale_of(&person), email, message_id(&secret), "mail-consent", args, "");
    match app.mailer.send(Mail { about: vec![account.uuid()], ..mail }).await {
        // Nobody to tell at that address: the request ends by itself.
        Err(MailError::Refused(_)) => Ok(()),
        sent => Ok(sent?),
    }
}

/// Asks somebody to act for an association. Each run makes a new link, and the earlier stop working.
pub(crate) async fn invitation(app: &App, ctx: &Ctx, id: InvitationId) -> Result<(), JobError> {
    let secret = Secret::new(&*app.entropy, "");
    let mut tx = app.db.tenant(ctx).await?;
    let Some(invited) = invitations::renew(&mut tx, id, &secret.digest(), ctx.now).await? else { return Ok(()) };
    tx.commit().await?;
    let link = app.links.to(&ctx.tenant, &format!("/invitation/{}", secret.expose()));
    let locale = ctx.tenant.config.default_locale();
    let args = args([
        ("link", link.into()),
        ("token", secret.expose().into()),
        ("name", invited.association_name.into()),
        ("inviter", invited.inviter.into()),
        ("until", ctx.tenant.when(locale, Some(invited.expires_at)).into()),
    ]);
    let about = invited.about.iter().map(|account| account.uuid()).collect();
    let mail = mail(ctx, locale, invited.email, message_id(&secret), "mail-invitation", args, "");
    let mail = Mail { about, ..mail };
    match app.mailer.send(mail).await {
        // Nobody to tell at that address: the invitation ends by itself.
        Err(MailError::Refused(_)) => Ok(()),
        sent => Ok(sent?),
    }
}

/// A mail with a secret is another one each time; its name tells nothing of the secret.
fn message_id(secret: &Secret) -> String {
    secret.digest().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What became of a mail that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounced {
    /// The account with that address gets no further mail until its person confirms it anew.
    Marked(AccountId),
    /// Nobody here has that address.
    Unknown,
}

/// A mail to this address came back for good: a mail server said so later, in a delivery status notification (RFC 3464).
///
/// # Errors
/// If the database fails.
pub async fn bounced(app: &App, ctx: &Ctx, email: &str) -> Result<Bounced, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let found = accounts::password_of(&mut tx, &normal_email(email)).await?;
    drop(tx);
    match found {
        Some((account, _)) => {
            mark_unreachable(app, ctx, account).await?;
            Ok(Bounced::Marked(account))
        }
        None => Ok(Bounced::Unknown),
    }
}

pub(super) async fn mark_unreachable(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    if sql::set_unreachable(&mut tx, account, ctx.now).await? {
        ledger::write(&mut tx, ctx, "account.unreachable", account.uuid(), json!({})).await?;
    }
    tx.commit().await
}
