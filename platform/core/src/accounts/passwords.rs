//! Passwords: argon2id with OWASP's parameters, a few at a time so that sign-ins cannot eat the machine.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::ports::Entropy;

/// Shortest password, characters (NIST SP 800-63B asks for at least 8; CNIL 2022-100 for 12 without other measures).
pub const MIN_LENGTH: u64 = 12;
/// Longest password, characters.
pub const MAX_LENGTH: u64 = 200;

/// OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashes and verifies passwords, at most two at once (19 MiB and some 20 ms each).
#[derive(Debug)]
pub struct Passwords {
    turns: Semaphore,
    /// Verified against when there is no account, so that the answer takes as long.
    decoy: String,
}

/// Hashing failed: out of memory, or a hash in the database is damaged.
#[derive(Debug, thiserror::Error)]
#[error("password hashing: {0}")]
pub struct PasswordError(String);

impl Passwords {
    /// Prepares the decoy.
    ///
    /// # Errors
    /// If hashing fails at all.
    pub fn new(entropy: &dyn Entropy) -> Result<Self, PasswordError> {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        let decoy = hash(&bytes, bytes)?;
        Ok(Self { turns: Semaphore::new(2), decoy })
    }

    /// The PHC string of a password, with a salt from `entropy`.
    ///
    /// # Errors
    /// If hashing fails.
    pub async fn hash(&self, password: SecretString, entropy: &dyn Entropy) -> Result<String, PasswordError> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        self.in_turn(move || hash(password.expose_secret().as_bytes(), salt)).await?
    }

    /// Whether the password is the hashed one. `None` (no account, or one without a password) takes as long and is no.
    ///
    /// # Errors
    /// If the stored hash is damaged.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<bool, PasswordError> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let matches = self
            .in_turn(move || {
                let parsed = PasswordHash::new(&stored).map_err(|error| PasswordError(error.to_string()))?;
                Ok(argon2()?.verify_password(password.expose_secret().as_bytes(), &parsed).is_ok())
            })
            .await??;
        Ok(known && matches)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let _turn = self.turns.acquire().await.map_err(|error| PasswordError(error.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| PasswordError(error.to_string()))
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| PasswordError(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8], salt: [u8; 16]) -> Result<String, PasswordError> {
    argon2()?
        .hash_password_with_salt(password, &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_matches() {
        let passwords = Passwords::new(&Zeros).expect("hashing works");
        let stored = passwords.hash("bonjour la place".into(), &Zeros).await.expect("hashing works");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let verify = |password: &str, stored: Option<String>| passwords.verify(password.to_owned().into(), stored);
        assert!(verify("bonjour la place", Some(stored.clone())).await.expect("sound"));
        assert!(!verify("bonjour la plage", Some(stored)).await.expect("sound"));
        assert!(!verify("bonjour la place", None).await.expect("sound"));
        assert!(verify("x", Some("not a hash".into())).await.is_err());
    }
}
