//! A guild as a test holds it: its roles, its channels, and who is in it.

use std::sync::Arc;

use super::message::Shown;
use super::places;
use super::user::User;
use super::world::{Shared, World};
use super::{LONGEST, commands};

/// A guild.
#[derive(Debug, Clone)]
pub struct Guild {
    /// Its identifier.
    pub id: u64,
    shared: Arc<Shared>,
}

/// A role of a guild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its identifier.
    pub id: u64,
}

/// A text channel of a guild.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its identifier.
    pub id: u64,
    /// That of its guild.
    pub guild: u64,
    shared: Arc<Shared>,
}

impl Guild {
    pub(super) fn new(shared: Arc<Shared>, name: &str) -> Self {
        let guild = places::Guild::new(name);
        let id = guild.id;
        shared.change(|world| world.guilds.insert(id, guild));
        Self { id, shared }
    }

    /// Puts it into another language.
    ///
    /// # Panics
    /// If Discord is not shown in it.
    pub fn speaks(&self, locale: &str) {
        assert!(commands::LOCALES.contains(&locale), "no locale {locale:?}");
        self.change(|guild| locale.clone_into(&mut guild.locale));
    }

    /// A new role, which allows nothing more than everybody may do.
    #[must_use]
    pub fn role(&self, name: &str) -> Role {
        self.role_with(name, 0)
    }

    /// A new role that allows these things, as Discord numbers them: 8 is an administrator's, 32 the guild's manager's.
    #[must_use]
    pub fn role_with(&self, name: &str, permissions: u64) -> Role {
        let id = super::world::next_id();
        self.change(|guild| guild.roles.push(places::Role { id, name: name.to_owned(), permissions }));
        Role { id }
    }

    /// Changes what a role allows.
    ///
    /// # Panics
    /// If it is another guild's.
    pub fn allows(&self, role: Role, permissions: u64) {
        let found = |guild: &mut places::Guild| {
            let role = guild.roles.iter_mut().find(|it| it.id == role.id).expect("a role of this guild");
            role.permissions = permissions;
        };
        self.change(found);
    }

    /// A new channel, in which everybody and every application may write.
    #[must_use]
    pub fn channel(&self, name: &str) -> Channel {
        let channel = places::Channel::of(self.id, name);
        let id = channel.id;
        self.shared.change(|world| world.channels.insert(id, channel));
        Channel { id, guild: self.id, shared: Arc::clone(&self.shared) }
    }

    /// Takes somebody in with these roles, or gives them these instead of those they have.
    pub fn takes_in(&self, user: &User, roles: &[Role]) {
        self.change(|guild| guild.take_in(user.id, roles.iter().map(|role| role.id).collect()));
    }

    /// Shows somebody out.
    pub fn shows_out(&self, user: &User) {
        self.change(|guild| guild.members.remove(&user.id));
    }

    fn change<T>(&self, change: impl FnOnce(&mut places::Guild) -> T) -> T {
        self.shared.change(|world| change(world.guilds.get_mut(&self.id).expect("a guild of this Discord")))
    }
}

impl Channel {
    /// What everybody sees in it of what applications wrote, as it looks now.
    #[must_use]
    pub fn messages(&self) -> Vec<Shown> {
        self.shared.look(|world| self.shown(world))
    }

    /// Waits until the channel looks like this; answers what is in it.
    ///
    /// # Panics
    /// If it never does.
    pub async fn waits_for(&self, mut wanted: impl FnMut(&[Shown]) -> bool) -> Vec<Shown> {
        let look = |world: &World| Some(self.shown(world)).filter(|shown| wanted(shown));
        let found = self.shared.within(LONGEST, look).await;
        found.unwrap_or_else(|| panic!("did not come in the channel: {:#?}", self.messages()))
    }

    /// Applications do not see it any more.
    pub fn hides(&self) {
        self.change(|channel| channel.hidden = true);
    }

    /// Applications may not write in it any more.
    pub fn falls_silent(&self) {
        self.change(|channel| channel.mute = true);
    }

    /// Applications see it and may write in it again.
    pub fn opens(&self) {
        self.change(|channel| (channel.hidden, channel.mute) = (false, false));
    }

    /// Is deleted.
    pub fn vanishes(&self) {
        self.change(|channel| channel.deleted = true);
    }

    fn shown(&self, world: &World) -> Vec<Shown> {
        let here = world.messages.iter().filter(|message| message.channel == self.id && !message.is_ephemeral());
        here.map(super::message::Message::shown).collect()
    }

    fn change<T>(&self, change: impl FnOnce(&mut places::Channel) -> T) -> T {
        self.shared.change(|world| change(world.channels.get_mut(&self.id).expect("a channel of this Discord")))
    }
}
