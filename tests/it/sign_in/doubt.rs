//! Answers that do not hold, and answers to no question of this browser: nobody comes in by them.

use axum::body::Body;
use axum::http::Request;
use chrono::Duration;
use platform_core::ports::{Clock as _, Party, Proof};
use tests::{FACES, SECRET, Wrong};

use super::{Browser, Scene, shown_in, somebody};

/// What is wrong, at which face, and why the answer does not hold then.
const WRONG: &[(Wrong, &str, &str)] = &[
    (Wrong::Nonce, "openid", "nonce mismatch"),
    (Wrong::NoNonce, "openid", "missing nonce"),
    (Wrong::Audience, "openid", "Invalid audiences: must contain"),
    (Wrong::TwoAudiences, "openid", "not a trusted audience"),
    (Wrong::Issuer, "openid", "Invalid issuer"),
    (Wrong::Expired, "openid", "Expired"),
    (Wrong::Unsigned, "openid", "No signature"),
    (Wrong::PublicKeyAsSecret, "openid", "Disallowed signature algorithm"),
    (Wrong::CitysSecret, "openid", "Disallowed signature algorithm"),
    (Wrong::UnknownKey, "openid", "No matching key"),
    (Wrong::OtherKey, "openid", "EC Signature was wrong"),
    (Wrong::AccessToken, "openid", "another access token"),
    (Wrong::NoIdToken, "openid", "no ID token"),
    (Wrong::Subject, "openid", "Invalid subject"),
    (Wrong::Subject, "franceconnect", "user info of somebody else"),
    (Wrong::UnsignedUserInfo, "franceconnect", "user info is not signed"),
    (Wrong::UnsignedUserInfo, "proconnect", "user info is not signed"),
    (Wrong::UserInfoAudience, "proconnect", "Invalid audiences: must contain"),
    (Wrong::Level, "franceconnect", "not at the level"),
];

#[tokio::test]
async fn an_answer_that_does_not_hold_lets_nobody_in() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    // The keys are known before, so that every doubt is about the answer.
    Browser::new("paris").get(&scene, "/sign-in/openid").await.expect(303);
    let accounts = scene.accounts().await;
    for (how, face, why) in WRONG {
        let mut browser = Browser::new("paris");
        let back = browser.sets_off(&scene, face, "/").await;
        scene.issuer.is_wrong(Some(*how));
        assert_eq!(browser.get(&scene, &back).await.expect(409).code(), "sign_in_unsound", "{how:?} at {face}");
        assert!(!browser.cookies.contains_key("session"), "{how:?} at {face}");
        let doubt = doubt(&scene, face).await;
        assert!(doubt.contains(why), "{how:?} at {face}: {doubt}");
        scene.issuer.is_wrong(None);
    }
    assert_eq!(scene.accounts().await, accounts);
    for face in FACES {
        scene.issuer.knows(Some(somebody(face, &format!("{face}@exemple.example"), true)));
        Browser::new("paris").signs_in(&scene, face).await.expect(303);
    }
}

/// Why an answer does not hold, as the operator reads it.
async fn doubt(scene: &Scene, face: &str) -> String {
    let (city, now) = (scene.app.city("paris"), scene.app.clock.now());
    let (secret, back) = (SECRET.to_owned().into(), format!("http://paris.localhost:8080/sign-in/{face}/callback"));
    let provider = city.config.provider(face).expect("a provider");
    let party = Party { provider, secret: &secret, back: &back, with_birth_date: true };
    let random = || "random-text-of-forty-three-characters-1234567".to_owned().into();
    let proof = Proof { state: random(), nonce: random(), verifier: random() };
    let providers = &scene.app.app.providers;
    let address = providers.address(&party, &proof, now).await.expect("an address");
    let back = shown_in(&address, "paris").await;
    let code = back.split(['?', '&']).find_map(|pair| pair.strip_prefix("code=")).expect("a code");
    providers.claimed(&party, &proof, &code.to_owned().into(), now).await.expect_err("it does not hold").to_string()
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_waited_for() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    for face in ["openid", "facebook"] {
        let mut browser = Browser::new("paris");
        let back = browser.sets_off(&scene, face, "/").await;
        scene.issuer.is_wrong(Some(Wrong::Down));
        let refused = browser.get(&scene, &back).await.expect(503);
        assert_eq!((refused.code(), refused.header("retry-after").is_empty()), ("sign_in_away", false), "{face}");
        scene.issuer.is_wrong(None);
    }
}

