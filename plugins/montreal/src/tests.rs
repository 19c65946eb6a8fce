//! The rules of Montréal, case by case: the numbers are those of the tables of RULES.md.

use kit::samples::{
    context, file, hit, lacking, list, settings, sign_up, submission, text, tie, told, verdict, word, words,
};
use kit::{Argument, Assurance, Attendance, Effect, Fact, Manifest, Missions, Remedy, SignUp, Text, TieKind, Value};

use super::Rules;

fn refusals(given: &[(&str, Value)], sign_up: SignUp) -> String {
    told(&Rules::can_sign_up(context::<Rules>(given), sign_up)).join(", ")
}

/// Somebody of this age who lives in a borough.
fn local(age: Option<u8>, open_to_minors: bool) -> SignUp {
    let mut sign_up = sign_up(age, open_to_minors);
    sign_up.person.tie = Some(tie(TieKind::Resident, &["mtl-verdun", "mtl"], Assurance::Declared));
    sign_up
}

#[test]
fn ages() {
    let (young, closed, unknown) = ("too_young", "minors_not_admitted", "age_unknown /birth_date");
    for (case, age, open, expected) in [
        ("A1", Some(13), true, young),
        ("A2", Some(13), false, young),
        ("A3", Some(14), true, ""),
        ("A4", Some(14), false, closed),
        ("A5", Some(15), true, ""),
        ("A6", Some(15), false, closed),
        ("A7", Some(16), true, ""),
        ("A8", Some(16), false, closed),
        ("A9", Some(17), true, ""),
        ("A10", Some(17), false, closed),
        ("A11", Some(18), true, ""),
        ("A12", Some(18), false, ""),
        ("A13", None, true, unknown),
        ("A14", None, false, unknown),
    ] {
        assert_eq!(refusals(&[], local(age, open)), expected, "{case}");
    }
}

#[test]
fn ages_a_city_may_set() {
    let all = ("minors_only_on_open_missions", Value::Flag(false));
    assert_eq!(refusals(&[("minimum_age", Value::Number(16))], local(Some(15), true)), "too_young", "A15");
    assert_eq!(refusals(&[all], local(Some(14), false)), "", "A16");
}

#[test]
fn residence() {
    use Assurance::{Declared, Documented, Email};
    use TieKind::{Member, Resident, Student, Worker};
    let here: &[&str] = &["mtl-verdun", "mtl"];
    let (unknown, stranger) = ("residence_unknown /tie", "not_of_the_city /tie");
    for (case, required, remote, told, expected) in [
        ("R1", true, false, Some(tie(Resident, here, Declared)), ""),
        ("R2", true, false, Some(tie(Student, here, Declared)), ""),
        ("R3", true, false, Some(tie(Worker, here, Declared)), ""),
        ("R4", true, false, Some(tie(Member, here, Documented)), stranger),
        ("R5", true, false, Some(tie(Resident, &[], Declared)), stranger),
        ("R6", true, false, Some(tie(Worker, &[], Documented)), stranger),
        ("R7", true, false, None, unknown),
        ("R8", true, false, Some(tie(Resident, here, Email)), ""),
        ("R9", true, true, None, ""),
        ("R10", true, true, Some(tie(Resident, &[], Declared)), ""),
        ("R11", false, false, None, ""),
        ("R12", false, false, Some(tie(Resident, &[], Declared)), ""),
    ] {
        let mut wanted = sign_up(Some(30), false);
        (wanted.person.tie, wanted.mission.remote) = (told, remote);
        assert_eq!(refusals(&[("residence_required", Value::Flag(required))], wanted), expected, "{case}");
    }
}

#[test]
fn what_can_be_done_about_a_tie() {
    let remedy = |sign_up| Rules::can_sign_up(context::<Rules>(&[]), sign_up).remove(0).remedy;
    assert_eq!(remedy(sign_up(Some(30), false)), Remedy::TellResidence);
    let mut stranger = sign_up(Some(30), false);
    stranger.person.tie = Some(tie(TieKind::Resident, &[], Assurance::Declared));
    assert_eq!(remedy(stranger), Remedy::ChooseAnother);
}

#[test]
fn age_matters_from_home_too() {
    let mut from_home = sign_up(Some(13), true);
    from_home.mission.remote = true;
    assert_eq!(refusals(&[], from_home), "too_young", "A17");
}

