//! The contract as Rust sees it, generated from its text.

#![allow(missing_docs, unreachable_pub, reason = "generated from the contract, which documents every item")]
#![allow(dead_code, reason = "the world's own bindings need both interfaces; here either may be missing")]

wasmtime::component::bindgen!({
    path: "../wit/since-v0.1.0",
    world: "rules",
});

pub(crate) use city::rules::{host, types};
pub(crate) use exports::city::rules::{manifest, missions};
