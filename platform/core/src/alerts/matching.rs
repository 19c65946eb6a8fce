//! Telling people of a mission that their alerts fit.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Alert, keys};
use crate::App;
use crate::db::{self, alerts as sql, missions};
use crate::kinds::{AccountId, MissionId};
use crate::notices::{self, Kind, Mode, Told};
use crate::search::document::Document;
use crate::search::facets::Facet;
use crate::tenancy::Ctx;

/// Tells everybody whose alerts fit a mission that has places left; each once, however often places come free. Who has
/// signed up to it is not told, nor who acts for its association.
///
/// # Errors
/// If the database fails.
pub(crate) async fn tell(app: &App, ctx: &Ctx, mission: MissionId) -> Result<(), db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    let found = missions::find(&mut tx, mission).await?;
    let Some(document) = found.and_then(|mission| Document::of(&ctx.tenant, &mission, ctx.now)) else { return Ok(()) };
    if !document.has_room() {
        return Ok(());
    }
    let fitting = fitting(&mut tx, ctx, &document).await?;
    let people: Vec<_> = fitting.iter().map(|(account, _)| *account).collect();
    let involved = sql::involved(&mut tx, mission, &people).await?;
    // Whoever wants to know at once by any of their alerts is told at once.
    let mut wanted = BTreeMap::new();
    for (account, alert) in fitting.iter().filter(|(account, _)| !involved.contains(account)) {
        *wanted.entry(*account).or_insert(true) &= alert.daily;
    }
    for (daily, mode) in [(false, Mode::AtOnce), (true, Mode::Daily)] {
        let told = wanted.iter().filter(|(_, wants)| **wants == daily).map(|(account, _)| Told {
            to: *account,
            subject: mission.uuid(),
            about: mission.to_string(),
        });
        let told: Vec<_> = told.collect();
        notices::tell_by(&mut tx, ctx, Kind::AlertMatched, None, &told, mode).await?;
    }
    tx.commit().await
}

/// The alerts of a city that fit a document, and whose they are.
///
/// # Errors
/// If the database fails.
pub async fn matching(app: &App, ctx: &Ctx, document: &Document) -> Result<Vec<(AccountId, Alert)>, db::Error> {
    let mut tx = app.db.tenant(ctx).await?;
    fitting(&mut tx, ctx, document).await
}

async fn fitting(tx: &mut db::TenantTx, ctx: &Ctx, document: &Document) -> Result<Vec<(AccountId, Alert)>, db::Error> {
    let mut alerts = sql::under(tx, &keys::of_document(document)).await?;
    let facts = Facts::of(document);
    alerts.retain(|(_, alert)| facts.fit(alert, ctx.now));
    Ok(alerts)
}

/// What thousands of alerts are compared with.
struct Facts<'a> {
    document: &'a Document,
    terms: HashSet<&'a str>,
    labels: HashSet<(Facet, &'a str)>,
}

impl<'a> Facts<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            document,
            terms: document.terms.iter().flatten().map(String::as_str).collect(),
            labels: document.labels.iter().filter_map(|label| Facet::of_label(label)).collect(),
        }
    }

    /// Whether somebody who searched now, as the alert says, would find the mission.
    fn fit(&self, alert: &Alert, now: DateTime<Utc>) -> bool {
        let (criteria, document) = (&alert.criteria, self.document);
        let bears = |term: &String| self.terms.contains(term.as_str());
        let from = criteria.from.map_or(now, |from| from.max(now));
        let mut starts = document.free_starts.iter();
        alert.asked.terms.iter().all(bears)
            && !alert.asked.without.iter().any(bears)
            && criteria.selected.iter().filter(|(_, values)| !values.is_empty()).all(|(facet, values)| {
                let has = |value: &String| self.labels.contains(&(*facet, value.as_str()));
                if facet.wants_all() { values.iter().all(has) } else { values.iter().any(has) }
            })
            && criteria
                .near
                .is_none_or(|near| document.places.iter().any(|place| near.point.distance_m(*place) <= near.radius_m))
            && (document.undated_free
                || starts.any(|start| *start >= from && criteria.until.is_none_or(|until| *start < until)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::alerts::Asked;
    use crate::search::{Criteria, Near};
    use crate::tenancy::Point;

    const TERMS: [&str; 6] = ["maraud", "devoir", "samed", "jardin", "18e", "lectur"];
    const LABELS: [&str; 10] = [
        "domain:education",
        "domain:nature",
        "activity:reading",
        "area:75",
        "area:75118",
        "audience:minors",
        "audience:accessible",
        "weekday:sunday",
        "places:free",
        "language:fr",
    ];

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::hours(hours)
    }

    fn some<T: Clone + std::fmt::Debug + 'static>(all: &'static [T], most: usize) -> impl Strategy<Value = Vec<T>> {
        subsequence(all.to_vec(), 0..=most)
    }

    prop_compose! {
        fn document()(
            terms in some(&TERMS, 6), labels in some(&LABELS, 10), undated in any::<bool>(),
            places in prop::collection::vec((48.8..48.9, 2.2..2.5), 0..3), starts in prop::collection::vec(0_i64..100, 0..3),
        ) -> Document {
            let starts: Vec<_> = starts.into_iter().map(at).collect();
            Document {
                mission: uuid::Uuid::nil().into(),
                open: true,
                association: uuid::Uuid::nil().into(),
                published_at: at(0),
                terms: [terms.into_iter().map(str::to_owned).collect(), Vec::new(), Vec::new(), Vec::new()],
                names: Vec::new(),
                labels: labels.into_iter().map(str::to_owned).collect(),
                places: places.into_iter().map(|(lat, lon)| Point { lat, lon }).collect(),
                starts: starts.clone(),
                free_starts: starts,
                undated,
                undated_free: undated,
                need: 1,
                stale_at: None,
            }
        }
    }

    prop_compose! {
        fn alert()(
            terms in some(&TERMS, 2), without in some(&TERMS, 1), labels in some(&LABELS, 3), rarest in 0_usize..2,
            near in prop::option::of((48.8..48.9, 2.2..2.5, select(vec![1.0, 300.0, 5_000.0, 35_000.0, 200_000.0]))),
            from in prop::option::of(0_i64..50), until in prop::option::of(50_i64..100),
        ) -> (Alert, Option<String>) {
            let mut selected: BTreeMap<Facet, BTreeSet<String>> = BTreeMap::new();
            for (facet, value) in labels.iter().filter_map(|label| Facet::of_label(label)) {
                selected.entry(facet).or_default().insert(value.to_owned());
            }
            let near = near.map(|(lat, lon, radius_m)| Near { point: Point { lat, lon }, radius_m });
            let criteria = Criteria { text: None, selected, near, from: from.map(at), until: until.map(at) };
            let terms: Vec<_> = terms.into_iter().map(str::to_owned).collect();
            let rarest = terms.get(rarest).or(terms.first()).cloned();
            let asked = Asked { terms, without: without.into_iter().map(str::to_owned).collect() };
            (Alert { id: uuid::Uuid::nil().into(), criteria, asked, daily: false, created_at: at(0) }, rarest)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn an_alert_that_fits_lies_under_a_key_of_the_mission(document in document(), (alert, rarest) in alert()) {
            let lies_under = keys::of_alert(&alert, rarest.as_deref());
            prop_assert!(!lies_under.is_empty() && lies_under.len() <= 64);
            if Facts::of(&document).fit(&alert, at(10)) {
                let asked: BTreeSet<_> = keys::of_document(&document).into_iter().collect();
                prop_assert!(lies_under.iter().any(|key| asked.contains(key)), "{lies_under:?}");
            }
        }
    }
}
