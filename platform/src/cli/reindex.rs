//! `jemengage reindex`: what missions are found by, made anew or compared with them.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use platform_core::App;
use platform_core::search::index::{self, Difference, Kept};
use platform_core::tenancy::{Ctx, RegistryError, Tenant};

use super::{Refusal, app};
use crate::config::Config;

pub(super) async fn execute(city: Option<&str>, check: bool, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    let cities = match city {
        Some(code) => vec![app.registry.by_code(code).ok_or_else(|| RegistryError::Unknown(code.to_owned()))?],
        None => app.registry.all(),
    };
    let mut differences = 0;
    for city in cities {
        differences += one(&app, city, check).await?;
    }
    if differences > 0 {
        return Err(format!("{differences} differ: `jemengage reindex` makes them anew").into());
    }
    Ok(())
}

/// Does it for one city; answers how much differs.
async fn one(app: &App, city: Arc<Tenant>, check: bool) -> Result<usize, Refusal> {
    let ctx = Ctx::system(city, app.clock.now(), "operator");
    let code = ctx.tenant.config.code.as_str();
    let size = index::size(app, &ctx).await?;
    let twice = !check && app.copy.is_some();
    let bar = ProgressBar::new(if twice { size * 2 } else { size });
    if let Ok(style) = ProgressStyle::with_template("{msg:>20} [{bar:40}] {pos}/{len} {per_sec}") {
        bar.set_style(style);
    }
    bar.set_message(code.to_owned());
    let progress = |count| bar.inc(count as u64);
    let differences = if check {
        index::check(app, &ctx, &progress).await.map_err(|error| format!("{code}: {error}"))?
    } else {
        index::reindex(app, &ctx, &progress).await.map_err(|error| format!("{code}: {error}"))?;
        Vec::new()
    };
    bar.finish_and_clear();
    for difference in &differences {
        println!("{code}: {}", told(difference));
    }
    if differences.is_empty() {
        println!("{code}: {}", if check { "all as it should be" } else { "made anew" });
    }
    Ok(differences.len())
}

fn told(difference: &Difference) -> String {
    let place = |kept: &Kept| match kept {
        Kept::Database => "in the database",
        Kept::Copy => "in Meilisearch",
    };
    match difference {
        Difference::Missing(kept, mission) => format!("mission {mission} is missing {}", place(kept)),
        Difference::Left(kept, mission) => format!("mission {mission} is left over {}", place(kept)),
        Difference::Other(kept, mission) => format!("mission {mission} is not as it is now {}", place(kept)),
        Difference::Miscounted(word) => format!("the word `{word}` is not counted right in the database"),
    }
}
