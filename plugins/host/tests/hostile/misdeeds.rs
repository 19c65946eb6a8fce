//! What rules do when they are asked, and what becomes of it.

use platform_core::ports::{Misfit, RulesEngine as _};
use platform_core::rules::facts::{AssociationFile, Attendance, Came, Hit, Submission};
use platform_core::rules::{Failure, Parameters, Review, Unusable};
use serde_json::json;

use crate::city::{facts, host, mission, moment, rules, sign_up, somebody, soon};

const TOO_SLOW: Failure = Failure::TooSlow(50);

fn stopped(told: &str) -> Failure {
    Failure::Stopped(told.to_owned())
}

fn nonsense(told: &str) -> Failure {
    Failure::Nonsense(told.to_owned())
}

/// A failure without the place of a panic, which moves with the guest's source.
fn placeless(failure: Failure) -> Failure {
    match failure {
        Failure::Stopped(told) => stopped(told.split(" (hostile/src/").next().unwrap_or_default()),
        other => other,
    }
}

/// Misdeeds that no answer follows.
fn without_an_answer() -> Vec<(&'static str, Failure)> {
    vec![
        ("loop", TOO_SLOW),
        ("log_without_end", TOO_SLOW),
        ("memory", Failure::TooMuchMemory),
        ("much_memory_at_once", Failure::TooMuchMemory),
        ("stack", Failure::TooDeep),
        ("stack_of_frames", stopped("wasm trap: out of bounds memory access")),
        ("wild_pointer", stopped("wasm trap: out of bounds memory access")),
        ("log_more_than_may_cross", Failure::TooLarge),
        ("panic", stopped("these rules know no way on")),
        ("panic_after_a_thousand_lines", stopped("these rules know no way on")),
        ("panic_at_length", stopped(&"é".repeat(1000))),
        ("panic_on_two_lines", stopped("one line  and another")),
    ]
}

/// Answers that cannot be used.
fn of_no_use() -> Vec<(&'static str, Failure)> {
    vec![
        ("text_of_100_mb", Failure::TooMuchMemory),
        ("text_of_5_mib", Failure::TooLarge),
        ("one_text_many_times", Failure::TooLarge),
        ("very_many_reasons", Failure::TooLarge),
        ("many_reasons", nonsense("51 reasons; at most 50 are read")),
        ("many_arguments", nonsense("more arguments than a text can hold")),
        ("text_of_501_bytes", nonsense("an argument that no text can show")),
        ("text_with_an_escape", nonsense("an argument that no text can show")),
        ("text_that_is_no_text", nonsense("invalid utf-8 sequence of 1 bytes from index 0")),
        ("argument_without_a_name", nonsense("an argument without a name")),
        ("code_with_markup", nonsense("`<script>` is no code: use a-z, 0-9 and _")),
        ("code_of_8_kib", nonsense(&format!("`{}` is no code: use a-z, 0-9 and _", "x".repeat(64)))),
        ("code_of_nothing", nonsense("`` is no code: use a-z, 0-9 and _")),
        ("field_without_a_slash", nonsense("`title` is no JSON pointer")),
        ("field_with_a_line_break", nonsense(r"`/title\nSet-Cookie: x` is no JSON pointer")),
        ("credential_with_blanks", nonsense("a credential without a name")),
        ("wait_until_the_end_of_time", nonsense("9223372036854775807 is no instant")),
    ]
}

#[tokio::test]
async fn each_misdeed_ends_a_sign_up_in_the_failure_it_is() {
    let plans = [
        ("endless_waiting_list", nonsense("a waiting list longer than 100 000")),
        ("priority_above_nine", nonsense("a priority above 9")),
    ];
    for (how, expected) in without_an_answer().into_iter().chain(of_no_use()).chain(plans) {
        assert_eq!(sign_up(how).await.map_err(placeless), Err(expected), "{how}");
    }
}

#[tokio::test]
async fn each_misdeed_ends_a_review_in_the_failure_it_is() {
    let empty = [("refusal_without_reason", nonsense("a refusal without a reason"))];
    for (how, expected) in without_an_answer().into_iter().chain(of_no_use()).chain(empty) {
        let answer = soon(rules(how).await.review_mission(moment(), submission())).await;
        assert_eq!(answer.map_err(placeless), Err(expected), "{how}");
    }
}

