//! Somebody at the desk: what the city knows of them, what they hold, what they signed up to, and looking for more.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, Utc};
use platform_core::accounts::desk;
use platform_core::accounts::me::{self, Change, Me, OwnTie};
use platform_core::kinds::AccountId;
use platform_core::refusals::{Denied, EditError, Explain, Reason};
use platform_core::rules::Fact;
use platform_core::rules::credentials::{self, Held, RESIDENCE};
use platform_core::rules::facts::{Assurance, Credential, TieKind};
use platform_core::search::{self, Query as Question, Sort};
use platform_core::sign_ups::{self, Act, State as Standing};
use platform_core::tenancy::Ctx;
use uuid::Uuid;

use super::super::card::Card;
use super::super::field::{Choice, Field};
use super::super::form::{Complaints, Fields, Form};
use super::super::home::areas;
use super::super::mission::Query;
use super::super::response::{go_on, show_as};
use super::super::shell::Shell;
use super::ForAgents;
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;

/// Sign-ups shown.
const SIGN_UPS: u16 = 50;
/// Missions found.
const FOUND: u16 = 20;

#[derive(Template)]
#[template(path = "pages/agent/person.html")]
struct PersonPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    name: String,
    email: Option<String>,
    complaints: Complaints,
    sign_ups: Vec<Line>,
    words: Field,
    found: Vec<Card>,
    facts: Vec<Field>,
    held: Vec<Holding>,
    credential: Vec<Field>,
}

/// A sign-up of theirs.
struct Line {
    id: Uuid,
    title: String,
    when: String,
    state: String,
    can_take: bool,
    can_withdraw: bool,
}

/// Something they hold.
struct Holding {
    name: String,
    label: String,
    detail: String,
}

/// The context in which the agent acts for somebody, and who that is.
pub(super) async fn acting(web: &Web, shell: &Shell, person: AccountId) -> Result<(Ctx, Me), Failure> {
    let acting = desk::acting_for(&web.app, shell.ctx.clone(), person).await?;
    let me = me::me(&web.app, &acting).await?;
    Ok((acting, me))
}

/// What somebody is called.
pub(super) fn name(me: &Me) -> String {
    [me.given_name.as_str(), me.family_name.as_str()].join(" ").trim().to_owned()
}

/// `GET /agent/desk/{id}`
pub(super) async fn person(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    query: Query,
) -> Result<Response, Failure> {
    render(&web, &shell, id.into(), Complaints::default(), &query.0).await
}

/// The page, with why not what was tried.
pub(super) async fn refused(
    web: &Web,
    shell: &Shell,
    id: AccountId,
    error: impl Explain + Into<Failure>,
    given: &Fields,
) -> Result<Response, Failure> {
    let complaints = Complaints::of(shell, error)?;
    render(web, shell, id, complaints, given).await
}

async fn render(
    web: &Web,
    shell: &Shell,
    id: AccountId,
    complaints: Complaints,
    given: &Fields,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let (acting, me) = acting(web, shell, id).await?;
    let sign_ups = sign_ups::read::mine(&web.app, &acting, None, SIGN_UPS).await?;
    let line = |mine: sign_ups::read::Mine| Line {
        id: mine.sign_up.id.uuid(),
        when: shell.when(mine.starts_at),
        state: shell.word("sign-up-state", mine.sign_up.state),
        can_take: mine.sign_up.state == Standing::Offered,
        can_withdraw: mine.sign_up.state.after(Act::Withdraw).is_ok(),
        title: mine.title,
    };
    let page = PersonPage {
        shell,
        id: id.uuid(),
        name: name(&me),
        email: me.email.clone(),
        sign_ups: sign_ups.into_iter().map(line).collect(),
        words: Field::typed("search", "q", shell.t("search-words"), given.text("q")),
        found: found(web, shell, given).await?,
        facts: facts(shell, &me, given, &complaints),
        held: me.credentials.iter().map(|held| holding(shell, held)).collect(),
        credential: credential(shell, &me, given, &complaints),
        complaints,
    };
    show_as(status, shell, &page)
}

/// The missions that are looked for; none before.
async fn found(web: &Web, shell: &Shell, given: &Fields) -> Result<Vec<Card>, Failure> {
    if !given.has("q") {
        return Ok(Vec::new());
    }
    let sort = if given.filled("q").is_some() { Sort::Relevance } else { Sort::Soonest };
    let mut question = Question { sort, limit: FOUND, ..Question::default() };
    question.criteria.text = given.filled("q");
    let found = search::search(&web.app, &shell.ctx, &question).await?;
    Ok(found.hits.iter().map(|(mission, _)| Card::new(shell, mission, None)).collect())
}

/// What the city's rules look at, and only that.
fn facts(shell: &Shell, me: &Me, given: &Fields, complaints: &Complaints) -> Vec<Field> {
    let about = shell.ctx.tenant.rules.about();
    let told = |name: &str, known: String| if given.has(name) { given.text(name).to_owned() } else { known };
    let mut fields = Vec::new();
    if about.needs(Fact::Age) {
        let known = me.birth_date.map_or_else(String::new, |date| date.to_string());
        fields.push(
            Field::typed("date", "birth_date", shell.t("field-birth-date"), told("birth_date", known))
                .complaint(complaints, "/birth_date"),
        );
    }
    if about.needs(Fact::Tie) {
        let kind = told("tie", me.tie.as_ref().map_or_else(String::new, |tie| tie.kind.to_string()));
        let kinds = TieKind::ALL.iter();
        let kinds = kinds.map(|word| Choice::new(word, shell.word("agent-tie", word), kind == word.word()));
        let unknown = Choice::new("", shell.t("agent-tie-unknown"), kind.is_empty());
        let area = told("area", me.tie.as_ref().and_then(|tie| tie.area.clone()).unwrap_or_default());
        let mut areas = areas(shell, Some(area.as_str()));
        if let Some(none) = areas.first_mut() {
            none.label = shell.t("agent-area-outside");
        }
        fields.push(
            Field::select("tie", shell.t("agent-tie"), std::iter::once(unknown).chain(kinds).collect())
                .complaint(complaints, "/tie/kind"),
        );
        fields.push(Field::select("area", shell.t("agent-area"), areas).complaint(complaints, "/tie/area"));
    }
    fields
}

