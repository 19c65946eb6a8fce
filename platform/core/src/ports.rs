//! What a city needs from outside: each port has a real implementation in an adapter and a fake in the tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use secrecy::SecretString;
use serde_json::Value;
use uuid::Uuid;

use crate::chat;
use crate::db;
use crate::kinds::MissionId;
use crate::missions::Mission;
use crate::notices;
use crate::refusals::Reason;
use crate::rules::about::Parameter;
use crate::rules::facts::{AssociationFile, Came, Moment, SignUp, Submission};
use crate::rules::{self, About, ComponentHash, Effect, Failure, Health, Parameters, Review, SignUpVerdict, Unusable};
use crate::search::facets::Facet;
use crate::search::follow::{Change, Mark};
use crate::search::query::{Place, Query};
use crate::tenancy::{Ctx, SignInProvider, Tenant};
use crate::texts::{Locale, Texts};

/// The clock: the only source of now.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// The only source of randomness: secrets, and the random part of ids.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with randomness fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// A new id: time-ordered (UUID version 7, RFC 9562), so that rows made together lie together.
pub fn new_id(entropy: &dyn Entropy, now: DateTime<Utc>) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name, the left part of its Message-ID: the same thing told the same person always bears the same, so that
    /// a mail that leaves twice can be told to be one.
    pub id: String,
    /// `Name <address>` of the city.
    pub from: String,
    /// The address it goes to.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text; the adapter makes HTML of it.
    pub text: String,
    /// The language it is in.
    pub locale: Locale,
    /// Where one press ends mails of its sort (RFC 8058).
    pub unsubscribe: Option<String>,
    /// A date to keep.
    pub calendar: Option<CalendarFile>,
    /// The accounts it is to and about, so that a copy kept on file can be forgotten with them.
    pub about: Vec<Uuid>,
}

/// A date for the reader's calendar (RFC 5545).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// What is to be done with it (RFC 5546): `PUBLISH` or `CANCEL`.
    pub method: &'static str,
    /// The file.
    pub text: String,
}

/// A mail could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// For now: it may work later.
    #[error("the mail could not be handed over: {0}")]
    Failed(String),
    /// For good: the address does not exist or takes no mail.
    #[error("the address was refused: {0}")]
    Refused(String),
}

/// Takes mails to people.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands the mail over; returns when the next system has taken it.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
    /// Takes away the copies kept on file of mails to or about an account.
    async fn forget(&self, account: Uuid) -> Result<(), MailError>;
}

/// Something that happened, as it is told in a chat.
#[derive(Debug)]
pub struct Note<'a> {
    /// The chat's platform.
    pub platform: chat::Platform,
    /// What it is about.
    pub kind: notices::Kind,
    /// The subject, of the kind's own sort.
    pub subject: Uuid,
    /// What happened, in a line.
    pub title: String,
    /// What else there is to say, if anything.
    pub text: Option<String>,
    /// The city it is from, where the chat is about another at the moment: one goes there before one can do anything.
    pub elsewhere: Option<&'a Tenant>,
    /// A date to keep.
    pub calendar: Option<&'a CalendarFile>,
    /// Whether nothing else reaches the person: they have no address that takes mail.
    pub only_here: bool,
    /// The city's texts, for what the buttons say.
    pub texts: &'a Texts,
    /// The reader's language.
    pub locale: Locale,
}

/// A mission that is announced in a channel many people read.
#[derive(Debug)]
pub struct Announcement<'a> {
    /// The city.
    pub tenant: &'a Tenant,
    /// The mission.
    pub mission: &'a Mission,
    /// The role that is called.
    pub role: Option<&'a str>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Says things in chats, in the words of each platform.
