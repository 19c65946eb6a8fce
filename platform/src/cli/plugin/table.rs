//! Differences as a table that a person reads.

use platform_core::rules::replay::Replayed;
use serde_json::Value;

/// Prints the differences, one a line.
pub(super) fn print(found: &Replayed) {
    if found.differences.is_empty() {
        return;
    }
    let [what, when, then, now] = ["what", "when", "in force", "would be"];
    println!("{what:<12} {when:<20} {then:<40} {now}");
    for difference in &found.differences {
        let when = difference.at.format("%Y-%m-%d %H:%M").to_string();
        let (then, now) = (short(&difference.then), short(&difference.now));
        println!("{:<12} {when:<20} {then:<40} {now}", difference.question.word());
    }
}

/// An answer in a few words: `publish`, `refuse: too_young`, `accepted at once`.
pub(super) fn short(answer: &Value) -> String {
    let codes = |reasons: &Value| -> Vec<String> {
        let codes = reasons.as_array().into_iter().flatten();
        codes.filter_map(|reason| reason["code"].as_str().map(str::to_owned)).collect()
    };
    if let Some(failure) = answer["failed"].as_str() {
        return format!("failed: {failure}");
    }
    let verdict = &answer["verdict"];
    if let Some(word) = verdict.as_str() {
        return word.to_owned();
    }
    for word in ["hold", "refuse"] {
        if let Some(reasons) = verdict.get(word) {
            return format!("{word}: {}", codes(reasons).join(", "));
        }
    }
    if let Some(plan) = verdict.get("plan") {
        let reasons = codes(&verdict["reasons"]);
        if !reasons.is_empty() {
            return format!("no: {}", reasons.join(", "));
        }
        let acceptance = plan["acceptance"].as_str().unwrap_or_default();
        return match plan["waiting_priority"].as_u64() {
            Some(priority) if priority > 0 => format!("yes, {acceptance}, first in line ({priority})"),
            _ => format!("yes, {acceptance}"),
        };
    }
    verdict.to_string()
}
