//! The components the platform brings.

/// By name. Under `none` there is no component: the city decides nothing by rules.
pub(crate) const ALL: &[(&str, &[u8])] = &[
    ("default", include_bytes!("../../default/rules.wasm")),
    ("paris", include_bytes!("../../paris/rules.wasm")),
    ("montreal", include_bytes!("../../montreal/rules.wasm")),
    (platform_core::rules::versions::NONE, &[]),
];
