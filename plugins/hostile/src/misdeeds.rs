//! What hostile rules do before they answer, and the answers nobody can use.

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};

use kit::{Argument, Level, NamedArgument, Reason, Remedy, log};

const MIB: usize = 1 << 20;

/// Does what is not to be done; comes back only from what is allowed.
pub(crate) fn misbehave(how: &str) {
    match how {
        "loop" => forever(|| {}),
        "log_without_end" => forever(|| log(Level::Debug, "still here")),
        "log_a_thousand_lines" => (0..1000).for_each(|number| log(Level::Info, &format!("line {number}"))),
        "panic_after_a_thousand_lines" => {
            misbehave("log_a_thousand_lines");
            misbehave("panic");
        }
        "log_a_long_line" => log(Level::Info, &"é".repeat(MIB / 8)),
        "log_more_than_may_cross" => log(Level::Info, &"x".repeat(5 * MIB)),
        "panic" => panic!("these rules know no way on"),
        "panic_on_two_lines" => panic!("one line\r\nand another"),
        "panic_at_length" => panic!("{}", "é".repeat(MIB / 8)),
        "memory" => forever(|| std::mem::forget(black_box(Vec::<u8>::with_capacity(MIB)))),
        "much_memory_at_once" => drop(black_box(vec![1_u8; 1 << 30])),
        "stack" => {
            black_box(deeper(black_box(0)));
        }
        "stack_of_frames" => {
            black_box(deeper_with_frames(0));
        }
        "wild_pointer" => {
            let nowhere = black_box(0x7fff_fff0) as *const u8;
            // SAFETY: none; the address is outside the memory, and the engine says so.
            black_box(unsafe { nowhere.read_volatile() });
        }
        _ => {}
    }
}

/// The reasons to answer with: none, but where the answer is the misdeed.
pub(crate) fn reasons(how: &str) -> Vec<Reason> {
    let one = || Reason::new("hostile");
    match how {
        "text_of_5_mib" => vec![one().with_text("text", &"x".repeat(5 * MIB))],
        "text_of_100_mb" => vec![one().with_text("text", &"x".repeat(100_000_000))],
        "text_of_501_bytes" => vec![one().with_text("text", &"x".repeat(501))],
        "text_with_an_escape" => vec![one().with_text("text", "\u{1b}[2J")],
        "many_reasons" => (0..51).map(|_| one()).collect(),
        "very_many_reasons" => (0..50_000).map(|_| one()).collect(),
        "many_arguments" => vec![(0..51).fold(one(), |reason, number| reason.with(&format!("n_{number}"), 1))],
        "argument_without_a_name" => {
            let argument = NamedArgument { name: String::new(), value: Argument::Number(1) };
            vec![Reason { arguments: vec![argument], ..one() }]
        }
        "code_with_markup" => vec![Reason::new("<script>")],
        "code_of_8_kib" => vec![Reason::new(&"x".repeat(8192))],
        "code_of_nothing" => vec![Reason::new("")],
        "field_without_a_slash" => vec![one().at("title")],
        "field_with_a_line_break" => vec![one().at("/title\nSet-Cookie: x")],
        "credential_with_blanks" => vec![one().remedy(Remedy::Obtain("carte citoyenne".into()))],
        "wait_until_the_end_of_time" => vec![one().remedy(Remedy::WaitUntil(i64::MAX))],
        "one_text_many_times" => aliased(),
        "count" => vec![one().with("calls", count())],
        "text_that_is_no_text" => vec![one().with_text("text", &no_text())],
        _ => Vec::new(),
    }
}

/// How many calls this instance has seen: what one call leaves must not be there for the next.
fn count() -> u32 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed) + 1
}

/// Few reasons, within what a guest may have, that are large once each is copied: all point to the same text.
fn aliased() -> Vec<Reason> {
    let text = Box::leak("x".repeat(MIB).into_boxed_str());
    // SAFETY: none; nothing is freed, since the platform does not come to an end with the first of them.
    let again = || unsafe { String::from_raw_parts(text.as_ptr().cast_mut(), text.len(), text.len()) };
    let argument = |_| NamedArgument { name: "text".into(), value: Argument::Text(again()) };
    vec![Reason { arguments: (0..50).map(argument).collect(), ..Reason::new("hostile") }]
}

/// A string that is not UTF-8.
fn no_text() -> String {
    // SAFETY: none; the platform looks at what it is handed.
    unsafe { String::from_utf8_unchecked(black_box(vec![0xff, 0xfe])) }
}

fn forever(mut what: impl FnMut()) {
    while black_box(true) {
        what();
    }
}

/// Calls itself without a frame in its memory: the engine's stack ends.
fn deeper(depth: u32) -> u32 {
    if depth == u32::MAX { 0 } else { deeper(depth + 1).rotate_left(3) ^ depth }
}

/// Calls itself with a frame in its memory: the memory's stack ends.
#[inline(never)]
fn deeper_with_frames(depth: u8) -> u8 {
    let frame = black_box([depth; 512]);
    if black_box(true) { deeper_with_frames(frame[7].wrapping_add(1)) ^ black_box(frame)[9] } else { depth }
}
