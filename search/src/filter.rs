//! A question as a filter: what Meilisearch is to compare, written so that no value can be more than a value.

use chrono::{DateTime, Utc};
use platform_core::ports::Question;
use platform_core::search::Facet;
use platform_core::search::query::Bounds;
use platform_core::tenancy::Ctx;

use crate::document::field;

/// Conditions that must all hold; those of the facets chosen are known by their facet.
#[derive(Debug)]
pub(crate) struct Filter(Vec<(Option<Facet>, String)>);

impl Filter {
    pub(crate) fn of(ctx: &Ctx, question: &Question<'_>) -> Self {
        let query = question.query;
        let mut filter = Self(Vec::new());
        if !query.include_closed {
            filter.and(format!("{} = true", field::OPEN));
        }
        filter.and(occasion(ctx, question));
        if let Some(near) = query.criteria.near {
            let Bounds { south_west, north_east } = near.bounds();
            filter.and(format!("{} {} TO {}", field::LATITUDES, south_west.lat, north_east.lat));
            filter.and(format!("{} {} TO {}", field::LONGITUDES, south_west.lon, north_east.lon));
        }
        for (facet, values) in query.criteria.selected.iter().filter(|(_, values)| !values.is_empty()) {
            let wanted: Vec<_> = values.iter().map(|value| equals(*facet, value)).collect();
            let joint = if facet.wants_all() { " AND " } else { " OR " };
            filter.0.push((Some(*facet), format!("({})", wanted.join(joint))));
        }
        filter
    }

    fn and(&mut self, condition: String) {
        self.0.push((None, condition));
    }

    /// All of them.
    pub(crate) fn whole(&self) -> String {
        self.joined(None)
    }

    /// All of them, for what was published then (microseconds since 1970) or before.
    pub(crate) fn published_until(&self, micros: f64) -> String {
        format!("{} AND {} <= {micros}", self.whole(), field::PUBLISHED)
    }

    /// All but what is chosen of a facet.
    pub(crate) fn but_for(&self, facet: Facet) -> String {
        self.joined(Some(facet))
    }

    fn joined(&self, but_for: Option<Facet>) -> String {
        let kept = self.0.iter().filter(|(facet, _)| facet.is_none() || *facet != but_for);
        kept.map(|(_, condition)| condition.as_str()).collect::<Vec<_>>().join(" AND ")
    }
}

/// Whether there is an occasion asked for: help without a date, or a slot that begins in time.
fn occasion(ctx: &Ctx, question: &Question<'_>) -> String {
    let query = question.query;
    let (undated, starts) =
        if query.include_full { (field::UNDATED, field::STARTS) } else { (field::UNDATED_FREE, field::FREE_STARTS) };
    let from = query.earliest(ctx.now).timestamp_micros();
    // The end is not part of it: the last microsecond before is.
    let until = query.criteria.until.map(|until: DateTime<Utc>| until.timestamp_micros() - 1);
    match until {
        None => format!("({undated} = true OR {starts} >= {from})"),
        Some(until) if until >= from => format!("({undated} = true OR {starts} {from} TO {until})"),
        Some(_) => format!("{undated} = true"),
    }
}

/// Whether a facet has a value. Ours are plain; Meilisearch would take another for one of them, since it trims and folds what it
/// compares.
fn equals(facet: Facet, value: &str) -> String {
    if value.bytes().all(|byte| byte.is_ascii_graphic()) {
        format!("{facet} = {}", quoted(value))
    } else {
        format!("{facet} IN []")
    }
}

/// A value as text: within quotes, with nothing in it that could end them.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_ends_its_quotes() {
        for (value, written) in [
            ("75018", r#""75018""#),
            (r#"" OR open = false"#, r#""\" OR open = false""#),
            (r#"\" OR open = false"#, r#""\\\" OR open = false""#),
            ("a\\", r#""a\\""#),
        ] {
            assert_eq!(quoted(value), written);
        }
    }
}
