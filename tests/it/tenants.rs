//! Cities from their folders: a mistake names file, line and remedy; the commands; a running server sees what changes.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use axum::http::Method;
use platform_core::tenancy::{self, ConfigError, Folder, RegistryError};
use tests::{Database, Server, TestApp};

/// A small sound city.
const CITY: &str = r#"code = "lyon"
hosts = [
  "lyon.localhost",
  "www.lyon.localhost",
]
locales = ["fr", "en"]
time_zone = "Europe/Paris"
country = "FR"
name = { fr = "Lyon", en = "Lyons" }
mail_from = "Lyon <ne-pas-repondre@lyon.example>"

[taxonomy]
domains = ["solidarity", "education"]
activities = ["homework_help"]
beneficiaries = ["everyone"]

[rules]
minimum_age = 16
mission_review = "trusted"

[[areas]] # the city
code = "69"
kind = "city"
name = { fr = "Lyon", en = "Lyons" }
centre = { lat = 45.76, lon = 4.84 }

[[areas]] # the first
code = "69381"
parent = "69"
kind = "borough"
name = { fr = "1er arrondissement", en = "1st arrondissement" }
centre = { lat = 45.77, lon = 4.83 }
postcodes = ["69001"]
"#;

const TEXTS: &str = "# Texts.
city-call = Trouvez comment aider.
legal-notice = Qui publie.
privacy-notice = Ce que la ville garde.
mail-signature = La ville
";

fn write(folder: &Path, city: &str, french: &str) {
    std::fs::create_dir_all(folder.join("texts")).expect("a folder");
    std::fs::write(folder.join("tenant.toml"), city).expect("a file");
    std::fs::write(folder.join("texts/fr.ftl"), french).expect("a file");
    std::fs::write(folder.join("texts/en.ftl"), TEXTS).expect("a file");
}

/// The number of the line that holds this.
fn line_of(source: &str, text: &str) -> usize {
    source.lines().position(|line| line.contains(text)).expect("a line") + 1
}

/// A mistake: what stands in the sound file, what instead, what the line complained of holds, and what is said of it.
struct Slip(&'static str, &'static str, &'static str, &'static str);

/// Where a provider may stand, and what its line says.
const NEXT: &str = "postcodes = [\"69001\"]";
const PROVIDER: &str = "# a provider";

macro_rules! provider {
    ($($line:literal),*) => {
        concat!("[[sign_in]] # a provider\nprofile = 'openid'\nclient_id = 'lyon'\n", $($line, "\n"),*)
    };
}

