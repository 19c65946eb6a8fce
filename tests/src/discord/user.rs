//! Somebody with Discord open: what they run, press, choose and fill in, and what they see.

use serde_json::{Value, json};

use super::answers::Choice;
use super::app::App;
use super::commands::LOCALES;
use super::delivery::{Answered, Signing};
use super::guild::{Channel, Guild};
use super::interactions::{Deed, Interaction, Kind, Modal, open};
use super::message::{Message, Shown};
use super::options::{self, resolved};
use super::world::{World, next_id};
use super::{components::TextInput, places};

const BUTTON: u8 = 2;

/// Somebody, in the place they look at: in private with an application, or in a channel.
#[derive(Debug, Clone)]
pub struct User {
    /// Their identifier.
    pub id: u64,
    app: App,
    /// The channel of a guild; `None` is in private.
    place: Option<u64>,
}

impl User {
    pub(super) fn new(app: App, name: &str, locale: &str) -> Self {
        assert!(LOCALES.contains(&locale), "no locale {locale:?}");
        let id = next_id();
        app.shared.change(|world| world.people.insert(id, places::Person::new(id, name, locale)));
        Self { id, app, place: None }
    }

    /// The same person, looking at a channel.
    ///
    /// # Panics
    /// If the guild has not taken them in.
    #[must_use]
    pub fn at(&self, channel: &Channel) -> Self {
        let is_in = self.app.shared.look(|world| world.guilds[&channel.guild].members.contains_key(&self.id));
        assert!(is_in, "who is not in a guild cannot look at its channels");
        Self { place: Some(channel.id), ..self.clone() }
    }

    /// The same person, looking at what the application writes in private.
    #[must_use]
    pub fn in_private(&self) -> Self {
        Self { place: None, ..self.clone() }
    }

    /// The interaction of a command; sub-commands follow it after a blank. It goes nowhere by itself, as all that are
    /// only made.
    ///
    /// # Panics
    /// If the client does not show such a command here, or would not send it so: something unknown is filled in, or
    /// something that must be is not.
    #[must_use]
    pub fn command_interaction(&self, command: &str, values: &Value) -> Interaction {
        self.opens(|world, who| options::deed(world, who, command, values, None))
    }

    /// Runs a command. The values are an object by the options' names; names may be those of the person's language.
    pub async fn command(&self, command: &str, values: Value) -> Answered {
        self.app.deliver(&self.command_interaction(command, &values)).await
    }

    /// The interaction of typing in an option, where these others are filled in.
    ///
    /// # Panics
    /// If the client would not complete it.
    #[must_use]
    pub fn autocomplete_interaction(&self, command: &str, values: &Value, option: &str, typed: &str) -> Interaction {
        self.opens(|world, who| options::deed(world, who, command, values, Some((option, typed))))
    }

    /// Types in an option; answers what is offered: nothing, too, where Discord did not take the answer.
    pub async fn autocomplete(&self, command: &str, option: &str, typed: &str) -> Vec<Choice> {
        self.autocomplete_after(command, &json!({}), option, typed).await
    }

    /// The same where these others are filled in.
    pub async fn autocomplete_after(&self, command: &str, values: &Value, option: &str, typed: &str) -> Vec<Choice> {
        let interaction = self.autocomplete_interaction(command, values, option, typed);
        self.app.deliver(&interaction).await.choices
    }

    /// The interaction of a button with any custom identifier under any message, whether there is one or not.
    #[must_use]
    pub fn press_interaction(&self, message: u64, custom_id: &str) -> Interaction {
        let data = json!({ "custom_id": custom_id, "component_type": BUTTON, "id": 2 });
        self.opens(|world, who| self.on(world, who, message, data))
    }

    /// Presses the button with this label or custom identifier under the latest message that has one.
    ///
    /// # Panics
    /// If there is none, it is grey, or a link.
    pub async fn presses(&self, wanted: &str) -> Answered {
        let visible = self.visible();
        let found = visible.iter().rev().find(|shown| shown.button(wanted).is_some());
        let shown = found.unwrap_or_else(|| panic!("no button {wanted:?} in {visible:#?}"));
        self.presses_on(shown, wanted).await
    }

    /// Presses such a button under a message as it was seen, even if it has changed since.
    ///
    /// # Panics
    /// Likewise.
    pub async fn presses_on(&self, shown: &Shown, wanted: &str) -> Answered {
        let button = shown.button(wanted).unwrap_or_else(|| panic!("no button {wanted:?} in {shown:#?}"));
        assert!(!button.disabled, "{wanted:?} is grey");
        assert!(self.app.shared.look(|world| self.can_see(world, shown.id)), "not theirs to see: {shown:#?}");
        let custom_id = button.custom_id.as_deref();
        let custom_id = custom_id.unwrap_or_else(|| panic!("{wanted:?} is a link to {:?}", button.url));
        self.app.deliver(&self.press_interaction(shown.id, custom_id)).await
    }

