//! `jemengage`: one executable, its roles as commands.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Every request makes and drops hundreds of small things on whichever thread is free, at which the system's own allocator
/// is slow: a fifth of the time this executable took went there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    platform::cli::run().await
}
