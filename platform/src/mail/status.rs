//! What the codes of mail servers mean (RFC 3463): is it the address, for good, or something that may pass?

use std::error::Error as _;
use std::str::FromStr;

use lettre::transport::smtp::Error;
use platform_core::ports::MailError;

/// An enhanced status code: class, subject, detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Status(u16, u16, u16);

impl FromStr for Status {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut numbers = text.splitn(3, '.').map(|part| part.parse().map_err(drop));
        let mut next = || numbers.next().unwrap_or(Err(()));
        let (class, subject, detail) = (next()?, next()?, next()?);
        if matches!(class, 2 | 4 | 5) { Ok(Self(class, subject, detail)) } else { Err(()) }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl Status {
    /// Whether the address itself takes no mail, for good: it does not exist, moved, or is disabled. The sender's own
    /// address (5.1.7, 5.1.8), a full mailbox (5.2.2), and what is said of us or of the text (5.3 to 5.7: policy,
    /// authentication, size) say nothing of it.
    pub(super) const fn is_of_the_address(self) -> bool {
        matches!(self, Self(5, 1, 0..=4 | 6 | 10) | Self(5, 2, 0 | 1))
    }

    /// The same in a report of a server further on, which also writes "no reason told" (5.0.0) for one that gave none,
    /// and "no such host" (5.4.4) for a domain that does not exist.
    pub(super) const fn is_of_the_address_reported(self) -> bool {
        self.is_of_the_address() || matches!(self, Self(5, 0, 0) | Self(5, 4, 4))
    }
}

/// What a failed conversation means. Only a code that says so is held against the address: a bare `550` is also what
/// servers say that refuse us. No word of the server's is kept: it may repeat the address, and errors are stored.
pub(super) fn error(error: Error) -> MailError {
    let status = error.source().and_then(|text| text.to_string().split_whitespace().next()?.parse::<Status>().ok());
    let Some(code) = error.status() else {
        let what = if error.is_response() { "the server's answer makes no sense".into() } else { error.to_string() };
        return MailError::Failed(what);
    };
    let said = match status {
        Some(status) => format!("the server answered {code} {status}"),
        None => format!("the server answered {code}"),
    };
    match status {
        Some(status) if error.is_permanent() && status.is_of_the_address() => MailError::Refused(said),
        _ => MailError::Failed(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_address_and_codes_of_ours() {
        for (text, direct, reported) in [
            ("5.1.1", true, true),
            ("5.1.2", true, true),
            ("5.1.3", true, true),
            ("5.1.6", true, true),
            ("5.1.10", true, true),
            ("5.2.1", true, true),
            ("5.0.0", false, true),
            ("5.4.4", false, true),
            ("5.1.7", false, false),
            ("5.1.8", false, false),
            ("5.2.2", false, false),
            ("5.3.4", false, false),
            ("5.7.1", false, false),
            ("5.7.8", false, false),
            ("4.1.1", false, false),
            ("2.1.5", false, false),
        ] {
            let status: Status = text.parse().expect("a status");
            assert_eq!((status.is_of_the_address(), status.is_of_the_address_reported()), (direct, reported), "{text}");
            assert_eq!(status.to_string(), text);
        }
        for text in ["", "5", "5.1", "3.1.1", "5.1.x", "550", "5.1.1.1", "5.1.99999"] {
            assert_eq!(text.parse::<Status>(), Err(()), "{text}");
        }
    }
}
