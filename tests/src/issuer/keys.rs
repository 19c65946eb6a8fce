//! What an issuer signs with, and what it tells the world of it (RFC 7515, RFC 7517).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{digest, hmac};
use serde_json::{Value, json};

/// A pair made for these tests: making one takes a debug build half a minute.
const RSA: &str = include_str!("rs256.txt");

/// A key and its name.
pub(super) struct Key {
    pub(super) name: String,
    pair: Pair,
}

enum Pair {
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Key {
    /// A new one, on the curve P-256.
    pub(super) fn ec(name: &str) -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random);
        Self { name: name.to_owned(), pair: Pair::Ec(pair.expect("a key")) }
    }

    pub(super) fn rsa(name: &str) -> Self {
        let der = STANDARD.decode(RSA.split_whitespace().collect::<String>()).expect("base64");
        Self { name: name.to_owned(), pair: Pair::Rsa(RsaKeyPair::from_der(&der).expect("a key")) }
    }

    /// Its public half.
    pub(super) fn public(&self) -> Value {
        match &self.pair {
            Pair::Ec(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = point[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name,
                        "x": encoded(x), "y": encoded(y) })
            }
            Pair::Rsa(pair) => {
                let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.name,
                        "n": encoded(&n), "e": encoded(&e) })
            }
        }
    }

    /// A signed text of these claims.
    pub(super) fn signed(&self, claims: &Value) -> String {
        let alg = match self.pair {
            Pair::Ec(_) => "ES256",
            Pair::Rsa(_) => "RS256",
        };
        let text = unsigned(&json!({ "alg": alg, "typ": "JWT", "kid": self.name }), claims);
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Ec(pair) => pair.sign(&random, text.as_bytes()).expect("a signature").as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).expect("a signature");
                signature
            }
        };
        format!("{text}.{}", encoded(&signature))
    }

    /// The same claims, signed with what everybody knows as if it were a secret.
    pub(super) fn signed_as_if_secret(&self, claims: &Value) -> String {
        let public = self.public().to_string();
        by_secret(public.as_bytes(), &self.name, claims)
    }
}

/// Claims signed with a secret two know.
pub(super) fn by_secret(secret: &[u8], name: &str, claims: &Value) -> String {
    let text = unsigned(&json!({ "alg": "HS256", "typ": "JWT", "kid": name }), claims);
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
    format!("{text}.{}", encoded(signature.as_ref()))
}

/// Claims that nobody signed.
pub(super) fn by_nobody(claims: &Value) -> String {
    format!("{}.", unsigned(&json!({ "alg": "none", "typ": "JWT" }), claims))
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()))
}

/// The left half of an access token's digest (OpenID Connect Core 3.1.3.6).
pub(super) fn half_digest(token: &str) -> String {
    encoded(&digest::digest(&digest::SHA256, token.as_bytes()).as_ref()[..16])
}

/// What a verifier becomes on its way out (RFC 7636).
pub(super) fn challenge(verifier: &str) -> String {
    encoded(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref())
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
