//! A provider of identities on this machine: OpenID Connect as its profiles have it, and Facebook, strict as they are, and
//! wrong where told to be.

mod keys;
mod serve;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::Duration;
use platform_core::accounts::sign_in;
use platform_core::ports::Clock as _;
use serde_json::{Map, Value, json};

use crate::app::{TestApp, TestClock};
use crate::database::tenants_dir;
use keys::Key;

/// What a city shows to it.
pub const SECRET: &str = "ce que seule la ville connaît";

/// Its faces, each a provider of a city by this name.
pub const FACES: [&str; 4] = ["openid", "franceconnect", "proconnect", "facebook"];

/// What is wrong with its next answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The ID token is to another question.
    Nonce,
    /// It is to no question.
    NoNonce,
    /// It is for another program.
    Audience,
    /// It is for another program, too.
    TwoAudiences,
    /// It is another issuer's.
    Issuer,
    /// It is over.
    Expired,
    /// Nobody signed it.
    Unsigned,
    /// It is signed with the public key, as if that were a secret.
    PublicKeyAsSecret,
    /// It is signed with the city's secret.
    CitysSecret,
    /// It is signed with a key that is nowhere to be found.
    UnknownKey,
    /// It is signed with another key of the same name.
    OtherKey,
    /// It came with another access token.
    AccessToken,
    /// It is missing.
    NoIdToken,
    /// What is said of the person is said of somebody else.
    Subject,
    /// What is said of the person is not signed, where it must be.
    UnsignedUserInfo,
    /// What is said of the person is for another program, where it is signed.
    UserInfoAudience,
    /// The person is not known as surely as was asked.
    Level,
    /// It answers everything with a failure.
    Down,
    /// It would have the city call elsewhere.
    Elsewhere,
}

/// A code that was given, and to what question.
#[derive(Debug, Clone)]
struct Grant {
    client: String,
    back: String,
    nonce: Option<String>,
    challenge: Option<String>,
    person: Map<String, Value>,
}

#[derive(Default)]
struct State {
    /// The last one signs.
    keys: Vec<Key>,
    /// Who is signed in there; none declines.
    person: Option<Map<String, Value>>,
    wrong: Option<Wrong>,
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, (String, Map<String, Value>)>,
    count: usize,
    /// How often its keys were read.
    keys_read: usize,
}

struct Shared {
    base: String,
    clock: Arc<TestClock>,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panicked")
    }

    /// A token's claims that are no person's.
    fn frame(&self, client: &str) -> Map<String, Value> {
        let now = self.clock.now();
        let is = |wrong| self.state().wrong == Some(wrong);
        let audience = match client {
            client if is(Wrong::TwoAudiences) => json!([client, "another"]),
            _ if is(Wrong::Audience) => json!("another"),
            client => json!(client),
        };
        let issuer = if is(Wrong::Issuer) { "https://another.example" } else { &self.base };
        let until = if is(Wrong::Expired) { now } else { now + Duration::seconds(60) };
        Map::from_iter([
            ("iss".to_owned(), json!(issuer)),
            ("aud".to_owned(), audience),
            ("iat".to_owned(), json!((now - Duration::seconds(1)).timestamp())),
            ("exp".to_owned(), json!(until.timestamp())),
        ])
    }
}

/// The provider.
pub struct Issuer(Arc<Shared>);

impl Issuer {
    /// Listens on a free port; its tokens are of this clock's time.
    ///
    /// # Panics
    /// If it cannot listen.
    pub async fn new(clock: &Arc<TestClock>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Mutex::new(State { keys: vec![Key::ec("first")], ..State::default() });
        let shared = Arc::new(Shared { base, clock: Arc::clone(clock), state });
        serve::start(listener, Arc::clone(&shared));
        Self(shared)
    }

    /// Has a city take its word under each of its faces, on a second host too.
    ///
    /// # Panics
    /// If the city is not sound.
    pub async fn is_trusted_by(&self, app: &TestApp, city: &str) {
        let (from, folder) = (tenants_dir().join(city), tempfile::tempdir().expect("a folder"));
        let source = std::fs::read_to_string(from.join("tenant.toml")).expect("the city");
        // No rules of its own: what is tried here holds whatever a city decides.
        let kept = source.lines().filter(|line| !line.starts_with("component = ")).collect::<Vec<_>>().join("\n");
        let hosts = format!("hosts = [\"{city}.localhost\"");
        let mut source = kept.replace(&hosts, &format!("{hosts}, \"{city}-too.localhost\""));
        for face in FACES {
            let issuer = if face == "facebook" { format!("{}/facebook", self.0.base) } else { self.0.base.clone() };
            write!(
                source,
                "\n[[sign_in]]\nname = \"{face}\"\nprofile = \"{face}\"\nissuer = \"{issuer}\"\n\
                 client_id = \"{city} at {face}\"\nlabel = {{ fr = \"Avec {face}\", en = \"With {face}\" }}\n"
            )
            .expect("text");
        }
        std::fs::create_dir(folder.path().join("texts")).expect("a folder");
        for file in std::fs::read_dir(from.join("texts")).expect("texts") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), folder.path().join("texts").join(file.file_name())).expect("a copy");
        }
        std::fs::write(folder.path().join("tenant.toml"), source).expect("a file");
        app.apply_folder(folder.path()).await;
        for face in FACES {
            let kept = sign_in::keep_secret(&app.app, &app.operator(city), face, &SECRET.to_owned().into()).await;
            assert_eq!(kept.expect("kept"), format!("http://{city}.localhost:8080/sign-in/{face}/callback"));
        }
    }

    /// From now on this person is signed in there: claims by name; none: whoever comes declines.
    pub fn knows(&self, person: Option<Value>) {
        self.0.state().person = person.map(|claims| claims.as_object().cloned().expect("claims"));
    }

    /// Its answers are wrong like this from now on.
    pub fn is_wrong(&self, how: Option<Wrong>) {
        self.0.state().wrong = how;
    }

    /// Signs with a new key from now on; the ones before are known no more.
    pub fn changes_key(&self, name: &str) {
        self.0.state().keys = vec![Key::ec(name)];
    }

    /// Signs with RSA from now on; the key before is still known.
    pub fn signs_by_rsa(&self) {
        self.0.state().keys.push(Key::rsa("rsa"));
    }

    /// How often its keys were read.
    #[must_use]
    pub fn keys_read(&self) -> usize {
        self.0.state().keys_read
    }
}
