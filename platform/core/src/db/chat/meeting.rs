//! SQL by which an update meets its conversation and its person.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::conversations::known;
use super::people::KnownPerson;
use crate::accounts::CityRole;
use crate::chat::Platform;
use crate::chat::conversation::{Known, Update};
use crate::db::statement::statement;
use crate::db::together::{Line, Together, together};
use crate::db::{Db, Result, single};
use crate::kinds::{AccountId, BotId};
use crate::tenancy::{Ctx, TenantId};

statement! {
    /// Of updates: whether each was dealt with, and its conversation so far; and whom each person is known as in the city.
    /// In a conversation with one person, it bears their number.
    Meet {
        bots: Vec<BotId> => Array<SqlUuid>,
        chats: Vec<String> => Array<Text>,
        numbers: Vec<i64> => Array<BigInt>,
        platforms: Vec<Platform> => Array<Text>,
        now: DateTime<Utc> => Timestamptz,
    } -> (Bool, Nullable<SqlUuid>, Nullable<Text>, Nullable<Jsonb>, Nullable<BigInt>,
          Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Bool>, Nullable<Bool>),
    // Each person by themselves, by the keys: joined at once, Postgres reads everybody of a city it thinks small. And the
    // lists by themselves: it plans anew each time what it can see the length of.
    "SELECT EXISTS (SELECT FROM chat_updates
                     WHERE chat_updates.bot_id = asked.bot AND chat_updates.number = asked.number),
            chats.tenant_id, chats.locale, chats.state, chats.version,
            person.id, person.city_role, person.locale, person.is_sure,
            person.seen_at > (SELECT now FROM input) - interval '1 day'
     FROM unnest((SELECT bots FROM input), (SELECT chats FROM input), (SELECT numbers FROM input),
                 (SELECT platforms FROM input)) WITH ORDINALITY AS asked (bot, chat, number, platform, place)
     LEFT JOIN chats ON chats.bot_id = asked.bot AND chats.chat = asked.chat
     LEFT JOIN LATERAL (
         SELECT accounts.id, accounts.city_role, accounts.locale,
                coalesce(accounts.last_seen_at, accounts.created_at) AS seen_at,
                accounts.email IS NULL OR accounts.email_confirmed_at IS NOT NULL AS is_sure
         FROM accounts
         WHERE accounts.id = (SELECT own.account_id FROM chat_identities AS own
                               WHERE own.platform = asked.platform AND own.person = asked.chat)
         LIMIT 1
     ) AS person ON true
     ORDER BY asked.place"
}

type MeetRow = (
    bool,
    Option<Uuid>,
    Option<String>,
    Option<Value>,
    Option<i64>,
    Option<AccountId>,
    Option<CityRole>,
    Option<String>,
    Option<bool>,
    Option<bool>,
);

/// An update whose conversation and person are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    city: TenantId,
    bot: BotId,
    chat: String,
    number: i64,
    platform: Platform,
    now: DateTime<Utc>,
}

impl Together for Meeting {
    type Answer = (Known, Option<KnownPerson>);

    fn line(db: &Db) -> &Line<Self> {
        &db.lines.met
    }

    fn goes_with(&self, other: &Self) -> bool {
        self.city == other.city
    }

    async fn ask(db: &Db, all: Vec<Self>) -> Result<Vec<Self::Answer>> {
        let Some((city, now)) = all.as_slice().first().map(|one| (one.city, one.now)) else { return Ok(Vec::new()) };
        let statement = Meet {
            bots: all.iter().map(|one| one.bot).collect(),
            numbers: all.iter().map(|one| one.number).collect(),
            platforms: all.iter().map(|one| one.platform).collect(),
            chats: all.into_iter().map(|one| one.chat).collect(),
            now,
        };
        Ok(single!(db, city, statement, load::<MeetRow>)?.into_iter().map(met).collect())
    }
}

fn met(row: MeetRow) -> (Known, Option<KnownPerson>) {
    let (dealt, city, locale, state, version, account, role, own_locale, is_sure, seen_lately) = row;
    let person = account.map(|account| KnownPerson {
        account,
        role,
        locale: own_locale.unwrap_or_default(),
        is_sure: is_sure.unwrap_or_default(),
        seen_lately: seen_lately.unwrap_or_default(),
    });
    (known(dealt, city, locale, state, version), person)
}

/// An update's conversation and its person, in one round trip with others that come at the same time.
pub(crate) async fn meet(
    db: &Db,
    ctx: &Ctx,
    update: &Update<'_>,
    platform: Platform,
) -> Result<(Known, Option<KnownPerson>)> {
    let (city, bot, chat, number) = (ctx.tenant.id, update.bot, update.chat.to_owned(), update.number);
    together(db, Meeting { city, bot, chat, number, platform, now: ctx.now }).await
}
