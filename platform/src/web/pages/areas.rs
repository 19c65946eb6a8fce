//! The parts of the city: what there is to do in each, and which lie in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use platform_core::refusals::Denied;
use platform_core::search::{self, Facet, Query, Sort};
use platform_core::tenancy::Area;

use super::card::Card;
use super::response::show;
use super::shell::Shell;
use crate::web::Web;
use crate::web::error::Failure;

/// Missions shown.
const SHOWN: u16 = 12;

#[derive(Template)]
#[template(path = "pages/area.html")]
struct AreaPage<'a> {
    shell: &'a Shell,
    code: &'a str,
    name: &'a str,
    within: Option<(&'a str, &'a str)>,
    parts: Vec<(&'a str, &'a str)>,
    total: u64,
    missions: Vec<Card>,
}

/// `GET /areas/{code}`
pub(super) async fn area(
    State(web): State<Web>,
    shell: Shell,
    Path(code): Path<String>,
) -> Result<Response, Failure> {
    let city = &shell.ctx.tenant.config;
    let area = city.area(&code).ok_or(Denied::NotFound)?;
    let mut query = Query { sort: Sort::Soonest, limit: SHOWN, count: [Facet::Domain].into(), ..Query::default() };
    query.criteria.select(Facet::Area, &area.code);
    let found = search::search(&web.app, &shell.ctx, &query).await?;
    let named = |area: &'_ Area| (area.code.clone(), area.name(shell.ctx.locale).to_owned());
    let within = area.parent.as_deref().and_then(|code| city.area(code)).map(named);
    let parts: Vec<_> = city.areas.iter().filter(|part| part.parent.as_ref() == Some(&area.code)).map(named).collect();
    let page = AreaPage {
        shell: &shell,
        code: &area.code,
        name: area.name(shell.ctx.locale),
        within: within.as_ref().map(|(code, name)| (code.as_str(), name.as_str())),
        parts: parts.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect(),
        total: found.counts.map_or(0, |counts| counts.total),
        missions: found.hits.iter().map(|(mission, _)| Card::new(&shell, mission, None)).collect(),
    };
    show(&shell, &page)
}