#[tokio::test]
async fn each_misdeed_ends_a_ranking_in_the_failure_it_is() {
    let answers = [
        ("too_few_lifts", nonsense("0 answers to 3 hits")),
        ("too_many_lifts", nonsense("4 answers to 3 hits")),
        ("lifted_to_the_sky", nonsense("a lift by more than a hundred places")),
    ];
    for (how, expected) in without_an_answer().into_iter().chain(answers) {
        let hits: Vec<Hit> = vec![hit(), hit(), hit()];
        let answer = soon(rules(how).await.rank(moment(), hits)).await;
        assert_eq!(answer.map_err(placeless), Err(expected), "{how}");
    }
}

#[tokio::test]
async fn effects_nobody_can_have_are_no_answer_to_who_came() {
    for (how, expected) in [
        ("nameless_credential", "a credential without a name"),
        ("too_many_effects", "more effects than anybody can have"),
    ] {
        let came = Came { sign_up: facts(somebody()), attendance: Attendance::Attended };
        assert_eq!(soon(rules(how).await.on_attendance(moment(), came)).await, Err(nonsense(expected)), "{how}");
    }
}

#[tokio::test]
async fn what_is_only_rude_is_answered() {
    for how in ["well", "log_a_thousand_lines", "log_a_long_line"] {
        let verdict = sign_up(how).await.expect(how);
        assert!(verdict.reasons.is_empty() && verdict.plan.waiting_list_limit == 10, "{how}");
    }
}

#[tokio::test]
async fn nothing_stays_from_one_call_to_the_next() {
    let rules = rules("count").await;
    for _ in 0..20 {
        let verdict = soon(rules.sign_up(moment(), facts(somebody()))).await.expect("an answer");
        assert_eq!(verdict.reasons[0].args["calls"], json!(1));
    }
}

#[tokio::test]
async fn rules_that_misbehave_when_they_are_chosen_are_not_chosen() {
    let (host, component) = host().await;
    let parameters = Parameters::from([("how".to_owned(), json!("loop_when_checked"))]);
    let chosen = soon(host.rules("testville", component, &parameters)).await;
    assert_eq!(chosen.err(), Some(Misfit::Component(Unusable::Failed(TOO_SLOW))));
}

#[tokio::test]
async fn after_three_failures_in_a_row_they_are_left_alone_and_other_cities_are_not() {
    let (bad, good) = (rules("panic").await, rules("well").await);
    for _ in 0..3 {
        let answer = soon(bad.sign_up(moment(), facts(somebody()))).await;
        assert!(matches!(answer, Err(Failure::Stopped(_))), "{answer:?}");
    }
    let file = json!({
        "kind": "association", "description": "", "domains": [], "beneficiaries": [], "areas": [], "registered": true,
        "accreditations": [],
    });
    // What would have been answered is not asked either: the rules are left alone, not the question.
    let answer = soon(bad.review_association(moment(), facts::<AssociationFile>(file.clone()))).await;
    assert_eq!(answer, Err(Failure::LeftAlone));
    let health = bad.health();
    assert_eq!((health.calls, health.failures, health.left_alone), (3, 3, true), "the guest did not run");
    let last = health.last_failure.expect("the last failure");
    let told = "the rules stopped: these rules know no way on (hostile/src/misdeeds.rs:";
    assert!(last.starts_with(told), "{last}");
    assert_eq!(soon(good.review_association(moment(), facts(file))).await, Ok(Review::Publish));
}

#[tokio::test]
async fn who_goes_away_frees_no_place_while_the_guest_runs_and_its_failure_counts() {
    let rules = rules("loop").await;
    for _ in 0..3 {
        let call = rules.sign_up(moment(), facts(somebody()));
        // Long enough for the guest to begin, too short for it to end.
        assert!(tokio::time::timeout(std::time::Duration::from_millis(1), call).await.is_err());
    }
    let told = async {
        while rules.health().failures < 3 {
            tokio::task::yield_now().await;
        }
    };
    soon(told).await;
    assert!(rules.health().left_alone);
}

/// The mission, as a validated association submits it.
fn submission() -> Submission {
    facts(json!({
        "mission": mission(),
        "texts": [{ "language": "fr", "title": "Collecte", "description": "Trier des dons." }],
        "starts": [],
        "places": 5,
        "association": { "kind": "association", "validated": true, "accreditations": [], "published_before": 0 },
        "published_alike": false,
    }))
}

/// The mission among those that were found.
fn hit() -> Hit {
    facts(json!({ "mission": mission(), "accreditations": [] }))
}
