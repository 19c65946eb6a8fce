//! Letters: what people are told by mail, written from the state as it is when the mail leaves.

use chrono::{DateTime, Datelike as _, Duration, Utc};
use serde_json::Value;

use super::{JobError, LINK_MINUTES};
use crate::App;
use crate::accounts::Secret;
use crate::associations;
use crate::db::accounts::{self, AccountRow};
use crate::db::{associations as associations_sql, missions as missions_sql, sign_ups as sign_ups_sql};
use crate::kinds::{AccountId, AssociationId, MissionId, SignUpId};
use crate::missions::{self, Mission};
use crate::ports::Mail;
use crate::refusals::Reason;
use crate::sign_ups::State;
use crate::sign_ups::read::short_name;
use crate::tenancy::{Ctx, Tenant};
use crate::texts::{Args, Locale};

/// A link to come in. Each run makes a new one, and the earlier stop working.
pub(super) async fn sign_in_link(app: &App, ctx: &Ctx, account: AccountId) -> Result<(), JobError> {
    let secret = Secret::new(&*app.entropy, "");
    let mut tx = app.db.tenant(ctx).await?;
    let Some(person) = accounts::find(&mut tx, account).await? else { return Ok(()) };
    let until = ctx.now + Duration::minutes(LINK_MINUTES);
    accounts::insert_link(&mut tx, &secret.digest(), account, until).await?;
    tx.commit().await?;
    let link = app.links.to(&ctx.tenant, &format!("/enter#{}", secret.expose()));
    let args = args([("link", link.into()), ("token", secret.expose().into()), ("minutes", LINK_MINUTES.into())]);
    send(app, ctx, &person, "mail-sign-in", args).await
}

/// Where an association stands, to its members.
pub(super) async fn association(app: &App, ctx: &Ctx, id: AssociationId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(association) = associations_sql::find(&mut tx, id).await? else { return Ok(()) };
    let members = accounts::members(&mut tx, id).await?;
    drop(tx);
    let key = match association.state {
        associations::State::Submitted => "mail-association-submitted",
        associations::State::Validated => "mail-association-validated",
        associations::State::Returned => "mail-association-returned",
        associations::State::Draft | associations::State::Suspended | associations::State::Left => return Ok(()),
    };
    for person in members {
        let reasons = list(&ctx.tenant, locale_of(&person), &association.reasons);
        let args = args([("name", association.file.name.as_str().into()), ("reasons", reasons.into())]);
        send(app, ctx, &person, key, args).await?;
    }
    Ok(())
}

/// Where a mission stands, to its managers.
pub(super) async fn mission(app: &App, ctx: &Ctx, id: MissionId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(mission) = missions_sql::find(&mut tx, id).await? else { return Ok(()) };
    let members = accounts::members(&mut tx, mission.association).await?;
    drop(tx);
    let key = match mission.state {
        missions::State::Submitted => "mail-mission-submitted",
        missions::State::Published => "mail-mission-published",
        missions::State::Returned => "mail-mission-returned",
        missions::State::Draft | missions::State::Suspended | missions::State::Closed | missions::State::Cancelled => {
            return Ok(());
        }
    };
    for person in members {
        let reasons = list(&ctx.tenant, locale_of(&person), &mission.reasons);
        let args = args([("title", mission.draft.title.as_str().into()), ("reasons", reasons.into())]);
        send(app, ctx, &person, key, args).await?;
    }
    Ok(())
}

