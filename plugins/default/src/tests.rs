//! The default rules, case by case: the numbers are those of the tables of RULES.md.

use kit::samples::{
    TOMORROW, context, file, hit, lacking, list, settings, sign_up, submission, text, tie, told, verdict, word, words,
};
use kit::{
    Acceptance, Assurance, Attendance, Effect, Fact, Manifest, Missions, Plan, Remedy, SignUp, Text, TieKind, Times,
    Value,
};

use super::Rules;

fn refusals(given: &[(&str, Value)], sign_up: SignUp) -> Vec<String> {
    told(&Rules::can_sign_up(context::<Rules>(given), sign_up))
}

#[test]
fn ages() {
    let minimum = |age| ("minimum_age", Value::Number(age));
    let (young, closed, unknown) = ("too_young", "minors_not_admitted", "age_unknown /birth_date");
    for (case, minimum, age, open, expected) in [
        ("A1", None, Some(15), true, ""),
        ("A2", None, Some(15), false, closed),
        ("A3", None, Some(16), true, ""),
        ("A4", None, Some(16), false, closed),
        ("A5", None, Some(17), true, ""),
        ("A6", None, Some(17), false, closed),
        ("A7", None, Some(18), true, ""),
        ("A8", None, Some(18), false, ""),
        ("A9", None, None, true, ""),
        ("A10", None, None, false, unknown),
        ("A11", Some(minimum(16)), Some(15), true, young),
        ("A12", Some(minimum(16)), Some(15), false, young),
        ("A13", Some(minimum(16)), Some(16), true, ""),
        ("A14", Some(minimum(16)), Some(16), false, closed),
        ("A15", Some(minimum(16)), Some(17), true, ""),
        ("A16", Some(minimum(16)), Some(17), false, closed),
        ("A17", Some(minimum(16)), Some(18), true, ""),
        ("A18", Some(minimum(16)), Some(18), false, ""),
        ("A19", Some(minimum(16)), None, true, unknown),
        ("A20", Some(minimum(16)), None, false, unknown),
    ] {
        let given: Vec<_> = minimum.into_iter().collect();
        assert_eq!(refusals(&given, sign_up(age, open)).join(", "), expected, "{case}");
    }
}

#[test]
fn ages_where_minors_may_join_everything() {
    let all = ("minors_only_on_open_missions", Value::Flag(false));
    let from_16 = ("minimum_age", Value::Number(16));
    for (case, given, age, expected) in [
        ("A21", vec![all.clone()], Some(12), ""),
        ("A22", vec![all.clone()], None, ""),
        ("A23", vec![all.clone(), from_16.clone()], Some(15), "too_young"),
        ("A24", vec![all.clone(), from_16.clone()], Some(16), ""),
        ("A25", vec![all, from_16], None, "age_unknown /birth_date"),
    ] {
        assert_eq!(refusals(&given, sign_up(age, false)).join(", "), expected, "{case}");
    }
}

#[test]
fn what_can_be_done_about_an_age() {
    let remedy = |age| Rules::can_sign_up(context::<Rules>(&[]), sign_up(age, false)).remove(0).remedy;
    assert_eq!(remedy(None), Remedy::TellBirthDate);
    assert_eq!(remedy(Some(17)), Remedy::ChooseAnother);
}

#[test]
fn residence() {
    use Assurance::{Declared, Documented, Email, InPerson};
    use TieKind::{Member, Resident, Student, Worker};
    let here: &[&str] = &["district", "city"];
    let (unknown, stranger, confirm) = ("residence_unknown /tie", "not_of_the_city /tie", "residence_to_confirm /tie");
    let studies: &[&str] = &["resident", "student"];
    for (case, accepted, confirmed_only, told, expected) in [
        ("R1", &[][..], false, None, ""),
        ("R2", &[], false, Some(tie(Resident, &[], Declared)), ""),
        ("R3", &["resident"], false, None, unknown),
        ("R4", &["resident"], false, Some(tie(Resident, here, Declared)), ""),
        ("R5", &["resident"], false, Some(tie(Resident, &[], Declared)), stranger),
        ("R6", &["resident"], false, Some(tie(Student, here, Declared)), stranger),
        ("R7", &["resident"], false, Some(tie(Resident, here, Email)), confirm),
        ("R8", studies, false, Some(tie(Student, here, Declared)), ""),
        ("R9", studies, false, Some(tie(Worker, here, Declared)), stranger),
        ("R10", studies, false, Some(tie(Member, here, InPerson)), stranger),
        ("R11", studies, true, Some(tie(Resident, here, Declared)), confirm),
        ("R12", studies, true, Some(tie(Resident, here, Documented)), ""),
        ("R13", studies, true, Some(tie(Student, here, InPerson)), ""),
        ("R14", studies, true, Some(tie(Resident, &[], InPerson)), stranger),
        ("R15", studies, true, None, unknown),
    ] {
        let given = [("accepted_ties", list(accepted)), ("confirmed_ties_only", Value::Flag(confirmed_only))];
        let mut wanted = sign_up(Some(30), false);
        wanted.person.tie = told;
        assert_eq!(refusals(&given, wanted).join(", "), expected, "{case}");
    }
}

