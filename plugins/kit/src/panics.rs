//! Panics: what one says goes into the platform's log, so that whoever wrote the rules reads it. A guest cannot unwind and
//! has nowhere else to say it.

use crate::{Level, log};

/// Has the message of a panic logged. [`crate::rules!`] calls it before anything else is.
pub extern "C" fn logged() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("a panic without a message");
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        log(Level::Warn, &format!("{message}{place}"));
    }));
}
