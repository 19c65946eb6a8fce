//! What a city decides: the port `Rules`. Until cities bring WebAssembly components of their own, the built-in default
//! rules below apply the parameters of `tenant.toml`; a city that wants no more than that never needs a component.

use std::sync::LazyLock;

use chrono::Duration;
use platform_core::associations::{File, State};
use platform_core::missions::Draft;
use platform_core::ports::{Review, Rules, SignUpFacts, SignUpPlan, Timetable};
use platform_core::refusals::{Reason, Remedy};
use platform_core::tenancy::{Moderation, RuleParameters, Tenant};
use regex::Regex;

/// Full age, in years: France (Code civil, art. 414) and Québec (Code civil, art. 153).
const FULL_AGE: u8 = 18;

/// The rules of every city, driven by its parameters alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct DefaultRules;

impl Rules for DefaultRules {
    fn review_association(&self, tenant: &Tenant, file: &File) -> Review {
        let rules = &tenant.config.rules;
        if rules.forbidden_kinds.iter().any(|kind| kind == file.kind.word()) {
            return Review::Refuse(vec![Reason::new("forbidden_kind").at("/kind")]);
        }
        let found = contacts(rules, &[("/description", &file.description)]);
        match (rules.association_review, found.is_empty()) {
            (_, false) => Review::Refuse(found),
            (Moderation::Automatic, true) => Review::Publish,
            (Moderation::Agent | Moderation::Trusted, true) => Review::Hold(vec![Reason::new("review_by_agent")]),
        }
    }

    fn review_mission(&self, tenant: &Tenant, draft: &Draft, association: State) -> Review {
        let rules = &tenant.config.rules;
        let mut found = contacts(rules, &[("/title", &draft.title), ("/description", &draft.description)]);
        if u32::try_from(draft.title.split_whitespace().count()).is_ok_and(|words| words < rules.title_min_words) {
            found.push(Reason::new("title_too_short").at("/title").with("min", rules.title_min_words));
        }
        match (rules.mission_review, association) {
            _ if !found.is_empty() => Review::Refuse(found),
            (Moderation::Automatic, _) | (Moderation::Trusted, State::Validated) => Review::Publish,
            (Moderation::Agent | Moderation::Trusted, _) => Review::Hold(vec![Reason::new("review_by_agent")]),
        }
    }

    fn can_sign_up(&self, tenant: &Tenant, facts: &SignUpFacts) -> Vec<Reason> {
        let rules = &tenant.config.rules;
        let mut reasons = age(rules, facts);
        if let Some(cap) = rules.daily_sign_up_cap.filter(|cap| facts.sign_ups_today >= *cap) {
            let remedy = Remedy::WaitUntil { until: facts.tomorrow };
            reasons.push(Reason::new("daily_cap").with("max", cap).remedy(remedy));
        }
        reasons
    }

    fn sign_up_plan(&self, tenant: &Tenant) -> SignUpPlan {
        let rules = &tenant.config.rules;
        SignUpPlan {
            pending_holds_place: rules.pending_holds_place,
            offer: Duration::hours(rules.offer_hours.into()),
            waiting_list_limit: rules.waiting_list_limit,
        }
    }

    fn timetable(&self, tenant: &Tenant) -> Timetable {
        let rules = &tenant.config.rules;
        let (hours, days) = (|n: u32| Duration::hours(n.into()), |n: u32| Duration::days(n.into()));
        Timetable {
            reminder: hours(rules.reminder_hours),
            thanks: hours(rules.thanks_hours),
            close: days(rules.close_days),
            answer: days(rules.answer_days),
            escalate: days(rules.escalate_days),
            idle_months: rules.idle_months,
            ledger_months: rules.ledger_months,
            quiet: Some((rules.quiet_from, rules.quiet_until)).filter(|(from, until)| from != until),
            digest_at: rules.digest_at,
        }
    }