#[test]
fn what_can_be_done_about_a_tie() {
    for (confirmed_only, assurance) in [(false, Assurance::Declared), (true, Assurance::Documented)] {
        let given = [("accepted_ties", list(&["resident"])), ("confirmed_ties_only", Value::Flag(confirmed_only))];
        let mut weak = sign_up(Some(30), false);
        weak.person.tie = Some(tie(TieKind::Resident, &["city"], Assurance::Phone));
        let reasons = Rules::can_sign_up(context::<Rules>(&given), weak);
        assert_eq!(reasons[0].remedy, Remedy::RaiseTo(assurance));
    }
}

#[test]
fn daily_cap() {
    for (case, cap, today, expected) in [
        ("C1", None, 500, ""),
        ("C2", Some(5), 0, ""),
        ("C3", Some(5), 4, ""),
        ("C4", Some(5), 5, "daily_cap"),
        ("C5", Some(5), 6, "daily_cap"),
    ] {
        let given: Vec<_> = cap.map(|cap| ("daily_sign_up_cap", Value::Number(cap))).into_iter().collect();
        let mut wanted = sign_up(Some(30), false);
        wanted.person.sign_ups_today = today;
        let reasons = Rules::can_sign_up(context::<Rules>(&given), wanted);
        assert_eq!(told(&reasons).join(", "), expected, "{case}");
        assert!(reasons.iter().all(|reason| reason.remedy == Remedy::WaitUntil(TOMORROW)), "{case}");
    }
}

#[test]
fn all_reasons_are_told_at_once() {
    let given = [("accepted_ties", list(&["resident"])), ("daily_sign_up_cap", Value::Number(1))];
    let mut wanted = sign_up(Some(17), false);
    wanted.person.sign_ups_today = 1;
    assert_eq!(refusals(&given, wanted), ["minors_not_admitted", "residence_unknown /tie", "daily_cap"]);
}

