//! The bots that serve the city, whether they are well, and how one is added.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use platform_core::chat::bots::{self, Serving};

use super::super::response::show;
use super::super::shell::Shell;
use super::ForAgents;
use crate::web::Web;
use crate::web::error::Failure;

#[derive(Template)]
#[template(path = "pages/agent/bots.html")]
struct BotsPage<'a> {
    shell: &'a Shell,
    bots: Vec<Line>,
    add: String,
}

/// A bot.
struct Line {
    name: String,
    platform: String,
    whose: String,
    waiting: i64,
    state: String,
    is_well: bool,
}

/// `GET /agent/bots`
pub(super) async fn bots(State(web): State<Web>, ForAgents(shell): ForAgents) -> Result<Response, Failure> {
    let found = bots::of_city(&web.app, &shell.ctx).await?;
    let line = |bot: Serving| {
        let is_well = bot.is_well(shell.ctx.now);
        Line {
            platform: shell.word("agent-platform", bot.platform),
            whose: shell.t(if bot.is_own { "agent-bot-own" } else { "agent-bot-shared" }),
            waiting: bot.waiting,
            state: match bot.due_since.filter(|_| !is_well) {
                Some(since) => shell.with("agent-bot-late", "when", shell.when(since)),
                None => shell.t("agent-bot-well"),
            },
            is_well,
            name: bot.name,
        }
    };
    let add = shell.ctx.tenant.config.code.clone();
    show(&shell, &BotsPage { shell: &shell, bots: found.into_iter().map(line).collect(), add })
}
