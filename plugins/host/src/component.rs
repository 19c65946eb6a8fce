//! A component that can be used: looked at, compiled, and asked what it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use platform_core::rules::about::Parameter;
use platform_core::rules::{ComponentHash, Failure, Unusable};
use platform_core::texts::{Catalogue, Locale};
use tokio::sync::Semaphore;
use wasmparser::{ComponentInstance, Parser, Payload};
use wasmtime::component::{Component, Instance, InstancePre, Linker};
use wasmtime::{Engine, Store};

use crate::bindings::{host, manifest, missions};
use crate::convert;
use crate::limits::{CATALOGUE, COMPONENTS, CROSSING, Call, FUNCTION, OPENINGS, TICKS, deadline};

/// What a component may import: nothing but the contract's own.
const IMPORTS: [&str; 2] = ["city:rules/types@0.1.0", "city:rules/host@0.1.0"];
const MANIFEST: &str = "city:rules/manifest@0.1.0";
const MISSIONS: &str = "city:rules/missions@0.1.0";
/// Most parameters, names and words a manifest may have, and the longest text of each.
const ITEMS: usize = 100;
const WORD: usize = 64;

/// A component, ready to be asked.
pub(crate) struct Ready {
    pub(crate) hash: ComponentHash,
    /// A place for each guest that may be asked at once, of all components.
    pub(crate) places: Arc<Semaphore>,
    pre: InstancePre<Call>,
    manifest: manifest::GuestIndices,
    missions: Option<missions::GuestIndices>,
    pub(crate) description: manifest::Description,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) catalogue: Arc<Catalogue>,
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ready").field("hash", &self.hash).field("name", &self.description.name).finish_non_exhaustive()
    }
}

/// What can be asked in one instance.
pub(crate) struct Guest {
    pub(crate) store: Store<Call>,
    pub(crate) manifest: manifest::Guest,
    pub(crate) missions: Option<missions::Guest>,
}

impl Ready {
    /// Looks at a compiled component and asks it what it is.
    pub(crate) fn new(
        hash: ComponentHash,
        engine: &Engine,
        compiled: &Component,
        places: Arc<Semaphore>,
    ) -> Result<Self, Unusable> {
        check_shape(engine, compiled)?;
        let shape = |error: wasmtime::Error| Unusable::Shape(format!("{error:#}"));
        let mut linker = Linker::new(engine);
        host::add_to_linker::<_, wasmtime::component::HasSelf<_>>(&mut linker, |call| call).map_err(shape)?;
        let pre = linker.instantiate_pre(compiled).map_err(shape)?;
        let exports = |name: &str| compiled.component_type().exports(engine).any(|(own, _)| own == name);
        let missions = if exports(MISSIONS) { Some(missions::GuestIndices::new(&pre).map_err(shape)?) } else { None };
        let mut ready = Self {
            hash,
            places,
            manifest: manifest::GuestIndices::new(&pre).map_err(shape)?,
            missions,
            pre,
            description: manifest::Description {
                name: String::new(),
                version: String::new(),
                legal_basis: String::new(),
                parameters: Vec::new(),
                credentials: Vec::new(),
                accreditations: Vec::new(),
            },
            parameters: Vec::new(),
            catalogue: Arc::default(),
        };
        ready.check_types()?;
        ready.description = ready.ask(|guest| guest.manifest.call_describe(&mut guest.store))?;
        ready.parameters = parameters(&ready.description)?;
        ready.catalogue = Arc::new(Catalogue::new(&ready.texts()?));
        Ok(ready)
    }

    /// Asks in an instance of its own, under the limits. What the guest did to its memory ends with it.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&mut Guest) -> wasmtime::Result<T>) -> Result<T, Failure> {
        let (mut store, instance) = self.instance()?;
        let (manifest, missions) =
            self.load(&mut store, &instance).map_err(|error| store.data_mut().failure(&error))?;
        let mut guest = Guest { store, manifest, missions };
        question(&mut guest).map_err(|error| guest.store.data_mut().failure(&error))
    }

    /// A new instance, under the limits.
    pub(crate) fn instance(&self) -> Result<(Store<Call>, Instance), Failure> {
        let mut store = Store::new(self.pre.engine(), Call::default());
        store.limiter(|call| call);
        store.set_epoch_deadline(TICKS);
        let mut deadline = deadline();
        store.epoch_deadline_callback(move |_| deadline());
        store.set_hostcall_fuel(CROSSING);
        match self.pre.instantiate(&mut store) {
            Ok(instance) => Ok((store, instance)),
            Err(error) => Err(store.data_mut().failure(&error)),
        }
    }

    fn load(
        &self,
        store: &mut Store<Call>,
        instance: &Instance,
    ) -> wasmtime::Result<(manifest::Guest, Option<missions::Guest>)> {
        let manifest = self.manifest.load(&mut *store, instance)?;
        let missions = self.missions.as_ref().map(|missions| missions.load(store, instance)).transpose()?;
        Ok((manifest, missions))
    }

    /// Whether what it exports has the types of the contract, which only an instance tells.
    fn check_types(&self) -> Result<(), Unusable> {
        let (mut store, instance) = self.instance()?;
        self.load(&mut store, &instance).map(drop).map_err(|error| Unusable::Shape(format!("{error:#}")))
    }

    /// Its texts in the languages the platform speaks.
    fn texts(&self) -> Result<BTreeMap<Locale, String>, Unusable> {
        let mut texts = BTreeMap::new();
        for &locale in Locale::ALL {
            let text = self.ask(|guest| guest.manifest.call_catalogue(&mut guest.store, locale.tag()))?;
            let Some(text) = text else { continue };
            if text.len() > CATALOGUE || is_deep(&text) {
                let problem =
                    format!("its texts in `{locale}` are longer than {CATALOGUE} bytes, or one is too intricate");
                return Err(Unusable::Manifest(problem));
            }
            texts.insert(locale, text);
        }
        Ok(texts)
    }
}

