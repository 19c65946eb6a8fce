//! An application as a test holds it: where its interactions go, what it was made to do, and what it was refused.

use std::sync::Arc;

use serde_json::{Value, json};

use super::LONGEST;
use super::delivery::{self, Answered, Signing};
use super::guild::Guild;
use super::interactions::Interaction;
use super::route::Route;
use super::user::User;
use super::world::{Account, Call, Shared, World, stamp};

/// An application.
#[derive(Debug, Clone)]
pub struct App {
    pub(super) shared: Arc<Shared>,
    id: u64,
}

impl App {
    pub(super) fn new(shared: Arc<Shared>, id: u64) -> Self {
        Self { shared, id }
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// What our server must have to act as its bot.
    #[must_use]
    pub fn token(&self) -> String {
        self.look(|account| account.token.clone())
    }

    /// What our server must have to know what is Discord's, in hexadecimal figures.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.look(Account::public_key)
    }

    /// Sends its interactions and events to this address, with this `Host` instead of the address's own.
    pub fn point_to<'a>(&self, url: &str, host: impl Into<Option<&'a str>>) {
        let hook = (url.to_owned(), host.into().map(str::to_owned));
        self.shared.change(|world| world.account(self.id).hook = Some(hook));
    }

    /// Somebody who can use it: in private, and in the guilds that take them in. The locale is that of their client.
    ///
    /// # Panics
    /// If Discord is not shown in such a language.
    #[must_use]
    pub fn user(&self, name: &str, locale: &str) -> User {
        User::new(self.clone(), name, locale)
    }

    /// Tries the address as the developers' portal does before it takes it: a greeting must be answered in kind, and
    /// one that is badly signed with 401.
    ///
    /// # Errors
    /// What the portal would refuse the address for.
    pub async fn hook_works(&self) -> Result<(), String> {
        let (status, body) = self.ping(Signing::Good).await;
        if status != 200 || body["type"] != 1 {
            return Err(format!("a greeting was answered {status} {body}"));
        }
        for signing in [Signing::OtherKey, Signing::Garbled, Signing::Absent] {
            let (status, body) = self.ping(signing).await;
            if status != 401 {
                return Err(format!("a greeting with a bad signature ({signing:?}) was answered {status} {body}"));
            }
        }
        Ok(())
    }

    /// Brings a greeting; answers status (0 where nobody answers) and body.
    pub async fn ping(&self, signing: Signing) -> (u16, Value) {
        delivery::ping(&self.shared, self.id, signing).await
    }

    /// Brings an interaction as Discord does, once, and does what the answer says.
    ///
    /// # Panics
    /// If the application points nowhere, as all that deliver.
    pub async fn deliver(&self, interaction: &Interaction) -> Answered {
        self.deliver_with(interaction, Signing::Good).await
    }

    /// The same with another signature; of an answer to what Discord did not sign itself nothing comes.
    ///
    /// # Panics
    /// If it is to be brought again and never was.
    pub async fn deliver_with(&self, interaction: &Interaction, signing: Signing) -> Answered {
        delivery::interaction(&self.shared, interaction, signing, None).await
    }

    /// The same to another address, as to a second node. Of several answers Discord takes the first that is good.
    pub async fn deliver_to(&self, interaction: &Interaction, url: &str) -> Answered {
        delivery::interaction(&self.shared, interaction, Signing::Good, Some(url)).await
    }

    /// An event of any kind; it goes nowhere by itself. Without a kind it is the greeting of the events.
    #[must_use]
    pub fn event<'a>(&self, kind: impl Into<Option<&'a str>>, data: Value) -> Value {
        let mut event = json!({ "version": 1, "application_id": self.id.to_string(), "type": 0 });
        if let Some(kind) = kind.into() {
            event["type"] = json!(1);
            event["event"] = json!({ "type": kind, "timestamp": stamp(), "data": data });
        }
        event
    }

    /// Brings an event once, and answers the status, which should be 204; 0 where nobody answers.
    pub async fn deliver_event(&self, event: &Value, signing: Signing) -> u16 {
        delivery::event(&self.shared, self.id, event, signing).await
    }

    /// Is thrown out of a guild.
    pub fn leaves(&self, guild: &Guild) {
        self.shared.change(|world| world.guilds.get_mut(&guild.id).expect("a guild").without.insert(self.id));
    }

    /// Is asked in again.
    pub fn joins(&self, guild: &Guild) {
        self.shared.change(|world| world.guilds.get_mut(&guild.id).expect("a guild").without.remove(&self.id));
    }

    /// The commands it registered, as Discord keeps them.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        self.look(|account| account.commands.clone())
    }

    /// How often it registered all its commands.
    #[must_use]
    pub fn overwrites(&self) -> usize {
        self.look(|account| account.overwrites)
    }

    /// Every call made with its token, or that of one of its interactions, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.shared.look(|world| self.mine(world).cloned().collect())
    }

    /// Every call that was refused for a reason of Discord's: neither a fault the test asked for nor a limit, nor what
    /// came on the heels of an answer and overtook it.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.look(|account| account.refused.clone())
    }

    /// Every answer to an interaction that Discord did not take, and why.
    #[must_use]
    pub fn failed(&self) -> Vec<String> {
        self.look(|account| account.failed.clone())
    }

    /// Waits until a route was called so many times; answers those calls.
    ///
    /// # Panics
    /// If they do not come.
    pub async fn waits_for_calls(&self, route: Route, count: usize) -> Vec<Call> {
        let look = |world: &World| {
            let calls: Vec<_> = self.mine(world).filter(|call| call.route == route).cloned().collect();
            Some(calls).filter(|calls| calls.len() >= count)
        };
        self.waits(&format!("{count} calls of {route}"), look).await
    }

    pub(super) async fn waits<T>(&self, what: &str, look: impl FnMut(&World) -> Option<T>) -> T {
        let found = self.shared.within(LONGEST, look).await;
        found.unwrap_or_else(|| {
            let seen: Vec<_> = self.shared.look(|world| world.messages.iter().map(|it| it.shown()).collect());
            let (refused, failed) = (self.refused(), self.failed());
            panic!("{what}: did not come. Refused: {refused:#?}. Failed: {failed:#?}. Messages: {seen:#?}")
        })
    }

    fn mine<'a>(&self, world: &'a World) -> impl Iterator<Item = &'a Call> + use<'a> {
        let id = self.id;
        world.calls.iter().filter(move |call| call.app == id)
    }

    fn look<T>(&self, look: impl FnOnce(&Account) -> T) -> T {
        self.shared.look(|world| look(&world.accounts[&self.id]))
    }
}
