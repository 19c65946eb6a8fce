//! `jemengage ledger`: whether what was written is still there, as it was written.

use platform_core::ledger::{Head, verify};
use platform_core::tenancy::{Ctx, RegistryError};

use super::{Refusal, app};
use crate::config::Config;

/// What can be asked of a ledger.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Compute a city's whole chain anew; the first position that does not fit is named
    Verify {
        /// The city's short name
        #[arg(long)]
        city: String,
        /// A head noted earlier, elsewhere: whoever rewrites the whole chain cannot rewrite that
        #[arg(long, value_name = "POSITION:HASH")]
        head: Option<Head>,
    },
    /// Print the head of a city's chain, to be noted elsewhere
    Head {
        /// The city's short name
        #[arg(long)]
        city: String,
    },
}

pub(super) async fn execute(command: Command, config: &Config) -> Result<(), Refusal> {
    let app = app(config).await?;
    let (Command::Verify { city, .. } | Command::Head { city }) = &command;
    let tenant = app.registry.by_code(city).ok_or_else(|| RegistryError::Unknown(city.clone()))?;
    let ctx = Ctx::system(tenant, app.clock.now(), "operator");
    match command {
        Command::Head { .. } => println!("{}", verify::head(&app, &ctx).await?),
        Command::Verify { city, head } => {
            let found = verify::verify(&app, &ctx, head).await.map_err(|error| format!("{city}: {error}"))?;
            println!("{city}: {} rows chained, {} not yet", found.head.position, found.waiting);
            if found.forgotten > 0 {
                println!("{} of them are forgotten: their time was over, their links hold", found.forgotten);
            }
            if let Some(position) = found.first_late {
                println!("{} came more than an hour after later ones, the first at position {position}", found.late);
            }
            println!("head {}", found.head);
        }
    }
    Ok(())
}
