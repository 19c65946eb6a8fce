//! What is taken in, and what is not: files that are no components, components that ask for more than they are given, and
//! those that misbehave while they are looked at.

use platform_core::ports::RulesEngine as _;
use platform_core::rules::{ComponentHash, Failure, Unusable};
use plugin_host::Host;

use crate::city::{HOSTILE, host, soon};

async fn refusal(wasm: Vec<u8>) -> Unusable {
    soon(host().await.0.take_in(wasm)).await.expect_err("a refusal")
}

/// A component of its text.
fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("a text that makes sense")
}

/// A component with these parts whose manifest has the right names, and nothing but `f`, which takes and gives nothing.
fn with(parts: &str) -> Vec<u8> {
    wat(&format!(
        r#"(component
            {parts}
            (core module $one (func (export "f")))
            (core instance $one (instantiate $one))
            (func $f (canon lift (core func $one "f")))
            (instance $manifest
                (export "describe" (func $f)) (export "needs" (func $f)) (export "questions" (func $f))
                (export "check-params" (func $f)) (export "catalogue" (func $f)))
            (export "city:rules/manifest@0.1.0" (instance $manifest)))"#
    ))
}

/// The hostile component, whose manifest misbehaves so.
fn manifest(misdeed: &str) -> Vec<u8> {
    let (none, other) = (word("none"), word(misdeed));
    let at = HOSTILE.windows(none.len()).position(|bytes| bytes == none.as_bytes()).expect("the word");
    let mut wasm = HOSTILE.to_vec();
    wasm[at..at + none.len()].copy_from_slice(other.as_bytes());
    wasm
}

fn word(misdeed: &str) -> String {
    format!("misdeed of the manifest:{misdeed:<24}")
}

#[tokio::test]
async fn what_is_no_component_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = Host::new(Some(folder.path())).expect("an engine");
    other.take_in(HOSTILE.to_vec()).await.expect("a sound component");
    let compiled = std::fs::read(only_file(folder.path())).expect("the compiled component");
    let unfinished = HOSTILE[..HOSTILE.len() / 2].to_vec();
    for (case, wasm) in [
        ("an empty file", Vec::new()),
        ("half a component", unfinished),
        ("a module", wat("(module)")),
        ("the text of a component", b"(component)".to_vec()),
        ("a compiled component", compiled),
        ("zeroes", vec![0; 1000]),
    ] {
        let refusal = refusal(wasm).await;
        assert!(matches!(refusal, Unusable::NotAComponent(_)), "{case}: {refusal:?}");
    }
    let (most, size) = (24 << 20, (24 << 20) + 1);
    assert_eq!(refusal(vec![0; size]).await, Unusable::TooLarge { size, most });
}