#[tokio::test]
async fn keys_change_while_people_come_in() {
    let scene = Scene::alone().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "openid").await.expect(303);
    let me = browser.me(&scene).await["id"].clone();
    Browser::new("paris").signs_in(&scene, "openid").await.expect(303);
    assert_eq!(scene.issuer.keys_read(), 1, "they are kept");
    // Between setting off and coming back.
    let mut later = Browser::new("paris");
    let back = later.sets_off(&scene, "openid", "/").await;
    scene.issuer.changes_key("second");
    later.get(&scene, &back).await.expect(303);
    assert_eq!((later.me(&scene).await["id"].clone(), scene.issuer.keys_read()), (me.clone(), 2));
    // One that is nowhere is looked for once, and not again by whoever comes next.
    scene.app.clock.advance(Duration::seconds(5));
    scene.issuer.is_wrong(Some(Wrong::UnknownKey));
    for _ in 0..2 {
        Browser::new("paris").signs_in(&scene, "openid").await.expect(409);
        assert_eq!(scene.issuer.keys_read(), 3);
    }
    scene.issuer.is_wrong(None);
    // Another key of the same name.
    scene.app.clock.advance(Duration::seconds(5));
    scene.issuer.changes_key("second");
    let mut same = Browser::new("paris");
    same.signs_in(&scene, "openid").await.expect(303);
    assert_eq!((same.me(&scene).await["id"].clone(), scene.issuer.keys_read()), (me.clone(), 4));
    // Another sort of key, beside the one before.
    scene.app.clock.advance(Duration::seconds(5));
    scene.issuer.signs_by_rsa();
    let mut rsa = Browser::new("paris");
    rsa.signs_in(&scene, "openid").await.expect(303);
    assert_eq!((rsa.me(&scene).await["id"].clone(), scene.issuer.keys_read()), (me, 5));
    scene.app.clock.advance(Duration::hours(2));
    Browser::new("paris").signs_in(&scene, "openid").await.expect(303);
    assert_eq!(scene.issuer.keys_read(), 6, "and not kept for ever");
}

#[tokio::test]
async fn an_issuer_does_not_send_us_elsewhere() {
    let scene = Scene::new().await;
    scene.issuer.is_wrong(Some(Wrong::Elsewhere));
    let refused = Browser::new("paris").get(&scene, "/sign-in/openid").await.expect(409);
    assert_eq!(refused.code(), "sign_in_unsound");
}

#[tokio::test]
async fn only_the_browser_that_set_off_comes_back() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    let accounts = scene.accounts().await;
    let mut first = Browser::new("paris");
    let back = first.sets_off(&scene, "openid", "/").await;
    let stale = async |mut browser: Browser, path: &str, what: &str| {
        let refused = browser.get(&scene, path).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "sign_in_stale"), "{what}");
        assert!(!browser.cookies.contains_key("session"), "{what}");
    };
    stale(Browser::new("paris"), &back, "another browser").await;
    let mut second = Browser::new("paris");
    second.sets_off(&scene, "openid", "/").await;
    stale(second.clone(), &back, "another browser that set off, too").await;
    let mut montreal = Browser::new("montreal");
    let back_there = montreal.sets_off(&scene, "openid", "/").await;
    stale(montreal.clone(), &back, "another city").await;
    let mixed = Browser { city: "montreal", ..first.clone() };
    stale(mixed, &back, "another city with what was kept here").await;
    let mixed = Browser { city: "paris", ..montreal };
    stale(mixed, &back_there, "what was kept in another city").await;
    let mut other_face = Browser::new("paris");
    other_face.sets_off(&scene, "proconnect", "/").await;
    stale(other_face, &back, "another provider").await;
    stale(first.clone(), &back.replace("/openid/", "/proconnect/"), "as another provider's").await;
    stale(first.clone(), &back.replace("state=", "state=x"), "another state").await;
    stale(first.clone(), "/sign-in/openid/callback?code=code-1", "no state").await;
    let mut tampered = first.clone();
    tampered.cookies.entry("sign_in".to_owned()).and_modify(|kept| kept.push('A'));
    stale(tampered, &back, "what was kept was changed").await;
    scene.app.clock.advance(Duration::minutes(10));
    stale(first.clone(), &back, "too late").await;
    assert_eq!(scene.accounts().await, accounts);
}

