//! Typed ids and closed sets of words, each with one spelling for the database, the API and the texts.

/// Makes a typed id over a UUID, so that a mission's id cannot be passed for a slot's.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[serde(transparent)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// The bare UUID, for the edge.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid { self.0 }
        }
        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self { Self(id) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                <uuid::Uuid as diesel::serialize::ToSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::to_sql(&self.0, out)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                <uuid::Uuid as diesel::deserialize::FromSql<diesel::sql_types::Uuid, diesel::pg::Pg>>::from_sql(bytes).map(Self)
            }
        }
    };
}

/// Makes a closed set of words: an enum with one spelling, stored as text.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word as stored and sent.
            #[must_use]
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word { $($word => Ok(Self::$variant),)+ _ => Err(format!("unknown word `{word}`, expected one of: {}", [$($word),+].join(", "))) }
            }
        }
        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(self.word(), out)
            }
        }
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let word = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg>>::from_sql(bytes)?;
                word.parse().map_err(Into::into)
            }
        }
    };
}

pub(crate) use words;

id! {
    /// A person's account in one city.
    AccountId
}
id! {
    /// A program's token.
    TokenId
}
id! {
    /// A bot.
    BotId
}
id! {
    /// An association of one city.
    AssociationId
}
id! {
    /// A mission of one city.
    MissionId
}
id! {
    /// One occasion of a mission, with places of its own.
    SlotId
}
id! {
    /// One person's participation in one slot.
    SignUpId
}

id! {
    /// A picture of a mission, or an association's logo.
    PictureId
}
id! {
    /// Something one person is told.
    NoticeId
}
id! {
    /// Somebody asked to act for an association.
    InvitationId
}
id! {
    /// A search somebody keeps.
    AlertId
}
id! {
    /// A message between a volunteer and an association.
    MessageId
}
id! {
    /// A thread that one side asked the city to look at.
    ReportId
}

words! {
    /// The ten domains of general interest, those of JeVeuxAider.gouv.fr.
    Domain {
        /// Health care and prevention of illness.
        Health = "health",
        /// Civil protection, first aid.
        Prevention = "prevention",
        /// Arts and culture for all.
        Culture = "culture",
        /// Sport for all.
        Sport = "sport",
        /// International cooperation.
        International = "international",
        /// Solidarity and inclusion.
        Solidarity = "solidarity",
        /// Remembrance and citizenship.
        Citizenship = "citizenship",
        /// Education for all.
        Education = "education",
        /// Protection of nature.
        Nature = "nature",
        /// Skills given to associations.
        Skills = "skills",
    }
}

words! {
    /// What one does.
    Activity {
        /// Homework help.
        HomeworkHelp = "homework_help",
        /// Reading aloud, reading clubs.
        Reading = "reading",
        /// Mentoring.
        Mentoring = "mentoring",
        /// Teaching a language.
        LanguageTeaching = "language_teaching",
        /// Help with computers and phones.
        DigitalHelp = "digital_help",
        /// Food collection.
        FoodCollection = "food_collection",
        /// Food distribution.
        FoodDistribution = "food_distribution",
        /// Clothes distribution.
        ClothesDistribution = "clothes_distribution",
        /// Rounds to meet people in the street.
        StreetOutreach = "street_outreach",
        /// Visits to people at home or in care.
        Visits = "visits",
        /// Calls to isolated people.
        PhoneCalls = "phone_calls",
        /// Going with somebody on their errands and outings.
        Accompaniment = "accompaniment",
        /// Help with forms and letters.
        AdministrativeHelp = "administrative_help",
        /// Information on rights.
        LegalInformation = "legal_information",
        /// Help with finding work.
        JobSearchHelp = "job_search_help",
        /// First aid.
        FirstAid = "first_aid",
        /// Health information.
        HealthInformation = "health_information",
        /// Lending a hand at events.
        EventSupport = "event_support",
        /// Welcoming people.
        Reception = "reception",
        /// Sorting and carrying.
        SortingLogistics = "sorting_logistics",
        /// Driving.
        Driving = "driving",
        /// Repairing things.
        Repair = "repair",
        /// Gardening.
        Gardening = "gardening",
        /// Cleaning up.
        Cleanup = "cleanup",
        /// Counting and protecting living things.
        Biodiversity = "biodiversity",
        /// Caring for animals.
        AnimalCare = "animal_care",
        /// Coaching.
        SportCoaching = "sport_coaching",
        /// Sports events.
        SportEvent = "sport_event",
        /// Guiding people to culture.
        CulturalMediation = "cultural_mediation",
        /// Caring for heritage.
        Heritage = "heritage",
        /// Arts workshops.
        ArtsWorkshop = "arts_workshop",
        /// Communication.
        Communication = "communication",
        /// Raising funds.
        Fundraising = "fundraising",
        /// Accounting.
        Accounting = "accounting",
        /// Web and IT.
        WebIt = "web_it",
        /// Translation.
        Translation = "translation",
        /// Debate among citizens.
        CitizenDebate = "citizen_debate",
        /// Remembrance.
        Remembrance = "remembrance",
        /// International solidarity.
        InternationalSolidarity = "international_solidarity",
        /// Looking after children, play.
        ChildcarePlay = "childcare_play",
    }
}

words! {
    /// Whom it is for.
    Beneficiary {
        /// Older people.
        Seniors = "seniors",
        /// People with disabilities.
        PeopleWithDisabilities = "people_with_disabilities",
        /// People in difficulty.
        PeopleInDifficulty = "people_in_difficulty",
        /// Parents.
        Parents = "parents",
        /// Children.
        Children = "children",
        /// Refugees.
        Refugees = "refugees",
        /// People excluded from society.
        ExcludedPeople = "excluded_people",
        /// People who are ill.
        SickPeople = "sick_people",
        /// Everyone.
        Everyone = "everyone",
    }
}
