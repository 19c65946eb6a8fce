//! The rules of Paris, case by case: the numbers are those of the tables of RULES.md.

use kit::samples::{
    TOMORROW, context, credential, file, hit, lacking, list, settings, sign_up, submission, told, verdict, word, words,
};
use kit::{Assurance, Attendance, Credential, Fact, Manifest, Missions, Remedy, SignUp, Submission, Value};

use super::Rules;

fn refusals(given: &[(&str, Value)], sign_up: SignUp) -> String {
    told(&Rules::can_sign_up(context::<Rules>(given), sign_up)).join(", ")
}

fn with(credentials: Vec<Credential>, mut sign_up: SignUp) -> SignUp {
    sign_up.person.credentials = credentials;
    sign_up
}

fn consent(assurance: Assurance) -> Vec<Credential> {
    vec![credential("guardian_consent", assurance)]
}

#[test]
fn ages_and_consent() {
    let (young, closed, unknown) = ("too_young", "minors_not_admitted", "age_unknown /birth_date");
    let missing = "guardian_consent_missing";
    for (case, age, open, agreed, expected) in [
        ("A1", Some(15), true, true, young),
        ("A2", Some(15), true, false, young),
        ("A3", Some(15), false, true, young),
        ("A4", Some(15), false, false, young),
        ("A5", Some(16), true, true, ""),
        ("A6", Some(16), true, false, missing),
        ("A7", Some(16), false, true, closed),
        ("A8", Some(16), false, false, closed),
        ("A9", Some(17), true, true, ""),
        ("A10", Some(17), true, false, missing),
        ("A11", Some(17), false, true, closed),
        ("A12", Some(17), false, false, closed),
        ("A13", Some(18), true, true, ""),
        ("A14", Some(18), true, false, ""),
        ("A15", Some(18), false, true, ""),
        ("A16", Some(18), false, false, ""),
        ("A17", None, true, true, unknown),
        ("A18", None, true, false, unknown),
        ("A19", None, false, true, unknown),
        ("A20", None, false, false, unknown),
    ] {
        let held = if agreed { consent(Assurance::Email) } else { Vec::new() };
        assert_eq!(refusals(&[], with(held, sign_up(age, open))), expected, "{case}");
    }
}

#[test]
fn how_consent_must_be_known() {
    let missing = "guardian_consent_missing";
    for (case, held, expected) in [
        ("G1", consent(Assurance::None), missing),
        ("G2", consent(Assurance::Email), ""),
        ("G3", consent(Assurance::Phone), ""),
        ("G4", consent(Assurance::Documented), ""),
        ("G5", consent(Assurance::InPerson), ""),
        ("G6", vec![credential("carte_citoyenne", Assurance::InPerson)], missing),
    ] {
        assert_eq!(refusals(&[], with(held, sign_up(Some(16), true))), expected, "{case}");
    }
    let reasons = Rules::can_sign_up(context::<Rules>(&[]), sign_up(Some(16), true));
    assert_eq!(reasons[0].remedy, Remedy::AskGuardian);
}

#[test]
fn ages_a_city_may_set() {
    let all = || ("minors_only_on_open_missions", Value::Flag(false));
    let missing = "guardian_consent_missing";
    for (case, given, age, open, agreed, expected) in [
        ("A21", vec![("minimum_age", Value::Number(14))], Some(14), true, true, ""),
        ("A22", vec![("minimum_age", Value::Number(18))], Some(17), true, true, "too_young"),
        ("A23", vec![all()], Some(16), false, true, ""),
        ("A24", vec![all()], Some(16), false, false, missing),
        ("A25", vec![all(), ("minimum_age", Value::Number(0))], None, true, true, "age_unknown /birth_date"),
    ] {
        let held = if agreed { consent(Assurance::Email) } else { Vec::new() };
        assert_eq!(refusals(&given, with(held, sign_up(age, open))), expected, "{case}");
    }
}

#[test]
fn age_is_asked_even_where_the_settings_say_nothing() {
    let mut silent = context::<Rules>(&[]);
    silent.settings.clear();
    assert_eq!(told(&Rules::can_sign_up(silent, sign_up(None, true))), ["age_unknown /birth_date"]);
}

