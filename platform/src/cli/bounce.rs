//! `jemengage bounce`: what a mail server says of mails that came back, as its alias pipes it.

use std::io::Read as _;

use platform_core::notices::{self, Bounced};
use platform_core::tenancy::{Ctx, RegistryError};

use super::{Refusal, app};
use crate::config::Config;
use crate::mail::bounce::dead_addresses;

/// Longest notification read: servers send the text of the mail along, never more than we wrote.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Reads a notification and marks the accounts it tells of. What is no notification is no failure: anything may arrive
/// at that address, and a failure would make the mail server send it back.
pub(super) async fn execute(city: &str, config: &Config) -> Result<(), Refusal> {
    let mut mail = Vec::new();
    std::io::stdin().lock().take(LONGEST).read_to_end(&mut mail)?;
    let app = app(config).await?;
    let tenant = app.registry.by_code(city).ok_or_else(|| RegistryError::Unknown(city.to_owned()))?;
    let ctx = Ctx::system(tenant, app.clock.now(), "operator");
    let Some(addresses) = dead_addresses(&mail) else {
        println!("{city}: no delivery status notification; nothing was changed");
        return Ok(());
    };
    let (mut marked, mut unknown) = (0, 0);
    for address in &addresses {
        match notices::bounced(&app, &ctx, address).await? {
            Bounced::Marked(_) => marked += 1,
            Bounced::Unknown => unknown += 1,
        }
    }
    match addresses.len() {
        0 => println!("{city}: no address failed for good; nothing was changed"),
        _ => println!("{city}: {marked} of {} addresses marked, {unknown} unknown here", addresses.len()),
    }
    Ok(())
}
