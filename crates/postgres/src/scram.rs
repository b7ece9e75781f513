//! SCRAM-SHA-256: the server's side of RFC 5802 with the hash of RFC 7677.
//!
//! ```text
//! client-first   n,,n=,r=<client nonce>
//! server-first   r=<both nonces>,s=<salt>,i=<iterations>
//! client-final   c=biws,r=<both nonces>,p=<proof>
//! server-final   v=<signature>
//! ```
//!
//! Channel binding is not offered. The user's name in the message is ignored, as PostgreSQL ignores it: the
//! startup packet has it.

use std::num::NonZeroU32;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The only mechanism offered.
pub(crate) const MECHANISM: &str = "SCRAM-SHA-256";

/// PostgreSQL's own number of rounds.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(4096).expect("not zero");

/// What is kept of a password.
#[derive(Clone)]
pub(crate) struct Verifier {
    salt: Vec<u8>,
    iterations: NonZeroU32,
    stored_key: [u8; SHA256_OUTPUT_LEN],
    server_key: [u8; SHA256_OUTPUT_LEN],
    /// What salts of users that are not there are made of: always the same for the same name.
    salt_of_nobody: [u8; 16],
}

/// One exchange after the first message of each side.
pub(crate) struct Exchange {
    verifier: Verifier,
    nonce: String,
    channel: String,
    /// `client-first-message-bare,server-first-message`
    messages: String,
}

/// Why an exchange failed; says nothing about the password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum ScramError {
    #[error("malformed SCRAM message: {0}")]
    Malformed(&'static str),
    #[error("password authentication failed")]
    WrongPassword,
}

impl Verifier {
    /// The verifier of a password, with salt from the system.
    pub(crate) fn of_password(password: &str) -> Self {
        Self::with_salt(password, &random::<16>(), ITERATIONS)
    }

    /// A verifier that no password fits, in all else like this one: whoever asks learns not which users there are.
    pub(crate) fn of_nobody(&self, user: &str) -> Self {
        let salt = sign(&self.salt_of_nobody, user.as_bytes())[..self.salt.len()].to_vec();
        Self { salt, stored_key: random(), server_key: random(), ..self.clone() }
    }

    fn with_salt(password: &str, salt: &[u8], iterations: NonZeroU32) -> Self {
        let mut salted = [0; SHA256_OUTPUT_LEN];
        pbkdf2::derive(PBKDF2_HMAC_SHA256, iterations, salt, password.as_bytes(), &mut salted);
        let client_key = sign(&salted, b"Client Key");
        Self {
            salt: salt.to_vec(),
            iterations,
            stored_key: hash(&client_key),
            server_key: sign(&salted, b"Server Key"),
            salt_of_nobody: random(),
        }
    }

    /// Begins an exchange with a client's first message; gives the answer.
    pub(crate) fn begin(&self, client_first: &str) -> Result<(Exchange, String), ScramError> {
        self.begin_with_nonce(client_first, &STANDARD.encode(random::<18>()))
    }

    fn begin_with_nonce(&self, client_first: &str, nonce: &str) -> Result<(Exchange, String), ScramError> {
        let mut parts = client_first.splitn(3, ',');
        let binding = parts.next().unwrap_or_default();
        let authorisation = parts.next().ok_or(ScramError::Malformed("no header"))?;
        let bare = parts.next().ok_or(ScramError::Malformed("no user name and nonce"))?;
        if !matches!(binding, "n" | "y") {
            return Err(ScramError::Malformed("channel binding is not offered"));
        }
        let client_nonce = bare.split(',').find_map(|it| it.strip_prefix("r=")).unwrap_or_default();
        if client_nonce.is_empty() || bare.starts_with("m=") {
            return Err(ScramError::Malformed("no nonce"));
        }
        let nonce = format!("{client_nonce}{nonce}");
        let server_first = format!("r={nonce},s={},i={}", STANDARD.encode(&self.salt), self.iterations);
        let exchange = Exchange {
            verifier: self.clone(),
            nonce,
            channel: STANDARD.encode(format!("{binding},{authorisation},")),
            messages: format!("{bare},{server_first}"),
        };
        Ok((exchange, server_first))
    }
}

