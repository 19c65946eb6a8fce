//! A city that uses hostile rules, and what it asks them.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use platform_core::ports::{Rules, RulesEngine as _};
use platform_core::rules::facts::Moment;
use platform_core::rules::{ComponentHash, Failure, Parameters, SignUpVerdict};
use plugin_host::Host;
use serde_json::{Value, json};

/// Rules that misbehave as their parameter `how` says.
pub(crate) const HOSTILE: &[u8] = include_bytes!("../../../hostile/rules.wasm");

/// Long enough for whatever ends: a call that takes this long hangs.
const PATIENCE: Duration = Duration::from_secs(5);

static HOST: LazyLock<Host> = LazyLock::new(|| Host::new(None).expect("a machine that runs guests"));

/// The engine the tests share, with the hostile component taken in.
pub(crate) async fn host() -> (&'static Host, ComponentHash) {
    static TAKEN_IN: tokio::sync::OnceCell<ComponentHash> = tokio::sync::OnceCell::const_new();
    let take_in = || async { HOST.take_in(HOSTILE.to_vec()).await.expect("a sound component").component };
    (&HOST, *TAKEN_IN.get_or_init(take_in).await)
}

/// The rules of a city that chose this misdeed.
pub(crate) async fn rules(how: &str) -> Arc<dyn Rules> {
    let (host, component) = host().await;
    let parameters = Parameters::from([("how".to_owned(), json!(how))]);
    host.rules("testville", component, &parameters).await.expect("rules that can be chosen")
}

/// What comes of it, which must be soon.
pub(crate) async fn soon<T>(answer: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, answer).await.expect("an end")
}

/// Whether somebody may sign up, by rules of this misdeed.
pub(crate) async fn sign_up(how: &str) -> Result<SignUpVerdict, Failure> {
    let rules = rules(how).await;
    soon(rules.sign_up(moment(), facts(somebody()))).await
}

/// A Monday in June.
pub(crate) fn moment() -> Moment {
    facts(json!({ "now": "2026-06-01T10:00:00Z", "today": "2026-06-01", "tomorrow": "2026-06-01T22:00:00Z" }))
}

/// Somebody who wants to sign up.
pub(crate) fn somebody() -> Value {
    json!({
        "person": {
            "pseudonym": "p", "age": 30, "tie": null, "credentials": [], "sign_ups_today": 0, "absences": 0,
        },
        "mission": mission(),
        "accreditations": [],
        "starts_at": "2026-06-02T08:00:00Z",
    })
}

/// The mission they sign up to.
pub(crate) fn mission() -> Value {
    json!({
        "domain": "solidarity", "activities": ["food_collection"], "beneficiaries": ["everyone"], "areas": ["somewhere"],
        "remote": false, "open_to_minors": false, "accessible": true, "acceptance": "automatic", "waiting_list": true,
    })
}

/// Facts of their JSON.
pub(crate) fn facts<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).expect("facts")
}
