//! `jemengage chat`: the conversation of the bots in a terminal, with no token.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use bots::screen::Out;
use bots::state::State;
use bots::talk::{Speaker, turn};
use bots::terminal::Terminal;
use platform_core::App;
use platform_core::accounts::{Actor, provision};
use platform_core::tenancy::{Ctx, RegistryError};
use platform_core::texts::Locale;

use super::Refusal;
use crate::config::Config;
use crate::{demo, wiring};

/// The door, as the ledger names it.
const SOURCE: &str = "terminal";

pub(super) async fn execute(
    config: &Config,
    city: &str,
    person: Option<&str>,
    lang: Option<Locale>,
) -> Result<(), Refusal> {
    let (cluster, config) = demo::database_for_chat(config).await?;
    let result = talk(&config, city, person, lang).await;
    if let Some(cluster) = cluster {
        cluster.stop().await?;
    }
    result
}

async fn talk(config: &Config, city: &str, person: Option<&str>, lang: Option<Locale>) -> Result<(), Refusal> {
    let app = wiring::app(config).await?;
    let mut speaker = speaker(&app, city, person, lang).await?;
    let (mut state, mut terminal) = (State::default(), Terminal::default());
    let mut next = Some("/start".to_owned());
    while let Some(line) = next {
        let input = terminal.read(&line);
        match turn(&app, &mut speaker, &mut state, input).await {
            Ok(out) => show(&mut terminal, &out, speaker.locale, &config.data_dir.join("chat"))?,
            Err(fault) => {
                tracing::error!(%fault, "a turn failed");
                println!("{}", speaker.tenant.texts.get(speaker.locale, "refusal-internal", &Default::default()));
            }
        }
        next = tokio::task::spawn_blocking(read_line).await??;
    }
    Ok(())
}

/// Who talks, with which city.
async fn speaker(app: &App, city: &str, person: Option<&str>, lang: Option<Locale>) -> Result<Speaker, Refusal> {
    let tenant = app.registry.by_code(city).ok_or_else(|| RegistryError::Unknown(city.to_owned()))?;
    let ctx = Ctx::system(Arc::clone(&tenant), app.clock.now(), "operator");
    let actor = match person {
        Some(email) => {
            provision::act_as(app, &ctx, email).await?.ok_or_else(|| format!("{city} has no account {email}"))?
        }
        None => Actor::Visitor,
    };
    let locale = lang.filter(|lang| tenant.config.locales.contains(lang)).unwrap_or(ctx.locale);
    Ok(Speaker {
        tenant,
        actor,
        chat: None,
        erased: false,
        elsewhere: false,
        name: None,
        locale,
        source: SOURCE,
        update: None,
    })
}

/// Prints what goes out; a date to keep is written into the folder.
fn show(terminal: &mut Terminal, out: &[Out], locale: Locale, folder: &Path) -> std::io::Result<()> {
    for out in out {
        print!("{}", terminal.render(out, locale));
        if let Out::File(date) = out {
            std::fs::create_dir_all(folder)?;
            let path = folder.join(&date.name);
            std::fs::write(&path, &date.text)?;
            println!("  {}", path.display());
        }
    }
    Ok(())
}

/// The next line; none at the end of what is typed.
fn read_line() -> std::io::Result<Option<String>> {
    print!("> ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line)?;
    Ok((read > 0).then_some(line))
}
