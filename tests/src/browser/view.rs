//! How a page is looked at: the size of the window, the zoom, the theme, the language, with scripts or without.

use serde_json::{Value, json};

use super::wire::Session;

/// A way of looking.
#[derive(Debug, Clone, Copy)]
pub struct View {
    width: u32,
    height: u32,
    zoom: u32,
    is_phone: bool,
    is_dark: bool,
    has_scripts: bool,
    language: &'static str,
}

impl View {
    /// A window of 1280 × 900, in French, light, with scripts.
    #[must_use]
    pub fn desktop() -> Self {
        Self { width: 1280, height: 900, zoom: 1, is_phone: false, is_dark: false, has_scripts: true, language: "fr" }
    }

    /// A phone of 360 × 740, touched.
    #[must_use]
    pub fn phone() -> Self {
        Self { width: 360, height: 740, is_phone: true, ..Self::desktop() }
    }

    /// The narrowest that has to work: 320 wide.
    #[must_use]
    pub fn narrow() -> Self {
        Self { width: 320, ..Self::phone() }
    }

    /// Everything twice as large, as with the browser's zoom of 200 %: half as many pixels are left to the page.
    #[must_use]
    pub fn zoomed(self) -> Self {
        Self { zoom: 2, ..self }
    }

    /// By somebody who prefers dark.
    #[must_use]
    pub fn dark(self) -> Self {
        Self { is_dark: true, ..self }
    }

    /// By somebody whose browser asks for this language (`fr`, `en`).
    #[must_use]
    pub fn in_language(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    /// With the page's scripts switched off, from the next page on.
    #[must_use]
    pub fn without_scripts(self) -> Self {
        Self { has_scripts: false, ..self }
    }

    /// What CSS knows of a window that looks so.
    pub(super) fn media(self) -> String {
        let theme = if self.is_dark { "dark" } else { "light" };
        format!("(width: {}px) and (prefers-color-scheme: {theme})", self.width / self.zoom)
    }

    /// Has a window look so.
    pub(super) async fn apply(self, session: &Session) {
        let size = json!({
            "width": self.width / self.zoom,
            "height": self.height / self.zoom,
            "deviceScaleFactor": self.zoom,
            "mobile": self.is_phone,
        });
        session.devtools("Emulation.setDeviceMetricsOverride", size).await;
        session.devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": self.is_phone })).await;
        let theme = if self.is_dark { "dark" } else { "light" };
        // What moves is looked at once it stands still.
        let features = [("prefers-color-scheme", theme), ("prefers-reduced-motion", "reduce")];
        let features = features.map(|(name, value)| json!({ "name": name, "value": value }));
        session.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        let version: Value = session.devtools("Browser.getVersion", json!({})).await;
        let agent = json!({ "userAgent": version["userAgent"], "acceptLanguage": self.language });
        session.devtools("Emulation.setUserAgentOverride", agent).await;
        session.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": !self.has_scripts })).await;
    }
}
