//! How often credentials may be tried: by account and by address, each with a bucket of its own in every city.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};
use platform_core::ports::Clock;
use platform_core::refusals::{Explain, Kind, Reason};
use platform_core::tenancy::Ctx;
use uuid::Uuid;

/// The port `Clock`, as governor reads it: only ever forward. Were it set back, who tried before would be kept out
/// until it is as late again.
#[derive(Clone)]
struct PortClock {
    clock: Arc<dyn Clock>,
    /// What the clock said last, and how far it has gone so far.
    gone: Arc<Mutex<(DateTime<Utc>, u64)>>,
}

impl PortClock {
    fn new(clock: Arc<dyn Clock>) -> Self {
        let gone = Arc::new(Mutex::new((clock.now(), 0)));
        Self { clock, gone }
    }
}

impl governor::clock::Clock for PortClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let step = (now - gone.0).num_nanoseconds().and_then(|step| u64::try_from(step).ok()).unwrap_or_default();
        *gone = (now, gone.1.saturating_add(step));
        Nanos::from(gone.1)
    }
}

type Buckets<K> = RateLimiter<K, DashMapStateStore<K>, PortClock, NoOpMiddleware<Nanos>>;

/// Addresses share machines: they get this many times what an account gets.
const ADDRESS_FACTOR: u32 = 6;

/// The buckets of this node. Behind several nodes the limit is per node: an attacker gains a small factor, and no node
/// waits for another.
pub struct Limits {
    accounts: Buckets<(Uuid, String)>,
    addresses: Buckets<(Uuid, IpAddr)>,
    clock: PortClock,
}

/// Too often.
#[derive(Debug, thiserror::Error)]
#[error("too many tries")]
pub(super) struct TooMany {
    seconds: u64,
}

impl Explain for TooMany {
    fn kind(&self) -> Kind {
        Kind::TooMany { retry_after: self.seconds }
    }

    fn reasons(&self) -> Vec<Reason> {
        vec![Reason::new("too_many").with("seconds", self.seconds)]
    }
}

impl Limits {
    /// So many tries a minute for an account, all at once if need be.
    #[must_use]
    pub fn new(a_minute: u32, clock: Arc<dyn Clock>) -> Self {
        let account = NonZeroU32::new(a_minute).unwrap_or(NonZeroU32::MIN);
        let address = account.saturating_mul(NonZeroU32::new(ADDRESS_FACTOR).unwrap_or(NonZeroU32::MIN));
        let clock = PortClock::new(clock);
        Self { accounts: buckets(account, &clock), addresses: buckets(address, &clock), clock }
    }

    /// Counts a try, with what was given as the account's address if something was.
    pub(super) fn count(&self, ctx: &Ctx, email: Option<&str>) -> Result<(), TooMany> {
        let city = ctx.tenant.id.uuid();
        if let Some(address) = ctx.client {
            let counted = self.addresses.check_key(&(city, household(address)));
            counted.map_err(|not_until| self.too_many(&not_until))?;
        }
        if let Some(email) = email {
            let counted = self.accounts.check_key(&(city, platform_core::fields::normal_email(email)));
            counted.map_err(|not_until| self.too_many(&not_until))?;
        }
        Ok(())
    }

    fn too_many(&self, not_until: &NotUntil<Nanos>) -> TooMany {
        TooMany { seconds: not_until.wait_time_from(self.clock.now()).as_secs() + 1 }
    }

    /// Lets go of buckets that are full again.
    pub fn tidy(&self) {
        self.accounts.retain_recent();
        self.addresses.retain_recent();
    }
}

fn buckets<K: Hash + Eq + Clone>(a_minute: NonZeroU32, clock: &PortClock) -> Buckets<K> {
    RateLimiter::new(Quota::per_minute(a_minute), DashMapStateStore::default(), clock.clone())
}

/// A household has one IPv4 address, or a /64 of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}
