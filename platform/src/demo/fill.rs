//! Filling a demo city from `tenants/<city>/demo.toml`, through the same use cases that people go through.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc, Weekday};
use indicatif::{ProgressBar, ProgressStyle};
use platform_core::App;
use platform_core::accounts::provision::{Person, provision};
use platform_core::accounts::{Actor, CityRole, Identity, me};
use platform_core::associations::{self, AssociationKind, File};
use platform_core::jobs::worker;
use platform_core::kinds::{AccountId, Activity, AssociationId, Beneficiary, Domain};
use platform_core::missions::{self, Acceptance, Address, Contact, Draft, Mission, NewSlot, Translation};
use platform_core::rules::Fact;
use platform_core::rules::credentials;
use platform_core::rules::facts::TieKind;
use platform_core::search::{self, Query};
use platform_core::sign_ups::sign_up::{self, Input};
use platform_core::tenancy::{Ctx, Point, Tenant};
use platform_core::texts::Locale;
use serde::Deserialize;

type Refusal = Box<dyn std::error::Error + Send + Sync>;

/// Somebody to sign in as.
pub(super) struct DemoPerson {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    role: Option<CityRole>,
}

/// Whom to sign in as, in every demo city; `manager` owns all its associations.
pub(super) const PEOPLE: [DemoPerson; 4] = [
    DemoPerson { name: "admin", label: "city admin", role: Some(CityRole::Admin) },
    DemoPerson { name: "agent", label: "city agent", role: Some(CityRole::Moderator) },
    DemoPerson { name: "manager", label: "manager", role: None },
    DemoPerson { name: "volunteer", label: "volunteer", role: None },
];

