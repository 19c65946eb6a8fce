//! What somebody tells of themselves, their address, a guardian's consent, and the bots that know them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use platform_core::accounts::me::{self, Me, OwnTie};
use platform_core::accounts::{consent, enter, identities, link_email};
use platform_core::chat::{ChatPerson, people};
use platform_core::refusals::{Denied, EditError, Reason};
use platform_core::rules::Fact;
use platform_core::rules::credentials::GUARDIAN_CONSENT;
use platform_core::rules::facts::TieKind;
use platform_core::texts::Locale;

use crate::web::Web;
use crate::web::chat::{ChatCode, chat_code as make_code};
use crate::web::cookies::SESSION;
use crate::web::error::Failure;
use crate::web::pages::entry::{Way, ways};
use crate::web::pages::field::{Choice, Field};
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::{go_on, show_as};
use crate::web::pages::shell::{Shell, encoded};

#[derive(Template)]
#[template(path = "pages/me/profile.html")]
struct Profile<'a> {
    shell: &'a Shell,
    me: &'a Me,
    complaints: Complaints,
    fields: Vec<Field>,
    email: Field,
    guardian: Option<Field>,
    said: Option<&'static str>,
    chat: Option<ChatCode>,
    chat_until: String,
    linked: Vec<Linked>,
    ways: Vec<Way>,
    chats: Vec<Linked>,
}

/// What opens the account beside its address: a provider's word, or a conversation.
struct Linked {
    label: String,
    since: String,
    /// Where it is sent that it shall open it no more.
    unlink: String,
}

impl Linked {
    fn provider(own: &identities::Linked, shell: &Shell) -> Self {
        let known = shell.ctx.tenant.config.provider(&own.provider);
        Self {
            label: known.map_or(&*own.provider, |known| known.label(shell.ctx.locale)).to_owned(),
            since: shell.when(own.since),
            unlink: shell.href(&format!("/me/identities/{}/unlink", own.provider)),
        }
    }

    fn chat((own, since): &(ChatPerson, DateTime<Utc>), shell: &Shell) -> Self {
        Self {
            label: shell.word("conversation", own.platform),
            since: shell.when(*since),
            unlink: shell.href(&format!("/me/chats/{}/{}/unlink", own.platform, encoded(&own.person))),
        }
    }
}

/// `GET /me/profile`
pub(super) async fn profile(State(web): State<Web>, shell: Shell) -> Result<Response, Failure> {
    render(&web, &shell, Complaints::default(), None, None, None).await
}

/// The page, as it is or with what was typed.
async fn render(
    web: &Web,
    shell: &Shell,
    complaints: Complaints,
    given: Option<&Fields>,
    said: Option<&'static str>,
    chat: Option<ChatCode>,
) -> Result<Response, Failure> {
    let status = complaints.status();
    let me = shell.person.as_ref().ok_or(Denied::SignIn)?;
    let about = shell.ctx.tenant.rules.about();
    let asks_guardian = about.credentials.iter().any(|known| known == GUARDIAN_CONSENT);
    let guardian = Field::email("email", shell.t("guardian-email"), "")
        .identified("guardian")
        .hint(shell.t("guardian-hint"))
        .autocomplete("off");
    let known = identities::list(&web.app, &shell.ctx).await?;
    let chats = people::list(&web.app, &shell.ctx).await?;
    let is_new = |way: &Way| !known.iter().any(|own| own.provider == way.name);
    let page = Profile {
        shell,
        linked: known.iter().map(|own| Linked::provider(own, shell)).collect(),
        chats: chats.iter().map(|own| Linked::chat(own, shell)).collect(),
        ways: ways(web, shell, "/me/profile").into_iter().filter(is_new).collect(),
        me,
        fields: fields(shell, me, given, &complaints),
        email: Field::email("email", shell.t("field-email"), "").hint(shell.t("profile-email-hint")).required(),
        guardian: asks_guardian.then(|| guardian.required()),
        complaints,
        said,
        chat_until: shell.when(chat.as_ref().map(|code| code.expires_at)),
        chat,
    };
    show_as(status, shell, &page)
}

fn fields(shell: &Shell, me: &Me, given: Option<&Fields>, complaints: &Complaints) -> Vec<Field> {
    let about = shell.ctx.tenant.rules.about();
    let value = |name: &str, known: &str| given.map_or_else(|| known.to_owned(), |given| given.text(name).to_owned());
    let birth_date = me.birth_date.map(|date| date.to_string()).unwrap_or_default();
    let name = |name: &str, key: &str, known: &str, token| {
        Field::line(name, shell.t(key), value(name, known))
            .autocomplete(token)
            .complaint(complaints, &format!("/{name}"))
    };
    let locale = value("locale", &me.locale);
    let language = |language: &Locale| {
        let named = shell.ctx.tenant.texts.get(*language, "language", &Default::default());
        Choice::new(language, named, locale == language.tag())
    };
    let mut fields = vec![
        name("given_name", "field-given-name", &me.given_name, "given-name").required(),
        name("family_name", "field-family-name", &me.family_name, "family-name")
            .hint(shell.t("field-family-name-hint")),
        Field::select(
            "locale",
            shell.t("field-language"),
            shell.ctx.tenant.config.locales.iter().map(language).collect(),
        ),
    ];
    if about.needs(Fact::Age) {
        let field = Field::typed("date", "birth_date", shell.t("field-birth-date"), value("birth_date", &birth_date));
        fields.push(
            field.hint(shell.t("field-birth-date-hint")).autocomplete("bday").complaint(complaints, "/birth_date"),
        );
    }
    if about.needs(Fact::Tie) {
        fields.extend(tie(shell, me, given, complaints));
    }
    fields
}

