//! The browser the web suites look through sees what it has to see: on a small site whose faults are known.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{any, get};
use tests::browser::{Browser, Key, Page, View};
use tokio::net::TcpListener;

/// Starts of pages that are as they should be; the icon is none, so that Chromium looks for none.
const HEAD: &str = r#"<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css"></head><body>"#;

const STYLE: &str = "body { color: #111; background: #fff; color-scheme: light dark }
input, button, select { font: inherit; min-height: 2rem }
li { line-height: 2 }
.wide { width: 500px } .loud { text-transform: uppercase }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }";

const SOUND: &str = r#"<main><h1>Bonjour</h1><p id="told">sans script</p><noscript>Pas de script ici.</noscript>
<form action="/sent"><p><label for="name">Nom <span aria-hidden="true">*</span></label>
<input id="name" name="name" autocomplete="name" required></p>
<p><label for="day">Jour</label> <input id="day" name="day" type="date"></p>
<p><label for="area">Quartier</label>
<select id="area" name="area"><option>Belleville</option><option>Ménilmontant</option></select></p>
<fieldset><legend>Quand</legend><label><input type="radio" name="when" value="matin"> Le matin</label>
<label><input type="radio" name="when" value="soir"> Le soir</label></fieldset>
<button class="loud">Je&nbsp;participe</button></form>
<ul><li id="first"><a href="/elsewhere">Voir</a></li><li id="second"><a href="/sound?again">Voir</a></li></ul>
<p><label for="logo">Logo</label> <input id="logo" type="file"></p>
<button type="button" id="later">Plus tard</button></main><script src="/script.js"></script>"#;

const SCRIPT: &str = "document.getElementById('told').textContent = 'avec script';
document.getElementById('later').addEventListener('click', () => setTimeout(() => {
    document.getElementById('told').textContent = 'un peu plus tard' }, 300));";

const PLANTED: &str = r#"<main><h1>Bonjour</h1><h3>Un titre saute</h3><img src="/dot.svg" width="40" height="40">
<p style="color: #999">Trop pâle pour être lu</p><p><input name="nobody"></p></main>"#;

const NOISY: &str = r#"<main><h1>Bonjour</h1><script>document.title = "inline"</script><script src="/missing.js"></script>
<p class="wide">large</p></main>"#;

async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let language = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = match uri.path() {
        "/sound" => SOUND.to_owned(),
        "/planted" => PLANTED.to_owned(),
        "/noisy" => {
            let port = host.split(':').nth(1).unwrap_or_default();
            format!("{NOISY}<img alt='' src='http://tiers.localhost:{port}/dot.svg'>")
        }
        "/sent" => format!("<main><h1>Reçu</h1><p>{}</p></main>", uri.query().unwrap_or_default()),
        "/elsewhere" => format!("<main><h1>Ailleurs</h1><p>{host} {language}</p></main>"),
        _ => return (StatusCode::NOT_FOUND, "rien ici").into_response(),
    };
    let policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data:";
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::SET_COOKIE, "met=1; HttpOnly; SameSite=Lax")];
    (headers, Html(format!("{HEAD}{body}</body></html>"))).into_response()
}

async fn file(request: Request) -> Response {
    match request.uri().path() {
        "/style.css" => ([(header::CONTENT_TYPE, "text/css")], STYLE).into_response(),
        "/script.js" => ([(header::CONTENT_TYPE, "text/javascript")], SCRIPT).into_response(),
        "/dot.svg" => {
            let dot = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0h1v1H0z'/></svg>";
            ([(header::CONTENT_TYPE, "image/svg+xml")], dot).into_response()
        }
        _ => Redirect::to("/sound").into_response(),
    }
}

/// Serves the small site; answers its address as Paris's.
async fn site() -> String {
    let router = Router::new()
        .route("/style.css", get(file))
        .route("/script.js", get(file))
        .route("/dot.svg", get(file))
        .route("/moved", get(file))
        .fallback(any(page));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://paris.localhost:{port}")
}

