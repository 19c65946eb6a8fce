//! What somebody has done so far: in how many missions, how long, and the latest of it.

use super::Facts;
use crate::call::Done;
use crate::plain;
use crate::press::Press;
use crate::screen::Screen;

/// How many of the latest are shown.
pub(crate) const LATEST: usize = 5;
/// Characters of a title in a list.
const SHORT: usize = 80;

/// All of it.
pub(super) fn screen(done: &Done, facts: &Facts<'_>) -> Screen {
    let screen = Screen::default().title(facts.text("chat-hours-title"));
    if done.latest.is_empty() {
        return screen
            .text(facts.text("chat-hours-none"))
            .row([facts.button("chat-do-near", Press::Near), facts.button("chat-do-weekend", Press::Weekend)])
            .row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()]);
    }
    let mut screen = screen
        .field(facts.text("chat-hours-missions"), done.missions.to_string())
        .field(facts.text("chat-hours-in-all"), duration(done.minutes, facts))
        .text(facts.text("chat-hours-latest"));
    for mine in &done.latest {
        let when = facts.tenant.when_short(facts.locale, mine.starts_at);
        let title = plain::beginning(&mine.title, SHORT);
        let long = duration(mine.sign_up.minutes.unwrap_or_default().into(), facts);
        screen = screen.field(when, format!("{title}, {long}"));
    }
    screen.row([facts.button("chat-do-mine", Press::Mine(0)), facts.home()])
}

/// So many minutes, as people say it.
fn duration(minutes: i64, facts: &Facts<'_>) -> String {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let (key, minutes) = match (hours, minutes) {
        (0, _) => ("chat-minutes", minutes.to_string()),
        (_, 0) => ("chat-hours", String::new()),
        _ => ("chat-hours-and-minutes", format!("{minutes:02}")),
    };
    facts.say(key, &[("hours", hours.to_string().into()), ("minutes", minutes.into())])
}