const SLIPS: &[Slip] = &[
    Slip("country = \"FR\"", "country = \"FR\"\npopulation = 500000", "population", "population"),
    Slip("minimum_age = 16", "minimum_age = 16\nmaximum_age = 99", "maximum_age", "maximum_age"),
    Slip("minimum_age = 16", "minimum_age = \"sixteen\"", "minimum_age", ""),
    Slip("minimum_age = 16", "minimum_age = 1600", "minimum_age", ""),
    Slip("\"trusted\"", "\"nobody\"", "mission_review", "agent, trusted, automatic"),
    Slip("minimum_age = 16", "minimum_age = 16\ncomponent = \"nowhere\"", "component", "no rules"),
    Slip("  \"www.lyon.localhost\"", "  'lyon.localhost'", "'lyon.localhost'", "twice"),
    Slip("\"www.lyon.localhost\"", "\"WWW.lyon.localhost\"", "WWW", "WWW.lyon.localhost"),
    Slip("\"www.lyon.localhost\"", "\"www.lyon.localhost:80\"", ":80", "www.lyon.localhost:80"),
    Slip("\"www.lyon.localhost\"", "\"\"", "\"\"", "host"),
    Slip("hosts = [\n  \"lyon.localhost\",\n  \"www.lyon.localhost\",\n]", "hosts = []", "hosts", "`hosts` is empty"),
    Slip("code = \"lyon\"", "code = \"Lyon!\"", "Lyon!", "Lyon!"),
    Slip("code = \"lyon\"", "code = \"\"", "code = \"\"", "code"),
    Slip("code = \"lyon\"", "code = \"-lyon\"", "-lyon", "-lyon"),
    Slip("[\"fr\", \"en\"]", "[]", "locales", "locales"),
    Slip("[\"fr\", \"en\"]", "[\"fr\", \"de\"]", "locales", "de"),
    Slip("Europe/Paris", "Europe/Lyon", "time_zone", "Europe/Lyon"),
    Slip(
        "name = { fr = \"Lyon\", en = \"Lyons\" }\nmail",
        "name = { fr = \"Lyon\" }\nmail",
        "name = { fr = \"Lyon\" }",
        "`en`",
    ),
    Slip(
        "name = { fr = \"Lyon\", en = \"Lyons\" }\nmail",
        "name = { fr = \" \", en = \"Lyons\" }\nmail",
        "fr = \" \"",
        "`fr`",
    ),
    Slip("Lyon <ne-pas-repondre@lyon.example>", "Lyon", "mail_from", "mail_from"),
    Slip("\"homework_help\"", "\"homework\"", "activities", "homework"),
    Slip("mail_from = \"Lyon <ne-pas-repondre@lyon.example>\"", "mail_from = Lyon", "mail_from", ""),
    Slip("[taxonomy]", "[taxonomy", "[taxonomy", ""),
    Slip("country = \"FR\"", "country = \"FR\"\ncountry = \"FR\"", "country", "duplicate"),
    Slip(NEXT, provider!("name = 'id'", "issuer = 'https://id.example'", "label = { fr = 'Avec' }"), PROVIDER, "`en`"),
    Slip(
        NEXT,
        provider!("name = 'id'", "issuer = 'http://id.example'", "label = { fr = 'Avec', en = 'With' }"),
        PROVIDER,
        "http://id.example",
    ),
    Slip(NEXT, provider!("name = 'id'", "label = { fr = 'Avec', en = 'With' }"), PROVIDER, "no `issuer`"),
    Slip(NEXT, provider!("name = 'Id!'", "label = { fr = 'Avec', en = 'With' }"), PROVIDER, "Id!"),
    Slip(NEXT, provider!("name = 'id'", "scope = 'all'", "label = { fr = 'Avec', en = 'With' }"), "scope", "scope"),
    Slip("parent = \"69\"", "parent = \"96\"", "# the first", "96"),
    Slip("parent = \"69\"\n", "", "# the first", "parent"),
    Slip("code = \"69381\"", "code = \"69\"", "# the first", "twice"),
    Slip("fr = \"1er arrondissement\", ", "", "# the first", "`fr`"),
    Slip("lat = 45.77", "lat = 457.7", "# the first", "Earth"),
    Slip("kind = \"borough\"", "kind = \"village\"", "kind = \"village\"", "village"),
];

/// Every part a message needs: file, line, problem, remedy.
fn expect_mistake(found: &ConfigError, file: &Path, line: usize, says: &str, wrong: &mut Vec<String>) {
    let shown = found.to_string();
    let named = shown.starts_with(&format!("{}:{line}: ", file.display()));
    let remedied = found.remedy.len() > 10 && shown.contains(&found.remedy);
    if !named || found.line != line || !found.problem.contains(says) || found.problem.is_empty() || !remedied {
        wrong.push(format!("expected line {line} and «{says}», got {shown}"));
    }
}

