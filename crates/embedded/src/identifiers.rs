//! Identifiers: names that AWS would assign, and secrets.
//!
//! An [`Identifiers::ordered`] name begins with the time, in the alphabet's
//! own order, so that names sort by creation: listings come in the order of
//! making, and records of one time lie side by side in the store.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};

use callboard_model::document::Instant;

/// Digits and letters in the order of their bytes.
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits and small letters in the order of their bytes.
const LOWERCASE: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The moment that time counts from: 2020-01-01T00:00:00Z.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;

/// Milliseconds in so many characters last until 2131.
const TIME_LENGTH: usize = 7;

/// Milliseconds in so many characters without capital letters last until 2109.
const LOWERCASE_TIME_LENGTH: usize = 8;

/// Where random bytes come from.
#[derive(Clone)]
pub struct Entropy {
    source: Source,
}

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Entropy {
    /// The operating system, by way of the cryptographic library.
    pub fn system() -> Self {
        Self { source: Source::System }
    }

    /// The same bytes from the same seed, for tests alone: nothing made from them is secret.
    pub fn seeded(seed: u64) -> Self {
        Self { source: Source::Seeded(Arc::new(AtomicU64::new(seed))) }
    }

    fn fill(&self, bytes: &mut [u8]) {
        match &self.source {
            Source::System => aws_lc_rs::rand::fill(bytes).expect("the operating system gives random bytes"),
            Source::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    // SplitMix64.
                    let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
                }
            }
        }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self.source, Source::System) { "Entropy::system" } else { "Entropy::seeded" })
    }
}

/// Makes identifiers.
#[derive(Debug, Clone)]
pub(crate) struct Identifiers {
    entropy: Entropy,
    /// Tells apart the UUIDs of one millisecond, in their order.
    uuids: Arc<AtomicU16>,
}

impl Identifiers {
    pub(crate) fn new(entropy: Entropy) -> Self {
        Self { entropy, uuids: Arc::default() }
    }

    /// Letters and digits that nobody can guess.
    pub(crate) fn random(&self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        let mut bytes = [0; 32];
        while text.len() < length {
            self.entropy.fill(&mut bytes);
            // Bytes beyond the last whole multiple of the alphabet would favour its beginning.
            let fair = bytes.iter().filter(|byte| **byte < 248).map(|byte| ALPHABET[usize::from(*byte) % 62] as char);
            text.extend(fair.take(length - text.len()));
        }
        text
    }

    /// A UUID (version 7 of RFC 9562) that sorts by the time of making.
    pub(crate) fn uuid(&self, now: Instant) -> String {
        let mut random = [0; 8];
        self.entropy.fill(&mut random);
        let time = now.epoch_millis().max(0) as u64 & 0xffff_ffff_ffff;
        let count = self.uuids.fetch_add(1, Ordering::SeqCst) & 0x0fff;
        let rest = u64::from_be_bytes(random);
        let (variant, node) = (0x8000 | (rest >> 48) & 0x3fff, rest & 0xffff_ffff_ffff);
        format!("{:08x}-{:04x}-7{count:03x}-{variant:04x}-{node:012x}", time >> 16, time & 0xffff)
    }

    /// Small letters and digits that nobody can guess.
    pub(crate) fn random_lowercase(&self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        let mut bytes = [0; 16];
        while text.len() < length {
            self.entropy.fill(&mut bytes);
            let fair = bytes.iter().filter(|byte| **byte < 252).map(|byte| LOWERCASE[usize::from(*byte) % 36] as char);
            text.extend(fair.take(length - text.len()));
        }
        text
    }

    /// Small letters and digits that sort by the time of making; at least [`LOWERCASE_TIME_LENGTH`] of them.
    pub(crate) fn ordered_lowercase(&self, now: Instant, length: usize) -> String {
        let mut time = [b'0'; LOWERCASE_TIME_LENGTH];
        let mut rest = (now.epoch_millis() - EPOCH_MILLIS).max(0) as u64;
        for place in time.iter_mut().rev() {
            *place = LOWERCASE[(rest % 36) as usize];
            rest /= 36;
        }
        let mut text: String = time.iter().map(|byte| *byte as char).collect();
        text.push_str(&self.random_lowercase(length.saturating_sub(LOWERCASE_TIME_LENGTH)));
        text
    }

    /// Letters and digits that sort by the time of making; at least [`TIME_LENGTH`] of them.
    pub(crate) fn ordered(&self, now: Instant, length: usize) -> String {
        let mut time = [b'0'; TIME_LENGTH];
        let mut rest = (now.epoch_millis() - EPOCH_MILLIS).max(0) as u64;
        for place in time.iter_mut().rev() {
            *place = ALPHABET[(rest % 62) as usize];
            rest /= 62;
        }
        let mut text: String = time.iter().map(|byte| *byte as char).collect();
        text.push_str(&self.random(length.saturating_sub(TIME_LENGTH)));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn ordered_identifiers_sort_by_time() {
        let identifiers = Identifiers::new(Entropy::seeded(1));
        let moments = [0, 1, 61, 62, 5_000_000_000, 250_000_000_000, 3_000_000_000_000];
        let made: Vec<String> =
            moments.iter().map(|it| identifiers.ordered(Instant::from_epoch_millis(EPOCH_MILLIS + it), 12)).collect();
        assert!(made.is_sorted(), "{made:?}");
        expect!["0000000h5BGT"].assert_eq(&made[0]);
    }

    #[test]
    fn random_identifiers_have_their_length_and_differ() {
        let identifiers = Identifiers::new(Entropy::system());
        let (one, other) = (identifiers.random(40), identifiers.random(40));
        assert_eq!(one.len(), 40);
        assert!(one.bytes().all(|it| it.is_ascii_alphanumeric()));
        assert_ne!(one, other);
    }
}