/// Where a sign-up stands: to the volunteer, and to the managers when it is for them to answer or to know.
pub(super) async fn sign_up(app: &App, ctx: &Ctx, id: SignUpId) -> Result<(), JobError> {
    let mut tx = app.db.tenant(ctx).await?;
    let Some(sign_up) = sign_ups_sql::find(&mut tx, id).await? else { return Ok(()) };
    let Some(mission) = missions_sql::find(&mut tx, sign_up.mission).await? else { return Ok(()) };
    let Some(person) = accounts::find(&mut tx, sign_up.account).await? else { return Ok(()) };
    let members = accounts::members(&mut tx, mission.association).await?;
    drop(tx);
    let key = match sign_up.state {
        State::Requested => "mail-sign-up-requested",
        State::Accepted => "mail-sign-up-accepted",
        State::Waiting => "mail-sign-up-waiting",
        State::Offered => "mail-sign-up-offered",
        State::Declined => "mail-sign-up-declined",
        State::Withdrawn => "mail-sign-up-withdrawn",
        State::Lapsed => "mail-sign-up-lapsed",
        State::Cancelled => "mail-sign-up-cancelled",
        State::Attended | State::Absent | State::Excused => return Ok(()),
    };
    let starts_at = mission.slots.iter().find(|slot| slot.id == sign_up.slot).and_then(|slot| slot.starts_at);
    let facts = |locale: Locale| {
        args([
            ("title", mission.draft.title.as_str().into()),
            ("association", mission.association_name.as_str().into()),
            ("when", when(&ctx.tenant, locale, starts_at).into()),
            ("where", or_text(&ctx.tenant, locale, place(&mission), "no-place").into()),
            ("until", when(&ctx.tenant, locale, sign_up.offered_until).into()),
            ("reason", or_text(&ctx.tenant, locale, sign_up.reason.clone(), "no-reason").into()),
            ("volunteer", short_name(&person.given_name, &person.family_name).into()),
        ])
    };
    send(app, ctx, &person, key, facts(locale_of(&person))).await?;
    let for_managers = match sign_up.state {
        State::Requested => "mail-manager-requested",
        State::Accepted => "mail-manager-accepted",
        State::Withdrawn => "mail-manager-withdrawn",
        _ => return Ok(()),
    };
    for manager in members {
        send(app, ctx, &manager, for_managers, facts(locale_of(&manager))).await?;
    }
    Ok(())
}

/// Sends the letter `key` (`key-subject`, `key-body`) to a person, in their language.
async fn send(app: &App, ctx: &Ctx, person: &AccountRow, key: &str, mut args: Args) -> Result<(), JobError> {
    let Some(address) = &person.email else { return Ok(()) };
    let (tenant, locale) = (&ctx.tenant, locale_of(person));
    args.insert("given".into(), person.given_name.as_str().into());
    args.insert("city".into(), tenant.config.name(locale).into());
    let signature = tenant.texts.get(locale, "mail-signature", &Args::new());
    let body = tenant.texts.get(locale, &format!("{key}-body"), &args);
    let mail = Mail {
        from: tenant.config.mail_from.clone(),
        to: address.clone(),
        subject: tenant.texts.get(locale, &format!("{key}-subject"), &args),
        text: format!("{body}\n\n-- \n{signature}\n"),
    };
    app.mailer.send(mail).await?;
    Ok(())
}

fn locale_of(person: &AccountRow) -> Locale {
    person.locale.parse().unwrap_or(Locale::Fr)
}

fn args<const N: usize>(pairs: [(&str, Value); N]) -> Args {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn list(tenant: &Tenant, locale: Locale, reasons: &[Reason]) -> String {
    let lines = reasons.iter().map(|reason| format!("- {}", reason.render(&tenant.texts, locale)));
    lines.collect::<Vec<_>>().join("\n")
}

fn or_text(tenant: &Tenant, locale: Locale, text: Option<String>, otherwise: &str) -> String {
    text.unwrap_or_else(|| tenant.texts.get(locale, otherwise, &Args::new()))
}

fn place(mission: &Mission) -> Option<String> {
    mission.addresses.first().map(|address| {
        [&address.label, &address.street, &address.postcode]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    })
}

/// An instant as people of the city say it.
fn when(tenant: &Tenant, locale: Locale, at: Option<DateTime<Utc>>) -> String {
    let Some(at) = at else { return tenant.texts.get(locale, "no-date", &Args::new()) };
    let local = at.with_timezone(&tenant.config.time_zone);
    let args = args([
        ("weekday", local.weekday().number_from_monday().into()),
        ("day", local.day().into()),
        ("month", local.month().into()),
        ("year", local.format("%Y").to_string().into()),
        ("hour", local.format("%-H").to_string().into()),
        ("minute", local.format("%M").to_string().into()),
    ]);
    tenant.texts.get(locale, "date-and-time", &args)
}
