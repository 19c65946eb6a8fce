//! What somebody has done so far: in how many missions, how long, and the latest of it.

use platform_core::hours::Hours;

use super::Facts;
use crate::plain;
use crate::press::Press;
use crate::screen::Screen;

/// How many of the latest are shown.
const LATEST: usize = 5;
/// Characters of a title in a list.
const SHORT: usize = 80;

/// All of it.
pub(super) fn screen(hours: &Hours, facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-hours-title"));
    if hours.lines.is_empty() {
        return screen
            .text(facts.text("chat-hours-none"))
            .row([facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)])
            .row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()]);
    }
    let duration = |minutes| facts.tenant.duration(facts.locale, minutes);
    let mut screen = screen
        .field(facts.text("chat-hours-missions"), hours.missions().to_string())
        .field(facts.text("chat-hours-in-all"), duration(hours.minutes()))
        .text(facts.text("chat-hours-latest"));
    for line in hours.lines.iter().take(LATEST) {
        let when = facts.tenant.when_short(facts.locale, line.starts_at);
        let title = plain::beginning(&line.title, SHORT);
        screen = screen.field(when, format!("{title}, {}", duration(line.minutes.into())));
    }
    screen.row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()])
}
