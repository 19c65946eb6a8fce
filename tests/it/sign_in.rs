//! Coming in by a provider's word: who comes in as whom, what does not hold, and what is tried to come in as another.

mod doubt;
mod linking;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tests::{Answer, FACES, Issuer, Person, TestApp};

/// Two cities that trust one provider.
struct Scene {
    app: TestApp,
    issuer: Issuer,
}

impl Scene {
    async fn new() -> Self {
        Self::of(TestApp::with(with_secret).await).await
    }

    /// On one node in every run: each keeps keys of its own.
    async fn alone() -> Self {
        Self::of(TestApp::alone(with_secret).await).await
    }

    async fn of(app: TestApp) -> Self {
        let issuer = Issuer::new(&app.clock).await;
        for city in ["paris", "montreal"] {
            issuer.is_trusted_by(&app, city).await;
        }
        Self { app, issuer }
    }

    async fn rows(&self, sql: &str) -> Vec<String> {
        let client = self.app.client("paris").await;
        client.query(sql, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
    }

    async fn accounts(&self) -> usize {
        self.rows("SELECT id::text FROM accounts").await.len()
    }
}

fn with_secret(vars: &mut BTreeMap<String, String>) {
    vars.insert("JEMENGAGE_SECRET".to_owned(), "un secret de trente-deux caractères".to_owned());
}

/// Somebody as the provider knows them.
fn somebody(subject: &str, email: &str, verified: bool) -> Value {
    json!({ "sub": subject, "given_name": "Zoé", "family_name": "Martin", "usual_name": "Martin",
            "email": email, "email_verified": verified, "birthdate": "1990-05-17" })
}

/// A browser: it keeps cookies, and says where it comes from.
#[derive(Clone)]
struct Browser {
    city: &'static str,
    cookies: BTreeMap<String, String>,
    /// `Sec-Fetch-Site`, if it says.
    from: Option<&'static str>,
    /// Whether it says that it shows pages.
    looks: bool,
}

impl Browser {
    fn new(city: &'static str) -> Self {
        Self { city, cookies: BTreeMap::new(), from: Some("same-origin"), looks: false }
    }

    /// One in which somebody is signed in.
    fn of(person: &Person) -> Self {
        let mut browser = Self::new("paris");
        let cookie = person.cookie();
        let (name, value) = cookie.split_once('=').expect("a cookie");
        browser.cookies.insert(name.to_owned(), value.to_owned());
        browser
    }

    async fn get(&mut self, scene: &Scene, path: &str) -> Answer {
        self.send(scene, Request::get(path), Body::empty()).await
    }

