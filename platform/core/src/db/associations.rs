//! SQL of associations.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use super::schema::associations::{self, dsl};
use super::schema::memberships;
use super::{Result, TenantTx, pictures, reasons_from, reasons_json, words_from, words_of};
use crate::associations::{Association, AssociationKind, File, State};
use crate::kinds::AssociationId;
use crate::refusals::Reason;

#[derive(Queryable, Selectable)]
#[diesel(table_name = associations)]
struct Row {
    id: AssociationId,
    name: String,
    kind: AssociationKind,
    rna: Option<String>,
    siret: Option<String>,
    description: String,
    domains: Vec<String>,
    beneficiaries: Vec<String>,
    street: Option<String>,
    postcode: Option<String>,
    area: Option<String>,
    website: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    state: State,
    reasons: Value,
    version: i32,
    created_at: DateTime<Utc>,
    accreditations: Vec<String>,
}

impl From<Row> for Association {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            file: File {
                name: row.name,
                kind: row.kind,
                rna: row.rna,
                siret: row.siret,
                description: row.description,
                domains: words_from(&row.domains),
                beneficiaries: words_from(&row.beneficiaries),
                street: row.street,
                postcode: row.postcode,
                area: row.area,
                website: row.website,
                contact_email: row.contact_email,
                contact_phone: row.contact_phone,
            },
            state: row.state,
            reasons: reasons_from(row.reasons),
            version: row.version,
            created_at: row.created_at,
            accreditations: row.accreditations,
            logo: None,
        }
    }
}

/// The columns a file fills, as a changeset or a row.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = associations, treat_none_as_null = true)]
struct FileColumns<'a> {
    name: &'a str,
    kind: AssociationKind,
    rna: Option<&'a str>,
    siret: Option<&'a str>,
    description: &'a str,
    domains: Vec<String>,
    beneficiaries: Vec<String>,
    street: Option<&'a str>,
    postcode: Option<&'a str>,
    area: Option<&'a str>,
    website: Option<&'a str>,
    contact_email: Option<&'a str>,
    contact_phone: Option<&'a str>,
}

impl<'a> From<&'a File> for FileColumns<'a> {
    fn from(file: &'a File) -> Self {
        Self {
            name: &file.name,
            kind: file.kind,
            rna: file.rna.as_deref(),
            siret: file.siret.as_deref(),
            description: &file.description,
            domains: words_of(&file.domains),
            beneficiaries: words_of(&file.beneficiaries),
            street: file.street.as_deref(),
            postcode: file.postcode.as_deref(),
            area: file.area.as_deref(),
            website: file.website.as_deref(),
            contact_email: file.contact_email.as_deref(),
            contact_phone: file.contact_phone.as_deref(),
        }
    }
}

pub(crate) async fn insert(
    tx: &mut TenantTx,
    id: AssociationId,
    file: &File,
    now: DateTime<Utc>,
) -> Result<Association> {
    let row: Row = diesel::insert_into(associations::table)
        .values((dsl::id.eq(id), FileColumns::from(file), dsl::state.eq(State::Draft), dsl::created_at.eq(now)))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await?;
    Ok(row.into())
}

pub(crate) async fn find(tx: &mut TenantTx, id: AssociationId) -> Result<Option<Association>> {
    let row: Option<Row> =
        associations::table.filter(dsl::id.eq(id)).select(Row::as_select()).first(tx.connection()).await.optional()?;
    with_logo(tx, row).await
}