#[test]
fn daily_cap() {
    for (case, today, expected) in [("C1", 7, ""), ("C2", 8, "daily_cap")] {
        let mut wanted = local(Some(30), false);
        wanted.person.sign_ups_today = today;
        assert_eq!(refusals(&[], wanted), expected, "{case}");
    }
    let mut wanted = sign_up(Some(17), false);
    wanted.person.sign_ups_today = 8;
    assert_eq!(refusals(&[], wanted), "minors_not_admitted, residence_unknown /tie, daily_cap", "C3");
}

#[test]
fn texts_are_in_both_languages() {
    let fr = "refuse: translation_missing /translations/fr";
    let en = "refuse: translation_missing /translations/en";
    let french = "refuse: french_missing /translations/fr";
    let blank = || Text { title: String::new(), ..text("en") };
    for (case, bilingual, texts, expected) in [
        ("L1", true, vec![text("fr"), text("en")], "publish"),
        ("L2", true, vec![text("en"), text("fr")], "publish"),
        ("L3", true, vec![text("fr")], en),
        ("L4", true, vec![text("en")], fr),
        ("L5", false, vec![text("fr")], "publish"),
        ("L6", false, vec![text("en")], french),
        ("L7", false, vec![text("fr"), text("en")], "publish"),
        ("L8", true, vec![text("fr"), Text { description: " ".into(), ..text("en") }], en),
        (
            "L9",
            true,
            vec![text("fr"), blank()],
            "refuse: title_too_short /translations/en/title, translation_missing /translations/en",
        ),
    ] {
        let mut sent = submission();
        sent.texts = texts;
        let given = [("bilingual", Value::Flag(bilingual)), ("mission_review", word("automatic"))];
        assert_eq!(verdict(&Rules::review_mission(context::<Rules>(&given), sent)), expected, "{case}");
    }
}

#[test]
fn the_language_that_lacks_is_named() {
    let mut sent = submission();
    sent.texts.truncate(1);
    let kit::Review::Refuse(reasons) = Rules::review_mission(context::<Rules>(&[]), sent) else {
        panic!("refused");
    };
    let named = &reasons[0].arguments[0];
    assert_eq!((named.name.as_str(), &named.value), ("language", &Argument::Text("en".into())));
    assert_eq!(reasons[0].remedy, Remedy::Mend);
}