    async fn send(&mut self, scene: &Scene, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header("host", format!("{}.localhost:8080", self.city));
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if self.looks {
            request = request.header("accept", "text/html");
        }
        if let Some(from) = self.from {
            request = request.header("sec-fetch-site", from);
        }
        let answer = scene.app.send(request.body(body).expect("a request")).await;
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().expect("text");
            assert!(set.contains("HttpOnly") || set.contains("Max-Age=0"), "{set}");
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            match value {
                "" => drop(self.cookies.remove(name)),
                value => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        answer
    }

    /// Goes to the provider; answers where it sends back to.
    async fn sets_off(&mut self, scene: &Scene, face: &str, then: &str) -> String {
        let away = self.get(scene, &format!("/sign-in/{face}?then={then}")).await.expect(303);
        shown_in(away.header("location"), self.city).await
    }

    /// Goes to the provider and comes back.
    async fn signs_in(&mut self, scene: &Scene, face: &str) -> Answer {
        let back = self.sets_off(scene, face, "/").await;
        self.get(scene, &back).await
    }

    /// Who is signed in.
    async fn me(&mut self, scene: &Scene) -> Value {
        self.get(scene, "/api/v1/me").await.body
    }
}

/// At the provider: whom it knows is sent back to the city, to this path.
async fn shown_in(address: &str, city: &str) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    let answer = client.expect("a client").get(address).send().await.expect("an answer");
    let status = answer.status();
    let Some(back) = answer.headers().get("location").map(|back| back.to_str().expect("text").to_owned()) else {
        panic!("{status} {}", answer.text().await.unwrap_or_default());
    };
    let host = format!("http://{city}.localhost:8080");
    back.strip_prefix(&host).unwrap_or_else(|| panic!("{back} is in the city")).to_owned()
}

#[tokio::test]
async fn whoever_a_provider_knows_comes_in_and_is_known_again() {
    let scene = Scene::new().await;
    // A verified address is theirs at once; of others the provider's word does not count.
    for (face, is_theirs) in FACES.into_iter().zip([true, false, false, false]) {
        let email = format!("zoe@{face}.example");
        scene.issuer.knows(Some(somebody(&format!("subject {face}"), &email, is_theirs)));
        let mut browser = Browser::new("paris");
        let back = browser.sets_off(&scene, face, "/missions%3Fq%3Dlire").await;
        let back = browser.get(&scene, &back).await.expect(303);
        assert_eq!(back.header("location"), "/missions?q=lire", "{face}");
        assert!(!browser.cookies.contains_key("sign_in"), "what was kept on the way is gone");
        let me = browser.me(&scene).await;
        assert_eq!(
            (&me["given_name"], &me["family_name"], &me["confirmed"]),
            (&json!("Zoé"), &json!("Martin"), &json!(is_theirs)),
            "{face}"
        );
        assert_eq!(me["email"], if is_theirs { json!(email) } else { Value::Null }, "{face}");
        let born = if face == "facebook" { Value::Null } else { json!("1990-05-17") };
        assert_eq!(me["birth_date"], born, "{face}");
        // Known by its subject, whatever else it says now.
        scene.issuer.knows(Some(somebody(&format!("subject {face}"), "other@exemple.example", true)));
        let mut later = Browser::new("paris");
        later.signs_in(&scene, face).await.expect(303);
        assert_eq!(later.me(&scene).await["id"], me["id"], "{face}");
        let mut elsewhere = Browser::new("montreal");
        elsewhere.cookies = later.cookies.clone();
        assert_eq!(
            elsewhere.get(&scene, "/api/v1/me").await.status,
            401,
            "a session of one city is nothing in another"
        );
    }
    let acts = "SELECT format('%s %s', action, details) FROM ledger WHERE action LIKE 'account.%' AND source = 'web'
                ORDER BY id LIMIT 2";
    assert_eq!(scene.rows(acts).await, ["account.registered {}", r#"account.identity_linked {"provider": "openid"}"#]);
}

#[tokio::test]
async fn a_citys_pages_know_what_to_offer() {
    let scene = Scene::new().await;
    let ctx = scene.app.operator("paris");
    let offered = platform_core::accounts::sign_in::offered(&scene.app.app, &ctx);
    let offered: Vec<_> = offered.iter().map(|offered| (offered.name, offered.label)).collect();
    assert_eq!(offered[0], ("openid", "Avec openid"));
    assert_eq!(offered.iter().map(|(name, _)| *name).collect::<Vec<_>>(), FACES);
}

/// Wherever one was, however long its address, one is there again, in its language; what no cookie holds is given up.
#[tokio::test]
async fn one_comes_back_to_where_one_was() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("zoe", "zoe@exemple.example", true)));
    let long = format!("/missions?q={}", "a".repeat(1_500));
    for (then, place) in [("/missions?q=lire", "/en/missions?q=lire"), (long.as_str(), "/")] {
        let mut browser = Browser { looks: true, ..Browser::new("paris") };
        let query = serde_urlencoded::to_string([("then", then)]).expect("a query");
        let page = browser.get(&scene, &format!("/en/enter?{query}")).await.expect(200).text;
        let (_, button) = page.split_once("href=\"/sign-in/openid").expect("a button");
        let button = format!("/sign-in/openid{}", button.split('"').next().unwrap_or_default());
        let away = browser.get(&scene, &button).await.expect(303);
        let back = shown_in(away.header("location"), "paris").await;
        assert_eq!(browser.get(&scene, &back).await.expect(303).header("location"), place);
    }
}

#[tokio::test]
async fn who_gives_an_address_nobody_vouches_for_proves_it_by_mail() {
    let scene = Scene::new().await;
    scene.issuer.knows(Some(somebody("citizen", "Zoe@Exemple.example", false)));
    let mut browser = Browser::new("paris");
    browser.signs_in(&scene, "franceconnect").await.expect(303);
    let me = browser.me(&scene).await;
    scene.app.work().await;
    let link = linking::secret(&scene, "zoe@exemple.example");
    // In the same browser: so both are one person's, and the provider's word goes on to count.
    linking::opens(&mut browser, &scene, &link).await.expect(200);
    let after = browser.me(&scene).await;
    assert_eq!((&after["id"], &after["email"]), (&me["id"], &json!("zoe@exemple.example")));
    let mut later = Browser::new("paris");
    later.signs_in(&scene, "franceconnect").await.expect(303);
    assert_eq!(later.me(&scene).await["id"], me["id"]);
}
