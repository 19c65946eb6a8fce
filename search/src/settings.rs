//! The settings of an index, as code.

use meilisearch_sdk::settings::{
    FacetingSettings, FilterableAttribute, PaginationSetting, PrefixSearchSettings, Settings, TypoToleranceSettings,
};
use platform_core::search::Facet;

use crate::document::field;

/// Most hits and most values of a facet that are counted: more than any city has.
const ALL: usize = 10_000_000;

/// What is found by comparing; facets are added to it.
const COMPARED: [&str; 9] = [
    field::OPEN,
    field::ID,
    field::PUBLISHED,
    field::STARTS,
    field::FREE_STARTS,
    field::UNDATED,
    field::UNDATED_FREE,
    field::LATITUDES,
    field::LONGITUDES,
];

/// Prefixes are not searched: suggestions are core's. That setting has a call of its own in the SDK.
pub(crate) const PREFIXES: PrefixSearchSettings = PrefixSearchSettings::Disabled;
/// Nor are the values of facets.
pub(crate) const FACET_SEARCH: bool = false;

/// What every index is set to. Typos, synonyms and stop words are core's: nothing is to be understood here.
pub(crate) fn settings() -> Settings {
    let facets = Facet::ALL.iter().map(|facet| facet.word());
    Settings {
        searchable_attributes: Some(field::SEARCHED.map(str::to_owned).to_vec()),
        filterable_attributes: Some(
            sorted(facets.chain(COMPARED)).into_iter().map(FilterableAttribute::Attribute).collect(),
        ),
        sortable_attributes: Some(sorted([field::PUBLISHED, field::ID].into_iter())),
        ranking_rules: Some(["words", "sort", "attribute"].map(str::to_owned).to_vec()),
        pagination: Some(PaginationSetting { max_total_hits: ALL }),
        faceting: Some(FacetingSettings { max_values_per_facet: ALL, sort_facet_values_by: None }),
        typo_tolerance: Some(TypoToleranceSettings { enabled: Some(false), ..TypoToleranceSettings::default() }),
        // Terms of both languages stand side by side in a document, so how near they stand says nothing.
        proximity_precision: Some("byAttribute".to_owned()),
        ..Settings::default()
    }
}

/// As the server answers them.
fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<_> = names.map(str::to_owned).collect();
    names.sort();
    names
}

/// Of the settings wanted, those that are not set; none if all are.
pub(crate) fn lacking(set: &Settings) -> Option<Settings> {
    let wanted = settings();
    let lacking = Settings {
        searchable_attributes: other(wanted.searchable_attributes, &set.searchable_attributes),
        filterable_attributes: other(wanted.filterable_attributes, &set.filterable_attributes),
        sortable_attributes: other(wanted.sortable_attributes, &set.sortable_attributes),
        ranking_rules: other(wanted.ranking_rules, &set.ranking_rules),
        pagination: other(wanted.pagination, &set.pagination),
        faceting: wanted.faceting.filter(|wanted| {
            set.faceting.as_ref().is_none_or(|set| set.max_values_per_facet != wanted.max_values_per_facet)
        }),
        typo_tolerance: wanted
            .typo_tolerance
            .filter(|wanted| set.typo_tolerance.as_ref().is_none_or(|set| set.enabled != wanted.enabled)),
        proximity_precision: other(wanted.proximity_precision, &set.proximity_precision),
        ..Settings::default()
    };
    let is_lacking = lacking.searchable_attributes.is_some()
        || lacking.filterable_attributes.is_some()
        || lacking.sortable_attributes.is_some()
        || lacking.ranking_rules.is_some()
        || lacking.pagination.is_some()
        || lacking.faceting.is_some()
        || lacking.typo_tolerance.is_some()
        || lacking.proximity_precision.is_some();
    is_lacking.then_some(lacking)
}

fn other<T: PartialEq>(wanted: Option<T>, set: &Option<T>) -> Option<T> {
    wanted.filter(|wanted| set.as_ref() != Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_set() {
        assert!(lacking(&settings()).is_none());
        let mut other = settings();
        other.ranking_rules = Some(vec!["words".into()]);
        let lacking = lacking(&other).expect("one differs");
        assert_eq!(lacking.ranking_rules, settings().ranking_rules);
        assert!(lacking.searchable_attributes.is_none() && lacking.pagination.is_none());
    }
}
