//! The association's file: written, handed in to the city, and left.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use platform_core::accounts::AssociationRole;
use platform_core::associations::{self, Act, Association, edit, leave, review};
use platform_core::kinds::AssociationId;
use platform_core::pictures::{self, MAX_UPLOAD, Picture};
use platform_core::refusals::{Denied, EditError, Explain as _, Kind};
use uuid::Uuid;

use super::{file, picture, role};
use crate::web::Web;
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::pages::field::Field;
use crate::web::pages::form::{Complaints, Fields, Form};
use crate::web::pages::response::{go_on, show, show_as};
use crate::web::pages::shell::Shell;
use crate::web::pages::upload::Upload;

#[derive(Template)]
#[template(path = "pages/manage/new.html")]
struct New<'a> {
    shell: &'a Shell,
    complaints: Complaints,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "pages/manage/association.html")]
struct FilePage<'a> {
    shell: &'a Shell,
    id: Uuid,
    name: String,
    state: String,
    says: String,
    /// Why the city stopped it.
    why: Vec<String>,
    version: i32,
    /// The file as it stands, where somebody else changed it meanwhile.
    stale: Option<String>,
    complaints: Complaints,
    fields: Vec<Field>,
    logo: Option<Picture>,
    logo_field: Field,
    can: Can,
}

/// What can be done with an association.
struct Can {
    edit: bool,
    submit: bool,
    leave: bool,
    be_seen: bool,
}

/// `GET /manage/new`
pub(super) async fn blank(shell: Shell) -> Result<Response, Failure> {
    if !shell.is_in() {
        return Err(Denied::SignIn.into());
    }
    show(&shell, &new_page(&shell, &Fields::default(), Complaints::default()))
}

fn new_page<'a>(shell: &'a Shell, given: &Fields, complaints: Complaints) -> New<'a> {
    let fields = file::fields(shell, given, &complaints);
    New { shell, complaints, fields }
}

/// `POST /manage/new`
pub(super) async fn create(State(web): State<Web>, shell: Shell, Form(fields): Form) -> Result<Response, Failure> {
    let created = match file::read(&fields) {
        Ok(file) => edit::create(&web.app, &shell.ctx, file).await,
        Err(reasons) => Err(EditError::Invalid(reasons)),
    };
    match created {
        Ok(association) => Ok(go_on(&shell, &format!("/manage/{}", association.id))),
        Err(error) => {
            let complaints = Complaints::of(&shell, error)?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &shell, &new_page(&shell, &fields, complaints))
        }
    }
}

/// `GET /manage/{id}`: the file as it stands, with what the city asks to mend beside the fields.
pub(super) async fn file(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    let association = own(&web, &shell, id.into()).await?;
    let returned = association.state == associations::State::Returned;
    let reasons = if returned { association.reasons.as_slice() } else { &[] };
    let complaints = Complaints::about(&shell, reasons);
    let given = file::filled(&association.file);
    show(&shell, &page(&shell, &association, &given, complaints))
}

async fn own(web: &Web, shell: &Shell, id: AssociationId) -> Result<Association, Failure> {
    role(shell, id)?;
    Ok(associations::read::get(&web.app, &shell.ctx, id).await?.association)
}

fn page<'a>(shell: &'a Shell, association: &Association, given: &Fields, complaints: Complaints) -> FilePage<'a> {
    let state = association.state;
    let is_stopped = state == associations::State::Suspended;
    let is_owner = role(shell, association.id).is_ok_and(|role| role == AssociationRole::Owner);
    FilePage {
        shell,
        id: association.id.uuid(),
        name: association.file.name.clone(),
        state: shell.word("manage-association", state),
        says: shell.word("manage-association-says", state),
        why: association.reasons.iter().filter(|_| is_stopped).map(|reason| shell.reason(reason)).collect(),
        version: association.version,
        stale: None,
        fields: file::fields(shell, given, &complaints),
        logo: association.logo.clone(),
        logo_field: picture::file_field(shell, "logo-file", &complaints),
        complaints,
        can: Can {
            edit: state.editable().is_ok(),
            submit: is_owner && state.after(Act::Submit).is_ok(),
            leave: is_owner && state.after(Act::Leave).is_ok(),
            be_seen: state.is_public(),
        },
    }
}

/// `POST /manage/{id}`
pub(super) async fn update(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Form(fields): Form,
) -> Result<Response, Failure> {
    let updated = match file::read(&fields) {
        Ok(file) => edit::update(&web.app, &shell.ctx, id.into(), version_of(&fields), file).await,
        Err(reasons) => Err(EditError::Invalid(reasons)),
    };
    after(&web, &shell, id.into(), updated, Some(&fields)).await
}

/// `POST /manage/{id}/submit`: asks the city to let it through.
pub(super) async fn submit(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    let submitted = review::submit(&web.app, &shell.ctx, id.into()).await;
    after(&web, &shell, id.into(), submitted, None).await
}

/// `POST /manage/{id}/leave`
pub(super) async fn leave(State(web): State<Web>, shell: Shell, Id(id): Id, _: Form) -> Result<Response, Failure> {
    let left = leave::leave(&web.app, &shell.ctx, id.into()).await;
    if left.is_ok() {
        web.answers.changed(None);
    }
    after(&web, &shell, id.into(), left, None).await
}

/// `POST /manage/{id}/logo`
pub(super) async fn set_logo(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    Upload { file, .. }: Upload<MAX_UPLOAD>,
) -> Result<Response, Failure> {
    own(&web, &shell, id.into()).await?;
    let set = match picture::chosen(file) {
        Ok(Some(bytes)) => {
            web.limits.count(&shell.ctx, None)?;
            pictures::set_logo(&web.app, &shell.ctx, id.into(), bytes).await
        }
        Ok(None) => Err(picture::missing()),
        Err(error) => Err(error),
    };
    if set.is_ok() {
        web.answers.changed(None);
    }
    after(&web, &shell, id.into(), set, None).await
}

/// `POST /manage/{id}/logo/remove`
pub(super) async fn remove_logo(
    State(web): State<Web>,
    shell: Shell,
    Id(id): Id,
    _: Form,
) -> Result<Response, Failure> {
    let removed = pictures::remove_logo(&web.app, &shell.ctx, id.into()).await;
    if removed.is_ok() {
        web.answers.changed(None);
    }
    after(&web, &shell, id.into(), removed, None).await
}

/// Goes on to the file, or shows it with why not: as it was typed, if it was. Only who was told that somebody else changed
/// it may save over that.
async fn after(
    web: &Web,
    shell: &Shell,
    id: AssociationId,
    outcome: Result<Association, EditError>,
    typed: Option<&Fields>,
) -> Result<Response, Failure> {
    let Err(error) = outcome else { return Ok(go_on(shell, &format!("/manage/{id}"))) };
    let is_stale = error.kind() == Kind::Stale;
    let complaints = Complaints::of(shell, error)?;
    let association = own(web, shell, id).await?;
    let stored = file::filled(&association.file);
    let version = typed.filter(|_| !is_stale).map_or(association.version, version_of);
    let stale = typed.filter(|_| is_stale).map(|_| shell.href(&format!("/manage/{id}")));
    let page = page(shell, &association, typed.unwrap_or(&stored), complaints);
    show_as(StatusCode::UNPROCESSABLE_ENTITY, shell, &FilePage { version, stale, ..page })
}

/// The version of the file that a form was filled in over.
fn version_of(given: &Fields) -> i32 {
    given.parsed("version").ok().flatten().unwrap_or_default()
}
