//! The attestation as a document: what it says, to eyes and to programs that read aloud.

use std::io::{Write as _, stderr};
use std::process::Command;

use chrono::NaiveDate;
use platform::attestation::pdf;
use platform_core::hours::{Attestation, Code, Line};
use platform_core::texts::Locale;
use serde_json::json;
use tests::TestApp;
use uuid::Uuid;

use super::{ATTESTATIONS, Scene, code};

const CODE: &str = "0000-0000-0000";
const ADDRESS: &str = "https://paris.example/attestations/0000-0000-0000";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn attestation(titles: &[&str]) -> Attestation {
    let line = |title: &&str| Line {
        mission: Uuid::from_u128(title.len() as u128).into(),
        title: (*title).to_owned(),
        association: "Savoirs du canal".into(),
        starts_at: "2026-03-14T09:00:00Z".parse().ok(),
        day: day("2026-03-14"),
        minutes: 90,
    };
    Attestation {
        code: Code::read(CODE).expect("a code"),
        given_name: "Zoé".into(),
        family_name: "Lefèvre-Đặng".into(),
        city: "Paris".into(),
        locale: Locale::Fr,
        from: day("2026-03-01"),
        until: day("2026-03-31"),
        lines: titles.iter().map(line).collect(),
        made_at: "2026-04-01T08:00:00Z".parse().expect("an instant"),
    }
}

/// What a program of Poppler says of a document; none where there is no such program.
fn said(program: &str, arguments: &[&str], document: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), document).expect("it is written");
    let command = Command::new(program).arg(file.path()).args(arguments).output();
    let Ok(output) = command else {
        // As the tests' own output is shown only where they fail, this goes past it.
        let _ = writeln!(stderr(), "\nLEFT OUT: nothing to read a PDF with here (Debian: poppler-utils)\n");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test]
async fn it_says_who_how_long_and_where_to_check() {
    let app = TestApp::new().await;
    let city = app.city("paris");
    let title = "Aider aux devoirs 👩‍👩‍👧‍👦 le samedi, et goûter avec les enfants du quartier et leurs grands-parents";
    let about = attestation(&[title, "مساعدة", "Lire"]);
    for (locale, expected) in [
        (Locale::Fr, ["Attestation de bénévolat", "Zoé Lefèvre-Đặng a aidé bénévolement", "4 h 30", "14 mars 2026"]),
        (Locale::En, ["Proof of volunteering", "Zoé Lefèvre-Đặng volunteered", "4 h 30", "14 March 2026"]),
    ] {
        let document = pdf(&about, &city, locale, ADDRESS).expect("a document for everybody");
        assert_eq!(document, pdf(&about, &city, locale, ADDRESS).expect("the same"), "byte by byte");
        let Some(text) = said("pdftotext", &["-"], &document) else { return };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let written = [CODE, ADDRESS, "Savoirs du canal", "👩‍👩‍👧‍👦", "Lire", "1 h 30"];
        for part in expected.into_iter().chain(written) {
            assert!(words.contains(part), "{part}: {words}");
        }
        let info = said("pdfinfo", &[], &document).expect("another of the same");
        let has = |name: &str, value: &str| info.lines().any(|line| line.starts_with(name) && line.ends_with(value));
        assert!(has("Title:", expected[0]) && has("Tagged:", "yes") && has("Pages:", "1"), "{info}");
        assert!(info.contains("595 x 842 pts (A4)"), "{info}");
        let parts = said("pdfinfo", &["-struct"], &document).expect("another of the same");
        for part in ["H1", "H2", "Table", "THead", "TBody", "TFoot", "TH", "TD", "Link"] {
            let mut names = parts.lines().filter_map(|line| line.split_whitespace().next());
            assert!(names.any(|name| name.trim_end_matches(':') == part), "{part}: {parts}");
        }
    }
}

#[tokio::test]
async fn many_lines_take_several_pages_and_none_is_lost() {
    let app = TestApp::new().await;
    let titles: Vec<_> = (0..150).map(|number| format!("Mission numéro {number}.")).collect();
    let about = attestation(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    let document = pdf(&about, &app.city("paris"), Locale::Fr, ADDRESS).expect("a document for everybody");
    let Some(text) = said("pdftotext", &["-layout", "-"], &document) else { return };
    for title in &titles {
        assert_eq!(text.matches(title.as_str()).count(), 1, "{title}");
    }
    let pages: Vec<_> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 3);
    for (number, page) in pages.iter().enumerate() {
        let footer = format!("code {CODE}, page {} sur {}", number + 1, pages.len());
        assert!(page.contains(&footer), "{page}");
    }
    assert!(pages.iter().take(pages.len() - 1).all(|page| page.contains("Association")), "columns are named on each");
}

#[tokio::test]
async fn it_is_handed_to_whom_it_is_about() {
    let scene = Scene::new().await;
    scene.helped().await;
    let made = scene.attested(json!({})).await.expect(201);
    let path = format!("{ATTESTATIONS}/{}", code(&made));
    assert_eq!(made.body["pdf"], path);
    let file = scene.person.get(&scene.app, &path).await.expect(200);
    assert_eq!(file.header("content-type"), "application/pdf");
    let name = format!("attachment; filename=\"attestation-{}.pdf\"", code(&made));
    assert_eq!(file.header("content-disposition"), name);
    assert!(file.text.starts_with("%PDF-1.7"));
    scene.manager.get(&scene.app, &path).await.expect(404);
    scene.app.call("paris", axum::http::Method::GET, &path, None).await.expect(401);
    let abroad = scene.app.volunteer("montreal", "abroad").await;
    abroad.get(&scene.app, &path).await.expect(404);
    for typed in ["x", "%ff", "0000-0000-0000"] {
        scene.person.get(&scene.app, &format!("{ATTESTATIONS}/{typed}")).await.expect(404);
    }
}
