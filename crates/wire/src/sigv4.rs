//! Signature Version 4: who sent a request, and that nobody changed it.
//!
//! ```text
//! request ──canonical──▶ text ──▶ string to sign ──key of the day──▶ signature
//! ```
//!
//! A client signs with [`sign`] or [`presign`]; a server takes the claim out
//! of a request with [`Claim::of`] and checks it with [`Claim::verify`]. Both
//! walk over the same canonical text, so each tests the other.
//!
//! # Invariants
//!
//! - Signatures are compared in constant time.
//! - A secret key leaves no trace but the signing key in [`KeyCache`], which is bounded.
//!
//! # Reading order
//!
//! `canonical.rs` holds the text that is signed, `key.rs` the key of a day,
//! `client.rs` signing, `claim.rs` checking.

mod canonical;
mod claim;
mod client;
mod key;

pub use canonical::PathEncoding;
pub use claim::{Carrier, Claim, ClaimError, Expected, MAX_SKEW_SECONDS};
pub use client::{Credentials, Payload, Scope, presign, sign};
pub use key::KeyCache;

use aws_lc_rs::digest::{SHA256, digest};
use callboard_model::document::Instant;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// SHA-256 as lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

/// `20260506T070809Z`.
fn timestamp_text(at: Instant) -> String {
    let (year, month, day, hour, minute, second) = at.civil();
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

fn string_to_sign(timestamp: &str, scope: &str, canonical: &str) -> String {
    let mut text = String::with_capacity(ALGORITHM.len() + timestamp.len() + scope.len() + 67);
    for line in [ALGORITHM, timestamp, scope] {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&sha256_hex(canonical.as_bytes()));
    text
}

#[cfg(test)]
mod tests;
