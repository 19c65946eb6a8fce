//! The forms that carry a file, without JavaScript: pictures, logos and the city's rules.

use platform_core::accounts::CityRole;
use tests::{Person, TestApp, Visitor};

use super::{Scene, blue, put, red};

/// A component that does not do as it should, and one that is none.
const COMPONENT: &[u8] = include_bytes!("../../../plugins/hostile/rules.wasm");

#[tokio::test]
async fn a_manager_chooses_a_picture_describes_it_and_takes_it_away() {
    let scene = Scene::new().await;
    let visitor = Visitor::known(&scene.app, &scene.manager);
    let mission = format!("/manage/missions/{}", scene.mission);
    let form = visitor.get(&format!("{mission}/picture")).await.expect(200);
    assert_eq!(form.attribute("input[type=file]", "accept").as_deref(), Some("image/jpeg,image/png,image/webp"));
    assert!(form.says("4 Mo"), "{}", form.text("main"));

    let nothing = visitor.upload(&form, "/picture", &[("alt", "Une salle")], b"").await.expect(422);
    assert!(nothing.error("file").contains("Choisissez un fichier."));
    assert_eq!(nothing.value("alt"), "Une salle", "what was typed is still there");
    let heavy = visitor.upload(&form, "/picture", &[], &vec![0xFF; 5 << 20]).await.expect(422);
    assert_eq!(
        heavy.error("file"),
        "Cette image est trop lourde. Choisissez-en une de 4 Mo au plus, ou réduisez-la d'abord."
    );
    let drawing = visitor.upload(&form, "/picture", &[], b"<svg/>").await.expect(422);
    assert!(drawing.error("file").contains("JPEG, PNG ou WebP"));

    let page = visitor.upload(&form, "/picture", &[("alt", "Deux enfants lisent")], &red()).await.expect(200);
    assert_eq!(page.path, mission);
    let image = |name: &str| page.attribute("img.picture", name);
    assert_eq!(image("alt").as_deref(), Some("Deux enfants lisent"));
    assert_eq!((image("width").as_deref(), image("height").as_deref()), (Some("1200"), Some("800")));

    // Other words for the one there is, without sending it again.
    let form = visitor.get(&format!("{mission}/picture")).await.expect(200);
    assert_eq!(form.value("alt"), "Deux enfants lisent");
    let page = visitor.upload(&form, "/picture", &[("alt", "")], b"").await.expect(200);
    assert_eq!(page.attribute("img.picture", "alt").as_deref(), Some(""));
    let form = visitor.get(&format!("{mission}/picture")).await.expect(200);
    let page = visitor.submit(&form, "/picture/remove", &[]).await.expect(200);
    assert_eq!(page.attribute("img.picture", "src"), None);
}

#[tokio::test]
async fn pages_show_it_and_so_does_what_machines_read() {
    let scene = Scene::new().await;
    let Scene { app, manager, mission, association, .. } = &scene;
    let described = format!("{}?alt=Deux%20enfants%20lisent", scene.of_mission());
    let set = put(app, manager, &described, red()).await.expect(200).body;
    let logo = put(app, manager, &scene.logo(), blue()).await.expect(200).body;
    while app.work().await > 0 {}
    let picture = set["picture"]["path"].as_str().expect("a path");
    let small = set["picture"]["small_path"].as_str().expect("a path");
    let whole = format!("http://paris.localhost:8080{picture}");
    let visitor = Visitor::new(app, "paris");

    let page = visitor.get(&format!("/missions/{mission}")).await.expect(200);
    assert_eq!(page.attribute("img.picture", "src").as_deref(), Some(picture));
    assert_eq!(page.attribute("img.picture", "loading").as_deref(), Some("lazy"));
    assert_eq!(page.attribute("img.picture", "alt").as_deref(), Some("Deux enfants lisent"));
    assert!(page.attribute("img.picture", "srcset").is_some_and(|set| set.contains(&format!("{small} 480w"))));
    assert_eq!(page.attribute("meta[property='og:image']", "content"), Some(whole.clone()));
    let read: serde_json::Value =
        serde_json::from_str(&page.text("script[type='application/ld+json']")).expect("JSON-LD");
    for described in read["@graph"].as_array().expect("things") {
        assert_eq!(described["image"], whole, "{}", described["@type"]);
    }
    for list in ["/missions?q=devoirs".to_owned(), format!("/associations/{association}"), "/widget".to_owned()] {
        let page = visitor.get(&list).await.expect(200);
        let image = |name: &str| page.attribute(".card img", name).unwrap_or_default();
        assert_eq!(image("src"), small, "{list}");
        assert_eq!((image("width"), image("height"), image("alt")), ("480".into(), "320".into(), String::new()));
        assert_eq!(image("loading"), "lazy");
    }
    let page = visitor.get(&format!("/associations/{association}")).await.expect(200);
    assert_eq!(page.attribute("img.logo", "src").as_deref(), logo["logo"]["path"].as_str());
    assert_eq!(page.attribute("img.logo", "alt").as_deref(), Some(""));
}

