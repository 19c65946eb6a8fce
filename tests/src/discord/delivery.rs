//! How Discord brings something to an application: signed, and with little patience.

use std::time::Duration;

use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::header::{CONTENT_TYPE, HOST, USER_AGENT};
use serde_json::{Value, json};

use super::answers::{self, Choice};
use super::interactions::{Interaction, Standing};
use super::world::{Hook, Shared, World, hex, next_id, now};

const SIGNATURE: &str = "X-Signature-Ed25519";
const TIMESTAMP: &str = "X-Signature-Timestamp";
const AGENT: &str = "Discord-Interactions/1.0 (+https://discord.com)";

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// As Discord signs.
    Good,
    /// As Discord signed it so long ago.
    Aged(Duration),
    /// As Discord will sign it in so long: by a clock that is ahead.
    Ahead(Duration),
    /// Byte for byte as it was delivered the first time.
    Again,
    /// With a key that is not Discord's.
    OtherKey,
    /// For another body.
    OtherBody,
    /// For another time.
    OtherTime,
    /// With something that is no signature.
    Garbled,
    /// Not at all.
    Absent,
}

/// How an application answered an interaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The status; 0 where nobody answered in time.
    pub status: u16,
    /// What came with it; null where it is no JSON.
    pub body: Value,
    /// Whether Discord took it.
    pub taken: bool,
    /// Why it did not; nothing where the interaction had been answered before, or was not Discord's.
    pub wrong: Option<String>,
    /// What is offered for what was typed.
    pub choices: Vec<Choice>,
}

/// A request, before it is sent.
#[derive(Debug)]
struct Signed {
    timestamp: Option<String>,
    signature: Option<String>,
    body: String,
}

fn sign(key: &SigningKey, signing: Signing, body: &str) -> Signed {
    let moved = match signing {
        Signing::Aged(age) => now() - age,
        Signing::Ahead(time) => now() + time,
        _ => now(),
    };
    let timestamp = moved.timestamp().to_string();
    let over = |key: &SigningKey, text: String| Some(hex(&key.sign(text.as_bytes()).to_bytes()));
    let plain = format!("{timestamp}{body}");
    let signature = match signing {
        Signing::Good | Signing::Aged(_) | Signing::Ahead(_) | Signing::Again => over(key, plain),
        Signing::OtherKey => over(&SigningKey::from_bytes(&[7; 32]), plain),
        Signing::OtherBody => over(key, format!("{plain} ")),
        Signing::OtherTime => over(key, format!("1{plain}")),
        Signing::Garbled => Some("zz".repeat(64)),
        Signing::Absent => None,
    };
    let timestamp = (signing != Signing::Absent).then_some(timestamp);
    Signed { timestamp, signature, body: body.to_owned() }
}

/// What came back: the status, the kind of its content, and that.
type Returned = Option<(u16, String, Vec<u8>)>;

/// Where an application is called.
fn hook_of(shared: &Shared, app: u64) -> Hook {
    shared.look(|world| world.accounts[&app].hook.clone()).expect("an address to deliver to: `point_to`")
}

