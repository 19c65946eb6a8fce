//! What guests took is given back: a process that asked hostile rules hundreds of times is no larger than before. A suite
//! of its own, since what runs beside it would be measured too.

#[path = "hostile/city.rs"]
mod city;

use platform_core::rules::Failure;

use crate::city::sign_up;

/// What may stay: far more than one guest's memory, far less than hundreds of them.
const MARGIN: usize = 64 << 20;

#[tokio::test]
async fn two_hundred_hostile_calls_leave_nothing_behind() {
    let misdeeds = ["memory", "text_of_5_mib", "one_text_many_times", "panic_at_length", "stack", "very_many_reasons"];
    for how in misdeeds {
        sign_up(how).await.expect_err(how);
    }
    let before = resident();
    for how in misdeeds.iter().cycle().take(200) {
        let failure = sign_up(how).await.expect_err(how);
        assert!(!matches!(failure, Failure::LeftAlone | Failure::Nonsense(_)), "{how}: {failure:?}");
    }
    let after = resident();
    assert!(after < before + MARGIN, "{before} bytes before, {after} after");
}

/// Bytes of this process in memory.
fn resident() -> usize {
    let told = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    let pages: usize = told.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * 4096
}