/// Whether a text of a Fluent source might be nested so deeply that reading it takes all the stack, which ends the
/// process. What opens is counted, not what closes: in a text that means harm only the parser knows what that is.
///
/// A key and `=` at the beginning of a line come after everything before is closed, or was given up by the parser.
fn is_deep(source: &str) -> bool {
    let is_key = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let mut open = 0;
    source.lines().any(|line| {
        if line.split_once('=').is_some_and(|(key, _)| is_key(key.trim_end_matches(' '))) {
            open = 0;
        }
        open += line.matches(['{', '(']).count();
        open > OPENINGS
    })
}

/// Whether a component is put together of few others: each may hold two of the next, and a file of some lines would be
/// a million components, all of which are laid out before anything counts them.
pub(crate) fn check_parts(wasm: &[u8]) -> Result<(), Unusable> {
    let not_a_component = |problem: String| Unusable::NotAComponent(problem);
    let mut parts = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| not_a_component(error.to_string()))?;
        if let Payload::CodeSectionEntry(body) = &payload {
            check_function(body.range().len())?;
        }
        let Payload::ComponentInstanceSection(instances) = payload else { continue };
        for instance in instances {
            let instance = instance.map_err(|error| not_a_component(error.to_string()))?;
            parts += usize::from(matches!(instance, ComponentInstance::Instantiate { .. }));
        }
        if parts > COMPONENTS {
            return Err(not_a_component(format!("it is put together of more than {COMPONENTS} others")));
        }
    }
    Ok(())
}

/// The compiler's time grows faster than a function: a long one takes minutes.
fn check_function(size: usize) -> Result<(), Unusable> {
    if size <= FUNCTION {
        return Ok(());
    }
    Err(Unusable::NotAComponent(format!("one of its functions is longer than {FUNCTION} bytes")))
}

/// Whether it asks for nothing but what the contract gives, and exports what it must.
fn check_shape(engine: &Engine, compiled: &Component) -> Result<(), Unusable> {
    let shape = compiled.component_type();
    if let Some((name, _)) = shape.imports(engine).find(|(name, _)| !IMPORTS.contains(name)) {
        return Err(Unusable::Import(name.to_owned()));
    }
    if shape.exports(engine).any(|(name, _)| name == MANIFEST) {
        Ok(())
    } else {
        Err(Unusable::Shape(format!("`{MANIFEST}` is missing")))
    }
}

/// The parameters of a manifest, looked at.
fn parameters(description: &manifest::Description) -> Result<Vec<Parameter>, Unusable> {
    let wrong = |problem: String| Err(Unusable::Manifest(problem));
    let is_word = |name: &str| {
        (1..=WORD).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let manifest::Description { name, version, legal_basis, parameters, credentials, accreditations, .. } = description;
    if name.is_empty() || name.len() > WORD || version.len() > WORD || legal_basis.len() > 1000 {
        return wrong("name, version or legal basis is missing or too long".into());
    }
    if [parameters.len(), credentials.len(), accreditations.len()].iter().any(|count| *count > ITEMS) {
        return wrong(format!("it names more than {ITEMS} things of a kind"));
    }
    let names = parameters.iter().map(|parameter| &parameter.name).chain(credentials).chain(accreditations);
    if let Some(strange) = names.into_iter().find(|name| !is_word(name)) {
        return wrong(format!("`{strange}` is no name: use a-z, 0-9 and _, at most {WORD}"));
    }
    let mut own = BTreeSet::new();
    if let Some(twice) = parameters.iter().find(|parameter| !own.insert(&parameter.name)) {
        return wrong(format!("it has two parameters `{}`", twice.name));
    }
    let mut known = Vec::new();
    for parameter in parameters {
        let kind = convert::kind(parameter.kind);
        let default = parameter.default.as_ref().map(convert::json);
        if default.as_ref().is_some_and(|value| !kind.takes(value)) {
            return wrong(format!("the default of `{}` is of another kind", parameter.name));
        }
        known.push(Parameter { name: parameter.name.clone(), kind, default });
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_people_write_them_are_not_deep() {
        let plural = "many = { $n ->\n    [one] one ({ $n })\n   *[other] { $n } (of { $all })\n  }\n";
        assert!(!is_deep(&format!("# A note (or two)\n{}", plural.repeat(500))));
        assert!(!is_deep(""));
    }

    #[test]
    fn what_is_put_into_one_another_is_deep_on_whichever_lines_it_is() {
        for opening in ["{", "{ ", "{\n", "A(", "A(\n", "{\nkey }text = x {\n", "{ \"}\" }{", "{ $n ->\n *[a] "] {
            assert!(is_deep(&format!("key = {}", opening.repeat(100))), "{opening}");
        }
    }
}