/// Where somebody belongs: how, and to which part of the city.
fn tie(shell: &Shell, me: &Me, given: Option<&Fields>, complaints: &Complaints) -> [Field; 2] {
    let known = me.tie.as_ref();
    let kind = match given {
        Some(given) => given.text("tie").parse().ok(),
        None => known.map(|tie| tie.kind),
    };
    let area = given.map_or_else(|| known.and_then(|tie| tie.area.clone()), |given| given.filled("tie_area"));
    let none = Choice::new("", shell.t("tie-unsaid"), kind.is_none());
    let kinds = TieKind::ALL.iter().map(|word| Choice::new(word, shell.word("tie", word), kind == Some(*word)));
    let areas = shell.ctx.tenant.config.areas.iter();
    let areas =
        areas.map(|place| Choice::new(&place.code, place.name(shell.ctx.locale), area.as_deref() == Some(&place.code)));
    let outside = Choice::new("", shell.t("tie-outside"), area.is_none());
    [
        Field::select("tie", shell.t("field-tie"), std::iter::once(none).chain(kinds).collect())
            .hint(shell.t("field-tie-hint"))
            .complaint(complaints, "/tie/kind"),
        Field::select("tie_area", shell.t("field-tie-area"), std::iter::once(outside).chain(areas).collect())
            .complaint(complaints, "/tie/area"),
    ]
}

/// `POST /me/profile`
pub(super) async fn update(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let outcome = match change(&fields) {
        Ok(change) => me::update(&web.app, &shell.ctx, change).await,
        Err(reason) => Err(EditError::Invalid(vec![reason])),
    };
    match outcome {
        Ok(_) => Ok(go_on(&shell, "/me/profile")),
        Err(error) => render(&web, &shell, Complaints::of(&shell, error)?, Some(&fields), None, None).await,
    }
}

fn change(fields: &Fields) -> Result<me::Change, Reason> {
    let tie = fields.told::<TieKind>("tie")?;
    Ok(me::Change {
        given_name: Some(fields.text("given_name").trim().to_owned()),
        family_name: fields.filled("family_name"),
        birth_date: fields.told("birth_date")?,
        tie: tie.map(|kind| kind.map(|kind| OwnTie { kind, area: fields.filled("tie_area") })),
        locale: fields.parsed("locale")?,
    })
}

/// Shows the page with what was done, or why not.
async fn told(
    web: &Web,
    shell: &Shell,
    outcome: Result<(), EditError>,
    said: &'static str,
) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => render(web, shell, Complaints::default(), None, Some(said), None).await,
        Err(error) => render(web, shell, Complaints::of(shell, error)?, None, None, None).await,
    }
}

/// `POST /me/email`: a link is sent to the address, which makes it one's own.
pub(super) async fn link_email(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let email = fields.text("email").trim();
    web.limits.count(&shell.ctx, Some(email))?;
    let outcome = link_email::link_email(&web.app, &shell.ctx, email).await;
    told(&web, &shell, outcome, "profile-email-sent").await
}

/// `POST /me/guardian`: a parent or guardian is asked for consent.
pub(super) async fn ask_guardian(
    State(web): State<Web>,
    shell: Shell,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let email = fields.text("email").trim();
    web.limits.count(&shell.ctx, Some(email))?;
    let outcome = consent::ask_guardian(&web.app, &shell.ctx, email).await;
    told(&web, &shell, outcome, "guardian-asked").await
}

/// `POST /me/chats`: the code by which a bot knows who one is.
pub(super) async fn chat_code(State(web): State<Web>, shell: Shell, _: Form) -> Result<Response, Failure> {
    match make_code(&web, &shell.ctx).await {
        Ok(code) => render(&web, &shell, Complaints::default(), None, None, Some(code)).await,
        Err(error) => told(&web, &shell, Err(error), "").await,
    }
}

/// `POST /me/identities/{provider}/unlink`: comes in by this provider's word no more.
pub(super) async fn unlink(
    State(web): State<Web>,
    shell: Shell,
    Path(provider): Path<String>,
    _: Form,
) -> Result<Response, Failure> {
    match identities::unlink(&web.app, &shell.ctx, &provider).await {
        Ok(()) => Ok(go_on(&shell, "/me/profile")),
        Err(error) => told(&web, &shell, Err(error), "").await,
    }
}

/// `POST /me/chats/{platform}/{person}/unlink`: a conversation opens the account no more.
pub(super) async fn unlink_chat(
    State(web): State<Web>,
    shell: Shell,
    Path((platform, person)): Path<(String, String)>,
    _: Form,
) -> Result<Response, Failure> {
    let platform = platform.parse().map_err(|_| Denied::NotFound)?;
    match people::unlink(&web.app, &shell.ctx, &ChatPerson { platform, person }).await {
        Ok(()) => Ok(go_on(&shell, "/me/profile")),
        Err(error) => told(&web, &shell, Err(error), "").await,
    }
}

/// `POST /me/others`: ends all else that was opened with the account.
pub(super) async fn end_others(
    State(web): State<Web>,
    shell: Shell,
    headers: HeaderMap,
    _: Form,
) -> Result<Response, Failure> {
    let session = SESSION.read(&web, &headers).ok_or(Denied::SignIn)?;
    let outcome = enter::end_others(&web.app, &shell.ctx, &session).await;
    told(&web, &shell, outcome, "others-ended").await
}
