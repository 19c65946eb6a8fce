//! Runs a command with `DATABASE_URL` set to a scratch database, migrated and empty: for tools that read the schema.

use std::process::{Command, ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(program) = words.next() else {
        eprintln!("usage: with-database COMMAND [ARGUMENT…]");
        return ExitCode::from(2);
    };
    let database = tests::Database::new().await;
    let status = Command::new(program).args(words).env("DATABASE_URL", database.owner_url().await).status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("with-database: {error}");
            ExitCode::FAILURE
        }
    }
}
