//! What rules may know. Records made for it, never rows: no name, no address, no birth date, no message of a person.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::associations::{AssociationKind, File};
use crate::kinds::{AccountId, Activity, Beneficiary, Domain, words};
use crate::local_time::midnight;
use crate::missions::{Acceptance, Draft};
use crate::tenancy::{CityConfig, Ctx, Tenant};
use crate::texts::Locale;

/// When and where a question is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant of the request.
    pub now: DateTime<Utc>,
    /// The city's day then.
    pub today: NaiveDate,
    /// When the city's next day begins.
    pub tomorrow: DateTime<Utc>,
    /// The languages the city speaks then.
    #[serde(default)]
    pub languages: Vec<Locale>,
}

impl Moment {
    /// The moment of a request.
    #[must_use]
    pub fn of(ctx: &Ctx) -> Self {
        let zone = ctx.tenant.config.time_zone;
        let today = ctx.now.with_timezone(&zone).date_naive();
        let languages = ctx.tenant.config.locales.clone();
        Self { now: ctx.now, today, tomorrow: midnight(ctx.now, zone, 1), languages }
    }

    /// The beginning of its day: for answers that hold for a day.
    #[must_use]
    pub fn of_the_day(ctx: &Ctx) -> Self {
        Self { now: midnight(ctx.now, ctx.tenant.config.time_zone, 0), ..Self::of(ctx) }
    }
}

/// An association that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociationFile {
    /// What sort.
    pub kind: AssociationKind,
    /// What it does, in its own words.
    pub description: String,
    /// Its domains.
    pub domains: Vec<Domain>,
    /// Whom it helps.
    pub beneficiaries: Vec<Beneficiary>,
    /// The area it works from, and those above it.
    pub areas: Vec<String>,
    /// Whether it gave a number of a register.
    pub registered: bool,
    /// What the city has accredited it for.
    pub accreditations: Vec<String>,
}

impl AssociationFile {
    /// Of an association's file.
    #[must_use]
    pub fn of(city: &CityConfig, file: &File, accreditations: &[String]) -> Self {
        Self {
            kind: file.kind,
            description: file.description.clone(),
            domains: file.domains.clone(),
            beneficiaries: file.beneficiaries.clone(),
            areas: file.area.as_deref().map(|code| city.with_those_above(code)).unwrap_or_default(),
            registered: file.rna.is_some() || file.siret.is_some(),
            accreditations: accreditations.to_vec(),
        }
    }
}

/// The association of a mission that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organiser {
    /// What sort.
    pub kind: AssociationKind,
    /// Whether the city let it through.
    pub validated: bool,
    /// What the city has accredited it for.
    pub accreditations: Vec<String>,
    /// How many missions it has published before.
    pub published_before: u32,
}

/// A mission's text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The language.
    pub language: Locale,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
}

/// A mission, without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one box a manager ticks")]
pub struct MissionFacts {
    /// Its domain.
    pub domain: Domain,
    /// What one does.
    pub activities: Vec<Activity>,
    /// Whom it helps.
    pub beneficiaries: Vec<Beneficiary>,
    /// The areas of its addresses, and those above them.
    pub areas: Vec<String>,
    /// Whether it is done from home.
    pub remote: bool,
    /// Whether people under 18 may come.
    pub open_to_minors: bool,
    /// Whether people with reduced mobility may come.
    pub accessible: bool,
    /// How its managers want to accept people.
    pub acceptance: Acceptance,
    /// Whether one may wait for a place.
    pub waiting_list: bool,
}

impl MissionFacts {
    /// Of a draft.
    #[must_use]
    pub fn of(city: &CityConfig, draft: &Draft) -> Self {
        let areas = |address: &crate::missions::Address| city.areas_of(address.point, &address.postcode);
        let areas: BTreeSet<_> = draft.addresses.iter().flat_map(areas).map(|area| area.code.clone()).collect();
        Self {
            domain: draft.domain,
            activities: draft.activities.clone(),
            beneficiaries: draft.beneficiaries.clone(),
            areas: areas.into_iter().collect(),
            remote: draft.remote,
            open_to_minors: draft.open_to_minors,
            accessible: draft.accessible,
            acceptance: draft.acceptance,
            waiting_list: draft.waiting_list,
        }
    }
}

