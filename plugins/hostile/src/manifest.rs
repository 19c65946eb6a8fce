//! What these rules say of themselves: one parameter, which says how they misbehave. How the manifest itself misbehaves no
//! parameter can say, since it is read before there are any: the tests write another word into the built component.

use std::hint::black_box;

use kit::{Description, Kind, Manifest, Need, Parameter, Question, Reason, Setting, Value, optional, parameter};

use crate::{Rules, how, misdeeds};

/// The word, filled up with blanks.
static MISDEED: [u8; 48] = *b"misdeed of the manifest:none                    ";

fn misdeed() -> &'static str {
    let text = str::from_utf8(black_box(&MISDEED)).unwrap_or_default();
    text.split_once(':').map_or("", |(_, word)| word.trim_end())
}

impl Manifest for Rules {
    fn describe() -> Description {
        let misdeed = misdeed();
        misdeeds::misbehave(misdeed);
        let usual = parameter("how", Value::Text("well".into()));
        Description {
            name: if misdeed == "no_name" { String::new() } else { "hostile".into() },
            version: env!("CARGO_PKG_VERSION").into(),
            legal_basis: if misdeed == "large_description" { "x".repeat(5 << 20) } else { "none".into() },
            parameters: match misdeed {
                "many_parameters" => (0..101).map(|number| optional(&format!("p_{number}"), Kind::Flag)).collect(),
                "strange_parameter" => vec![usual, optional("../etc", Kind::Flag)],
                "twice_the_same" => vec![usual.clone(), usual],
                "false_default" => vec![Parameter { kind: Kind::Number, ..usual }],
                _ => vec![usual],
            },
            credentials: if misdeed == "strange_credential" { vec!["Ä".into()] } else { Vec::new() },
            accreditations: Vec::new(),
        }
    }

    fn needs(_: Vec<Setting>) -> Vec<Need> {
        Vec::new()
    }

    fn questions(_: Vec<Setting>) -> Vec<Question> {
        vec![Question::Rank, Question::OnAttendance]
    }

    fn check_params(settings: Vec<Setting>) -> Vec<Reason> {
        // Misbehaves already when a city is about to choose it.
        if how(&settings) == "loop_when_checked" {
            misdeeds::misbehave("loop");
        }
        Vec::new()
    }

    fn catalogue(_: String) -> Option<String> {
        match misdeed() {
            "deep_text" => Some(format!("deep = {}", "{".repeat(10_000))),
            "deep_calls" => Some(format!("deep = {{ {}", "A(".repeat(10_000))),
            "deep_lines" => Some(format!("deep = {}", "{\n{".repeat(10_000))),
            "large_catalogue" => Some(format!("large = {}", "x".repeat(1 << 20))),
            _ => None,
        }
    }
}