/// A browser with a window at this path of a site.
async fn look(path: &str, view: View) -> Page {
    let site = site().await;
    let page = Browser::start().await.open(view).await;
    page.goto(&format!("{site}{path}")).await;
    page
}

fn rules(found: &[String]) -> Vec<&str> {
    let mut rules: Vec<&str> = found.iter().filter_map(|line| line.split(' ').next()).collect();
    rules.dedup();
    rules.sort_unstable();
    rules
}

#[tokio::test]
async fn axe_finds_what_is_planted_and_nothing_on_a_sound_page() {
    let page = look("/planted", View::desktop()).await;
    let found = page.axe().await;
    assert_eq!(rules(&found), ["color-contrast", "heading-order", "image-alt", "label"], "{found:#?}");
    assert!(found.iter().any(|line| line.starts_with(r#"image-alt at ["img"]: Fix"#)), "{found:#?}");

    for view in [View::desktop(), View::desktop().dark(), View::desktop().zoomed(), View::narrow().dark()] {
        page.look(view).await;
        page.goto("/sound").await;
        assert_eq!(page.axe().await, [""; 0]);
    }
}

#[tokio::test]
async fn what_a_page_asks_of_others_and_complains_of_is_heard() {
    let page = look("/moved", View::desktop()).await;
    let requests = page.requests().await;
    let seen: Vec<_> = requests.iter().map(|request| (request.url.path(), request.status, &*request.kind)).collect();
    let expected = [
        ("/moved", Some(303), "Document"),
        ("/sound", Some(200), "Document"),
        ("/style.css", Some(200), "Stylesheet"),
        ("/script.js", Some(200), "Script"),
    ];
    assert_eq!(seen, expected);
    assert!(requests.iter().all(|request| request.host() == "paris.localhost" && request.bytes > 50), "{requests:#?}");
    assert_eq!(page.console_errors().await, [""; 0]);
    assert_eq!(page.status().await, 200);

    page.goto("/noisy").await;
    let requests = page.requests().await;
    let foreign: Vec<_> = requests.iter().filter(|request| request.host() != "paris.localhost").collect();
    assert_eq!(foreign.len(), 1, "{requests:#?}");
    assert_eq!(foreign[0].host(), "tiers.localhost");
    let errors = page.console_errors().await;
    assert!(errors.iter().any(|error| error.contains("Content Security Policy")), "{errors:#?}");
    assert!(errors.iter().any(|error| error.contains("/missing.js") && error.contains("404")), "{errors:#?}");
    assert_eq!(page.title().await, "Essai", "the page's policy holds in this browser");
    page.goto("/nowhere").await;
    assert_eq!(page.status().await, 404);
}

/// The same journey by hand, as people with and without scripts walk it.
async fn takes_part(page: &Page) {
    let before = page.clicks();
    page.fill("Nom", "Zoé").await;
    page.fill("Nom", "Inès").await;
    page.fill("Jour", "2027-05-01").await;
    page.select("Quartier", "Ménilmontant").await;
    page.choose("Le soir").await;
    page.follow("Je participe").await;
    page.sees("reçu").await;
    assert_eq!(page.url().await.query(), Some("name=In%C3%A8s&day=2027-05-01&area=M%C3%A9nilmontant&when=soir"));
    assert_eq!(page.clicks() - before, 2);
    page.back().await;
    page.within("#second").follow("Voir").await;
    page.arrives_at("/sound?again").await;
    page.within("#first").follow("Voir").await;
    page.arrives_at("/elsewhere").await;
    assert_eq!(page.clicks() - before, 4);
}

#[tokio::test]
async fn a_journey_is_walked_by_names_and_what_comes_later_is_waited_for() {
    let page = look("/sound", View::desktop()).await;
    assert_eq!((page.text("#told").await.as_str(), page.text("noscript").await.as_str()), ("avec script", ""));
    page.click("Plus tard").await;
    page.sees("un peu plus tard").await;
    page.sees_no_more("avec script").await;
    page.attach("Logo", &std::env::current_exe().expect("a file")).await;
    assert_eq!(page.ask("document.getElementById('logo').files.length").await, 1);
    page.reload().await;
    takes_part(&page).await;

    page.look(View::desktop().without_scripts()).await;
    page.goto("/sound").await;
    assert_eq!(page.text("#told").await, "sans script");
}

#[tokio::test]
async fn without_scripts_none_runs_and_forms_are_sent_all_the_same() {
    let page = look("/sound", View::phone().without_scripts()).await;
    assert_eq!(page.text("#told").await, "sans script");
    assert_eq!(page.ask("matchMedia('(scripting: none)').matches").await, true);
    assert!(page.main_text().await.contains("Pas de script ici."));
    takes_part(&page).await;
}

#[tokio::test]
async fn a_window_is_as_large_dark_and_french_as_it_is_asked_to_be() {
    let page = look("/elsewhere", View::phone()).await;
    assert_eq!(page.width().await, 360);
    assert!(page.main_text().await.ends_with(" fr"), "{}", page.main_text().await);
    assert!(!page.scrolls_sideways().await);
    page.look(View::desktop()).await;
    assert_eq!(page.width().await, 1280);
    page.look(View::desktop().zoomed().dark().in_language("en")).await;
    assert_eq!(page.width().await, 640);
    assert_eq!(page.ask("devicePixelRatio").await, 2);
    assert_eq!(page.ask("matchMedia('(prefers-color-scheme: dark)').matches").await, true);
    page.reload().await;
    assert!(page.main_text().await.ends_with(" en"), "{}", page.main_text().await);
    page.look(View::narrow()).await;
    page.goto("/noisy").await;
    assert_eq!(
        (page.ask("document.documentElement.clientWidth").await.as_u64(), page.lang().await.as_str()),
        (Some(320), "fr")
    );
    assert!(page.scrolls_sideways().await);
}

#[tokio::test]
async fn the_keyboard_alone_goes_everywhere_and_is_seen_to() {
    let page = look("/sound", View::desktop()).await;
    let name = page.tab_to("Nom").await;
    assert_eq!((name.element.as_str(), name.is_outlined), ("input#name", true));
    page.write("Inès").await;
    page.tab_to("Le matin").await;
    page.press(Key::Space).await;
    page.press(Key::Down).await;
    page.tab_to("Voir").await;
    page.press(Key::BackTab).await;
    assert_eq!(page.focus().await.name, "Je participe");
    page.press_and_follow(Key::Enter).await;
    assert_eq!(page.url().await.query(), Some("name=In%C3%A8s&day=&area=Belleville&when=soir"));
    assert_eq!(page.clicks(), 0);
}

#[tokio::test]
async fn windows_share_nothing_and_cookies_can_be_brought() {
    let site = site().await;
    let browser = Browser::start().await;
    let (one, other) = (browser.open(View::desktop()).await, browser.open(View::phone()).await);
    other.bring_cookie(&site, "session=abc").await;
    one.goto(&format!("{site}/sound")).await;
    other.goto(&format!("{site}/sound")).await;
    let names = |cookies: Vec<tests::browser::Cookie>| {
        let mut names: Vec<_> = cookies.into_iter().map(|cookie| cookie.name).collect();
        names.sort();
        names
    };
    assert_eq!(names(one.cookies().await), ["met"]);
    assert_eq!(names(other.cookies().await), ["met", "session"]);
    let cookie = &one.cookies().await[0];
    assert_eq!(
        (cookie.http_only, cookie.same_site.as_deref(), &*cookie.domain),
        (true, Some("Lax"), "paris.localhost")
    );

    let picture = one.shot("browser-sound").await;
    let picture = std::fs::read(picture).expect("a picture");
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 5_000, "{} bytes", picture.len());
}