/// Rewrites the file; none if the version is another by now.
pub(crate) async fn update(
    tx: &mut TenantTx,
    id: AssociationId,
    version: i32,
    file: &File,
) -> Result<Option<Association>> {
    let row: Option<Row> = diesel::update(associations::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((FileColumns::from(file), dsl::version.eq(dsl::version + 1)))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await
        .optional()?;
    with_logo(tx, row).await
}

/// Counts a change beside the file; false if the version is another by now.
pub(crate) async fn touch(tx: &mut TenantTx, id: AssociationId, version: i32) -> Result<bool> {
    let changed = diesel::update(associations::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set(dsl::version.eq(dsl::version + 1))
        .execute(tx.connection())
        .await?;
    Ok(changed > 0)
}

async fn with_logo(tx: &mut TenantTx, row: Option<Row>) -> Result<Option<Association>> {
    Ok(with_logos(tx, row.into_iter().collect()).await?.pop())
}

/// Associations with their logos, in the order of the rows.
async fn with_logos(tx: &mut TenantTx, rows: Vec<Row>) -> Result<Vec<Association>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut logos: HashMap<_, _> = pictures::logos(tx, &ids).await?.into_iter().collect();
    Ok(rows.into_iter().map(|row| Association { logo: logos.remove(&row.id), ..row.into() }).collect())
}

/// Sets what it is accredited for; none if there is no such association.
pub(crate) async fn accredit(
    tx: &mut TenantTx,
    id: AssociationId,
    version: i32,
    names: &[String],
) -> Result<Option<Association>> {
    let row: Option<Row> = diesel::update(associations::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((dsl::accreditations.eq(names), dsl::version.eq(dsl::version + 1)))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await
        .optional()?;
    with_logo(tx, row).await
}

/// Moves it to a state; none if the version is another by now.
pub(crate) async fn move_to(
    tx: &mut TenantTx,
    id: AssociationId,
    version: i32,
    state: State,
    reasons: &[Reason],
    now: DateTime<Utc>,
) -> Result<Option<Association>> {
    let submitted_at = (state == State::Submitted).then_some(now);
    let row: Option<Row> = diesel::update(associations::table)
        .filter(dsl::id.eq(id).and(dsl::version.eq(version)))
        .set((
            dsl::state.eq(state),
            dsl::reasons.eq(reasons_json(reasons)),
            dsl::version.eq(dsl::version + 1),
            submitted_at.map(|at| dsl::submitted_at.eq(at)),
        ))
        .returning(Row::as_returning())
        .get_result(tx.connection())
        .await
        .optional()?;
    with_logo(tx, row).await
}

diesel::define_sql_function! {
    /// Lower case, as the index on names has it.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// Letters without their accents.
    fn unaccent(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

pub(crate) async fn list_validated(
    tx: &mut TenantTx,
    after: Option<(String, AssociationId)>,
    limit: i64,
) -> Result<Vec<Association>> {
    let mut query = associations::table
        .filter(dsl::state.eq(State::Validated))
        .order((lower(dsl::name), dsl::id))
        .limit(limit)
        .select(Row::as_select())
        .into_boxed();
    if let Some((name, id)) = after {
        let name = name.to_lowercase();
        query = query.filter(lower(dsl::name).gt(name.clone()).or(lower(dsl::name).eq(name).and(dsl::id.gt(id))));
    }
    let rows: Vec<Row> = query.load(tx.connection()).await?;
    with_logos(tx, rows).await
}

/// The validated ones with these words in their name, by name, whatever their case and accents.
pub(crate) async fn named(tx: &mut TenantTx, words: &str, limit: i64) -> Result<Vec<Association>> {
    let literal = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let rows: Vec<Row> = associations::table
        .filter(dsl::state.eq(State::Validated))
        .filter(unaccent(dsl::name).ilike(unaccent(format!("%{literal}%"))))
        .order((lower(dsl::name), dsl::id))
        .limit(limit)
        .select(Row::as_select())
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The queue of an agent: submitted ones, and those stopped because nobody acts for them any more; oldest first.
pub(crate) async fn submitted(tx: &mut TenantTx, limit: i64) -> Result<Vec<Association>> {
    let members = exists(memberships::table.filter(memberships::association_id.eq(dsl::id)));
    let orphaned = dsl::state.eq(State::Suspended).and(not(members));
    let rows: Vec<Row> = associations::table
        .filter(dsl::state.eq(State::Submitted).or(orphaned))
        .order((dsl::submitted_at, dsl::id))
        .limit(limit)
        .select(Row::as_select())
        .load(tx.connection())
        .await?;
    with_logos(tx, rows).await
}
