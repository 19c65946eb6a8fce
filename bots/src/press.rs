//! What a button does, as it travels: short, versioned, and no proof of anything. Whoever presses may have written it
//! themselves, so every act is authorised by the use case it leads to.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform_core::kinds::{AlertId, AssociationId, Domain, MissionId, SignUpId, SlotId};
use platform_core::texts::Locale;
use uuid::Uuid;

/// The most bytes one may take: what Telegram lets a button carry (`callback_data`).
pub const MAX_BYTES: usize = 64;

/// The version of the spelling; what another wrote is a button from before.
const VERSION: &str = "1";

/// Makes the presses: each with the word it travels as, and what goes with it.
macro_rules! presses {
    ($($(#[$doc:meta])* $name:ident $(($($of:ident: $kind:ty),+))? = $word:literal;)+) => {
        /// What a button does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Press { $($(#[$doc])* $name $(($($kind),+))?,)+ }

        impl fmt::Display for Press {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(VERSION)?;
                match self {
                    $(Self::$name $(($($of),+))? => {
                        write!(f, ".{}", $word)?;
                        $($(write!(f, ".{}", $of.spell())?;)+)?
                    })+
                }
                Ok(())
            }
        }

        impl FromStr for Press {
            type Err = Unknown;

            fn from_str(text: &str) -> Result<Self, Unknown> {
                let mut parts = text.split('.');
                if parts.next() != Some(VERSION) {
                    return Err(Unknown);
                }
                let press = match parts.next() {
                    $(Some($word) => Self::$name $(($(
                        <$kind as Spelled>::read(parts.next().ok_or(Unknown)?).ok_or(Unknown)?
                    ),+))?,)+
                    _ => return Err(Unknown),
                };
                if parts.next().is_some() { Err(Unknown) } else { Ok(press) }
            }
        }
    };
}

presses! {
    /// To the beginning.
    Home = "home";
    /// Asks where.
    Near = "near";
    /// What there is this weekend.
    Weekend = "weekend";
    /// Asks which theme.
    Themes = "themes";
    /// What there is of a theme.
    Theme(domain: Domain) = "theme";
    /// Asks for words.
    Words = "words";
    /// A mission of the list of this number, by its place in it.
    Hit(list: u16, place: u8) = "hit";
    /// A mission.
    Card(mission: MissionId) = "card";
    /// More of what a mission says.
    More(mission: MissionId) = "more";
    /// Its slots, from this one on.
    Slots(mission: MissionId, from: u16) = "slots";
    /// «Je participe», to this slot.
    Join(mission: MissionId, slot: SlotId) = "join";
    /// Yes, and every box of the mission is ticked.
    Confirm(mission: MissionId, slot: SlotId) = "yes";
    /// One's sign-ups, from this one on.
    Mine(from: u16) = "mine";
    /// One of them.
    SignUp(sign_up: SignUpId) = "own";
    /// Asks whether one really leaves it.
    Leave(sign_up: SignUpId) = "leave";
    /// Leaves it.
    Left(sign_up: SignUpId) = "left";
    /// «Je confirme».
    Come(sign_up: SignUpId) = "come";
    /// Takes a place that is offered.
    Take(sign_up: SignUpId) = "take";
    /// What one has done so far.
    Hours = "hours";
    /// Keeps what was looked for as an alert.
    Keep(list: u16) = "keep";
    /// The same, to be told of it once a day.
    KeepDaily(list: u16) = "daily";
    /// One's alerts.
    Alerts = "alerts";
    /// Ends one of them.
    Drop(alert: AlertId) = "drop";
    /// Is told of none of them for a while.
    Pause = "pause";
    /// Is told again.
    Resume = "resume";
    /// Asks for the language.
    Languages = "langs";
    /// Speaks it.
    Speak(locale: Locale) = "lang";
    /// What one can do here.
    Help = "help";
    /// What is kept, and how it ends.
    Privacy = "privacy";
    /// All that is kept of somebody, as a file.
    Export = "export";
    /// No alerts and suggestions any more.
    Hush = "hush";
    /// Links the account of the web whose code this is.
    Link(code: Uuid) = "link";
    /// The number that the browser shows which asks to come in by this code.
    Number(code: Uuid, number: u8) = "number";
    /// It was not they who asked to come in.
    NotMe(code: Uuid) = "notme";
    /// Unlinks it.
    Unlink = "unlink";
    /// Asks whether one's account is really to be erased.
    Erase = "erase";
    /// Erases it.
    Erased = "erased";
    /// Writes a mission.
    Post = "post";
    /// For this association.
    PostFor(association: AssociationId) = "postfor";
    /// Of this theme.
    PostDomain(domain: Domain) = "posttheme";
    /// Volunteers have a place at once (0), or a manager answers each (1).
    PostAcceptance(by_manager: u8) = "postyes";
    /// Lets go of it.
    PostGone = "postgone";
    /// One's associations' missions.
    Missions = "missions";
    /// One of them, for those who act for it.
    Manage(mission: MissionId) = "manage";
    /// Hands it in.
    Submit(mission: MissionId) = "submit";
    /// Asks what of it is to be another.
    Edit(mission: MissionId) = "edit";
    /// Asks for this field of it.
    ChangeField(mission: MissionId, field: u8) = "change";
    /// A copy of it, later.
    Copy(mission: MissionId) = "copy";
    /// Ends it.
    Close(mission: MissionId) = "close";
    /// Asks why it is called off.
    CallOff(mission: MissionId) = "calloff";
    /// Who asks to take part.
    Requests(mission: MissionId) = "asks";
    /// Yes to one of them.
    Accept(sign_up: SignUpId) = "accept";
    /// No.
    Decline(sign_up: SignUpId) = "decline";
    /// Who has a place in a mission, from this one on.
    People(mission: MissionId, from: u16) = "people";
    /// Who is expected of the slots that have begun, from this one on.
    Sheet(mission: MissionId, from: u16) = "sheet";
    /// This one came; then the list again, from there on.
    Came(mission: MissionId, sign_up: SignUpId, from: u16) = "came";
    /// This one did not.
    Missed(mission: MissionId, sign_up: SignUpId, from: u16) = "missed";
    /// Asks what is to be said to the people of a mission.
    Write(mission: MissionId) = "write";
    /// Says it.
    Send(mission: MissionId) = "send";
    /// The messages about a sign-up.
    Thread(sign_up: SignUpId) = "thread";
    /// Asks what is to be answered there.
    Reply(sign_up: SignUpId) = "reply";
    /// What waits for an agent, from this one on.
    Queue(from: u16) = "queue";
    /// Lets an association through.
    Validate(association: AssociationId) = "validate";
    /// Asks why it is sent back.
    ReturnAssociation(association: AssociationId) = "unfit";
    /// Publishes a mission.
    Publish(mission: MissionId) = "publish";
    /// Asks why it is sent back.
    ReturnMission(mission: MissionId) = "return";
    /// Asks which city, where a bot serves several.
    Cities = "cities";
    /// Goes on in a city.
    City(city: Uuid) = "city";
}

/// A text that is no button of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no button of this version")]
pub struct Unknown;

/// How what goes with a press is spelled.
trait Spelled: Sized {
    fn spell(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! spelled_ids {
    ($($id:ty),+) => {$(
        impl Spelled for $id {
            fn spell(&self) -> String {
                self.uuid().spell()
            }

            fn read(text: &str) -> Option<Self> {
                Uuid::read(text).map(Into::into)
            }
        }
    )+};
}
spelled_ids!(MissionId, SlotId, SignUpId, AlertId, AssociationId);

impl Spelled for Uuid {
    fn spell(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.as_bytes())
    }

    fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        // Longer than any id: refused before it is looked at.
        let whole = text.len() == 22 && URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) == Ok(16);
        whole.then(|| Self::from_bytes(bytes))
    }
}

