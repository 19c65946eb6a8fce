//! Suggestions while somebody types: missions, associations, activities and areas whose names begin so.

use std::collections::HashSet;

use super::query::MAX_TEXT;
use super::words::folded;
use crate::App;
use crate::db::search::suggest as sql;
use crate::kinds::{AssociationId, MissionId};
use crate::refusals::{ReadError, Reason};
use crate::tenancy::{Area, CityConfig, Ctx};
use crate::texts::{Args, Locale};

/// Most suggestions of one sort.
const EACH: usize = 5;

/// What somebody may mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Missions by title, the newest of each title.
    pub missions: Vec<(MissionId, String)>,
    /// Associations by name.
    pub associations: Vec<(AssociationId, String)>,
    /// Activities: word and label.
    pub activities: Vec<(String, String)>,
    /// Areas: code and name.
    pub areas: Vec<(String, String)>,
}

/// Suggests what the beginning of a text may become: its words are whole but for the last.
///
/// # Errors
/// If the text is not sound.
pub async fn suggest(app: &App, ctx: &Ctx, text: &str) -> Result<Suggestions, ReadError> {
    if text.chars().count() > MAX_TEXT {
        return Err(ReadError::Invalid(vec![Reason::new("too_long").at("/q").with("max", MAX_TEXT)]));
    }
    if text.contains('\0') {
        return Err(ReadError::Invalid(vec![Reason::new("control_characters").at("/q")]));
    }
    let words = folded(text);
    if words.is_empty() {
        return Ok(Suggestions::default());
    }
    let found = sql::named(&app.db, ctx, &words).await?;
    let mut tx = app.db.tenant(ctx).await?;
    let names = sql::names(&mut tx, &found).await?;
    let missions = names.iter().map(|names| (names.mission, names.title.clone()));
    let associations = names.iter().map(|names| (names.association, names.association_name.clone()));
    Ok(Suggestions {
        missions: meant(missions, &words),
        associations: meant(associations, &words),
        activities: activities(ctx, &words),
        areas: areas(&ctx.tenant.config, ctx.locale, text),
    })
}

/// The first of those whose names begin so, each name once.
fn meant<Id>(named: impl Iterator<Item = (Id, String)>, words: &[String]) -> Vec<(Id, String)> {
    let mut seen = HashSet::new();
    named.filter(|(_, name)| begins(name, words) && seen.insert(name.clone())).take(EACH).collect()
}

fn activities(ctx: &Ctx, words: &[String]) -> Vec<(String, String)> {
    let label = |word: &str| ctx.tenant.texts.get(ctx.locale, &format!("activity-{word}"), &Args::new());
    let all = ctx.tenant.config.taxonomy.activities.iter().map(|activity| activity.word());
    let named = all.map(|word| (word.to_owned(), label(word)));
    meant(named, words)
}

/// The areas whose names or postcodes begin so: code and name.
#[must_use]
pub fn areas(city: &CityConfig, locale: Locale, text: &str) -> Vec<(String, String)> {
    let words = folded(text);
    let begins_so = |area: &&Area| {
        begins(area.name(locale), &words) || area.postcodes.iter().any(|postcode| begins(postcode, &words))
    };
    let areas = city.areas.iter().filter(begins_so);
    areas.map(|area| (area.code.clone(), area.name(locale).to_owned())).take(EACH).collect()
}

/// The area somebody names: by its postcode or its whole name, or else the one whose name begins so.
#[must_use]
pub fn area<'a>(city: &'a CityConfig, locale: Locale, text: &str) -> Option<&'a Area> {
    let words = folded(text);
    if words.is_empty() {
        return None;
    }
    let is_it = |area: &&Area| {
        area.postcodes.iter().any(|postcode| folded(postcode) == words) || folded(area.name(locale)) == words
    };
    let whole = city.areas.iter().find(is_it);
    let within = || city.areas_of_postcode(text).into_iter().next();
    let beginning = || city.areas.iter().find(|area| begins(area.name(locale), &words));
    whole.or_else(within).or_else(beginning)
}

/// Whether a name has all words, the last as the beginning of one.
fn begins(name: &str, words: &[String]) -> bool {
    let name = folded(name);
    let Some((last, whole)) = words.split_last() else { return false };
    whole.iter().all(|word| name.contains(word)) && name.iter().any(|word| word.starts_with(last.as_str()))
}
