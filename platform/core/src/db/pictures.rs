//! SQL of pictures.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;

use super::schema::pictures::{self, dsl};
use super::{Result, TenantTx};
use crate::kinds::{AssociationId, MissionId, PictureId};
use crate::pictures::{MediaType, Picture, short};

/// What is told of a picture.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = pictures)]
pub(crate) struct PictureRow {
    id: PictureId,
    media_type: MediaType,
    width: i32,
    height: i32,
    alt: String,
    hash: Vec<u8>,
}

impl From<PictureRow> for Picture {
    fn from(row: PictureRow) -> Self {
        Self {
            id: row.id,
            media_type: row.media_type,
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            alt: row.alt,
            digest: short(&row.hash),
        }
    }
}

/// A picture that was just encoded.
#[derive(Insertable)]
#[diesel(table_name = pictures)]
pub(crate) struct NewPicture {
    pub(crate) id: PictureId,
    pub(crate) media_type: MediaType,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) alt: String,
    pub(crate) hash: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) small: Option<Vec<u8>>,
    pub(crate) made_at: DateTime<Utc>,
}

/// What a picture is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Mission(MissionId),
    Association(AssociationId),
}

impl Of {
    const fn keys(self) -> (Option<MissionId>, Option<AssociationId>) {
        match self {
            Self::Mission(id) => (Some(id), None),
            Self::Association(id) => (None, Some(id)),
        }
    }
}

/// Puts a picture in the place of the one that was there.
pub(crate) async fn put(tx: &mut TenantTx, of: Of, picture: NewPicture) -> Result<()> {
    remove(tx, of).await?;
    let (mission, association) = of.keys();
    diesel::insert_into(pictures::table)
        .values((dsl::mission_id.eq(mission), dsl::association_id.eq(association), picture))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Writes other words for a mission's picture.
pub(crate) async fn describe(tx: &mut TenantTx, mission: MissionId, alt: &str) -> Result<()> {
    let own = pictures::table.filter(dsl::mission_id.eq(mission));
    diesel::update(own).set(dsl::alt.eq(alt)).execute(tx.connection()).await?;
    Ok(())
}

/// Takes a picture away; says whether there was one.
pub(crate) async fn remove(tx: &mut TenantTx, of: Of) -> Result<bool> {
    let (mission, association) = of.keys();
    let own = pictures::table.filter(dsl::mission_id.eq(mission).or(dsl::association_id.eq(association)));
    Ok(diesel::delete(own).execute(tx.connection()).await? > 0)
}

/// Gives a mission the picture of another, if that has one.
pub(crate) async fn copy(tx: &mut TenantTx, from: MissionId, to: MissionId, id: PictureId) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO pictures (id, mission_id, media_type, width, height, alt, hash, bytes, small, made_at)
         SELECT $3, $2, media_type, width, height, alt, hash, bytes, small, made_at FROM pictures WHERE mission_id = $1",
    )
    .bind::<SqlUuid, _>(from)
    .bind::<SqlUuid, _>(to)
    .bind::<SqlUuid, _>(id)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A picture, and what it is of.
pub(crate) async fn find(tx: &mut TenantTx, id: PictureId) -> Result<Option<(Picture, Of)>> {
    let row: Option<(PictureRow, Option<MissionId>, Option<AssociationId>)> = pictures::table
        .filter(dsl::id.eq(id))
        .select((PictureRow::as_select(), dsl::mission_id, dsl::association_id))
        .first(tx.connection())
        .await
        .optional()?;
    Ok(row.and_then(|(picture, mission, association)| {
        let of = mission.map(Of::Mission).or(association.map(Of::Association))?;
        Some((picture.into(), of))
    }))
}

/// The bytes of a picture, or of its small one, if it has that.
pub(crate) async fn bytes(tx: &mut TenantTx, id: PictureId, small: bool) -> Result<Option<Vec<u8>>> {
    let own = pictures::table.filter(dsl::id.eq(id));
    if small {
        let bytes: Option<Option<Vec<u8>>> = own.select(dsl::small).first(tx.connection()).await.optional()?;
        return Ok(bytes.flatten());
    }
    Ok(own.select(dsl::bytes).first(tx.connection()).await.optional()?)
}

/// The logos of associations, in no order.
pub(crate) async fn logos(tx: &mut TenantTx, of: &[AssociationId]) -> Result<Vec<(AssociationId, Picture)>> {
    let rows: Vec<(Option<AssociationId>, PictureRow)> = pictures::table
        .filter(dsl::association_id.eq_any(of))
        .select((dsl::association_id, PictureRow::as_select()))
        .load(tx.connection())
        .await?;
    Ok(rows.into_iter().filter_map(|(of, row)| Some((of?, row.into()))).collect())
}