#[tokio::test]
async fn an_association_gets_its_logo_on_its_file() {
    let scene = Scene::new().await;
    let visitor = Visitor::known(&scene.app, &scene.manager);
    let address = format!("/manage/{}", scene.association);
    let file = visitor.get(&address).await.expect(200);
    let refused = visitor.upload(&file, "/logo", &[], b"").await.expect(422);
    assert!(refused.error("file").contains("Choisissez un fichier."));
    let file = visitor.upload(&file, "/logo", &[], &blue()).await.expect(200);
    assert_eq!(file.path, address);
    assert!(file.attribute("img.logo", "src").is_some_and(|src| src.ends_with(".png")));
    let file = visitor.submit(&file, "/logo/remove", &[]).await.expect(200);
    assert_eq!(file.attribute("img.logo", "src"), None);
}

/// A file is taken from a page of the session only, and nothing of one is read from whom nobody knows.
#[tokio::test]
async fn a_form_with_a_file_carries_the_proof_too() {
    let scene = Scene::new().await;
    let Scene { app, manager, .. } = &scene;
    let picture = format!("/manage/missions/{}/picture", scene.mission);
    let logo = format!("/manage/{}/logo", scene.association);
    let visitor = Visitor::known(app, manager);
    let other = app.volunteer("paris", "other").await;
    let stale = Visitor::known(app, &other).get("/me/profile").await.expect(200).value("_token");
    for path in [&picture, &logo] {
        for fields in [vec![], vec![("_token".to_owned(), stale.clone())]] {
            let refused = visitor.post_file(path, &fields, &red()).await.expect(403);
            assert!(refused.says("Cette page était ouverte depuis trop longtemps."));
        }
        let nobody = Visitor::new(app, "paris").post_file(path, &[], &red()).await.expect(200);
        assert!(nobody.path.starts_with("/enter"), "{}", nobody.path);
        // Somebody else's proof is sound, and the page is not theirs.
        let fields = [("_token".to_owned(), stale.clone())];
        Visitor::known(app, &other).post_file(path, &fields, &red()).await.expect(404);
        // A form that cannot carry a file.
        visitor.post(path, &[]).await.expect(415);
    }
    assert!(scene.events().await.is_empty());
}

#[tokio::test]
async fn an_admin_uploads_rules_on_their_page() {
    let app = TestApp::new().await;
    let admin = Person::made(&app, "paris", "admin", Some(CityRole::Admin), None).await;
    let agent = app.agent("paris").await;
    let visitor = Visitor::known(&app, &admin);
    let page = visitor.get("/agent/rules").await.expect(200);
    for (wasm, says) in [
        (&b""[..], "Aucun composant n'a été choisi."),
        (b"(component)", "Ces règles ne peuvent pas être utilisées."),
        (&COMPONENT[..COMPONENT.len() / 2], "not a WebAssembly component"),
    ] {
        let refused = visitor.upload(&page, "/agent/rules/upload", &[], wasm).await.expect(422);
        assert!(refused.text("#complaints").contains(says), "{says}: {}", refused.text("#complaints"));
    }
    let heavy = vec![0; platform_core::rules::MAX_COMPONENT + 1];
    let refused = visitor.upload(&page, "/agent/rules/upload", &[], &heavy).await.expect(422);
    assert!(refused.error("file").contains("24 Mo"));
    assert_eq!(app.city("paris").choice.version, 1);

    let token = visitor.get("/agent/rules").await.value("_token");
    let fields = [("_token".to_owned(), token)];
    Visitor::known(&app, &agent).post_file("/agent/rules/upload", &fields, COMPONENT).await.expect(403);
    let page = visitor.upload(&page, "/agent/rules/upload", &[], COMPONENT).await.expect(200);
    assert_eq!(page.path, "/agent/rules");
    assert!(page.says("Composant envoyé"), "{}", page.text("main"));
}
