//! How often credentials may be tried: by account and by address, each with a bucket of its own in every city.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use platform_core::refusals::{Explain, Kind, Reason};
use platform_core::tenancy::Ctx;
use uuid::Uuid;

/// Addresses share machines: they get this many times what an account gets.
const ADDRESS_FACTOR: u32 = 6;

/// The buckets of this node. Behind several nodes the limit is per node: an attacker gains a small factor, and no node
/// waits for another.
pub struct Limits {
    accounts: DefaultKeyedRateLimiter<(Uuid, String)>,
    addresses: DefaultKeyedRateLimiter<(Uuid, IpAddr)>,
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
    pub fn new(a_minute: u32) -> Self {
        let account = NonZeroU32::new(a_minute).unwrap_or(NonZeroU32::MIN);
        let address = account.saturating_mul(NonZeroU32::new(ADDRESS_FACTOR).unwrap_or(NonZeroU32::MIN));
        Self {
            accounts: DefaultKeyedRateLimiter::keyed(Quota::per_minute(account)),
            addresses: DefaultKeyedRateLimiter::keyed(Quota::per_minute(address)),
        }
    }

    /// Counts a try, with what was given as the account's address if something was.
    pub(super) fn count(&self, ctx: &Ctx, email: Option<&str>) -> Result<(), TooMany> {
        let city = ctx.tenant.id.uuid();
        if let Some(address) = ctx.client {
            let key = (city, household(address));
            self.addresses.check_key(&key).map_err(|not_until| too_many(&not_until))?;
        }
        if let Some(email) = email {
            let key = (city, platform_core::fields::normal_email(email));
            self.accounts.check_key(&key).map_err(|not_until| too_many(&not_until))?;
        }
        Ok(())
    }

    /// Lets go of buckets that are full again.
    pub fn tidy(&self) {
        self.accounts.retain_recent();
        self.addresses.retain_recent();
    }
}

fn too_many(not_until: &governor::NotUntil<<DefaultClock as governor::clock::Clock>::Instant>) -> TooMany {
    TooMany { seconds: not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1 }
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