macro_rules! spelled_words {
    ($($word:ty),+) => {$(
        impl Spelled for $word {
            fn spell(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )+};
}
spelled_words!(Domain, Locale, u8, u16);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id() -> impl Strategy<Value = Uuid> {
        any::<u128>().prop_map(Uuid::from_u128)
    }

    /// Those that carry one thing, with anything.
    fn of_one() -> impl Strategy<Value = Press> {
        (id(), any::<u16>(), any::<u8>()).prop_flat_map(|(id, number, place)| {
            prop::sample::select(vec![
                Press::Hit(number, place),
                Press::Card(id.into()),
                Press::More(id.into()),
                Press::Slots(id.into(), number),
                Press::Mine(number),
                Press::SignUp(id.into()),
                Press::Leave(id.into()),
                Press::Left(id.into()),
                Press::Come(id.into()),
                Press::Take(id.into()),
                Press::Keep(number),
                Press::KeepDaily(number),
                Press::Drop(id.into()),
                Press::City(id),
                Press::PostFor(id.into()),
                Press::PostAcceptance(place),
                Press::Manage(id.into()),
                Press::Submit(id.into()),
                Press::Edit(id.into()),
                Press::ChangeField(id.into(), place),
                Press::Copy(id.into()),
                Press::Close(id.into()),
                Press::CallOff(id.into()),
                Press::Requests(id.into()),
                Press::Accept(id.into()),
                Press::Decline(id.into()),
                Press::Link(id),
                Press::Number(id, place),
                Press::NotMe(id),
                Press::People(id.into(), number),
                Press::Sheet(id.into(), number),
                Press::Write(id.into()),
                Press::Send(id.into()),
                Press::Thread(id.into()),
                Press::Reply(id.into()),
                Press::Queue(number),
                Press::Validate(id.into()),
                Press::ReturnAssociation(id.into()),
                Press::Publish(id.into()),
                Press::ReturnMission(id.into()),
            ])
        })
    }

    /// Any press: each that carries something, with anything.
    fn presses() -> impl Strategy<Value = Press> {
        let plain = prop::sample::select(vec![
            Press::Home,
            Press::Hours,
            Press::Pause,
            Press::Resume,
            Press::Near,
            Press::Weekend,
            Press::Themes,
            Press::Words,
            Press::Alerts,
            Press::Languages,
            Press::Help,
            Press::Privacy,
            Press::Cities,
            Press::Post,
            Press::PostGone,
            Press::Missions,
            Press::Export,
            Press::Hush,
            Press::Unlink,
            Press::Erase,
            Press::Erased,
        ]);
        let of_two = (id(), id(), any::<u16>()).prop_flat_map(|(mission, of, from)| {
            let mission = mission.into();
            prop::sample::select(vec![
                Press::Join(mission, of.into()),
                Press::Confirm(mission, of.into()),
                Press::Came(mission, of.into(), from),
                Press::Missed(mission, of.into(), from),
            ])
        });
        let theme = prop::sample::select(Domain::ALL)
            .prop_flat_map(|domain| prop::sample::select(vec![Press::Theme(domain), Press::PostDomain(domain)]));
        let language = prop::sample::select(Locale::ALL).prop_map(Press::Speak);
        prop_oneof![plain, of_one(), of_two, theme, language]
    }

    proptest! {
        #[test]
        fn every_press_travels_and_fits(press in presses()) {
            let text = press.to_string();
            prop_assert!(text.len() <= MAX_BYTES, "{text}");
            prop_assert_eq!(text.parse(), Ok(press));
        }

        #[test]
        fn whatever_is_no_press_is_refused(text in "[1.a-zA-Z0-9_-]{0,70}") {
            if let Ok(press) = text.parse::<Press>() {
                prop_assert_eq!(press.to_string(), text);
            }
        }
    }

    #[test]
    fn what_was_changed_on_the_way_is_refused() {
        let sound = Press::Card(Uuid::from_u128(7).into()).to_string();
        assert!(sound.parse::<Press>().is_ok());
        for text in ["", "1", "2.home", "1.home.x", "1.card", "1.card.AA", "1.theme.gold", "1.hit.1.300", "1.lang.de"] {
            assert_eq!(text.parse::<Press>(), Err(Unknown), "{text}");
        }
        assert_eq!(format!("{sound}A").parse::<Press>(), Err(Unknown));
    }
}