/// A mission that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What it is.
    pub mission: MissionFacts,
    /// Its texts; the first is in the language it was written in.
    pub texts: Vec<Text>,
    /// When its dated slots begin, the soonest first.
    pub starts: Vec<DateTime<Utc>>,
    /// How many people it looks for, over all its slots.
    pub places: u32,
    /// Whose it is.
    pub association: Organiser,
    /// Whether the association published one like it before.
    pub published_alike: bool,
}

impl Submission {
    /// Of a draft and what stands beside it.
    #[must_use]
    pub fn of(city: &CityConfig, draft: &Draft, association: Organiser, published_alike: bool) -> Self {
        let own = Text { language: draft.language, title: draft.title.clone(), description: draft.description.clone() };
        let others = draft.translations.iter().map(|(&language, text)| Text {
            language,
            title: text.title.clone(),
            description: text.description.clone(),
        });
        let mut starts: Vec<_> = draft.slots.iter().filter_map(|slot| slot.starts_at).collect();
        starts.sort_unstable();
        let places = draft.slots.iter().map(|slot| i64::from(slot.capacity)).sum::<i64>();
        Self {
            mission: MissionFacts::of(city, draft),
            texts: std::iter::once(own).chain(others).collect(),
            starts,
            places: u32::try_from(places).unwrap_or(u32::MAX),
            association,
            published_alike,
        }
    }
}

words! {
    /// How the platform came to know a fact, the weakest first.
    Assurance {
        /// It does not know it.
        None = "none",
        /// Somebody who can read an e-mail address said so.
        Email = "email",
        /// Somebody who can answer a telephone said so.
        Phone = "phone",
        /// The person says so.
        Declared = "declared",
        /// A document was seen.
        Documented = "documented",
        /// An agent of the city met the person.
        InPerson = "in_person",
    }
}

words! {
    /// How somebody belongs to an area.
    TieKind {
        /// Lives there.
        Resident = "resident",
        /// Studies there.
        Student = "student",
        /// Works there.
        Worker = "worker",
        /// Is a member of something there.
        Member = "member",
    }
}

/// Where somebody belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// How.
    pub kind: TieKind,
    /// The area, and those above it; empty: outside the city.
    pub areas: Vec<String>,
    /// How it is known.
    pub assurance: Assurance,
}

/// What somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Its name.
    pub name: String,
    /// How it is known.
    pub assurance: Assurance,
}

/// A person: a pseudonym, and the facts that the rules asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Stands for the person in this city.
    pub pseudonym: String,
    /// Whole years at the start of the slot, or today for help without a date; none: not told, or not needed.
    pub age: Option<u8>,
    /// Where they belong; none: not told, or not needed.
    pub tie: Option<Tie>,
    /// What they hold and is still good.
    pub credentials: Vec<Credential>,
    /// Sign-ups made today.
    pub sign_ups_today: u32,
    /// How often they were absent this year.
    pub absences: u32,
}

/// What stands for a person before rules: the same in one city, and not to be found again in another.
#[must_use]
pub fn pseudonym(tenant: &Tenant, account: AccountId) -> String {
    let digest = Sha256::new().chain_update(tenant.id.uuid()).chain_update(account.uuid()).finalize();
    uuid::Builder::from_slice(&digest[..16]).map(|builder| builder.into_uuid().simple().to_string()).unwrap_or_default()
}

/// Somebody wants to sign up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// Who.
    pub person: Person,
    /// To what.
    pub mission: MissionFacts,
    /// What the mission's association is accredited for.
    pub accreditations: Vec<String>,
    /// When the slot begins; none: help without a date.
    pub starts_at: Option<DateTime<Utc>>,
}

/// A mission that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub mission: MissionFacts,
    /// What its association is accredited for.
    pub accreditations: Vec<String>,
}

words! {
    /// What was noted of somebody who had signed up.
    Attendance {
        /// Came.
        Attended = "attended",
        /// Did not come.
        Absent = "absent",
        /// Did not come, and said so.
        Excused = "excused",
    }
}

/// What came of a sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// Who had signed up, and to what.
    pub sign_up: SignUp,
    /// Whether they came.
    pub attendance: Attendance,
}