async fn send(shared: &Shared, (url, host): Hook, signed: Signed) -> Returned {
    let patience = shared.look(|world| world.patience);
    let mut request = shared.http.post(url).timeout(patience);
    request = request.header(CONTENT_TYPE, "application/json").header(USER_AGENT, AGENT);
    for (name, value) in [(SIGNATURE, signed.signature), (TIMESTAMP, signed.timestamp)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    if let Some(host) = host {
        request = request.header(HOST, host);
    }
    let answer = request.body(signed.body).send().await.ok()?;
    let status = answer.status().as_u16();
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    // An answer that is not whole in time is none.
    let body = answer.bytes().await.ok()?;
    Some((status, kind, body.to_vec()))
}

/// Brings an interaction, and does what the answer says if Discord would.
pub(super) async fn interaction(
    shared: &Shared,
    interaction: &Interaction,
    signing: Signing,
    url: Option<&str>,
) -> Answered {
    let token = interaction.token();
    let body = interaction.json().to_string();
    let (app, signed) = shared.change(|world| {
        let ticket = world.ticket(token);
        let (app, first) = (ticket.app, ticket.first.clone());
        let mut signed = sign(&world.accounts[&app].key, signing, &body);
        match (signing, first, &signed.timestamp, &signed.signature) {
            (Signing::Again, first, ..) => {
                let [timestamp, signature, body] = first.expect("a first delivery");
                signed = Signed { timestamp: Some(timestamp), signature: Some(signature), body };
            }
            (Signing::Good, None, Some(timestamp), Some(signature)) => {
                world.ticket(token).first = Some([timestamp.clone(), signature.clone(), body.clone()]);
            }
            _ => {}
        }
        world.ticket(token).under_way += 1;
        (app, signed)
    });
    let (own, host) = hook_of(shared, app);
    let returned = send(shared, (url.map_or(own, str::to_owned), host), signed).await;
    shared.change(|world| {
        world.ticket(token).under_way -= 1;
        judge(world, token, signing, returned)
    })
}

fn judge(world: &mut World, token: &str, signing: Signing, returned: Returned) -> Answered {
    let (status, kind, bytes) = returned.unwrap_or_default();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut answered = Answered { status, body, taken: false, wrong: None, choices: Vec::new() };
    // To what Discord did not send itself nobody listens, nor to a second answer.
    if signing != Signing::Good || world.tickets[token].standing == Standing::Answered {
        return answered;
    }
    let read = match (status, kind.split(';').next().unwrap_or_default().trim()) {
        (0, _) => Err("nobody answered in time".to_owned()),
        (200, "application/json") => {
            let read = answers::read(world, &world.tickets[token], &answered.body);
            read.and_then(|effect| answers::perform(world, token, effect)).map_err(|refusal| refusal.body.to_string())
        }
        (200, kind) => Err(format!("the answer is {kind:?}, not JSON")),
        (status, _) => Err(format!("the answer is {status}")),
    };
    match read {
        Ok(choices) => (answered.taken, answered.choices) = (true, choices),
        Err(wrong) => {
            let (app, person) = (world.tickets[token].app, world.tickets[token].person);
            let words = format!("{wrong}: {}", String::from_utf8_lossy(&bytes));
            world.ticket(token).standing = Standing::Failed;
            world.account(app).failed.push(words.clone());
            world.person(person).failures.push("This application did not respond".to_owned());
            answered.wrong = Some(words);
        }
    }
    answered
}

/// Brings the greeting of the interactions; answers status and body.
pub(super) async fn ping(shared: &Shared, app: u64, signing: Signing) -> (u16, Value) {
    ping_at(shared, app, hook_of(shared, app), signing).await
}

/// The same at an address that need not be the application's.
pub(super) async fn ping_at(shared: &Shared, app: u64, hook: Hook, signing: Signing) -> (u16, Value) {
    let id = next_id().to_string();
    let body = json!({
        "id": id, "application_id": app.to_string(), "type": 1, "token": format!("ping{id}"), "version": 1,
        "entitlements": [], "authorizing_integration_owners": {}, "app_permissions": "0",
        "user": { "id": "643945264868098049", "username": "discord", "discriminator": "0", "global_name": "Discord",
            "avatar": null, "bot": false, "system": true, "public_flags": 0 },
    });
    let (status, _, bytes) = post(shared, app, hook, &body, signing).await;
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Brings an event, or the greeting of the events; answers the status.
pub(super) async fn event(shared: &Shared, app: u64, event: &Value, signing: Signing) -> u16 {
    event_at(shared, app, hook_of(shared, app), event, signing).await
}

/// The same at an address that need not be the application's.
pub(super) async fn event_at(shared: &Shared, app: u64, hook: Hook, event: &Value, signing: Signing) -> u16 {
    post(shared, app, hook, event, signing).await.0
}

async fn post(shared: &Shared, app: u64, hook: Hook, body: &Value, signing: Signing) -> (u16, String, Vec<u8>) {
    let signed = shared.look(|world| sign(&world.accounts[&app].key, signing, &body.to_string()));
    send(shared, hook, signed).await.unwrap_or_default()
}
