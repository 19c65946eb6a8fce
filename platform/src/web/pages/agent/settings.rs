//! What the city is, as its folder says, and where that is changed.

use askama::Template;
use axum::response::Response;

use super::super::response::show;
use super::super::shell::Shell;
use super::{ForAgents, review};
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/agent/settings.html")]
struct SettingsPage<'a> {
    shell: &'a Shell,
    settings: Vec<(String, String)>,
    colours: Vec<(String, &'a str)>,
}

/// `GET /agent/settings`
pub(super) async fn settings(ForAgents(shell): ForAgents) -> Result<Response, Failure> {
    let page = SettingsPage { shell: &shell, settings: all(&shell), colours: colours(&shell) };
    show(&shell, &page)
}

/// What the folder says, each with what it is called.
fn all(shell: &Shell) -> Vec<(String, String)> {
    let config = &shell.ctx.tenant.config;
    let rules = &config.rules;
    let languages: Vec<_> = shell.languages().into_iter().map(|language| language.name).collect();
    let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    let quiet = rules.quiet().map_or_else(
        || shell.t("agent-setting-no-quiet"),
        |(from, until)| {
            shell.filled("agent-setting-from-until", [("from", clock(from).into()), ("until", clock(until).into())])
        },
    );
    let map = config.map.as_ref().map_or_else(|| shell.t("agent-setting-no-map"), |map| map.attribution.clone());
    let months = |months: u32| shell.with("agent-setting-for-months", "months", months);
    let values = [
        ("name", shell.city().to_owned()),
        ("code", config.code.clone()),
        ("hosts", config.hosts.join(", ")),
        ("languages", languages.join(", ")),
        ("time-zone", config.time_zone.to_string()),
        ("mail-from", config.mail_from.clone()),
        ("quiet", quiet),
        ("digest", clock(rules.digest_at)),
        ("idle", months(rules.idle_months)),
        ("ledger", months(rules.ledger_months)),
        ("areas", shell.with("agent-setting-count", "count", config.areas.len())),
        ("domains", review::listed(shell, "domain", &config.taxonomy.domains)),
        ("map", map),
    ];
    values.map(|(key, value)| (shell.word("agent-setting", key), value)).into()
}

/// The city's colours, by day and by night.
fn colours(shell: &Shell) -> Vec<(String, &str)> {
    let theme = &shell.ctx.tenant.config.theme;
    vec![
        (shell.t("agent-setting-by-day"), theme.light.accent.as_str()),
        (shell.t("agent-setting-by-night"), theme.dark.accent.as_str()),
    ]
}
