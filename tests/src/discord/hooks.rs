//! Where an application says itself that it is called: Discord tries an address before it takes it.

use reqwest::Url;
use serde_json::{Value, json};

use super::delivery::{self, Signing};
use super::form::Form;
use super::places::application;
use super::refusal::Refusal;
use super::world::{Hook, Shared, World};

const INTERACTIONS: &str = "interactions_endpoint_url";
const EVENTS: &str = "event_webhooks_url";
const STATUS: &str = "event_webhooks_status";
const KINDS: &str = "event_webhooks_types";
/// The events of an application that are played.
const PLAYED: [&str; 2] = ["APPLICATION_AUTHORIZED", "APPLICATION_DEAUTHORIZED"];

/// Tries the addresses in it: a greeting must be answered in kind, and one that is badly signed with 401.
pub(super) async fn tried(shared: &Shared, app: u64, json: &Value) -> Result<(), Refusal> {
    let hook = |field: &str| shared.look(|world| found(world, json[field].as_str()?));
    let interactions = match hook(INTERACTIONS) {
        Some(hook) => answers_interactions(shared, app, &hook).await,
        None => false,
    };
    let events = match hook(EVENTS) {
        Some(hook) => answers_events(shared, app, &hook).await,
        None => false,
    };
    let form = Form::default();
    let body = form.body(json, &[]);
    body.object(&[INTERACTIONS, EVENTS, STATUS, KINDS]);
    for (name, works) in [(INTERACTIONS, interactions), (EVENTS, events)] {
        let field = body.get(name);
        if field.is_there() && field.url(512).is_some() && !works {
            field.wrong("APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID", "The specified url could not be verified.");
        }
    }
    // 1 is off, 2 is on; 3 is Discord's own to say.
    if body.get(STATUS).is_there() {
        body.get(STATUS).one_of(&[1, 2]);
    }
    for kind in body.get(KINDS).list(0..=PLAYED.len()) {
        if !kind.value().as_str().is_some_and(|kind| PLAYED.contains(&kind)) {
            kind.wrong("BASE_TYPE_CHOICES", "No such event is played");
        }
    }
    form.judge()
}

/// Takes what was tried; answers the application.
pub(super) fn settle(world: &mut World, app: u64, json: &Value) -> Value {
    if let Some(url) = json[INTERACTIONS].as_str() {
        let hook = found(world, url);
        let account = world.account(app);
        (account.hook, account.said) = (hook, Some(url.to_owned()));
    }
    application(&world.accounts[&app])
}

/// Where an address is, if the world knows its host. Discord calls nothing that is not `https`.
fn found(world: &World, url: &str) -> Option<Hook> {
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "https")?;
    let host = url.host_str()?;
    let address = world.hosts.get(host)?;
    Some((format!("http://{address}{}", url.path()), Some(host.to_owned())))
}

async fn answers_interactions(shared: &Shared, app: u64, hook: &Hook) -> bool {
    let (status, body) = delivery::ping_at(shared, app, hook.clone(), Signing::Good).await;
    let bad = delivery::ping_at(shared, app, hook.clone(), Signing::OtherKey).await.0;
    (status, &body["type"], bad) == (200, &json!(1), 401)
}

async fn answers_events(shared: &Shared, app: u64, hook: &Hook) -> bool {
    let greeting = json!({ "version": 1, "application_id": app.to_string(), "type": 0 });
    let status = delivery::event_at(shared, app, hook.clone(), &greeting, Signing::Good).await;
    let bad = delivery::event_at(shared, app, hook.clone(), &greeting, Signing::OtherKey).await;
    (status, bad) == (204, 401)
}