pub trait Channel: Send + Sync {
    /// The messages that tell it, as its sender takes them; none if it does not speak there.
    fn note(&self, note: &Note<'_>) -> Vec<Value>;
    /// The messages that announce it in a server.
    fn announce(&self, announcement: &Announcement<'_>) -> Vec<Value>;
}

/// Takes a provider's word for who somebody is (OpenID Connect and its like). Where a browser goes and what it brings back
/// is the use case's; what is said to the provider, and whether its answer holds, is the adapter's.
#[async_trait]
pub trait IdentityProviders: Send + Sync {
    /// The address at the provider where somebody shows who they are.
    async fn address(&self, party: &Party<'_>, proof: &Proof, now: DateTime<Utc>) -> Result<String, ProviderError>;
    /// Who came back with this code; all that proves it was checked.
    async fn claimed(
        &self,
        party: &Party<'_>,
        proof: &Proof,
        code: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<Claimed, ProviderError>;
}

/// A city as one of its providers knows it.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// The provider, and what it calls the city.
    pub provider: &'a SignInProvider,
    /// What proves to it that the city asks.
    pub secret: &'a SecretString,
    /// Where it sends people back to.
    pub back: &'a str,
    /// Whether the city looks at ages: otherwise nobody is asked for theirs.
    pub with_birth_date: bool,
}

/// What ties an answer to the browser and to the question: three random texts, each used once.
#[derive(Debug, Clone)]
pub struct Proof {
    /// Comes back in the address.
    pub state: SecretString,
    /// Comes back in what the provider signs.
    pub nonce: SecretString,
    /// Shows that who redeems a code is who asked for it (RFC 7636).
    pub verifier: SecretString,
}

/// What a provider says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The provider's own name for them, which it gives to nobody else.
    pub subject: String,
    /// Their address, if it says.
    pub email: Option<String>,
    /// Whether the provider knows that the address is theirs.
    pub email_verified: bool,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
}

/// Why a provider's word cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or too slowly.
    #[error("the provider does not answer: {0}")]
    Away(String),
    /// It refused, or what it said does not hold.
    #[error("the provider's answer does not hold: {0}")]
    Unsound(String),
}

/// Finds missions. Answers ids only: core reloads the rows under row security, so a stale index shows nothing wrong.
#[async_trait]
pub trait SearchIndex: Send + Sync {
    /// One page of hits, in order.
    async fn search(&self, ctx: &Ctx, question: &Question<'_>) -> Result<Hits, db::Error>;

    /// Whether it answers as it should, as far as it knows.
    fn is_sound(&self) -> bool {
        true
    }
}

/// Keeps a copy of the documents, one of each city, where another engine finds them.
#[async_trait]
pub trait SearchCopy: Send + Sync {
    /// How far the city's copy has come in the order of changes; none if there is no copy that this version can use.
    async fn reached(&self, tenant: &Tenant) -> Result<Option<Mark>, CopyError>;
    /// Begins a copy beside the one in use, instead of one begun before.
    async fn begin(&self, tenant: &Tenant) -> Result<(), CopyError>;
    /// Writes changes, and with them how far they go; returns when they can be found.
    async fn write(&self, tenant: &Tenant, shelf: Shelf, changes: &[Change], mark: Mark) -> Result<(), CopyError>;
    /// Puts the copy beside in the place of the one in use, at once for all who search.
    async fn swap(&self, tenant: &Tenant) -> Result<(), CopyError>;
    /// Takes a city's copies away.
    async fn drop_all(&self, tenant: &Tenant) -> Result<(), CopyError>;
    /// What the copy in use holds: of each mission the digest of its document.
    async fn digests(&self, tenant: &Tenant) -> Result<BTreeMap<MissionId, String>, CopyError>;
}

/// Which of a city's copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// The one that is searched.
    InUse,
    /// The one being made.
    Beside,
}

/// A copy could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The engine is away, or too slow.
    #[error("the search engine does not answer: {0}")]
    Away(String),
    /// It refused, or failed at what it was asked.
    #[error("the search engine failed: {0}")]
    Failed(String),
}

/// What an engine is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What is looked for, but for its words.
    pub query: &'a Query,
    /// The terms a document must all bear: letters and digits only, as [`crate::search::words`] makes them.
    pub terms: &'a [String],
    /// The terms it must not bear.
    pub without: &'a [String],
}