fn holding(shell: &Shell, held: &Held) -> Holding {
    let known = shell.word("agent-assurance", held.credential.assurance);
    let until = held.until.map(|until| shell.with("agent-until", "when", shell.when(until)));
    Holding {
        name: held.credential.name.clone(),
        label: credential_name(shell, &held.credential.name),
        detail: std::iter::once(known).chain(until).collect::<Vec<_>>().join(" · "),
    }
}

/// What a credential is called: the rules name theirs, the platform its own.
fn credential_name(shell: &Shell, name: &str) -> String {
    if name == RESIDENCE { shell.t("agent-residence") } else { shell.word("credential", name) }
}

/// The fields for giving a credential: those the rules know, and the tie where there is one to confirm.
fn credential(shell: &Shell, me: &Me, given: &Fields, complaints: &Complaints) -> Vec<Field> {
    let residence = me.tie.as_ref().map(|_| RESIDENCE.to_owned());
    let names = residence.into_iter().chain(shell.ctx.tenant.rules.about().credentials.iter().cloned());
    let chosen = |name: &str, word: &str| given.text(name) == word;
    let names: Vec<_> =
        names.map(|name| Choice::new(&name, credential_name(shell, &name), chosen("credential", &name))).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let assurances = [Assurance::InPerson, Assurance::Documented, Assurance::Declared];
    let assurances =
        assurances.map(|word| Choice::new(word, shell.word("agent-assurance", word), chosen("assurance", word.word())));
    vec![
        Field::select("credential", shell.t("agent-credential"), names).complaint(complaints, "/name"),
        Field::select("assurance", shell.t("agent-assurance"), assurances.into()).complaint(complaints, "/assurance"),
        Field::typed("date", "until", shell.t("agent-credential-until"), given.text("until"))
            .hint(shell.t("agent-credential-until-hint"))
            .complaint(complaints, "/until"),
    ]
}

/// `POST /agent/desk/{id}/facts`: what they tell of themselves.
pub(super) async fn tell(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let (acting, _) = acting(&web, &shell, id.into()).await?;
    let told = match read(&given) {
        Ok(change) => me::update(&web.app, &acting, change).await,
        Err(reason) => Err(EditError::Invalid(vec![reason])),
    };
    match told {
        Ok(_) => Ok(go_on(&shell, &format!("/agent/desk/{id}"))),
        Err(error) => refused(&web, &shell, id.into(), error, &given).await,
    }
}

fn read(given: &Fields) -> Result<Change, Reason> {
    let kind = given.told::<TieKind>("tie").map_err(|reason| reason.at("/tie/kind"))?;
    let tie = kind.map(|kind| kind.map(|kind| OwnTie { kind, area: given.filled("area") }));
    Ok(Change { birth_date: given.told("birth_date")?, tie, ..Change::default() })
}

/// `POST /agent/desk/{id}/credentials`: gives them a credential, or confirms where they belong.
pub(super) async fn give(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    let done = match (given.parsed::<Assurance>("assurance"), until(&shell, &given)) {
        (Ok(assurance), Ok(until)) => {
            let name = given.text("credential").to_owned();
            let credential = Credential { name, assurance: assurance.unwrap_or(Assurance::None) };
            credentials::give(&web.app, &shell.ctx, id.into(), credential, until).await
        }
        (Err(reason), _) | (_, Err(reason)) => Err(EditError::Invalid(vec![reason])),
    };
    match done {
        Ok(_) => Ok(go_on(&shell, &format!("/agent/desk/{id}"))),
        Err(error) => refused(&web, &shell, id.into(), error, &given).await,
    }
}

/// Until when it is good: to the last second of a day, as the city's clocks show it.
fn until(shell: &Shell, given: &Fields) -> Result<Option<DateTime<Utc>>, Reason> {
    let Some(day) = given.parsed::<NaiveDate>("until")? else { return Ok(None) };
    let next = Some(day).filter(|day| (2000..2200).contains(&day.year())).and_then(|day| day.succ_opt());
    let next = next.ok_or_else(|| Reason::new("slot_absurd_date").at("/until"))?;
    Ok(Some(shell.ctx.tenant.config.instant(next.and_time(NaiveTime::MIN)) - TimeDelta::seconds(1)))
}

/// `POST /agent/desk/{id}/credentials/take`
pub(super) async fn take(
    State(web): State<Web>,
    ForAgents(shell): ForAgents,
    Id(id): Id,
    Form(given): Form,
) -> Result<Response, Failure> {
    match credentials::take(&web.app, &shell.ctx, id.into(), given.text("credential")).await {
        // Pressed twice: it is taken.
        Ok(()) | Err(EditError::Denied(Denied::NotFound)) => Ok(go_on(&shell, &format!("/agent/desk/{id}"))),
        Err(error) => Err(error.into()),
    }
}