    fn needs_age(&self, tenant: &Tenant) -> bool {
        needs_age(&tenant.config.rules)
    }
}

const fn needs_age(rules: &RuleParameters) -> bool {
    rules.minimum_age.is_some() || rules.minors_only_on_open_missions
}

fn age(rules: &RuleParameters, facts: &SignUpFacts) -> Vec<Reason> {
    let minors_matter = rules.minors_only_on_open_missions && !facts.open_to_minors;
    let minimum = rules.minimum_age.unwrap_or(0);
    match facts.age {
        None if rules.minimum_age.is_some() || minors_matter => {
            vec![Reason::new("age_unknown").at("/birth_date").remedy(Remedy::TellBirthDate)]
        }
        Some(age) if age < minimum => vec![Reason::new("too_young").with("age", minimum)],
        Some(age) if age < FULL_AGE && minors_matter => {
            vec![Reason::new("minors_not_admitted").remedy(Remedy::ChooseAnother)]
        }
        _ => Vec::new(),
    }
}

/// An e-mail address, a link, or a telephone number: nine digits or more in a row, as people space them.
static CONTACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)[\w.+-]+@[\w-]+\.\w|https?://|\bwww\.\w|(?:\+|\b)\d(?:[ .\-/()]{0,2}\d){8,}").ok()
});

fn contacts(rules: &RuleParameters, texts: &[(&'static str, &str)]) -> Vec<Reason> {
    if !rules.forbid_contacts_in_text {
        return Vec::new();
    }
    let holds_contact = |text: &str| CONTACT.as_ref().is_some_and(|pattern| pattern.is_match(text));
    texts
        .iter()
        .filter(|(_, text)| holds_contact(text))
        .map(|(field, _)| Reason::new("contact_in_text").at(*field))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> RuleParameters {
        RuleParameters { minimum_age: Some(16), daily_sign_up_cap: Some(3), ..RuleParameters::default() }
    }

    fn facts(age: Option<u8>, open_to_minors: bool) -> SignUpFacts {
        SignUpFacts { age, open_to_minors, sign_ups_today: 0, tomorrow: chrono::DateTime::UNIX_EPOCH }
    }

    #[test]
    fn ages() {
        for (person, open, expected) in [
            (Some(15), true, Some("too_young")),
            (Some(16), true, None),
            (Some(16), false, Some("minors_not_admitted")),
            (Some(17), false, Some("minors_not_admitted")),
            (Some(18), false, None),
            (None, true, Some("age_unknown")),
        ] {
            let found = age(&rules(), &facts(person, open));
            assert_eq!(found.first().map(|r| r.code.as_ref()), expected, "{person:?} {open}");
        }
        let none = RuleParameters { minors_only_on_open_missions: false, ..RuleParameters::default() };
        assert!(age(&none, &facts(None, false)).is_empty());
        assert!(!needs_age(&none));
    }

    #[test]
    fn contacts_are_found_and_dates_are_not() {
        for (text, held) in [
            ("Écrivez à aide@exemple.fr", true),
            ("Voir https://exemple.fr", true),
            ("voir www.exemple.fr", true),
            ("Appelez le 06 12 34 56 78", true),
            ("Call +1 514-555-0123", true),
            ("(514) 555-0123", true),
            ("Rendez-vous le 12/12/2026 de 10 h à 12 h", false),
            ("De 2015 à 2020, 480 associations", false),
            ("12 rue de la Paix, 75002", false),
            ("e-mail ou téléphone sur demande", false),
        ] {
            assert_eq!(!contacts(&rules(), &[("/description", text)]).is_empty(), held, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_hidden_address_is_always_found(before in "[a-zé ]{0,20}", after in "[ a-zé]{0,20}") {
            let text = format!("{before} qui@exemple.org {after}");
            prop_assert!(!contacts(&rules(), &[("/title", &text)]).is_empty());
        }
    }
}
