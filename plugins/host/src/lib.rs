//! Rules of cities on wasmtime: the only crate that knows it. A component is looked at and compiled once, and each
//! question is asked in an instance of its own, under limits.

mod bindings;
mod breaker;
mod built_in;
mod cache;
mod city;
mod component;
mod convert;
mod limits;
mod none;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use async_trait::async_trait;
use platform_core::ports::{Compiled, Misfit, Rules, RulesEngine};
use platform_core::rules::about::Parameter;
use platform_core::rules::{ComponentHash, Parameters, Unusable};
use tokio::sync::Semaphore;
use wasmtime::component::Component;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::cache::Cache;
use crate::city::CityRules;
use crate::component::{Ready, check_parts};
use crate::limits::{COMPONENT, MEMORY, STACK, TABLE, TICK};
use crate::none::NoRules;

/// Guests at once, over all cities.
const GUESTS: usize = 64;
/// Memories and tables of one guest, and the modules it is made of.
const PARTS: u32 = 4;
const MODULES: u32 = 16;
/// What stays mapped of a memory between two guests: an ordinary guest touches less.
const RESIDENT: usize = 1 << 20;

/// Makes rules of components.
pub struct Host {
    engine: Engine,
    compatibility: String,
    cache: Option<Arc<Cache>>,
    /// A place for each guest at once: whoever comes when all are taken waits, rather than be told that rules failed.
    places: Arc<Semaphore>,
    /// Held for as long as the process lives: cities share those that are the same, and an earlier one is a press away.
    ready: RwLock<HashMap<ComponentHash, Arc<Ready>>>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("cache", &self.cache).finish_non_exhaustive()
    }
}

impl Host {
    /// With compiled components kept in this folder; none: compiled anew by each process.
    ///
    /// # Errors
    /// If this machine cannot run guests.
    pub fn new(cache: Option<&Path>) -> Result<Self, Unusable> {
        let engine = Engine::new(&config()).map_err(|error| Unusable::Storage(format!("{error:#}")))?;
        tick(&engine)?;
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        let compatibility = format!("{:016x}", hasher.finish());
        Ok(Self {
            engine,
            compatibility,
            cache: cache.map(|folder| Arc::new(Cache::new(folder))),
            places: Arc::new(Semaphore::new(GUESTS)),
            ready: RwLock::default(),
        })
    }

    fn find(&self, component: ComponentHash) -> Option<Arc<Ready>> {
        self.ready.read().unwrap_or_else(PoisonError::into_inner).get(&component).cloned()
    }

    /// Makes a compiled component ready, off the threads on which requests are served.
    async fn make_ready(&self, hash: ComponentHash, compiled: Component) -> Result<Arc<Ready>, Unusable> {
        let (engine, places) = (self.engine.clone(), Arc::clone(&self.places));
        let place = Arc::clone(&self.places).acquire_owned().await;
        let made = move || {
            let _until_done = place;
            Ready::new(hash, &engine, &compiled, places)
        };
        let ready = blocking(made).await?;
        let ready = Arc::new(ready);
        self.ready.write().unwrap_or_else(PoisonError::into_inner).insert(hash, Arc::clone(&ready));
        Ok(ready)
    }

    /// Keeps what was compiled, off the threads on which requests are served; answers its digest.
    async fn keep(&self, hash: ComponentHash, compiled: Component) -> Option<[u8; 32]> {
        let (cache, compatibility) = (self.cache.clone()?, self.compatibility.clone());
        let kept = tokio::task::spawn_blocking(move || cache.keep(hash, &compatibility, &compiled)).await.ok()?;
        // Without a cache the next start compiles again: slower, and no worse.
        kept.map_err(|error| tracing::warn!(component = %hash, error, "a compiled component could not be kept")).ok()
    }
}

#[async_trait]
impl RulesEngine for Host {
    fn built_in(&self, name: &str) -> Option<&'static [u8]> {
        built_in::ALL.iter().find(|(own, _)| *own == name).map(|(_, wasm)| *wasm)
    }

    fn has(&self, component: ComponentHash) -> bool {
        component == ComponentHash::of(&[]) || self.find(component).is_some()
    }

    fn compatibility(&self) -> &str {
        &self.compatibility
    }

    async fn recall(&self, component: ComponentHash, digest: [u8; 32]) -> bool {
        let Some(cache) = self.cache.clone() else { return false };
        let (engine, compatibility) = (self.engine.clone(), self.compatibility.clone());
        let recalled = move || cache.recall(&engine, component, &compatibility, &digest);
        let Ok(Some(compiled)) = tokio::task::spawn_blocking(recalled).await else { return false };
        let ready = self.make_ready(component, compiled).await;
        ready.map_err(|problem| tracing::warn!(%component, %problem, "a compiled component cannot be used")).is_ok()
    }

    async fn take_in(&self, wasm: Vec<u8>) -> Result<Compiled, Unusable> {
        let component = ComponentHash::of(&wasm);
        if wasm.is_empty() {
            return Err(Unusable::NotAComponent("it is empty".into()));
        }
        if wasm.len() > COMPONENT {
            return Err(Unusable::TooLarge { size: wasm.len(), most: COMPONENT });
        }
        check_header(&wasm)?;
        if self.find(component).is_some() {
            return Ok(Compiled { component, digest: None });
        }
        let engine = self.engine.clone();
        let compiled = blocking(move || {
            check_parts(&wasm)?;
            // From bytes only: a text, or what was compiled elsewhere, is not taken.
            Component::from_binary(&engine, &wasm).map_err(|error| Unusable::NotAComponent(format!("{error:#}")))
        })
        .await?;
        self.make_ready(component, compiled.clone()).await?;
        Ok(Compiled { component, digest: self.keep(component, compiled).await })
    }

    fn parameters(&self, component: ComponentHash) -> Vec<Parameter> {
        self.find(component).map(|ready| ready.parameters.clone()).unwrap_or_default()
    }

    async fn rules(
        &self,
        city: &str,
        component: ComponentHash,
        parameters: &Parameters,
    ) -> Result<Arc<dyn Rules>, Misfit> {
        if component == ComponentHash::of(&[]) {
            return Ok(Arc::new(NoRules::new(parameters)?));
        }
        let not_here = || Unusable::Storage("the component is not at hand".into());
        let ready = self.find(component).ok_or_else(not_here)?;
        let (city, parameters) = (city.to_owned(), parameters.clone());
        let place = Arc::clone(&self.places).acquire_owned().await;
        let made = move || {
            let _until_done = place;
            CityRules::new(&city, ready, &parameters)
        };
        let rules = tokio::task::spawn_blocking(made).await;
        Ok(Arc::new(rules.map_err(|error| Unusable::Storage(error.to_string()))??))
    }
}