    /// The interaction of a select of any kind with any values under any message.
    #[must_use]
    pub fn choice_interaction(&self, message: u64, custom_id: &str, kind: u8, values: &[&str]) -> Interaction {
        let mut data = json!({ "custom_id": custom_id, "component_type": kind, "values": values, "id": 2 });
        self.opens(|world, who| {
            let lists: &[&str] = match kind {
                5 => &["users", "members"],
                6 => &["roles"],
                7 => &["users", "members", "roles"],
                8 => &["channels"],
                _ => &[],
            };
            for id in values.iter().filter(|_| !lists.is_empty()) {
                let found = resolved(world, who, id.parse().expect("an identifier"));
                for list in lists.iter().filter(|list| !found[**list].is_null()) {
                    data["resolved"][*list][*id] = found[*list].clone();
                }
            }
            self.on(world, who, message, data)
        })
    }

    /// Chooses lines by their labels (identifiers, where Discord itself knows what there is) from the select with this
    /// placeholder or custom identifier under the latest message that has one.
    ///
    /// # Panics
    /// If there is none, it is grey, has no such line, or asks for more or fewer.
    pub async fn chooses(&self, select: &str, labels: &[&str]) -> Answered {
        let visible = self.visible();
        let found = visible.iter().rev().find_map(|shown| Some((shown.id, shown.select(select)?)));
        let (message, found) = found.unwrap_or_else(|| panic!("no select {select:?} in {visible:#?}"));
        assert!(!found.disabled, "{select:?} is grey");
        let (least, most) = (found.min_values, found.max_values);
        assert!((least..=most).contains(&labels.len()), "{select:?} takes from {least} to {most}");
        let value = |label: &&str| match found.options.iter().find(|option| option.label == *label) {
            Some(option) => option.value.clone(),
            None if found.options.is_empty() => (*label).to_owned(),
            None => panic!("no line {label:?} in {found:#?}"),
        };
        let values: Vec<String> = labels.iter().map(value).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        self.app.deliver(&self.choice_interaction(message, &found.custom_id, found.kind, &values)).await
    }

    /// The modal that is open before them.
    #[must_use]
    pub fn modal(&self) -> Option<Modal> {
        self.app.shared.look(|world| world.people[&self.id].modal.as_ref().map(|asked| asked.modal.clone()))
    }

    /// The interaction of a modal with any custom identifier and any values, by their custom identifiers, whether one
    /// is open or not.
    #[must_use]
    pub fn modal_interaction(&self, custom_id: &str, values: &[(&str, &str)]) -> Interaction {
        let row = |(at, (id, value)): (usize, &(&str, &str))| {
            let input = json!({ "type": 4, "id": 2 * at + 2, "custom_id": id, "value": value });
            json!({ "type": 1, "id": 2 * at + 1, "components": [input] })
        };
        let rows: Vec<Value> = values.iter().enumerate().map(row).collect();
        let data = json!({ "custom_id": custom_id, "components": rows });
        self.opens(|world, who| {
            let asked = world.people[&self.id].modal.as_ref();
            let (message, channel) = asked.map_or((None, who.channel), |asked| (asked.message, asked.channel));
            let more = json!({ "triggering_interaction_metadata": asked.map(|asked| &asked.metadata) });
            let (app, person, kind) = (who.app, who.id, Kind::Modal);
            Deed { app, person, channel, kind, data, message, more, typing: 0 }
        })
    }

    /// Fills in the modal that is open, by the labels or custom identifiers of its fields, and sends it. What is not
    /// named stays as it stood there.
    ///
    /// # Panics
    /// If none is open, it has no such field, or the client would not send it so.
    pub async fn submits(&self, values: Value) -> Answered {
        let modal = self.modal().expect("an open modal");
        let given = values.as_object().cloned().unwrap_or_default();
        let is = |input: &TextInput, name: &str| input.label == name || input.custom_id == name;
        for name in given.keys() {
            assert!(modal.inputs.iter().any(|input| is(input, name)), "no field {name:?} in {modal:#?}");
        }
        let filled: Vec<(&str, &str)> = modal
            .inputs
            .iter()
            .map(|input| {
                let value = given.iter().find(|(name, _)| is(input, name)).map(|(_, value)| value);
                let value = value.map_or(input.value.as_str(), |value| value.as_str().expect("a text"));
                check(input, value);
                (input.custom_id.as_str(), value)
            })
            .collect();
        self.app.deliver(&self.modal_interaction(&modal.custom_id, &filled)).await
    }

    /// Closes the modal that is open; nobody is told.
    pub fn dismisses(&self) {
        self.app.shared.change(|world| world.person(self.id).modal = None);
    }

    /// What they saw last: the message to them that was written or changed last.
    ///
    /// # Panics
    /// If they have seen nothing.
    #[must_use]
    pub fn sees(&self) -> Shown {
        let last =
            |world: &World| world.seen_by(self.app.id(), self.id).max_by_key(|it| it.touched).map(Message::shown);
        self.app.shared.look(last).expect("something to see")
    }

    /// All they see of what was written to them (the answers to what they did, and what comes in private), in order,
    /// as it looks now.
    #[must_use]
    pub fn transcript(&self) -> Vec<Shown> {
        self.app.shared.look(|world| self.seen(world))
    }