/// Volunteers beside the one to sign in as, so that places are taken and lines form.
const CROWD: usize = 24;
/// Missions of the city that each of the crowd signs up to.
const EACH: usize = 6;
/// How many missions and associations stay in the agents' queue.
const LEFT_IN_QUEUE: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demo {
    associations: Vec<DemoAssociation>,
    missions: Vec<DemoMission>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoAssociation {
    id: String,
    name: String,
    kind: AssociationKind,
    domains: Vec<Domain>,
    area: String,
    description: String,
    rna: Option<String>,
    #[serde(default)]
    accreditations: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoMission {
    title: String,
    description: String,
    language: Locale,
    /// The text in the city's other language, where it wants both.
    translation_title: Option<String>,
    translation_description: Option<String>,
    domain: Domain,
    activities: Vec<Activity>,
    beneficiaries: Vec<Beneficiary>,
    open_to_minors: bool,
    accessible: bool,
    remote: bool,
    prerequisites: Vec<String>,
    acceptance: Acceptance,
    waiting_list: bool,
    when: When,
    capacity: i32,
    associations: Vec<String>,
    places: Vec<DemoPlace>,
}

/// Weekly from the next such weekday, from a day so many days ahead, or without a date.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    weekday: Option<Weekday>,
    in_days: Option<u64>,
    #[serde(default)]
    open_ended: bool,
    start: Option<String>,
    hours: Option<f64>,
    #[serde(default)]
    weeks: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoPlace {
    label: String,
    area: String,
    #[serde(default)]
    street: String,
    #[serde(default)]
    postcode: String,
    lat: Option<f64>,
    lon: Option<f64>,
}

/// Fills a city, unless somebody did before.
pub(super) async fn fill(app: &Arc<App>, tenant: Arc<Tenant>, folder: &Path, password: &str) -> Result<(), Refusal> {
    let ctx = Ctx::system(Arc::clone(&tenant), app.clock.now(), "operator");
    if !associations::read::list(app, &ctx, None, 1).await?.is_empty() {
        return Ok(());
    }
    let source = std::fs::read_to_string(folder.join("demo.toml"))?;
    let demo: Demo = toml::from_str(&source)?;
    let places: usize = demo.missions.iter().map(|kind| kind.places.len()).sum();
    let bar = progress(&tenant, demo.associations.len() + places + CROWD);
    let people = make_people(app, &ctx, password).await?;
    let manager = acting(&ctx, people[2], None);
    let agent = acting(&ctx, people[1], Some(CityRole::Moderator));
    let owners = make_associations(app, &manager, &agent, &demo.associations, &bar).await?;
    make_missions(app, &manager, &agent, &demo.missions, &owners, &bar).await?;
    let volunteers = make_crowd(app, &ctx, &bar).await?;
    worker::run_due(app).await?; // so that the missions are found
    sign_them_up(app, &ctx, &volunteers).await?;
    worker::run_due(app).await?;
    bar.finish_and_clear();
    Ok(())
}

fn progress(tenant: &Tenant, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64);
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(format!("Filling {}", tenant.config.name(tenant.config.default_locale())));
    bar
}

/// The context in which somebody acts.
fn acting(ctx: &Ctx, id: AccountId, role: Option<CityRole>) -> Ctx {
    Ctx { actor: Actor::Account(Identity { id, role, confirmed: true, scopes: None }), ..ctx.clone() }
}

async fn make_people(app: &App, ctx: &Ctx, password: &str) -> Result<Vec<AccountId>, Refusal> {
    let mut ids = Vec::new();
    for person in &PEOPLE {
        let made = Person { password: Some(password.into()), city_role: person.role, ..stranger(ctx, person.name) };
        ids.push(settled(app, ctx, provision(app, ctx, made).await?).await?);
    }
    Ok(ids)
}

/// Somebody who lives in the city, where its rules ask for it.
async fn settled(app: &App, ctx: &Ctx, account: AccountId) -> Result<AccountId, Refusal> {
    if ctx.tenant.rules.about().needs(Fact::Tie) {
        let area = ctx.tenant.config.areas.last().map(|area| area.code.clone());
        let tie = Some(Some(me::OwnTie { kind: TieKind::Resident, area }));
        me::update(app, &acting(ctx, account, None), me::Change { tie, ..me::Change::default() }).await?;
    }
    Ok(account)
}

fn stranger(ctx: &Ctx, name: &str) -> Person {
    Person {
        email: format!("{name}@{}.example", ctx.tenant.config.code),
        given_name: name.to_owned(),
        family_name: "Demo".into(),
        birth_date: NaiveDate::from_ymd_opt(1990, 5, 17),
        city_role: None,
        password: None,
    }
}

async fn make_associations(
    app: &App,
    manager: &Ctx,
    agent: &Ctx,
    demo: &[DemoAssociation],
    bar: &ProgressBar,
) -> Result<HashMap<String, AssociationId>, Refusal> {
    let mut owners = HashMap::new();
    for association in demo {
        let file = File {
            name: association.name.clone(),
            kind: association.kind,
            rna: association.rna.clone(),
            siret: None,
            description: association.description.clone(),
            domains: association.domains.clone(),
            beneficiaries: Vec::new(),
            street: None,
            postcode: None,
            area: Some(association.area.clone()),
            website: None,
            contact_email: Some(format!("contact@{}.example", association.id)),
            contact_phone: None,
        };
        let id = associations::edit::create(app, manager, file).await?.id;
        let submitted = associations::review::submit(app, manager, id).await?;
        if submitted.state == associations::State::Submitted {
            associations::review::validate(app, agent, id).await?;
        }
        if !association.accreditations.is_empty() {
            credentials::accredit(app, agent, id, None, association.accreditations.clone()).await?;
        }
        owners.insert(association.id.clone(), id);
        bar.inc(1);
    }
    Ok(owners)
}

async fn make_missions(
    app: &App,
    manager: &Ctx,
    agent: &Ctx,
    demo: &[DemoMission],
    owners: &HashMap<String, AssociationId>,
    bar: &ProgressBar,
) -> Result<(), Refusal> {
    let mut in_queue = 0;
    for kind in demo {
        for (index, place) in kind.places.iter().enumerate() {
            let owner = kind.associations.get(index % kind.associations.len().max(1));
            let association = owner.and_then(|id| owners.get(id)).ok_or("a mission names no known association")?;
            let draft = draft(manager, kind, place)?;
            let id = missions::edit::create(app, manager, *association, draft).await?.id;
            let submitted = missions::review::submit(app, manager, id).await?;
            if submitted.state == missions::State::Submitted {
                in_queue += 1;
                if in_queue > LEFT_IN_QUEUE {
                    missions::review::publish(app, agent, id).await?;
                }
            }
            bar.inc(1);
        }
    }
    Ok(())
}

impl DemoMission {
    fn translations(&self, place: &DemoPlace) -> BTreeMap<Locale, Translation> {
        let other = Locale::ALL.iter().find(|locale| **locale != self.language);
        let text = self.translation_title.as_ref().zip(self.translation_description.as_ref());
        let translation = |(title, description): (&String, &String)| Translation {
            title: title.replace("{place}", &place.label),
            description: description.trim().to_owned(),
        };
        other.copied().zip(text.map(translation)).into_iter().collect()
    }
}

fn draft(ctx: &Ctx, kind: &DemoMission, place: &DemoPlace) -> Result<Draft, Refusal> {
    let point = place.lat.zip(place.lon).map(|(lat, lon)| Point { lat, lon });
    let centre = ctx.tenant.config.area(&place.area).map(|area| area.centre);
    let address = Address {
        label: place.label.clone(),
        street: place.street.clone(),
        postcode: place.postcode.clone(),
        point: point.or(centre).ok_or_else(|| format!("{} lies nowhere", place.label))?,
    };
    Ok(Draft {
        title: kind.title.replace("{place}", &place.label),
        description: kind.description.trim().to_owned(),
        language: kind.language,
        translations: kind.translations(place),
        domain: kind.domain,
        activities: kind.activities.clone(),
        beneficiaries: kind.beneficiaries.clone(),
        open_to_minors: kind.open_to_minors,
        accessible: kind.accessible,
        remote: kind.remote,
        prerequisites: kind.prerequisites.clone(),
        motivation_wanted: false,
        acceptance: kind.acceptance,
        waiting_list: kind.waiting_list,
        contact: Contact { email: Some(format!("manager@{}.example", ctx.tenant.config.code)), ..Contact::default() },
        addresses: if kind.remote { Vec::new() } else { vec![address] },
        slots: slots(ctx, &kind.when, kind.capacity)?,
    })
}

fn slots(ctx: &Ctx, when: &When, capacity: i32) -> Result<Vec<NewSlot>, Refusal> {
    if when.open_ended {
        return Ok(vec![NewSlot::new(None, None, capacity)]);
    }
    let zone = ctx.tenant.config.time_zone;
    let today = ctx.now.with_timezone(&zone).date_naive();
    let first = match (when.weekday, when.in_days) {
        (Some(weekday), _) => next(today, weekday),
        (None, Some(days)) => today + Days::new(days),
        (None, None) => return Err("a mission says no day".into()),
    };
    let time: NaiveTime = format!("{}:00", when.start.as_deref().unwrap_or("10:00")).parse()?;
    #[expect(clippy::cast_possible_truncation, reason = "hours of one slot, in minutes")]
    let length = Duration::minutes((when.hours.unwrap_or(2.0) * 60.0) as i64);
    let slot = |week: u64| {
        let day = first + Days::new(7 * week);
        let starts_at: DateTime<Utc> = zone.from_local_datetime(&day.and_time(time)).earliest()?.with_timezone(&Utc);
        Some(NewSlot::new(Some(starts_at), Some(starts_at + length), capacity))
    };
    Ok((0..when.weeks.max(1)).filter_map(slot).collect())
}

/// The next such weekday, from tomorrow on.
fn next(today: NaiveDate, weekday: Weekday) -> NaiveDate {
    let ahead = (7 + weekday.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    today + Days::new(if ahead == 0 { 7 } else { u64::from(ahead) })
}

async fn make_crowd(app: &App, ctx: &Ctx, bar: &ProgressBar) -> Result<Vec<AccountId>, Refusal> {
    let mut volunteers = Vec::new();
    for number in 1..=CROWD {
        let account = provision(app, ctx, stranger(ctx, &format!("volunteer-{number}"))).await?;
        volunteers.push(settled(app, ctx, account).await?);
        bar.inc(1);
    }
    Ok(volunteers)
}

/// Each of the crowd signs up to some missions; what the city's rules refuse is left out, as in life.
async fn sign_them_up(app: &App, ctx: &Ctx, volunteers: &[AccountId]) -> Result<(), Refusal> {
    let query = Query { limit: 100, ..Query::default() };
    let found = search::search(app, ctx, &query).await?;
    let missions: Vec<Mission> = found.hits.into_iter().map(|(mission, _)| mission).collect();
    for (number, volunteer) in volunteers.iter().enumerate() {
        for step in 0..EACH {
            let Some(mission) = missions.get((number / 4 + step * 7) % missions.len().max(1)) else { return Ok(()) };
            let Some(slot) = mission.slots.first() else { continue };
            let input = Input {
                mission: mission.id,
                slot: slot.id,
                prerequisites_met: true,
                motivation: Some("Je veux aider.".into()),
            };
            match sign_up::sign_up(app, &acting(ctx, *volunteer, None), input).await {
                Ok(_) | Err(sign_up::Error::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}
