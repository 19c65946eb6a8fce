//! What a guest may have: time, memory, stack, and how much may cross.

use std::time::Duration;

use nix::time::ClockId;
use platform_core::rules::Failure;
use wasmtime::{ResourceLimiter, Trap, UpdateDeadline};

use crate::bindings::host;

/// How long a call may take, of the processor's time: what a busy machine does meanwhile is no fault of the rules.
pub(crate) const DEADLINE: Duration = Duration::from_millis(50);
/// How often the clock of the guests moves on.
pub(crate) const TICK: Duration = Duration::from_millis(5);
/// Ticks after which it is looked how long a call has taken: the deadline, and the tick that was under way when it began.
pub(crate) const TICKS: u64 = ticks(DEADLINE) + 1;
/// Bytes over all memories of a guest.
pub(crate) const MEMORY: usize = 32 << 20;
/// Entries of a table.
pub(crate) const TABLE: usize = 20_000;
/// Bytes of the stack a guest may use.
pub(crate) const STACK: usize = 256 << 10;
/// Bytes that may cross in one call, either way.
pub(crate) const CROSSING: usize = 4 << 20;
/// Bytes of one function of it.
pub(crate) const FUNCTION: usize = 256 << 10;
/// Bytes of a component that is taken in.
pub(crate) const COMPONENT: usize = platform_core::rules::MAX_COMPONENT;
/// Bytes of the texts of a component in one language, and the most braces and brackets one of them may open.
pub(crate) const CATALOGUE: usize = 64 << 10;
pub(crate) const OPENINGS: usize = 50;
/// Most components a component may be put together of.
pub(crate) const COMPONENTS: usize = 32;
/// Lines a guest may log in one call, and bytes of each.
const LINES: usize = 100;
const LINE: usize = 2000;

const fn ticks(time: Duration) -> u64 {
    time.as_millis().div_ceil(TICK.as_millis()) as u64
}

/// Ends a call of this thread, begun now, once it has taken its time.
pub(crate) fn deadline() -> impl FnMut() -> wasmtime::Result<UpdateDeadline> + Send + Sync + 'static {
    let begun = spent().unwrap_or_default();
    move || {
        let left = DEADLINE.saturating_sub(spent().unwrap_or(Duration::MAX).saturating_sub(begun));
        if left.is_zero() { Err(Trap::Interrupt.into()) } else { Ok(UpdateDeadline::Continue(ticks(left))) }
    }
}

/// The processor's time that this thread has had; where it cannot be told, the deadline is the real one.
fn spent() -> Option<Duration> {
    ClockId::CLOCK_THREAD_CPUTIME_ID.now().map(Duration::from).ok()
}

/// The guest asked for more memory than it may have.
#[derive(Debug, thiserror::Error)]
#[error("more memory than a guest may have")]
struct MemoryFull;

/// What the host holds of one call.
#[derive(Debug, Default)]
pub(crate) struct Call {
    /// Bytes over all memories.
    memory: usize,
    lines: usize,
    /// The last line it logged: what a panic says.
    last_line: Option<String>,
}

impl ResourceLimiter for Call {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory = (self.memory + desired).saturating_sub(current);
        if self.memory > MEMORY { Err(MemoryFull.into()) } else { Ok(true) }
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        if desired > TABLE { Err(MemoryFull.into()) } else { Ok(true) }
    }
}

impl host::Host for Call {
    fn log(&mut self, level: host::Level, message: String) {
        // One line, whatever it holds: nobody writes a second one that looks as if it were the platform's.
        let message = message[..message.floor_char_boundary(LINE)].replace(char::is_control, " ");
        self.lines += 1;
        if self.lines <= LINES {
            match level {
                host::Level::Debug => tracing::debug!(target: "rules", message),
                host::Level::Info => tracing::info!(target: "rules", message),
                host::Level::Warn => tracing::warn!(target: "rules", message),
            }
        }
        self.last_line = Some(message);
    }
}

impl Call {
    /// What a call that ended badly died of.
    pub(crate) fn failure(&mut self, error: &wasmtime::Error) -> Failure {
        if error.is::<MemoryFull>() {
            return Failure::TooMuchMemory;
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::Interrupt) => Failure::TooSlow(u64::try_from(DEADLINE.as_millis()).unwrap_or(u64::MAX)),
            Some(Trap::StackOverflow) => Failure::TooDeep,
            Some(Trap::AllocationTooLarge) => Failure::TooMuchMemory,
            // How a panic ends; what it said was logged before.
            Some(trap @ Trap::UnreachableCodeReached) => {
                Failure::Stopped(self.last_line.take().unwrap_or_else(|| trap.to_string()))
            }
            Some(trap) => Failure::Stopped(trap.to_string()),
            None => {
                let told = format!("{error:#}");
                // The error of wasmtime has no type that could be asked for.
                if told.contains("fuel allocated for hostcalls") { Failure::TooLarge } else { Failure::Nonsense(told) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::host::Host as _;
    use super::*;

    /// Counts what is logged.
    struct Counter(Arc<AtomicUsize>);

    impl Subscriber for Counter {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "rules"
        }

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn a_million_lines_are_a_hundred_and_the_last_is_known() {
        let (logged, mut call) = (Arc::new(AtomicUsize::new(0)), Call::default());
        tracing::subscriber::with_default(Counter(Arc::clone(&logged)), || {
            (0..1_000_000).for_each(|number| call.log(host::Level::Warn, format!("line {number}")));
        });
        assert_eq!(logged.load(Ordering::Relaxed), LINES);
        assert_eq!(call.last_line.as_deref(), Some("line 999999"));
    }

    #[test]
    fn a_line_is_cut_between_letters_and_stays_one_line() {
        let mut call = Call::default();
        call.log(host::Level::Debug, format!("x{}", "é".repeat(LINE)));
        assert_eq!(call.last_line.as_ref().map(String::len), Some(LINE - 1));
        call.log(host::Level::Debug, "one\r\ntwo\u{1b}[2J".into());
        assert_eq!(call.last_line.as_deref(), Some("one  two [2J"));
    }
}
