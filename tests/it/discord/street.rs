//! A street: a city, a strict Discord with a guild of the city's association in it, and the real server between them.

use std::net::SocketAddr;
use std::ops::Deref;

use nix::sys::signal::Signal;
use serde_json::{Value, json};
use tests::Server;
use tests::discord::{Answered, App, Channel, Discord, Guild, Role, Shown, User};
use tokio_postgres::Client;

use crate::quarter::Quarter;

/// The right of who runs a guild (Discord, "Permissions").
pub(crate) const MANAGE_GUILD: u64 = 1 << 5;
/// The name under which the server is found: that of the first of its cities.
pub(crate) const HOST: &str = "montreal.localhost";
/// What the application is called.
const NAME: &str = "Je m'engage";

/// A city, and one application for all cities.
pub(crate) struct Street {
    quarter: Quarter,
    pub(crate) discord: Discord,
    pub(crate) bot: App,
    pub(crate) server: Server,
    pub(crate) guild: Guild,
    /// Where people talk.
    pub(crate) hall: Channel,
    /// Where new missions are announced.
    pub(crate) board: Channel,
    /// Who is called then.
    pub(crate) role: Role,
    /// Who runs the guild.
    pub(crate) chief: User,
}

impl Deref for Street {
    type Target = Quarter;

    fn deref(&self) -> &Quarter {
        &self.quarter
    }
}

impl Street {
    /// With a guild that is bound.
    pub(crate) async fn new() -> Self {
        let street = Self::unbound().await;
        street.binds(json!({})).await;
        street
    }

    /// With a guild that belongs to no city yet.
    pub(crate) async fn unbound() -> Self {
        let discord = Discord::start().await;
        let bot = discord.application(NAME);
        let quarter = Quarter::new(("JEMENGAGE_DISCORD_API", discord.url())).await;
        let server = quarter.serve().await;
        let guild = discord.guild("Canal");
        let (hall, board, role) = (guild.channel("hall"), guild.channel("missions"), guild.role("volontaires"));
        let runs = guild.role_with("bureau", MANAGE_GUILD);
        let chief = bot.user("Chief", "fr");
        guild.takes_in(&chief, &[runs]);
        let street = Self { quarter, discord, bot, server, guild, hall, board, role, chief };
        street.discord.finds(HOST, street.server.address);
        let said = street.add().await;
        assert!(said.starts_with(&format!("{NAME}: registered, and called at https://{HOST}/hooks/discord")), "{said}");
        street
    }

    /// `jemengage bot add --discord`, as the operator does it.
    pub(crate) async fn add(&self) -> String {
        self.operates(&["add", "--discord"], &self.bot.token()).await
    }

    /// Where a server is called.
    pub(crate) fn hook(address: SocketAddr) -> String {
        format!("http://{address}/hooks/discord")
    }

    /// Kills the server, and starts another.
    pub(crate) async fn kill(&mut self) {
        self.server.signal(Signal::SIGKILL);
        self.server = self.quarter.serve().await;
        self.bot.point_to(&Self::hook(self.server.address), None);
    }

    /// A code by which the association binds a guild.
    pub(crate) async fn guild_code(&self) -> String {
        let path = format!("/api/v1/associations/{}/guild-codes", self.association);
        let code = self.code(&self.manager, &path, "guild_codes").await;
        code["code"].as_str().expect("a code").to_owned()
    }

    /// `/configurer` by who runs the guild: announces in the board, and calls the role; with these options changed.
    pub(crate) async fn binds(&self, changes: Value) {
        let mut options = json!({ "code": self.guild_code().await, "salon": self.board.id, "role": self.role.id });
        for (name, value) in changes.as_object().expect("options") {
            options[name] = value.clone();
        }
        let answered = self.chief.at(&self.hall).command("configurer", options).await;
        assert!(answered.taken, "{answered:?}");
        let said = self.chief.sees();
        assert!(said.text.contains("relié à Paris") && said.ephemeral, "{said:?}");
        self.was_bound_long_ago().await;
    }

    /// The clock of the suite, by which missions are published, stands still before that of the server, by which guilds are
    /// bound.
    pub(crate) async fn was_bound_long_ago(&self) {
        let mend = "UPDATE guilds SET bound_at = '2026-01-01'";
        self.app.client("paris").await.batch_execute(mend).await.expect("mended");
    }

    /// Somebody in the guild, who looks at its hall.
    pub(crate) fn member(&self, name: &str, locale: &str) -> User {
        let user = self.bot.user(name, locale);
        self.guild.takes_in(&user, &[self.role]);
        user.at(&self.hall)
    }

    /// Waits until nobody is still to be told of a mission: one that is not indexed yet is matched after it is.
    pub(crate) async fn all_is_matched(&self) {
        let waiting = "SELECT count(*) FROM jobs WHERE kind IN ('index_mission', 'match_alerts')";
        self.comes_to(waiting, |count| count == 0).await;
    }

    /// Waits until nothing waits to be sent.
    pub(crate) async fn all_is_sent(&self) {
        self.comes_to("SELECT count(*) FROM chat_messages", |count| count == 0).await;
    }

    /// A connection to the city.
    pub(crate) async fn client(&self) -> Client {
        self.app.client("paris").await
    }

    /// Nothing was refused, no answer was missing, and nothing was called that is not there.
    pub(crate) fn nothing_was_refused(&self) {
        let wrong = (self.bot.refused(), self.bot.failed(), self.discord.strays());
        assert_eq!(wrong, (Vec::new(), Vec::new(), Vec::new()));
        assert_eq!(self.discord.invalid_requests(), []);
    }
}

/// What a message says, as a person reads it: without what only marks.
pub(crate) fn plain(shown: &Shown) -> String {
    let mut letters = shown.text.chars();
    let mut words = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => words.extend(letters.next()),
            '*' => {}
            letter => words.push(letter),
        }
    }
    words
}

/// Writes words: in the form that the button under the last message opens.
pub(crate) async fn writes(user: &User, words: &str) -> Answered {
    let write = user.sees().buttons.into_iter().find(|button| button.label == "Écrire" || button.label == "Write");
    let opened = user.presses(&write.expect("a button to write").label).await;
    assert!(opened.taken, "{opened:?}");
    let field = user.modal().expect("a form").inputs.remove(0).custom_id;
    user.submits(json!({ field: words })).await
}

/// What somebody sees last has these words.
#[track_caller]
pub(crate) fn reads(user: &User, words: &str) {
    let seen = user.sees();
    assert!(plain(&seen).contains(words), "«{words}» is not in {seen:#?}");
}