impl Exchange {
    /// Ends an exchange with a client's final message; gives the proof that the server knows the password too.
    pub(crate) fn finish(self, client_final: &str) -> Result<String, ScramError> {
        let (without_proof, proof) = client_final.rsplit_once(",p=").ok_or(ScramError::Malformed("no proof"))?;
        let proof = STANDARD.decode(proof).map_err(|_| ScramError::Malformed("the proof is not base64"))?;
        let mut attributes = without_proof.split(',');
        if attributes.next().and_then(|it| it.strip_prefix("c=")) != Some(&self.channel) {
            return Err(ScramError::Malformed("another channel"));
        }
        if attributes.next().and_then(|it| it.strip_prefix("r=")) != Some(&self.nonce) {
            return Err(ScramError::Malformed("another nonce"));
        }
        let message = format!("{},{without_proof}", self.messages);
        let signature = sign(&self.verifier.stored_key, message.as_bytes());
        if proof.len() != signature.len() {
            return Err(ScramError::WrongPassword);
        }
        let client_key: Vec<u8> = proof.iter().zip(signature).map(|(one, other)| one ^ other).collect();
        verify_slices_are_equal(&hash(&client_key), &self.verifier.stored_key)
            .map_err(|_| ScramError::WrongPassword)?;
        Ok(format!("v={}", STANDARD.encode(sign(&self.verifier.server_key, message.as_bytes()))))
    }
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

fn sign(key: &[u8], message: &[u8]) -> [u8; SHA256_OUTPUT_LEN] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    tag.as_ref().try_into().expect("HMAC-SHA-256 gives 32 bytes")
}

fn hash(bytes: &[u8]) -> [u8; SHA256_OUTPUT_LEN] {
    digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7677, section 3.
    fn exchange(password: &str, client_final: &str) -> Result<String, ScramError> {
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").expect("base64");
        let verifier = Verifier::with_salt(password, &salt, ITERATIONS);
        let server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let (exchange, server_first) =
            verifier.begin_with_nonce("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", server_nonce).expect("well formed");
        assert_eq!(
            server_first,
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        );
        exchange.finish(client_final)
    }

    const CLIENT_FINAL: &str = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                                p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    #[test]
    fn the_example_of_rfc_7677_holds() {
        let answer = exchange("pencil", CLIENT_FINAL);
        assert_eq!(answer.as_deref(), Ok("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    #[test]
    fn another_password_is_refused() {
        assert_eq!(exchange("pencils", CLIENT_FINAL), Err(ScramError::WrongPassword));
    }

    #[test]
    fn messages_that_do_not_belong_together_are_refused() {
        let replayed = CLIENT_FINAL.replace("hNlF", "xxxx");
        assert_eq!(exchange("pencil", &replayed), Err(ScramError::Malformed("another nonce")));
        let bound = CLIENT_FINAL.replace("c=biws", "c=cD10bHM=");
        assert_eq!(exchange("pencil", &bound), Err(ScramError::Malformed("another channel")));
        let short = CLIENT_FINAL.replace("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "AAAA");
        assert_eq!(exchange("pencil", &short), Err(ScramError::WrongPassword));
    }

    #[test]
    fn nobody_has_the_same_salt_each_time_and_never_the_right_password() {
        let verifier = Verifier::of_password("pencil");
        let begin = |user| verifier.of_nobody(user).begin_with_nonce("n,,n=,r=x", "y").expect("well formed").1;
        assert_eq!(begin("a"), begin("a"));
        assert_ne!(begin("a"), begin("b"));
        assert_ne!(verifier.of_nobody("a").stored_key, verifier.stored_key);
    }

    #[test]
    fn a_first_message_must_be_whole() {
        let verifier = Verifier::of_password("pencil");
        for message in ["", "n", "n,,", "n,,n=user", "p=tls-unique,,n=,r=x", "n,,m=x,r=y", "n,,n=,r="] {
            assert!(verifier.begin(message).is_err(), "{message}");
        }
    }
}