/// A page of hits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// The hits, in order.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
    /// How many there are, if it was asked for.
    pub counts: Option<Counts>,
    /// Whether another engine answered than the one that should.
    pub degraded: bool,
}

/// A mission found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Which.
    pub mission: MissionId,
    /// How far its nearest address lies from the point asked about, metres.
    pub distance_m: Option<f64>,
}

/// How many missions are found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// In all.
    pub total: u64,
    /// By value of each facet asked for: as many as would be found if that were the only value chosen of its facet.
    pub facets: BTreeMap<Facet, BTreeMap<String, u64>>,
}

/// What a city decides. Pure: facts in, verdicts out; the platform keeps the invariants whatever they say, and a verdict
/// of its own stands where they fail.
#[async_trait]
pub trait Rules: std::fmt::Debug + Send + Sync {
    /// What is known of them without asking.
    fn about(&self) -> &About;
    /// How they have fared on this node.
    fn health(&self) -> Health;
    /// The same rules, asked however often they failed before: for looking again at what was decided. None: these are.
    fn unguarded(&self) -> Option<Arc<dyn Rules>> {
        None
    }
    /// An association was submitted.
    async fn review_association(&self, at: Moment, file: AssociationFile) -> Result<Review, Failure>;
    /// A mission was submitted, or edited after it was published.
    async fn review_mission(&self, at: Moment, submission: Submission) -> Result<Review, Failure>;
    /// Somebody wants to sign up.
    async fn sign_up(&self, at: Moment, sign_up: SignUp) -> Result<SignUpVerdict, Failure>;
    /// By how many places each hit is lifted; as many answers as hits.
    async fn rank(&self, at: Moment, hits: Vec<rules::facts::Hit>) -> Result<Vec<i32>, Failure>;
    /// It was noted whether somebody came.
    async fn on_attendance(&self, at: Moment, came: Came) -> Result<Vec<Effect>, Failure>;
}

/// Makes rules of components.
#[async_trait]
pub trait RulesEngine: std::fmt::Debug + Send + Sync {
    /// The bytes of a component the platform brings.
    fn built_in(&self, name: &str) -> Option<&'static [u8]>;
    /// Whether a component is at hand, so that its bytes need not be read again.
    fn has(&self, component: ComponentHash) -> bool;
    /// What its compiled components are good for: other programs and machines compile their own.
    fn compatibility(&self) -> &str;
    /// Makes a component ready that this node compiled before, if what it kept still has this digest.
    async fn recall(&self, component: ComponentHash, digest: [u8; 32]) -> bool;
    /// Takes a component in: looks whether it can be used, compiles it, and makes it ready.
    async fn take_in(&self, wasm: Vec<u8>) -> Result<Compiled, Unusable>;
    /// What can be set of a component that is at hand.
    fn parameters(&self, component: ComponentHash) -> Vec<Parameter>;
    /// A city's rules, of a component that is at hand; `city` is what measurements and logs call it.
    ///
    /// # Errors
    /// If the parameters do not fit, or the component fails when it is tried.
    async fn rules(
        &self,
        city: &str,
        component: ComponentHash,
        parameters: &Parameters,
    ) -> Result<Arc<dyn Rules>, Misfit>;
}

/// A component that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compiled {
    /// Which.
    pub component: ComponentHash,
    /// The digest of what was kept of it, compiled; none if nothing was.
    pub digest: Option<[u8; 32]>,
}

/// Why a component and parameters do not make rules.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Misfit {
    /// The parameters do not fit; the reasons name them.
    #[error("the parameters do not fit")]
    Parameters(Vec<Reason>),
    /// The component cannot be used.
    #[error(transparent)]
    Component(#[from] Unusable),
}

/// Whole years of somebody born on `birth` at `date`.
#[must_use]
pub fn age_at(birth: NaiveDate, date: NaiveDate) -> Option<u8> {
    date.years_since(birth).map(|years| u8::try_from(years).unwrap_or(u8::MAX))
}
