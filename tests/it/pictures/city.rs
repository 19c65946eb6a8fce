//! A city's logo: read with its folder, shown beside its name.

use std::path::{Path, PathBuf};

use platform_core::tenancy::Folder;
use tests::{TestApp, Visitor};

fn tenants() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tenants")
}

#[tokio::test]
async fn it_stands_beside_the_name_of_the_city() {
    let app = TestApp::with_own_rules().await;
    let mut names = Vec::new();
    for city in ["paris", "montreal"] {
        let visitor = Visitor::new(&app, city);
        let page = visitor.get("/").await.expect(200);
        let image = |name: &str| page.attribute(".brand img", name).unwrap_or_default();
        assert_eq!((image("width"), image("height"), image("alt")), ("32".into(), "32".into(), String::new()));
        let shown = visitor.look(&image("src")).await.expect(200);
        assert_eq!(shown.answer.header("content-type"), "image/svg+xml");
        assert_eq!(shown.answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(shown.answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        names.push(image("src"));
    }
    Visitor::new(&app, "montreal").look(&names[0]).await.expect(404);
    // A city without one shows its name.
    let app = TestApp::new().await;
    assert_eq!(Visitor::new(&app, "paris").get("/").await.attribute(".brand img", "src"), None);
}

#[test]
fn one_that_does_more_than_be_drawn_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |name: &str| {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        std::fs::copy(tenants().join("paris").join(name), to).expect("a copy");
    };
    ["tenant.toml", "texts/fr.ftl", "texts/en.ftl", "theme/logo.svg"].into_iter().for_each(copy);
    assert!(Folder::read(folder.path()).expect("sound").config.logo.is_some());
    let logo = folder.path().join("theme/logo.svg");
    let sound = std::fs::read_to_string(&logo).expect("a logo");
    std::fs::write(&logo, sound.replace("  <path", "  <script>alert(1)</script>\n  <path")).expect("written");
    let mistake = Folder::read(folder.path()).expect_err("it runs").to_string();
    assert!(mistake.contains("logo.svg:5: holds `<script>`"), "{mistake}");
    std::fs::write(folder.path().join("theme/logo.png"), "").expect("written");
    let mistake = Folder::read(folder.path()).expect_err("there are two").to_string();
    assert!(mistake.contains("keep one of the two"), "{mistake}");
}
