//! `rules.load500.ms` and `rules.city.mb`: the rules of 500 cities read from the cache, each city with a component of its
//! own, and all with three.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use platform_core::ports::{Rules, RulesEngine as _};
use platform_core::rules::{ComponentHash, Parameters};
use plugin_host::Host;

use crate::ground::Ground;
use crate::{Outcome, figure};

pub(super) const MS: &str = "rules.load500.ms";
pub(super) const MB: &str = "rules.city.mb";
pub(super) const SHARED_MS: &str = "rules.load500.shared.ms";
pub(super) const SHARED_MB: &str = "rules.city.shared.mb";

const CITIES: usize = 500;
const NAMES: [&str; 3] = ["default", "paris", "montreal"];

/// A component and the digest of what the cache has of it.
type Kept = (ComponentHash, [u8; 32]);

pub(super) async fn run(ground: &Ground) -> Outcome<()> {
    let folder = ground.folder().join("compiled");
    let began = Instant::now();
    let kept = compile(&folder).await?;
    eprintln!("{MS}: {} components compiled in {:.0?}", kept.len(), began.elapsed());
    measure(&folder, &kept[..NAMES.len()], SHARED_MS, SHARED_MB).await?;
    measure(&folder, &kept, MS, MB).await
}

/// Compiles 500 components that differ, as an earlier run of the program did.
async fn compile(folder: &Path) -> Outcome<Vec<Kept>> {
    let host = Host::new(Some(folder))?;
    let mut kept = Vec::new();
    for number in 0..CITIES {
        let wasm = host.built_in(NAMES[number % NAMES.len()]).ok_or("no such rules")?;
        let compiled = host.take_in(numbered(wasm, number)).await?;
        kept.push((compiled.component, compiled.digest.ok_or("nothing was kept")?));
    }
    Ok(kept)
}

/// The component with a custom section that says a number: other bytes, the same rules.
fn numbered(wasm: &[u8], number: usize) -> Vec<u8> {
    let mut wasm = wasm.to_vec();
    let name = format!("city-{number:03}");
    // Section 0, its length, the length of its name, the name.
    wasm.extend([0, 9, 8]);
    wasm.extend(name.bytes());
    wasm
}

async fn measure(folder: &Path, kept: &[Kept], ms: &str, mb: &str) -> Outcome<()> {
    let host = Host::new(Some(folder))?;
    let (before, began) = (resident()?, Instant::now());
    for (component, digest) in kept {
        if !host.recall(*component, *digest).await {
            return Err("the cache does not have it".into());
        }
    }
    let mut cities: Vec<Arc<dyn Rules>> = Vec::new();
    for city in 0..CITIES {
        let (component, _) = kept[city % kept.len()];
        cities.push(host.rules(&format!("city-{city}"), component, &Parameters::new()).await?);
    }
    let (time, after) = (began.elapsed(), resident()?);
    figure(ms, time.as_secs_f64() * 1000.0, "ms");
    #[expect(clippy::cast_precision_loss, reason = "500")]
    figure(mb, (after - before) / cities.len() as f64, "MB");
    Ok(())
}

/// Memory of this process in use, MB.
fn resident() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
