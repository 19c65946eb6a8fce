//! Associations: the list, and the page of one with its missions.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::associations::read;
use platform_core::pictures::Picture;
use platform_core::search::{self, Facet, Query as Question, Sort};
use uuid::Uuid;

use super::card::Card;
use super::markdown;
use super::mission::Query;
use super::response::show;
use super::shell::{Shell, encoded};
use crate::web::error::Failure;
use crate::web::extractors::Id;
use crate::web::{Web, associations};

/// Associations, or missions of one, on a page.
const PAGE: u16 = 30;

#[derive(Template)]
#[template(path = "pages/associations.html")]
struct Associations<'a> {
    shell: &'a Shell,
    associations: Vec<Line>,
    next: Option<String>,
}

/// An association in the list.
struct Line {
    id: Uuid,
    name: String,
    domains: String,
    area: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/association.html")]
struct AssociationPage<'a> {
    shell: &'a Shell,
    id: Uuid,
    name: &'a str,
    kind: String,
    description: String,
    domains: Vec<String>,
    beneficiaries: Vec<String>,
    area: Option<String>,
    website: Option<&'a str>,
    missions: Vec<Card>,
    manages: bool,
    logo: Option<&'a Picture>,
}

/// `GET /associations`
pub(super) async fn list(State(web): State<Web>, shell: Shell, query: Query) -> Result<Response, Failure> {
    let (page, next) = associations::page(&web, &shell.ctx, query.0.filled("cursor").as_deref(), PAGE).await?;
    let line = |association: &platform_core::associations::Association| Line {
        id: association.id.uuid(),
        name: association.file.name.clone(),
        domains: association
            .file
            .domains
            .iter()
            .map(|domain| shell.word("domain", domain))
            .collect::<Vec<_>>()
            .join(", "),
        area: area(&shell, association.file.area.as_deref()),
    };
    let page = Associations {
        shell: &shell,
        associations: page.iter().map(line).collect(),
        next: next.map(|cursor| shell.href(&format!("/associations?cursor={}", encoded(&cursor)))),
    };
    show(&shell, &page)
}

fn area(shell: &Shell, code: Option<&str>) -> Option<String> {
    Some(shell.ctx.tenant.config.area(code?)?.name(shell.ctx.locale).to_owned())
}

/// `GET /associations/{id}`
pub(super) async fn association(State(web): State<Web>, shell: Shell, Id(id): Id) -> Result<Response, Failure> {
    let read::Seen { association, .. } = read::get(&web.app, &shell.ctx, id.into()).await?;
    let mut question = Question { sort: Sort::Soonest, limit: PAGE, include_full: true, ..Question::default() };
    question.criteria.select(Facet::Association, id);
    let found = search::search(&web.app, &shell.ctx, &question).await?;
    let file = &association.file;
    let page = AssociationPage {
        shell: &shell,
        id,
        name: &file.name,
        kind: shell.word("association-kind", file.kind),
        description: markdown::html(&file.description),
        domains: file.domains.iter().map(|domain| shell.word("domain", domain)).collect(),
        beneficiaries: file.beneficiaries.iter().map(|who| shell.word("beneficiary", who)).collect(),
        area: area(&shell, file.area.as_deref()),
        website: file.website.as_deref(),
        missions: found.hits.iter().map(|(mission, _)| Card::new(&shell, mission, None)).collect(),
        manages: shell.role_in(association.id).is_some(),
        logo: association.logo.as_ref(),
    };
    show(&shell, &page)
}