#[test]
fn missions_are_moderated() {
    for (case, mode, validated, expected) in [
        ("M1", "agent", false, "hold: review_by_agent"),
        ("M2", "agent", true, "hold: review_by_agent"),
        ("M3", "trusted", false, "hold: review_by_agent"),
        ("M4", "trusted", true, "publish"),
        ("M5", "automatic", false, "publish"),
        ("M6", "automatic", true, "publish"),
    ] {
        let mut sent = submission();
        sent.association.validated = validated;
        let review = Rules::review_mission(context::<Rules>(&[("mission_review", word(mode))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn associations_are_moderated() {
    for (case, mode, accreditations, expected) in [
        ("M7", "agent", &["trusted"][..], "hold: review_by_agent"),
        ("M8", "trusted", &[], "hold: review_by_agent"),
        ("M9", "trusted", &["other"], "hold: review_by_agent"),
        ("M10", "trusted", &["trusted"], "publish"),
        ("M11", "automatic", &[], "publish"),
    ] {
        let mut sent = file();
        sent.accreditations = words(accreditations);
        let review = Rules::review_association(context::<Rules>(&[("association_review", word(mode))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn associations_are_checked() {
    let companies = ("forbidden_kinds", list(&["company"]));
    let contacts = ("forbid_contacts_in_text", Value::Flag(false));
    for (case, given, kind, description, expected) in [
        ("T1", vec![companies.clone()], "company", "Rien.", "refuse: forbidden_kind /kind"),
        ("T2", vec![companies.clone()], "association", "Rien.", "publish"),
        ("T3", vec![], "company", "Rien.", "publish"),
        ("T4", vec![], "association", "Voir www.exemple.fr", "refuse: contact_in_text /description"),
        ("T5", vec![contacts], "association", "Voir www.exemple.fr", "publish"),
        ("T6", vec![companies], "company", "Voir www.exemple.fr", "refuse: forbidden_kind /kind"),
    ] {
        let given: Vec<_> = given.into_iter().chain([("association_review", word("automatic"))]).collect();
        let mut sent = file();
        (sent.kind, sent.description) = (kind.into(), description.into());
        assert_eq!(verdict(&Rules::review_association(context::<Rules>(&given), sent)), expected, "{case}");
    }
}

#[test]
fn missions_are_checked() {
    let here = "06 12 34 56 78";
    let contacts = ("forbid_contacts_in_text", Value::Flag(false));
    let titles = ("title_min_words", Value::Number(0));
    for (case, given, title, description, english, expected) in [
        ("T7", vec![], here, "Rien.", "Food drive", "refuse: contact_in_text /title"),
        ("T8", vec![], "Tri de dons", here, "Food drive", "refuse: contact_in_text /description"),
        ("T9", vec![], "Tri de dons", "Rien.", "a@b.fr now", "refuse: contact_in_text /translations/en/title"),
        ("T10", vec![contacts], "Tri de dons", here, "Food drive", "publish"),
        ("T11", vec![], "Tri", "Rien.", "Food drive", "refuse: title_too_short /title"),
        ("T12", vec![], "Tri de dons", "Rien.", "Food", "refuse: title_too_short /translations/en/title"),
        ("T13", vec![titles], "", "Rien.", "", "publish"),
        ("T14", vec![], "Tri", here, "Food drive", "refuse: contact_in_text /description, title_too_short /title"),
    ] {
        let given: Vec<_> = given.into_iter().chain([("mission_review", word("automatic"))]).collect();
        let mut sent = submission();
        sent.texts = vec![
            Text { title: title.into(), description: description.into(), ..text("fr") },
            Text { title: english.into(), ..text("en") },
        ];
        assert_eq!(verdict(&Rules::review_mission(context::<Rules>(&given), sent)), expected, "{case}");
    }
}

#[test]
fn contacts_in_a_translated_description_are_named() {
    let mut sent = submission();
    sent.texts[1].description = "Write to help@example.org".into();
    let review = Rules::review_mission(context::<Rules>(&[]), sent);
    assert_eq!(verdict(&review), "refuse: contact_in_text /translations/en/description");
}

#[test]
fn plans() {
    use Acceptance::{Automatic, ByManager};
    let most = ("absences_before_request", Value::Number(3));
    for (case, given, absences, wanted, expected) in [
        ("P1", vec![], 0, Automatic, Automatic),
        ("P2", vec![], 0, ByManager, ByManager),
        ("P3", vec![], 50, Automatic, Automatic),
        ("P4", vec![most.clone()], 2, Automatic, Automatic),
        ("P5", vec![most.clone()], 3, Automatic, ByManager),
        ("P6", vec![most], 0, ByManager, ByManager),
    ] {
        let mut sent = sign_up(Some(30), false);
        (sent.mission.acceptance, sent.person.absences) = (wanted, absences);
        let plan = Rules::sign_up_plan(context::<Rules>(&given), sent);
        let expected =
            Plan { acceptance: expected, pending_holds_place: true, waiting_list_limit: 1000, waiting_priority: 0 };
        assert_eq!(plan, expected, "{case}");
    }
}

#[test]
fn a_request_may_hold_no_place_and_nobody_may_wait() {
    let given = [("pending_holds_place", Value::Flag(false)), ("waiting_list_limit", Value::Number(0))];
    let plan = Rules::sign_up_plan(context::<Rules>(&given), sign_up(Some(30), false));
    assert_eq!((plan.pending_holds_place, plan.waiting_list_limit), (false, 0));
}

#[test]
fn the_clock_follows_the_parameters() {
    let usual = Times {
        reminder_hours: 24,
        thanks_hours: 2,
        offer_hours: 24,
        close_days: 30,
        answer_days: 7,
        escalate_days: 14,
    };
    assert_eq!(Rules::timetable(settings::<Rules>(&[])), usual);
    let given = [("reminder_hours", Value::Number(0)), ("offer_hours", Value::Number(48))];
    let changed = Times { reminder_hours: 0, offer_hours: 48, ..usual };
    assert_eq!(Rules::timetable(settings::<Rules>(&given)), changed);
}

#[test]
fn missions_of_lifted_areas_come_first() {
    let given = [("lifted_areas", list(&["north"])), ("lifted_places", Value::Number(7))];
    let hits = || vec![hit(&["north", "city"]), hit(&["south", "city"]), hit(&[])];
    assert_eq!(Rules::rank(context::<Rules>(&given), hits()), [7, 0, 0]);
    assert_eq!(Rules::rank(context::<Rules>(&[]), hits()), [0, 0, 0]);
}

#[test]
fn who_comes_gets_what_the_city_gives() {
    let given = || vec![("credential_for_coming", word("regular"))];
    for (given, attendance, expected) in [
        (given(), Attendance::Attended, vec![Effect::Give("regular".into())]),
        (given(), Attendance::Absent, vec![]),
        (given(), Attendance::Excused, vec![]),
        (vec![], Attendance::Attended, vec![]),
    ] {
        let effects = Rules::on_attendance(context::<Rules>(&given), sign_up(Some(30), false), attendance);
        assert_eq!(effects, expected, "{attendance:?}");
    }
}

#[test]
fn only_what_decides_is_asked() {
    let closed = || ("minors_only_on_open_missions", Value::Flag(false));
    for (given, expected) in [
        (vec![], vec![Fact::Age]),
        (vec![closed()], vec![]),
        (vec![closed(), ("minimum_age", Value::Number(16))], vec![Fact::Age]),
        (vec![closed(), ("accepted_ties", list(&["resident"]))], vec![Fact::Tie]),
        (vec![closed(), ("daily_sign_up_cap", Value::Number(5))], vec![Fact::SignUpsToday]),
        (vec![closed(), ("absences_before_request", Value::Number(3))], vec![Fact::Absences]),
    ] {
        let facts: Vec<_> = Rules::needs(settings::<Rules>(&given)).into_iter().map(|need| need.fact).collect();
        assert_eq!(facts, expected, "{given:?}");
    }
}

#[test]
fn parameters_are_checked() {
    let number = Value::Number;
    for (given, expected) in [
        (vec![], ""),
        (vec![("mission_review", word("trusted"))], ""),
        (vec![("mission_review", word("nobody"))], "one_of /mission_review"),
        (vec![("association_review", word("templates"))], "one_of /association_review"),
        (vec![("forbidden_kinds", list(&["company", "club"]))], "one_of /forbidden_kinds"),
        (vec![("accepted_ties", list(&["resident", "visitor"]))], "one_of /accepted_ties"),
        (vec![("minimum_age", number(0))], ""),
        (vec![("minimum_age", number(-1))], "range /minimum_age"),
        (vec![("minimum_age", number(100))], "range /minimum_age"),
        (vec![("title_min_words", number(21))], "range /title_min_words"),
        (vec![("daily_sign_up_cap", number(0))], "range /daily_sign_up_cap"),
        (vec![("absences_before_request", number(0))], "range /absences_before_request"),
        (vec![("offer_hours", number(721))], "range /offer_hours"),
        (vec![("waiting_list_limit", number(100_001))], "range /waiting_list_limit"),
        (vec![("reminder_hours", number(721))], "range /reminder_hours"),
        (vec![("thanks_hours", number(721))], "range /thanks_hours"),
        (vec![("close_days", number(367))], "range /close_days"),
        (vec![("answer_days", number(0))], "range /answer_days"),
        (vec![("escalate_days", number(367))], "range /escalate_days"),
        (vec![("lifted_places", number(101))], "range /lifted_places"),
        (vec![("answer_days", number(14))], ""),
        (vec![("answer_days", number(15))], "escalates_before_asking /escalate_days"),
    ] {
        let reasons = Rules::check_params(settings::<Rules>(&given));
        assert_eq!(told(&reasons).join(", "), expected, "{given:?}");
    }
}

#[test]
fn everything_has_its_text_in_both_languages() {
    let given = [
        ("accepted_ties", list(&["resident"])),
        ("daily_sign_up_cap", Value::Number(5)),
        ("absences_before_request", Value::Number(3)),
    ];
    assert_eq!(lacking::<Rules>(&settings::<Rules>(&given), &[]), Vec::<String>::new());
    assert_eq!(Rules::catalogue("de".into()), None);
}