    /// What they were told went wrong.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        self.app.shared.look(|world| world.people[&self.id].failures.clone())
    }

    /// Waits until what they see looks like this; answers it.
    ///
    /// # Panics
    /// If it never does.
    pub async fn waits_for(&self, mut wanted: impl FnMut(&[Shown]) -> bool) -> Vec<Shown> {
        self.app.waits("what they see", |world| Some(self.seen(world)).filter(|seen| wanted(seen))).await
    }

    /// Waits until they see a message with these words in it; answers the latest.
    ///
    /// # Panics
    /// If it never comes.
    pub async fn waits_to_see(&self, words: &str) -> Shown {
        let look = |world: &World| self.seen(world).into_iter().rfind(|shown| shown.text.contains(words));
        self.app.waits(&format!("a message with {words:?}"), look).await
    }

    /// Takes no private messages any more.
    pub fn closes_private_messages(&self) {
        self.app.shared.change(|world| world.person(self.id).closed = true);
    }

    /// Takes them again.
    pub fn opens_private_messages(&self) {
        self.app.shared.change(|world| world.person(self.id).closed = false);
    }

    /// Lets the application into a guild, or (`None`) have it for themselves; answers the status of the event.
    pub async fn authorizes<'a>(&self, guild: impl Into<Option<&'a Guild>>) -> u16 {
        let guild = guild.into().map(|guild| guild.id);
        let data = self.app.shared.look(|world| {
            let mut data =
                json!({ "integration_type": u8::from(guild.is_none()), "user": world.people[&self.id].card });
            data["scopes"] = json!(["applications.commands"]);
            if let Some(guild) = guild.map(|guild| &world.guilds[&guild]) {
                data["scopes"] = json!(["applications.commands", "bot"]);
                data["guild"] = guild.json();
                data["guild"]["name"] = json!(guild.name);
            }
            data
        });
        let event = self.app.event("APPLICATION_AUTHORIZED", data);
        self.app.deliver_event(&event, Signing::Good).await
    }

    /// Takes back what they allowed it for themselves; answers the status of the event.
    pub async fn deauthorizes(&self) -> u16 {
        let user = self.app.shared.look(|world| world.people[&self.id].card.clone());
        let event = self.app.event("APPLICATION_DEAUTHORIZED", json!({ "user": user }));
        self.app.deliver_event(&event, Signing::Good).await
    }

    fn opens(&self, deed: impl FnOnce(&World, options::Person) -> Deed) -> Interaction {
        self.app.shared.change(|world| {
            let app = self.app.id();
            let channel = self.place.unwrap_or_else(|| world.dm(app, self.id));
            let deed = deed(world, options::Person { app, id: self.id, channel });
            open(world, deed)
        })
    }

    /// Something done to what hangs on a message, in the channel it is in.
    fn on(&self, world: &World, who: options::Person, message: u64, data: Value) -> Deed {
        let channel = world.message(message).map_or(who.channel, |message| message.channel);
        let more = json!({ "interacted_message_id": message.to_string() });
        let (app, person, kind) = (who.app, self.id, Kind::Component);
        Deed { app, person, channel, kind, data, message: Some(message), more, typing: 0 }
    }

    /// Whether a message is, or was, before their eyes.
    fn can_see(&self, world: &World, message: u64) -> bool {
        let Some(message) = world.message(message) else { return true };
        let guild = world.channels[&message.channel].guild.map(|guild| &world.guilds[&guild]);
        let everybody = !message.is_ephemeral() && guild.is_some_and(|guild| guild.members.contains_key(&self.id));
        everybody || self.seen(world).iter().any(|seen| seen.id == message.id)
    }

    fn seen(&self, world: &World) -> Vec<Shown> {
        world.seen_by(self.app.id(), self.id).map(Message::shown).collect()
    }

    /// What they can press: what was written to them, and what everybody sees where they look, by its last change.
    fn visible(&self) -> Vec<Shown> {
        self.app.shared.look(|world| {
            let theirs: Vec<u64> = world.seen_by(self.app.id(), self.id).map(|message| message.id).collect();
            let here = |message: &&Message| Some(message.channel) == self.place && !message.is_ephemeral();
            let all = world.messages.iter().filter(|message| theirs.contains(&message.id) || here(message));
            let mut all: Vec<_> = all.filter(|message| message.app == self.app.id()).collect();
            all.sort_by_key(|message| message.touched);
            all.into_iter().map(Message::shown).collect()
        })
    }
}

/// What the client asks of a field before it sends it.
fn check(input: &TextInput, value: &str) {
    let (label, length) = (&input.label, value.chars().count());
    if value.is_empty() {
        assert!(!input.required, "{label:?} must be filled in");
        return;
    }
    let (least, most) = (input.min_length, input.max_length);
    assert!((least..=most).contains(&length), "{label:?} takes from {least} to {most} characters");
    assert!(input.paragraph || !value.contains('\n'), "{label:?} has one line");
}
