//! Choosing a city, where one bot serves several.

use std::sync::Arc;

use platform_core::tenancy::Tenant;
use platform_core::texts::{Args, Locale};

use crate::engine::label;
use crate::press::Press;
use crate::receive::common;
use crate::screen::{Button, Does, Screen};

/// Most cities of a screen: more than a list of buttons can be read.
const MOST: usize = 40;

/// Asks which city.
#[must_use]
pub fn screen(cities: &[Arc<Tenant>], locale: Locale) -> Screen {
    // No city's own words: which of them they would be is what is asked.
    let texts = common();
    let say = |key: &str| texts.get(locale, key, &Args::new());
    let mut screen = Screen::default().title(say("chat-cities-title")).text(say("chat-cities"));
    let button = |city: &Arc<Tenant>| Button {
        label: label(city.config.name(locale)),
        does: Does::Press(Press::City(city.id.uuid())),
    };
    for pair in cities.iter().take(MOST).collect::<Vec<_>>().chunks(2) {
        screen = screen.row(pair.iter().map(|city| button(city)));
    }
    screen
}
