//! Discord, played for our server: its API on loopback, and the people who use an application in guilds and in private.
//!
//! **Why.** What Discord refuses must be refused here, with its codes, else the suites let pass what fails in the
//! street. The rules are those of its documentation (API v10). Where Discord drops something without a word (a field
//! it does not know, a flag that comes too late), this one refuses: nobody would see that something is missing. The
//! code of such a refusal is ours, and so are a few where the documentation names none.
//!
//! An interaction goes to our server signed, and the answer in the HTTP response is judged as Discord judges it: in
//! three seconds, in JSON, of a type that fits. What people see then is kept: in their own view what was said to
//! them, in a channel what everybody sees.

mod answers;
mod app;
mod body;
mod commands;
mod components;
mod content;
mod delivery;
mod form;
mod guild;
mod hooks;
mod interactions;
mod limits;
mod line;
mod message;
mod options;
mod places;
mod refusal;
mod rest;
mod route;
mod serve;
#[cfg(test)]
mod tests;
mod user;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use answers::Choice;
pub use app::App;
pub use components::{Button, Choosable, Select, TextInput};
pub use delivery::{Answered, Signing};
pub use guild::{Channel, Guild, Role};
pub use interactions::{Interaction, Modal};
pub use message::Shown;
pub use route::Route;
pub use user::User;
pub use world::Call;

use world::{Account, Shared};

/// How long something that must come is waited for.
const LONGEST: Duration = Duration::from_secs(60);

/// What goes wrong with a call when a test asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answered with this status, and not done.
    Status(u16),
    /// Answered with this status, this code and these words, and not done.
    Says(u16, u32, &'static str),
    /// Answered 429, and not done.
    TooMany {
        /// In how long to come back.
        retry_after: Duration,
        /// Whether all routes are meant.
        global: bool,
    },
    /// Answered 429 by what stands before Discord: a page, and no header but `Retry-After`.
    Banned {
        /// In how long to come back, in whole seconds.
        retry_after: Duration,
    },
    /// Left waiting so long before it is looked at; not done if the caller has gone by then.
    Hang(Duration),
    /// The connection is closed without an answer, and nothing is done.
    Drop,
    /// Done, and the connection closed without an answer: the caller cannot know.
    AnswerLost,
}

/// Discord, with any number of applications.
#[derive(Debug)]
pub struct Discord {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Discord {
    /// Starts it on a free port; it runs as long as the test does.
    ///
    /// # Panics
    /// If it cannot listen.
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::new());
        let address = serve::start(Arc::clone(&shared)).await.expect("a port");
        Self { address, shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of its addresses, to which `/api/v10/…` is added.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new application, as the developers' portal makes one.
    #[must_use]
    pub fn application(&self, name: &str) -> App {
        let account = Account::new(name);
        let id = account.id;
        self.shared.change(|world| world.accounts.insert(id, account));
        App::new(Arc::clone(&self.shared), id)
    }

    /// From now on the world finds a host at this address, where `https` is spoken for it.
    pub fn finds(&self, host: &str, address: SocketAddr) {
        self.shared.change(|world| world.hosts.insert(host.to_owned(), address));
    }

    /// A new guild, in French, which every application is in.
    #[must_use]
    pub fn guild(&self, name: &str) -> Guild {
        Guild::new(Arc::clone(&self.shared), name)
    }

    /// From now on this route takes so many calls a second, of each channel or webhook; `None` is as many as usual.
    pub fn limit(&self, route: Route, per_second: impl Into<Option<usize>>) {
        self.shared.change(|world| world.throttle.limit(Some(route), per_second.into()));
    }

    /// From now on all calls with a bot's token together are so many a second.
    pub fn limit_all(&self, per_second: impl Into<Option<usize>>) {
        self.shared.change(|world| world.throttle.limit(None, per_second.into()));
    }

    /// The next call of this route (`None`: of any) that has no such fault before it goes wrong like this.
    pub fn fail_next(&self, route: impl Into<Option<Route>>, fault: Fault) {
        self.shared.change(|world| world.faults.push((route.into(), fault)));
    }

    /// From now on Discord waits so long for the answer to an interaction, instead of three seconds.
    pub fn waits_for_answers(&self, time: Duration) {
        self.shared.change(|world| world.patience = time);
    }

    /// A quarter of an hour goes by: no interaction made until now can be answered any more.
    pub fn expire_tokens(&self) {
        self.shared.change(|world| world.tickets.values_mut().for_each(|ticket| ticket.expired = true));
    }

    /// The calls that were answered 401, 403 or 429: ten thousand of them in ten minutes shut an address out.
    #[must_use]
    pub fn invalid_requests(&self) -> Vec<(Route, u16)> {
        self.shared.look(|world| world.invalid.clone())
    }

    /// The calls of routes that are not played here; they were answered 404.
    #[must_use]
    pub fn strays(&self) -> Vec<String> {
        self.shared.look(|world| world.strays.clone())
    }
}
