//! The commands of a conversation, as channels list them: what each is called, in each language.

use platform_core::texts::Locale;

/// A command.
pub(crate) struct Command {
    /// What its text is called by: `chat-command-<key>`.
    pub(crate) key: &'static str,
    /// Its word in French.
    pub(crate) fr: &'static str,
    /// Its word in English.
    pub(crate) en: &'static str,
}

impl Command {
    const fn new(key: &'static str, fr: &'static str, en: &'static str) -> Self {
        Self { key, fr, en }
    }

    /// Its word in a language.
    pub(crate) const fn word(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Fr => self.fr,
            Locale::En => self.en,
        }
    }
}

/// The commands that every channel lists, in the order of a menu.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new("near", "autour", "near"),
    Command::new("weekend", "weekend", "weekend"),
    Command::new("themes", "themes", "themes"),
    Command::new("words", "chercher", "search"),
    Command::new("mine", "mesinscriptions", "mine"),
    Command::new("hours", "mesheures", "hours"),
    Command::new("alerts", "alertes", "alerts"),
    Command::new("post", "publier", "post"),
    Command::new("missions", "mesmissions", "missions"),
    Command::new("queue", "file", "queue"),
    Command::new("home", "accueil", "home"),
    Command::new("city", "ville", "city"),
    Command::new("language", "langue", "language"),
    Command::new("privacy", "vieprivee", "privacy"),
    Command::new("help", "aide", "help"),
];