/// How a binary component begins: the magic word, the version of the format, and that it is a component (the
/// Component Model's Binary.md).
const COMPONENT_HEADER: [u8; 8] = *b"\0asm\x0d\0\x01\0";

/// Says in plain words what something is that is no component: those who write rules meet it first.
fn check_header(wasm: &[u8]) -> Result<(), Unusable> {
    if wasm.starts_with(&COMPONENT_HEADER) {
        return Ok(());
    }
    let what = match wasm {
        [b'\0', b'a', b's', b'm', ..] => "it is a core module: link it with `wasm-component-ld`",
        _ => "it does not begin as one",
    };
    Err(Unusable::NotAComponent(what.into()))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unusable> + Send + 'static,
) -> Result<T, Unusable> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(Unusable::Storage(error.to_string())))
}

/// The same answer on every machine, and the limits of [`limits`].
fn config() -> Config {
    let mut pool = PoolingAllocationConfig::default();
    let guests = u32::try_from(GUESTS).unwrap_or(u32::MAX);
    pool.total_component_instances(guests)
        .total_core_instances(guests * MODULES)
        .total_memories(guests * PARTS)
        .total_tables(guests * PARTS)
        .max_core_instances_per_component(MODULES)
        .max_memories_per_component(PARTS)
        .max_tables_per_component(PARTS)
        .max_memory_size(MEMORY)
        .table_elements(TABLE)
        // Giving pages back, the kernel stops every thread of the process for a moment: nothing an ordinary guest needs is.
        .linear_memory_keep_resident(RESIDENT)
        .table_keep_resident(TABLE * size_of::<usize>())
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .epoch_interruption(true)
        .max_wasm_stack(STACK)
        // Floats are not in the contract; a guest that uses them all the same gets the same bits everywhere.
        .cranelift_nan_canonicalization(true)
        .relaxed_simd_deterministic(true);
    config
}

/// Moves the guests' clock on for as long as the engine lives. It catches up with the real one: counting wake-ups, a busy
/// machine would let a loop run four times as long.
fn tick(engine: &Engine) -> Result<(), Unusable> {
    let engine = engine.weak();
    let ticking = move || {
        let (begun, mut told) = (Instant::now(), 0);
        loop {
            std::thread::sleep(TICK);
            let Some(engine) = engine.upgrade() else { return };
            let passed = begun.elapsed().as_millis() / TICK.as_millis();
            while told < passed {
                engine.increment_epoch();
                told += 1;
            }
        }
    };
    let thread = std::thread::Builder::new().name("rules-clock".into()).spawn(ticking);
    thread.map(drop).map_err(|error| Unusable::Storage(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use platform_core::rules::Review;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_all_places_are_taken_waits_and_is_answered() {
        let host = Host::new(None).expect("an engine");
        let (_, wasm) = built_in::ALL.first().expect("a component");
        let component = host.take_in(wasm.to_vec()).await.expect("a sound component").component;
        let rules = host.rules("testville", component, &Parameters::new()).await.expect("rules");
        let ready = host.find(component).expect("it was taken in");

        let places = host.places.acquire_many(64).await.expect("all places");
        let guests: Vec<_> =
            (0..GUESTS).map(|_| ready.instance().map(|guest| guest.0).expect("room for each")).collect();
        assert!(ready.instance().is_err(), "there is room for no more");

        let at = json!({ "now": "2026-06-01T10:00:00Z", "today": "2026-06-01", "tomorrow": "2026-06-01T22:00:00Z" });
        let file = json!({
            "kind": "association", "description": "", "domains": [], "beneficiaries": [], "areas": [], "registered": true,
            "accreditations": [],
        });
        let (at, file) = (serde_json::from_value(at).expect("a moment"), serde_json::from_value(file).expect("a file"));
        let mut answer = rules.review_association(at, file);
        // Were it asked, there would be an answer long before.
        assert!(tokio::time::timeout(Duration::from_millis(200), &mut answer).await.is_err());
        drop((guests, places));
        assert!(matches!(answer.await, Ok(Review::Hold(_))));
    }
}