#[test]
fn daily_cap() {
    for (case, given, today, expected) in [
        ("C1", vec![], 4, ""),
        ("C2", vec![], 5, "daily_cap"),
        ("C3", vec![("daily_sign_up_cap", Value::Number(6))], 5, ""),
    ] {
        let mut wanted = sign_up(Some(30), false);
        wanted.person.sign_ups_today = today;
        let reasons = Rules::can_sign_up(context::<Rules>(&given), wanted);
        assert_eq!(told(&reasons).join(", "), expected, "{case}");
        assert!(reasons.iter().all(|reason| reason.remedy == Remedy::WaitUntil(TOMORROW)), "{case}");
    }
    let mut minor = sign_up(Some(16), true);
    minor.person.sign_ups_today = 5;
    assert_eq!(refusals(&[], minor), "guardian_consent_missing, daily_cap", "C4");
}

fn sent(validated: bool, accreditations: &[&str], alike: bool) -> Submission {
    let mut submission = submission();
    submission.association.validated = validated;
    submission.association.accreditations = words(accreditations);
    submission.published_alike = alike;
    submission
}

#[test]
fn homework_is_for_accredited_associations() {
    let refused = "refuse: schools_accreditation_missing /activities";
    for (case, activities, accreditations, expected) in [
        ("S1", &["homework_help"][..], &["schools"][..], "publish"),
        ("S2", &["homework_help"], &[], refused),
        ("S3", &["homework_help"], &["trusted"], refused),
        ("S4", &["reading", "homework_help"], &[], refused),
        ("S5", &["reading"], &[], "publish"),
        ("S6", &["homework_help"], &["trusted", "schools"], "publish"),
    ] {
        let mut submission = sent(true, accreditations, false);
        submission.mission.activities = words(activities);
        let review = Rules::review_mission(context::<Rules>(&[("mission_review", word("automatic"))]), submission);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn missions_are_moderated() {
    let hold = "hold: review_by_agent";
    for (case, mode, validated, trusted, alike, expected) in [
        ("M1", "templates", true, true, true, "publish"),
        ("M2", "templates", true, true, false, hold),
        ("M3", "templates", true, false, true, hold),
        ("M4", "templates", true, false, false, hold),
        ("M5", "templates", false, true, true, hold),
        ("M6", "agent", true, true, true, hold),
        ("M7", "agent", true, false, false, hold),
        ("M8", "trusted", true, false, false, "publish"),
        ("M9", "trusted", true, true, true, "publish"),
        ("M10", "trusted", false, true, true, hold),
        ("M11", "automatic", true, false, false, "publish"),
        ("M12", "automatic", false, false, false, "publish"),
    ] {
        let accreditations: &[&str] = if trusted { &["trusted"] } else { &[] };
        let given = [("mission_review", word(mode))];
        let review = Rules::review_mission(context::<Rules>(&given), sent(validated, accreditations, alike));
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn templates_are_the_default_and_are_checked_too() {
    let template = || sent(true, &["trusted"], true);
    assert_eq!(verdict(&Rules::review_mission(context::<Rules>(&[]), template())), "publish", "M13");
    let mut homework = template();
    homework.mission.activities = words(&["homework_help"]);
    homework.texts[0].title = "Devoirs".into();
    homework.texts[1].description = "Call 06 12 34 56 78".into();
    let expected = "refuse: title_too_short /title, contact_in_text /translations/en/description, \
                    schools_accreditation_missing /activities";
    assert_eq!(verdict(&Rules::review_mission(context::<Rules>(&[]), homework)), expected, "M14");
}

#[test]
fn associations_are_reviewed() {
    let hold = "hold: review_by_agent";
    for (case, mode, kind, description, accreditations, expected) in [
        ("B1", "agent", "association", "Rien.", &[][..], hold),
        ("B2", "agent", "association", "Rien.", &["trusted"], hold),
        ("B3", "trusted", "collective", "Rien.", &["trusted"], "publish"),
        ("B4", "trusted", "association", "Rien.", &["schools"], hold),
        ("B5", "automatic", "public_body", "Rien.", &[], "publish"),
        ("B6", "automatic", "company", "Rien.", &["trusted"], "refuse: forbidden_kind /kind"),
        ("B7", "automatic", "association", "a@b.fr", &["trusted"], "refuse: contact_in_text /description"),
    ] {
        let mut sent = file();
        (sent.kind, sent.description, sent.accreditations) = (kind.into(), description.into(), words(accreditations));
        let review = Rules::review_association(context::<Rules>(&[("association_review", word(mode))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn holders_of_the_card_wait_first() {
    let card = |assurance| vec![credential("carte_citoyenne", assurance)];
    for (case, held, expected) in [
        ("W1", vec![], 0),
        ("W2", card(Assurance::Email), 0),
        ("W3", card(Assurance::Phone), 0),
        ("W4", card(Assurance::Declared), 1),
        ("W5", card(Assurance::Documented), 1),
        ("W6", card(Assurance::InPerson), 1),
        ("W7", consent(Assurance::InPerson), 0),
    ] {
        let plan = Rules::sign_up_plan(context::<Rules>(&[]), with(held, sign_up(Some(30), false)));
        assert_eq!(plan.waiting_priority, expected, "{case}");
        assert_eq!((plan.pending_holds_place, plan.waiting_list_limit), (true, 1000), "{case}");
    }
}

#[test]
fn missions_of_priority_neighbourhoods_come_first() {
    let hits =
        || vec![hit(&["7511871", "75118", "75"]), hit(&["7512077", "75120", "75"]), hit(&["75118", "75"]), hit(&[])];
    assert_eq!(Rules::rank(context::<Rules>(&[]), hits()), [10, 10, 0, 0]);
    let given = [("priority_areas", list(&["75118"])), ("priority_lift", Value::Number(3))];
    assert_eq!(Rules::rank(context::<Rules>(&given), hits()), [3, 0, 3, 0]);
}

#[test]
fn nothing_follows_from_coming() {
    let effects = Rules::on_attendance(context::<Rules>(&[]), sign_up(Some(30), false), Attendance::Attended);
    assert_eq!(effects, []);
}

#[test]
fn offers_stand_for_a_day() {
    assert_eq!(Rules::timetable(settings::<Rules>(&[])).offer_hours, 24);
}

#[test]
fn only_what_decides_is_asked() {
    let absences = ("absences_before_request", Value::Number(3));
    for (given, expected) in [
        (vec![], vec![Fact::Age, Fact::Credentials, Fact::SignUpsToday]),
        (vec![absences], vec![Fact::Age, Fact::Credentials, Fact::SignUpsToday, Fact::Absences]),
    ] {
        let facts: Vec<_> = Rules::needs(settings::<Rules>(&given)).into_iter().map(|need| need.fact).collect();
        assert_eq!(facts, expected);
    }
}

#[test]
fn parameters_are_checked() {
    for (given, expected) in [
        (vec![], ""),
        (vec![("mission_review", word("trusted"))], ""),
        (vec![("mission_review", word("nobody"))], "one_of /mission_review"),
        (vec![("association_review", word("templates"))], "one_of /association_review"),
        (vec![("forbidden_kinds", list(&["club"]))], "one_of /forbidden_kinds"),
        (vec![("minimum_age", Value::Number(100))], "range /minimum_age"),
        (vec![("daily_sign_up_cap", Value::Number(0))], "range /daily_sign_up_cap"),
        (vec![("priority_lift", Value::Number(101))], "range /priority_lift"),
        (vec![("priority_lift", Value::Number(-1))], "range /priority_lift"),
        (vec![("answer_days", Value::Number(15))], "escalates_before_asking /escalate_days"),
    ] {
        let reasons = Rules::check_params(settings::<Rules>(&given));
        assert_eq!(told(&reasons).join(", "), expected, "{given:?}");
    }
}

#[test]
fn everything_has_its_text_in_both_languages() {
    let own = ["guardian_consent_missing", "schools_accreditation_missing"];
    let given = [("absences_before_request", Value::Number(3))];
    assert_eq!(lacking::<Rules>(&settings::<Rules>(&given), &own), Vec::<String>::new());
    assert_eq!(Rules::catalogue("de".into()), None);
}