#[tokio::test]
async fn a_mistake_in_the_settings_names_its_line() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for (number, Slip(sound, slip, at, says)) in SLIPS.iter().enumerate() {
        let source = CITY.replacen(sound, slip, 1);
        assert_ne!(source, CITY, "«{sound}» stands in the sound city");
        let folder = dir.path().join(format!("city-{number}"));
        write(&folder, &source, TEXTS);
        let mut line = line_of(&source, at);
        // What is said twice is wrong where it is said again.
        line += usize::from(*says == "duplicate");
        match tenancy::check(&*tests::engine(), &folder).await {
            Ok(_) => wrong.push(format!("«{slip}» was taken")),
            Err(found) => expect_mistake(&found, &folder.join("tenant.toml"), line, says, &mut wrong),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mistake_in_the_texts_names_its_line() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    for (number, Slip(sound, slip, at, says)) in [
        Slip("legal-notice = Qui publie.\n", "", "mail-signature", "legal-notice"),
        Slip("legal-notice = Qui publie.", "legal-notice = { $", "legal-notice", "Fluent"),
        Slip("legal-notice = Qui publie.", "legal-notice", "legal-notice", "Fluent"),
        Slip("mail-signature", "city-cry = Venez !\nmail-signature", "city-cry", "city-cry"),
        // The name of one text may begin another's.
        Slip("mail-signature", "city = Venez !\nmail-signature", "city = ", "`city`"),
    ]
    .iter()
    .enumerate()
    {
        let source = TEXTS.replacen(sound, slip, 1);
        assert_ne!(source, TEXTS, "«{sound}» stands in the sound texts");
        let folder = dir.path().join(format!("city-{number}"));
        write(&folder, CITY, &source);
        match Folder::read(&folder) {
            Ok(_) => wrong.push(format!("«{slip}» was taken")),
            Err(found) => expect_mistake(&found, &folder.join("texts/fr.ftl"), line_of(&source, at), says, &mut wrong),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_missing_file_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("lyon");
    let mut wrong = Vec::new();
    let found = Folder::read(&folder).expect_err("there is no folder");
    expect_mistake(&found, &folder.join("tenant.toml"), 1, "", &mut wrong);
    assert!(found.remedy.contains("jemengage tenant new"), "{found}");
    write(&folder, CITY, TEXTS);
    std::fs::remove_file(folder.join("texts/en.ftl")).expect("a file");
    let found = Folder::read(&folder).expect_err("there is no English");
    expect_mistake(&found, &folder.join("texts/en.ftl"), 1, "", &mut wrong);
    assert!(found.remedy.contains("mail-signature"), "{found}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_small_city_and_the_demo_cities_are_sound() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), CITY, TEXTS);
    Folder::read(dir.path()).expect("the small city is sound");
    for city in ["paris", "montreal"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tenants").join(city);
        let found = Folder::read(&folder).expect("a demo city is sound");
        assert_eq!(found.config.code, city);
        assert!(found.config.areas.len() > 10 && found.texts.len() == 2, "{city}");
    }
}

#[tokio::test]
async fn a_host_of_another_city_is_refused_with_its_line() {
    let app = TestApp::new().await;
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("lyon");
    let source = CITY.replace("www.lyon.localhost", "paris.localhost");
    write(&folder, &source, TEXTS);
    let id = uuid::Uuid::from_u128(1);
    let now = "2026-03-04T09:00:00Z".parse().expect("an instant");
    let refused = tenancy::apply(&app.app.db, &*app.app.engine, &folder, id, now).await;
    let Err(RegistryError::Config(found)) = refused else { panic!("{refused:?}") };
    let mut wrong = Vec::new();
    expect_mistake(&found, &folder.join("tenant.toml"), line_of(&source, "paris.localhost"), "`paris`", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Nothing of it is applied: neither the city nor the host that was free.
    app.app.registry.reload(&app.app.db).await.expect("the registry is read");
    assert!(app.app.registry.by_code("lyon").is_none() && app.app.registry.by_host("lyon.localhost").is_none());
    app.call("paris", Method::GET, "/api/v1/areas", None).await.expect(200);
}

/// Cities' folders, a database, and the executable on both.
struct Operator {
    dir: tempfile::TempDir,
    url: String,
}

impl Operator {
    async fn new() -> Self {
        let url = Database::new().await.url().await;
        Self { dir: tempfile::tempdir().expect("a folder"), url }
    }

    async fn tenant(&self, arguments: &[&str]) -> Output {
        let mut command = Server::command(&self.url).await;
        command.env("JEMENGAGE_TENANTS_DIR", self.dir.path()).arg("tenant").args(arguments);
        command.output().await.expect("the executable runs")
    }

    async fn done(&self, arguments: &[&str]) -> String {
        let output = self.tenant(arguments).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// What is refused says so in one line, with a remedy below it at most.
    async fn refused(&self, arguments: &[&str]) -> String {
        let output = self.tenant(arguments).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{arguments:?}: {said}");
        let lines: Vec<_> = said.lines().collect();
        let remedy = lines.get(1).is_none_or(|line| line.starts_with("  remedy: "));
        assert!(lines.len() <= 2 && lines[0].starts_with("jemengage: ") && remedy, "{arguments:?}: {said}");
        said
    }
}

#[tokio::test]
async fn a_new_city_is_made_checked_applied_listed_and_removed() {
    let operator = Operator::new().await;
    assert_eq!(operator.done(&["list"]).await, "");
    assert!(operator.done(&["new", "lyon"]).await.contains("jemengage tenant check lyon"));
    assert!(operator.done(&["check", "lyon"]).await.contains("sound"));
    assert!(operator.done(&["apply", "lyon"]).await.contains("lyon.localhost"));
    // Once more changes nothing.
    operator.done(&["apply", "lyon"]).await;
    let list = operator.done(&["list"]).await;
    assert!(list.lines().count() == 1 && list.starts_with("lyon ") && list.contains("lyon.localhost"), "{list}");
    operator.done(&["remove", "lyon"]).await;
    assert_eq!(operator.done(&["list"]).await, "");
    // Its folder is still there: it comes back.
    operator.done(&["apply", "lyon"]).await;
    assert!(operator.done(&["list"]).await.starts_with("lyon "));
}

#[tokio::test]
async fn what_the_commands_refuse() {
    let operator = Operator::new().await;
    operator.done(&["new", "lyon"]).await;
    operator.done(&["apply", "lyon"]).await;
    operator.done(&["new", "lille"]).await;
    let lille = operator.dir.path().join("lille/tenant.toml");
    let source = std::fs::read_to_string(&lille).expect("a file");
    std::fs::write(&lille, source.replace("lille.localhost", "lyon.localhost")).expect("a file");
    operator.done(&["new", "metz"]).await;
    let metz = operator.dir.path().join("metz/tenant.toml");
    let source = std::fs::read_to_string(&metz).expect("a file");
    std::fs::write(&metz, source.replace("country", "land")).expect("a file");
    for (arguments, says) in [
        (&["new", "lyon"][..], "is there already"),
        (&["new", "Lyon"], "short name"),
        (&["new", "../lyon"], "short name"),
        (&["new", "ly on"], "short name"),
        (&["check", "nowhere"], "nowhere/tenant.toml:1: "),
        (&["apply", "nowhere"], "nowhere/tenant.toml:1: "),
        (&["remove", "nowhere"], "no city `nowhere`"),
        (&["remove", "lille"], "no city `lille`"),
        (&["apply", "lille"], "already belongs to the city `lyon`"),
        (&["check", "metz"], "metz/tenant.toml:6: "),
        (&["apply", "metz"], "metz/tenant.toml:6: "),
        (&["grant", "nowhere", "a@b.example"], "no city `nowhere`"),
    ] {
        let said = operator.refused(arguments).await;
        assert!(said.contains(says), "{arguments:?}: {said}");
    }
    operator.done(&["remove", "lyon"]).await;
    operator.refused(&["remove", "lyon"]).await;
    // The host is free now.
    operator.done(&["apply", "lille"]).await;
}

/// What `new` makes, `check` finds sound: a name that no city may have makes no folder.
#[tokio::test]
async fn new_makes_only_what_check_accepts() {
    let operator = Operator::new().await;
    let long = "a".repeat(64);
    for name in ["2-rives", "saint-denis", "-lyon", "", long.as_str()] {
        let made = operator.tenant(&["new", "--", name]).await;
        if made.status.success() {
            let checked = operator.tenant(&["check", "--", name]).await;
            let said = String::from_utf8_lossy(&checked.stderr);
            assert!(checked.status.success(), "`{name}` was made, and then: {said}");
        } else {
            assert_eq!(made.status.code(), Some(1), "{name}");
            assert!(!name.is_empty() || operator.dir.path().read_dir().expect("a folder").count() == 2, "{name}");
        }
    }
}

/// Asks a running server for a city by its host until the answer is of this status and holds this text.
async fn until(server: &Server, host: &str, status: u16, text: &str) {
    let client = reqwest::Client::new();
    let mut last = String::new();
    for _ in 0..150 {
        let asked = client.get(format!("http://{}/api/v1/areas", server.address)).header("host", host).send().await;
        let answer = asked.expect("the server answers");
        let found = answer.status().as_u16();
        let body = answer.text().await.expect("a body");
        if found == status && body.contains(text) {
            return;
        }
        last = format!("{found} {body}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{host} should be {status} with «{text}», and is {last}");
}

#[tokio::test]
async fn a_running_server_sees_cities_come_change_and_go() {
    let operator = Operator::new().await;
    let folder = operator.dir.path().join("lyon");
    write(&folder, CITY, TEXTS);
    let dir = operator.dir.path().display().to_string();
    let server = Server::start(&operator.url, &[("JEMENGAGE_TENANTS_DIR", &dir)]).await;
    until(&server, "lyon.localhost", 404, "unknown_host").await;

    operator.done(&["apply", "lyon"]).await;
    until(&server, "lyon.localhost", 200, "1er arrondissement").await;
    until(&server, "www.lyon.localhost", 200, "69381").await;

    let changed = CITY.replace("www.lyon", "rhone").replace("1er arrondissement", "Premier");
    write(&folder, &changed, TEXTS);
    operator.done(&["apply", "lyon"]).await;
    until(&server, "rhone.localhost", 200, "Premier").await;
    until(&server, "lyon.localhost", 200, "Premier").await;
    until(&server, "www.lyon.localhost", 404, "unknown_host").await;

    // A city that is not sound changes nothing.
    write(&folder, &changed.replace("Europe/Paris", "Europe/Lyon"), TEXTS);
    operator.refused(&["apply", "lyon"]).await;
    until(&server, "lyon.localhost", 200, "Premier").await;

    operator.done(&["remove", "lyon"]).await;
    for host in ["lyon.localhost", "rhone.localhost"] {
        until(&server, host, 404, "unknown_host").await;
    }
}
