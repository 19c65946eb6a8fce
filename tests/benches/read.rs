//! `mission.read.ratio`: a mission read by visitors, against a bare server that says hello.

use std::sync::Arc;
use std::time::Duration;

use super::city::City;
use super::load::{Load, ask};
use super::process::Process;
use super::{Outcome, mean, ratio};

pub(crate) const NAME: &str = "mission.read.ratio";

const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;

pub(crate) async fn run(city: &City<'_>) -> Outcome<()> {
    let server = Process::jemengage(&city.database.service, city.folder()).await?;
    let hello = Process::hello().await?;
    let mission = format!("GET /api/v1/missions/{} HTTP/1.1\r\nhost: {}\r\n\r\n", city.places[0].mission, City::HOST);
    let greeting = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n".to_owned();
    let (_, body) = ask(server.address, &mission).await?;
    eprintln!("{NAME}: a mission of {} bytes", body.len());
    let (mut ours, mut base) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (process, request, rates) in [(&server, &mission, &mut ours), (&hello, &greeting, &mut base)] {
            let bytes = request.clone().into_bytes();
            let request = Arc::new(move |buffer: &mut Vec<u8>| buffer.extend_from_slice(&bytes));
            let load = Load { address: process.address, status: 200, warm_up: WARM_UP, measured: MEASURED, request };
            rates.push(load.rate(load.run().await?));
        }
        eprintln!("{NAME}: ours {ours:.0?} base {base:.0?}");
    }
    hello.stop().await?;
    server.stop().await?;
    ratio(NAME, mean(&ours), mean(&base), "answers/s");
    Ok(())
}