#[tokio::test]
async fn a_code_counts_once() {
    let scene = Scene::new().await;
    for face in ["openid", "facebook"] {
        scene.issuer.knows(Some(somebody(face, &format!("{face}@exemple.example"), true)));
        let mut browser = Browser::new("paris");
        let back = browser.sets_off(&scene, face, "/").await;
        let mut thief = browser.clone();
        browser.get(&scene, &back).await.expect(303);
        assert_eq!(browser.get(&scene, &back).await.expect(409).code(), "sign_in_stale", "{face}: in the same browser");
        let refused = thief.get(&scene, &back).await.expect(409);
        assert_eq!((refused.code(), thief.cookies.contains_key("session")), ("sign_in_unsound", false), "{face}");
    }
}

#[tokio::test]
async fn who_declines_or_comes_to_nobody_is_told() {
    let scene = Scene::new().await;
    scene.issuer.knows(None);
    let declined = Browser::new("paris").signs_in(&scene, "openid").await.expect(409);
    assert_eq!(declined.code(), "sign_in_declined");
    for path in ["/sign-in/nobody", "/sign-in/nobody/callback?state=a&code=b"] {
        let mut browser = Browser::new("paris");
        browser.cookies.insert("sign_in".to_owned(), "x".to_owned());
        browser.get(&scene, path).await.expect(404);
    }
    // Without names there is no account.
    scene.issuer.knows(Some(serde_json::json!({ "sub": "nameless", "email": "a@exemple.example" })));
    let refused = Browser::new("paris").signs_in(&scene, "openid").await.expect(409);
    assert_eq!(refused.code(), "sign_in_unnamed");
    scene.issuer.knows(Some(serde_json::json!({ "sub": "named", "name": "Zoé Martin Durand" })));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "openid").await.expect(303);
    assert_eq!(browser.me(&scene).await["family_name"], "Martin Durand");
    let client = scene.app.client("paris").await;
    client.execute("DELETE FROM provider_secrets", &[]).await.expect("no secret");
    let refused = Browser::new("paris").get(&scene, "/sign-in/openid").await.expect(503);
    assert_eq!(refused.code(), "sign_in_away");
}

/// A page says why and what to do, and leads nowhere by itself: whoever is signed in would go in circles.
#[tokio::test]
async fn whom_a_provider_does_not_let_through_reads_why() {
    let scene = Scene::new().await;
    scene.issuer.knows(None);
    let person = scene.app.volunteer("paris", "zoe").await;
    for mut browser in [Browser::new("paris"), Browser::of(&person)] {
        browser.looks = true;
        let back = browser.sets_off(&scene, "openid", "/me/profile").await;
        let declined = browser.get(&scene, &back).await.expect(409);
        let words = "Vous n&#39;avez pas terminé la connexion là-bas.";
        assert!(declined.text.contains(words) && !declined.text.contains("then="), "{}", declined.text);
        assert!(!browser.cookies.contains_key("sign_in"), "what was kept on the way is gone");
        let stale = browser.get(&scene, &back).await.expect(409);
        assert!(stale.text.contains("Recommencez."), "{}", stale.text);
    }
}

#[tokio::test]
async fn nobody_is_led_away() {
    let scene = Scene::new().await;
    for then in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "missions",
        "",
        "javascript:a",
        "/%0D%0Aa:b",
    ] {
        let refused = Browser::new("paris").get(&scene, &format!("/sign-in/openid?then={then}")).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "leads_away"), "{then}");
    }
}

/// A session of one host is none at another, and providers send people back to the first.
#[tokio::test]
async fn a_citys_other_host_leads_to_the_first() {
    let scene = Scene::new().await;
    let mut browser = Browser { city: "paris-too", looks: true, ..Browser::new("paris") };
    for path in ["/", "/en", "/fr/missions?q=a%20b", "/sign-in/openid?then=/missions%3Fq%3Da"] {
        let home = browser.get(&scene, path).await.expect(308);
        assert_eq!(home.header("location"), format!("http://paris.localhost:8080{path}"));
    }
    // What programs ask, and forms of a page that is open, are answered where they are.
    browser.get(&scene, "/api/v1/areas").await.expect(200);
    let form = Request::post("/enter").header("content-type", "application/x-www-form-urlencoded");
    browser.send(&scene, form, Body::from("email=zoe%40exemple.example")).await.expect(200);
    browser.looks = false;
    for path in ["/api/v1/areas", "/healthz", "/missions.atom", "/theme.css"] {
        browser.get(&scene, path).await.expect(200);
    }
}
