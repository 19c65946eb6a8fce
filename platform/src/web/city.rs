//! What a city is, over HTTP: its areas and the words it uses.

use axum::Json;
use platform_core::tenancy::{AreaKind, Ctx};
use platform_core::texts::Args;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Failure, Problem};
use super::extractors::Context;
use super::schemas::Point;

/// The city's areas.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AreasView {
    /// From the city down.
    items: Vec<AreaView>,
}

/// An area.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AreaView {
    /// Its code.
    code: String,
    /// The area it lies in.
    parent: Option<String>,
    /// `city`, `borough` or `neighbourhood`.
    #[schema(value_type = String)]
    kind: AreaKind,
    /// Its name, in the reader's language.
    name: String,
    /// A point that stands for it.
    centre: Point,
    /// Postcodes, or their first characters.
    postcodes: Vec<String>,
}

/// List the city's areas
#[utoipa::path(get, path = "/api/v1/areas", operation_id = "list_areas", tag = "city",
    responses((status = 200, body = AreasView), (status = "4XX", body = Problem)))]
pub(super) async fn list_areas(Context(ctx): Context) -> Result<Json<AreasView>, Failure> {
    let view = |area: &platform_core::tenancy::Area| AreaView {
        code: area.code.clone(),
        parent: area.parent.clone(),
        kind: area.kind,
        name: area.name(ctx.locale).to_owned(),
        centre: area.centre.into(),
        postcodes: area.postcodes.clone(),
    };
    Ok(Json(AreasView { items: ctx.tenant.config.areas.iter().map(view).collect() }))
}

/// The words a city uses.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TaxonomyView {
    /// Domains.
    domains: Vec<WordView>,
    /// Activities.
    activities: Vec<WordView>,
    /// Whom missions are for.
    beneficiaries: Vec<WordView>,
}

/// A word.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WordView {
    /// For programs.
    code: String,
    /// For people, in the reader's language.
    label: String,
}

fn words<W: ToString>(ctx: &Ctx, prefix: &str, words: &[W]) -> Vec<WordView> {
    let view = |word: &W| {
        let code = word.to_string();
        let label = ctx.tenant.texts.get(ctx.locale, &format!("{prefix}-{code}"), &Args::new());
        WordView { code, label }
    };
    words.iter().map(view).collect()
}

/// List the words the city uses
#[utoipa::path(get, path = "/api/v1/taxonomy", operation_id = "list_taxonomy", tag = "city",
    responses((status = 200, body = TaxonomyView), (status = "4XX", body = Problem)))]
pub(super) async fn list_taxonomy(Context(ctx): Context) -> Result<Json<TaxonomyView>, Failure> {
    let taxonomy = &ctx.tenant.config.taxonomy;
    Ok(Json(TaxonomyView {
        domains: words(&ctx, "domain", &taxonomy.domains),
        activities: words(&ctx, "activity", &taxonomy.activities),
        beneficiaries: words(&ctx, "beneficiary", &taxonomy.beneficiaries),
    }))
}