#[test]
fn missions_lie_in_a_borough_or_nowhere() {
    for (case, remote, areas, expected) in [
        ("B1", false, &["mtl-verdun", "mtl"][..], "publish"),
        ("B2", false, &[], "refuse: outside_the_boroughs /addresses"),
        ("B3", true, &[], "publish"),
        ("B4", true, &["mtl-verdun", "mtl"], "publish"),
    ] {
        let mut sent = submission();
        (sent.mission.remote, sent.mission.areas) = (remote, words(areas));
        let review = Rules::review_mission(context::<Rules>(&[("mission_review", word("automatic"))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let mut sent = submission();
    sent.texts = vec![Text { title: "Tri".into(), description: "a@b.ca".into(), ..text("fr") }];
    sent.mission.areas.clear();
    let expected = "refuse: contact_in_text /description, title_too_short /title, translation_missing \
                    /translations/en, outside_the_boroughs /addresses";
    assert_eq!(verdict(&Rules::review_mission(context::<Rules>(&[]), sent)), expected);
}

#[test]
fn missions_are_moderated() {
    let hold = "hold: review_by_agent";
    for (case, mode, validated, expected) in [
        ("M1", "agent", true, hold),
        ("M2", "trusted", false, hold),
        ("M3", "trusted", true, "publish"),
        ("M4", "automatic", false, "publish"),
    ] {
        let mut sent = submission();
        sent.association.validated = validated;
        let review = Rules::review_mission(context::<Rules>(&[("mission_review", word(mode))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
}

#[test]
fn associations_are_reviewed() {
    let (hold, borough) = ("hold: review_by_agent", "hold: borough_unknown /area");
    let here: &[&str] = &["mtl-verdun", "mtl"];
    for (case, mode, areas, description, accreditations, expected) in [
        ("B5", "agent", here, "Rien.", &[][..], hold),
        ("B6", "agent", &[], "Rien.", &[], borough),
        ("B7", "trusted", here, "Rien.", &["trusted"], "publish"),
        ("B8", "trusted", here, "Rien.", &[], hold),
        ("B9", "trusted", &[], "Rien.", &["trusted"], borough),
        ("B10", "automatic", here, "Rien.", &[], "publish"),
        ("B11", "automatic", &[], "Rien.", &[], borough),
        ("B12", "automatic", &[], "a@b.ca", &[], "refuse: contact_in_text /description"),
    ] {
        let mut sent = file();
        (sent.description, sent.areas, sent.accreditations) = (description.into(), words(areas), words(accreditations));
        let review = Rules::review_association(context::<Rules>(&[("association_review", word(mode))]), sent);
        assert_eq!(verdict(&review), expected, "{case}");
    }
    let mut company = file();
    company.kind = "company".into();
    let given = [("forbidden_kinds", list(&["company"]))];
    let review = Rules::review_association(context::<Rules>(&given), company);
    assert_eq!(verdict(&review), "refuse: forbidden_kind /kind", "B13");
}

#[test]
fn missions_of_lifted_boroughs_come_first() {
    let given = [("lifted_boroughs", list(&["mtl-montreal-nord"])), ("lifted_places", Value::Number(5))];
    let hits = || vec![hit(&["mtl-montreal-nord", "mtl"]), hit(&["mtl-verdun", "mtl"]), hit(&[])];
    assert_eq!(Rules::rank(context::<Rules>(&given), hits()), [5, 0, 0]);
    assert_eq!(Rules::rank(context::<Rules>(&[]), hits()), [0, 0, 0]);
}

#[test]
fn who_comes_is_a_regular() {
    let give = || vec![Effect::Give("regular".into())];
    for (case, given, attendance, expected) in [
        ("E1", vec![], Attendance::Attended, give()),
        ("E2", vec![], Attendance::Absent, vec![]),
        ("E3", vec![], Attendance::Excused, vec![]),
        ("E4", vec![("credential_for_coming", word(""))], Attendance::Attended, vec![]),
    ] {
        let effects = Rules::on_attendance(context::<Rules>(&given), local(Some(30), false), attendance);
        assert_eq!(effects, expected, "{case}");
    }
}

#[test]
fn plans_and_times() {
    let plan = Rules::sign_up_plan(context::<Rules>(&[]), local(Some(30), false));
    assert_eq!((plan.pending_holds_place, plan.waiting_list_limit, plan.waiting_priority), (true, 2000, 0));
    assert_eq!(Rules::timetable(settings::<Rules>(&[])).offer_hours, 48);
}

#[test]
fn only_what_decides_is_asked() {
    let nobody = ("residence_required", Value::Flag(false));
    let absences = ("absences_before_request", Value::Number(3));
    for (given, expected) in [
        (vec![], vec![Fact::Age, Fact::Tie, Fact::SignUpsToday]),
        (vec![nobody], vec![Fact::Age, Fact::SignUpsToday]),
        (vec![absences], vec![Fact::Age, Fact::Tie, Fact::SignUpsToday, Fact::Absences]),
    ] {
        let facts: Vec<_> = Rules::needs(settings::<Rules>(&given)).into_iter().map(|need| need.fact).collect();
        assert_eq!(facts, expected);
    }
}

#[test]
fn parameters_are_checked() {
    for (given, expected) in [
        (vec![], ""),
        (vec![("credential_for_coming", word(""))], ""),
        (vec![("credential_for_coming", word("hero"))], "one_of /credential_for_coming"),
        (vec![("mission_review", word("templates"))], "one_of /mission_review"),
        (vec![("association_review", word("nobody"))], "one_of /association_review"),
        (vec![("forbidden_kinds", list(&["club"]))], "one_of /forbidden_kinds"),
        (vec![("offer_hours", Value::Number(0))], "range /offer_hours"),
        (vec![("lifted_places", Value::Number(101))], "range /lifted_places"),
        (vec![("answer_days", Value::Number(15))], "escalates_before_asking /escalate_days"),
    ] {
        let reasons = Rules::check_params(settings::<Rules>(&given));
        assert_eq!(told(&reasons).join(", "), expected, "{given:?}");
    }
}

#[test]
fn everything_has_its_text_in_both_languages() {
    let own = [
        "residence_unknown",
        "not_of_the_city",
        "translation_missing",
        "french_missing",
        "outside_the_boroughs",
        "borough_unknown",
    ];
    let given = [("absences_before_request", Value::Number(3))];
    assert_eq!(lacking::<Rules>(&settings::<Rules>(&given), &own), Vec::<String>::new());
    assert_eq!(Rules::catalogue("de".into()), None);
}
