//! The platform's secret, and what is kept encrypted with it: tokens of bots and secrets of providers are no use to who
//! reads the database alone, and what a browser keeps for us is no use to who reads the browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::ports::Entropy;

/// Bytes of the number each encryption uses once.
const NONCE: usize = 24;

/// Encrypts and decrypts (XChaCha20-Poly1305, whose nonces are long enough to be drawn by lot).
#[derive(Clone)]
pub struct Vault(XChaCha20Poly1305);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// What is kept was not encrypted with this secret, or not for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was encrypted with another JEMENGAGE_SECRET")]
pub struct OtherSecret;

impl Vault {
    /// Shortest secret, characters: 128 bits in hexadecimal.
    pub const SHORTEST: usize = 32;

    /// With the platform's secret; none if it is shorter than [`Self::SHORTEST`].
    #[must_use]
    pub fn new(secret: &SecretString) -> Option<Self> {
        let secret = secret.expose_secret();
        if secret.chars().count() < Self::SHORTEST {
            return None;
        }
        let mut digest = Sha256::new();
        digest.update(b"jemengage vault 1\0");
        digest.update(secret.as_bytes());
        Some(Self(XChaCha20Poly1305::new(&digest.finalize())))
    }

    /// A secret for who has none yet: 256 bits.
    #[must_use]
    pub fn new_secret(entropy: &dyn Entropy) -> SecretString {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes).into()
    }

    /// Encrypts a secret for one place: `for_what` must be said again to read it.
    #[must_use]
    pub(crate) fn seal(&self, entropy: &dyn Entropy, for_what: &str, plain: &SecretString) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload { msg: plain.expose_secret().as_bytes(), aad: for_what.as_bytes() };
        // It fails for texts of more than 256 GiB only.
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        [nonce.as_slice(), &sealed].concat()
    }

    /// Reads what was sealed for this place.
    ///
    /// # Errors
    /// If it was not.
    pub(crate) fn open(&self, for_what: &str, sealed: &[u8]) -> Result<SecretString, OtherSecret> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(OtherSecret)?;
        let payload = Payload { msg: sealed, aad: for_what.as_bytes() };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| OtherSecret)?;
        String::from_utf8(plain).map(Into::into).map_err(|_| OtherSecret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn only_the_same_secret_reads_it_and_only_for_the_same() {
        let vault = |letter: &str| Vault::new(&letter.repeat(Vault::SHORTEST).into()).expect("long enough");
        let sealed = vault("a").seal(&Sevens, "token 1", &"123:ABC".into());
        let read = vault("a").open("token 1", &sealed).expect("its own");
        assert_eq!(read.expose_secret(), "123:ABC");
        assert!(vault("b").open("token 1", &sealed).is_err() && vault("a").open("token 2", &sealed).is_err());
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert!(vault("a").open("token 1", &changed).is_err() && vault("a").open("token 1", &[1, 2]).is_err());
        assert!(!sealed.windows(7).any(|part| part == b"123:ABC"));
        assert!(Vault::new(&"short".into()).is_none());
    }
}
