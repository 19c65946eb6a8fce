//! `jemengage`: one executable, its roles as commands.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    platform::cli::run().await
}
