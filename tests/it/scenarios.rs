//! What people do in a chat, each told once and played on every channel, in every language.
//!
//! A channel is a [`channel::Stage`], on which the city and its people stand, and a [`channel::Channel`], which is one
//! person's: another one is a file beside [`terminal`], [`telegram`] and [`discord`], and a line in [`on_every_channel`].

mod acting;
mod channel;
mod discord;
mod steps;
mod taking_part;
mod telegram;
mod terminal;

use acting::{accept_a_request, post_edit_and_cancel};
use channel::Stage;
use platform_core::texts::Locale;
use taking_part::{find_and_join, full_waiting_offered_accepted, reminder_cannot_come_next_in_line, withdraw};

/// Plays a scenario in every language, each in a city of its own.
async fn in_every_language<S: Stage>(scenario: impl AsyncFn(&S, Locale)) {
    for locale in Locale::ALL {
        let stage = S::new().await;
        scenario(&stage, *locale).await;
        stage.all_went_well();
    }
}

/// Makes a test of each scenario, on each channel.
macro_rules! on_every_channel {
    ($($channel:ident: $stage:ty => $scenarios:tt;)+) => {$(
        mod $channel {
            on_every_channel!(@tests $stage, $scenarios);
        }
    )+};
    (@tests $stage:ty, [$($scenario:ident),+]) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $scenario() {
            super::in_every_language(super::$scenario::<$stage>).await;
        }
    )+};
    ($scenarios:tt) => {
        on_every_channel! {
            in_a_terminal: super::terminal::Room => $scenarios;
            on_telegram: crate::telegram::street::Street => $scenarios;
            on_discord: crate::discord::street::Street => $scenarios;
        }
    };
}

on_every_channel!([
    find_and_join,
    full_waiting_offered_accepted,
    withdraw,
    post_edit_and_cancel,
    accept_a_request,
    reminder_cannot_come_next_in_line
]);
