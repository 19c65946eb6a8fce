//! SQL by which what came of updates is kept.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::chat::conversation::{Conversation, Update};
use crate::chat::outbox::Message;
use crate::db::statement::statement;
use crate::db::together::{Line, Together, together};
use crate::db::{Db, Result};
use crate::kinds::BotId;
use crate::texts::Locale;

statement! {
    /// Keeps conversations that nobody wrote since they were read, notes the updates, and queues what is to be sent; of each
    /// all of it or nothing. Answers which were kept.
    Keep {
        bots: Vec<BotId> => Array<SqlUuid>,
        chats: Vec<String> => Array<Text>,
        numbers: Vec<i64> => Array<BigInt>,
        cities: Vec<Option<Uuid>> => Array<Nullable<SqlUuid>>,
        locales: Vec<String> => Array<Text>,
        states: Vec<String> => Array<Text>,
        versions: Vec<i64> => Array<BigInt>,
        now: DateTime<Utc> => Timestamptz,
        // What is to be sent: of which update, counted from one, to which conversation, what.
        of: Vec<i64> => Array<BigInt>,
        to: Vec<String> => Array<Text>,
        contents: Vec<String> => Array<Text>,
    } -> (Bool,),
    // In one order, so that two statements never wait for each other.
    ", asked AS (
        SELECT asked.*, input.now
        FROM input, unnest(input.bots, input.chats, input.numbers, input.cities, input.locales, input.states, input.versions)
             WITH ORDINALITY AS asked (bot, chat, number, city, locale, state, version, place)
    ), kept AS (
        INSERT INTO chats (bot_id, chat, tenant_id, locale, state, version, changed_at)
        SELECT bot, chat, city, locale, state::jsonb, version + 1, now FROM asked
         -- One that was forgotten meanwhile begins anew.
         WHERE version = 0 OR EXISTS (SELECT FROM chats WHERE chats.bot_id = asked.bot AND chats.chat = asked.chat)
         ORDER BY bot, chat
        ON CONFLICT (bot_id, chat) DO UPDATE
           SET tenant_id = excluded.tenant_id, locale = excluded.locale, state = excluded.state,
               version = excluded.version, unreachable_at = NULL,
               -- Now and then is enough, and changes no index the rest of the time.
               changed_at = CASE WHEN chats.changed_at < excluded.changed_at - interval '5 minutes'
                                 THEN excluded.changed_at ELSE chats.changed_at END
         WHERE chats.version = excluded.version - 1
        RETURNING bot_id, chat
    ), done AS (
        SELECT asked.place, asked.bot, asked.number, asked.now
        FROM asked JOIN kept ON kept.bot_id = asked.bot AND kept.chat = asked.chat
    ), noted AS (
        INSERT INTO chat_updates (bot_id, number, received_at) SELECT bot, number, now FROM done ORDER BY bot, number
    ), queued AS (
        INSERT INTO chat_messages (bot_id, chat, is_answer, content, run_at)
        SELECT done.bot, message.chat, true, message.content::jsonb, done.now
        FROM input, unnest(input.of, input.to, input.contents) WITH ORDINALITY AS message (place, chat, content, number)
             JOIN done USING (place)
        ORDER BY message.number
    )
    SELECT done.place IS NOT NULL FROM asked LEFT JOIN done USING (place) ORDER BY asked.place"
}

/// What came of an update, to be kept.
#[derive(Debug, Clone)]
pub(crate) struct Keeping {
    bot: BotId,
    chat: String,
    number: i64,
    city: Option<Uuid>,
    locale: Locale,
    /// As JSON, as are the contents.
    state: String,
    version: i64,
    now: DateTime<Utc>,
    messages: Vec<(String, String)>,
}

impl Together for Keeping {
    type Answer = bool;

    fn line(db: &Db) -> &Line<Self> {
        &db.lines.kept
    }

    /// One statement writes no conversation twice.
    fn goes_with(&self, other: &Self) -> bool {
        self.chat != other.chat || self.bot != other.bot
    }

    async fn ask(db: &Db, all: Vec<Self>) -> Result<Vec<bool>> {
        // One statement, and so a transaction of its own.
        let kept: Vec<(bool,)> = Keep::of(all).load(&mut db.connection().await?.pg).await?;
        Ok(kept.into_iter().map(|(kept,)| kept).collect())
    }
}

impl Keep {
    fn of(all: Vec<Keeping>) -> Self {
        let now = all.as_slice().first().map(|one| one.now).unwrap_or_default();
        let mut keep = Self {
            bots: Vec::new(),
            chats: Vec::new(),
            numbers: Vec::new(),
            cities: Vec::new(),
            locales: Vec::new(),
            states: Vec::new(),
            versions: Vec::new(),
            now,
            of: Vec::new(),
            to: Vec::new(),
            contents: Vec::new(),
        };
        for (place, one) in (1..).zip(all) {
            keep.bots.push(one.bot);
            keep.chats.push(one.chat);
            keep.numbers.push(one.number);
            keep.cities.push(one.city);
            keep.locales.push(one.locale.tag().to_owned());
            keep.states.push(one.state);
            keep.versions.push(one.version);
            for (to, content) in one.messages {
                keep.of.push(place);
                keep.to.push(to);
                keep.contents.push(content);
            }
        }
        keep
    }
}

/// Keeps what came of an update, in one statement with others that come at the same time; false: somebody wrote meanwhile.
pub(crate) async fn keep(
    db: &Db,
    update: &Update<'_>,
    after: &Conversation,
    messages: &[Message],
    now: DateTime<Utc>,
) -> Result<bool> {
    let keeping = Keeping {
        bot: update.bot,
        chat: update.chat.to_owned(),
        number: update.number,
        city: after.city,
        locale: after.locale,
        state: after.state.to_string(),
        version: after.version,
        now,
        messages: messages.iter().map(|message| (message.chat.clone(), message.content.to_string())).collect(),
    };
    together(db, keeping).await
}