#[tokio::test]
async fn what_the_platform_does_not_give_cannot_be_asked_for() {
    let clock = "wasi:clocks/wall-clock@0.2.0";
    for (name, text) in [
        (clock, r#"(component (import "wasi:clocks/wall-clock@0.2.0" (instance (export "now" (func (result u64))))))"#),
        ("log", r#"(component (import "log" (func)))"#),
    ] {
        assert_eq!(refusal(wat(text)).await, Unusable::Import(name.to_owned()));
    }
    for (case, import) in [
        ("log of another type", r#"(instance (export "log" (func)))"#),
        ("a function beside log", r#"(instance (export "exec" (func)))"#),
    ] {
        let refusal = refusal(with(&format!(r#"(import "city:rules/host@0.1.0" {import})"#))).await;
        assert!(matches!(refusal, Unusable::Shape(_)), "{case}: {refusal:?}");
    }
}

#[tokio::test]
async fn what_does_not_export_the_contract_is_not_taken() {
    for (case, wasm) in [
        ("nothing", wat("(component)")),
        (
            "a manifest of nothing",
            wat(r#"(component (instance $m) (export "city:rules/manifest@0.1.0" (instance $m)))"#),
        ),
        ("a manifest of other types", with("")),
    ] {
        let refusal = refusal(wasm).await;
        assert!(matches!(refusal, Unusable::Shape(_)), "{case}: {refusal:?}");
    }
}

#[tokio::test]
async fn what_grows_while_it_begins_is_stopped_by_the_sum_over_all_its_parts() {
    let grows = |name: &str| {
        format!(
            r"(core module ${name} (memory 1) (func $start (drop (memory.grow (i32.const 200)))) (start $start))
            (core instance (instantiate ${name}))"
        )
    };
    let table = r"(core module $t (table 1 funcref) (start $start)
        (func $start (drop (table.grow (ref.null func) (i32.const 1000000))))) (core instance (instantiate $t))";
    let wide = r"(core module $w (memory i64 1) (start $start)
        (func $start (drop (memory.grow (i64.const 0x10000000))))) (core instance (instantiate $w))";
    let endless = "(core module $l (func $start (loop br 0)) (start $start)) (core instance (instantiate $l))";
    // Two memories of 12.5 MiB are within the limit: what is then refused is their manifest's types.
    let two = refusal(with(&["a", "b"].map(grows).concat())).await;
    assert!(matches!(two, Unusable::Shape(_)), "{two:?}");
    for (case, parts, expected) in [
        ("three memories", ["a", "b", "c"].map(grows).concat(), Failure::TooMuchMemory),
        ("a table", table.to_owned(), Failure::TooMuchMemory),
        ("a memory of 64 bits", wide.to_owned(), Failure::TooMuchMemory),
        ("a loop", endless.to_owned(), Failure::TooSlow(50)),
    ] {
        assert_eq!(refusal(with(&parts)).await, Unusable::Failed(expected), "{case}");
    }
}

#[tokio::test]
async fn what_declares_more_than_it_may_have_is_not_taken() {
    let one = |part: &str| format!("(core module $m {part}) (core instance (instantiate $m))");
    for (case, parts) in [
        ("a large memory", one("(memory 513)")),
        ("many memories", format!("(core module $m (memory 1)) {}", "(core instance (instantiate $m))".repeat(5))),
        ("a large table", one("(table 20001 funcref)")),
        ("a memory shared between threads", one("(memory 1 2 shared)")),
        ("many modules", format!("(core module $m) {}", "(core instance (instantiate $m))".repeat(16))),
    ] {
        let refusal = refusal(with(&parts)).await;
        assert!(matches!(refusal, Unusable::NotAComponent(_)), "{case}: {refusal:?}");
    }
}

/// Forty lines, each of which is twice the one before: laid out, more than any machine holds.
#[tokio::test]
async fn what_is_put_together_of_others_again_and_again_is_not_laid_out() {
    let doubled = |inner: String, level: usize| {
        let of_it = format!("(instance (instantiate $c{level}))");
        format!("(component $c{} {inner} {of_it} {of_it})", level + 1)
    };
    let inmost = "(component $c0 (core module $m) (core instance (instantiate $m)))".to_owned();
    let many = with(&(0..40).fold(inmost, doubled));
    assert_eq!(refusal(many).await, Unusable::NotAComponent("it is put together of more than 32 others".into()));
}

#[tokio::test]
async fn a_manifest_that_misbehaves_or_says_what_cannot_be_is_not_taken() {
    for (misdeed, expected) in [
        ("loop", Failure::TooSlow(50)),
        ("memory", Failure::TooMuchMemory),
        ("stack", Failure::TooDeep),
        ("large_description", Failure::TooLarge),
    ] {
        assert_eq!(refusal(manifest(misdeed)).await, Unusable::Failed(expected), "{misdeed}");
    }
    let panic = refusal(manifest("panic")).await;
    assert!(
        matches!(&panic, Unusable::Failed(Failure::Stopped(told)) if told.starts_with("these rules know")),
        "{panic:?}"
    );
    for (misdeed, expected) in [
        ("no_name", "name, version or legal basis is missing or too long"),
        ("many_parameters", "it names more than 100 things of a kind"),
        ("strange_parameter", "`../etc` is no name: use a-z, 0-9 and _, at most 64"),
        ("strange_credential", "`Ä` is no name: use a-z, 0-9 and _, at most 64"),
        ("twice_the_same", "it has two parameters `how`"),
        ("false_default", "the default of `how` is of another kind"),
    ] {
        assert_eq!(refusal(manifest(misdeed)).await, Unusable::Manifest(expected.to_owned()), "{misdeed}");
    }
}

/// Reading such a text would take all the stack and end the process, with all that it serves.
#[tokio::test]
async fn texts_too_long_or_too_deep_are_not_read() {
    for misdeed in ["large_catalogue", "deep_text", "deep_calls", "deep_lines"] {
        let refusal = refusal(manifest(misdeed)).await;
        assert!(matches!(refusal, Unusable::Manifest(_)), "{misdeed}: {refusal:?}");
    }
}

#[tokio::test]
async fn a_compiled_component_is_run_only_if_it_is_what_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = || Host::new(Some(folder.path())).expect("an engine");
    let taken = new().take_in(HOSTILE.to_vec()).await.expect("a sound component");
    let (component, digest) = (taken.component, taken.digest.expect("a digest of what was kept"));
    assert_eq!(component, ComponentHash::of(HOSTILE));

    let right = new();
    assert!(right.recall(component, digest).await && right.has(component));

    let file = only_file(folder.path());
    let kept = std::fs::read(&file).expect("the compiled component");
    for at in [0, kept.len() / 2, kept.len() - 1] {
        let mut changed = kept.clone();
        changed[at] ^= 1;
        std::fs::write(&file, changed).expect("a changed file");
        let other = new();
        assert!(!other.recall(component, digest).await && !other.has(component), "byte {at}");
    }
    std::fs::write(&file, &kept[..kept.len() / 2]).expect("half a file");
    assert!(!new().recall(component, digest).await);
    std::fs::remove_file(&file).expect("no file");
    assert!(!new().recall(component, digest).await);

    let again = new().take_in(HOSTILE.to_vec()).await.expect("it is compiled again");
    assert_eq!(again.component, component);
    assert!(new().recall(component, again.digest.expect("a digest")).await);
}

fn only_file(folder: &std::path::Path) -> std::path::PathBuf {
    let files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    file.clone()
}
