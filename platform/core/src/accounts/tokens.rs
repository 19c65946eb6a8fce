//! Tokens for programs: made, listed and revoked by the account they act as.

use chrono::{DateTime, Utc};
use serde_json::json;
use validator::Validate;

use super::{Actor, Scope, Secret, Volunteer};
use crate::App;
use crate::db::{accounts as sql, ledger};
use crate::fields;
use crate::kinds::TokenId;
use crate::ports::new_id;
use crate::refusals::{Denied, EditError, ReadError, Reason};
use crate::tenancy::Ctx;

/// What every token begins with, so that a leaked one is recognised by scanners.
pub const PREFIX: &str = "jme_";

/// What a token shall be.
#[derive(Debug, Clone, Validate)]
pub struct Input {
    /// What it is for, in its owner's words.
    #[validate(length(min = 1, max = 100), custom(function = "fields::line"))]
    pub name: String,
    /// What it may be used for.
    #[validate(length(min = 1))]
    pub scopes: Vec<Scope>,
    /// When it ends; none: never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token as its owner sees it; the secret was shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Tokens do not make tokens, nor do they see or end a whole account: only a session does.
pub(crate) fn by_session(ctx: &Ctx) -> Result<Volunteer, Denied> {
    match &ctx.actor {
        Actor::Account(identity) if identity.scopes.is_some() => Err(Denied::Scope),
        _ => Volunteer::check(ctx, Scope::Read),
    }
}

/// Makes a token.
///
/// # Errors
/// If a field is not sound, or a token asks.
pub async fn create(app: &App, ctx: &Ctx, input: Input) -> Result<(Token, Secret), EditError> {
    let owner = by_session(ctx)?;
    fields::check(&input).map_err(EditError::Invalid)?;
    if input.expires_at.is_some_and(|end| end <= ctx.now) {
        return Err(EditError::Invalid(vec![Reason::new("in_the_past").at("/expires_at")]));
    }
    let secret = Secret::new(&*app.entropy, PREFIX);
    let token = Token {
        id: TokenId::from(new_id(&*app.entropy, ctx.now)),
        name: input.name,
        scopes: input.scopes,
        created_at: ctx.now,
        expires_at: input.expires_at,
    };
    let mut tx = app.db.tenant(ctx).await?;
    sql::insert_token(&mut tx, owner.id, &token, &secret.digest()).await?;
    ledger::write(&mut tx, ctx, "token.created", token.id.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// The tokens of an account.
///
/// # Errors
/// If nobody is signed in.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Token>, ReadError> {
    let owner = by_session(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    Ok(sql::tokens(&mut tx, owner.id).await?)
}

/// Ends a token at once.
///
/// # Errors
/// [`Denied::NotFound`] if it is not one of theirs.
pub async fn revoke(app: &App, ctx: &Ctx, token: TokenId) -> Result<(), EditError> {
    let owner = by_session(ctx)?;
    let mut tx = app.db.tenant(ctx).await?;
    if !sql::delete_token(&mut tx, owner.id, token).await? {
        return Err(Denied::NotFound.into());
    }
    ledger::write(&mut tx, ctx, "token.revoked", token.uuid(), json!({})).await?;
    tx.commit().await?;
    Ok(())
}
