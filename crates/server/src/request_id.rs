//! Request ids: version 4 UUIDs that cost no system call.
//!
//! They need to be unique, not secret: each is a counter, scrambled with a key
//! drawn when the process starts.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The id of one request, as AWS writes it: `b8a9e6a4-1c0e-4a3e-9b1c-0d7e6f5a4b3c`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 36]);

impl RequestId {
    /// A new id.
    pub fn new() -> Self {
        static KEYS: LazyLock<[u64; 2]> =
            LazyLock::new(|| [RandomState::new().hash_one(0), RandomState::new().hash_one(1)]);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let high = mix(KEYS[0].wrapping_add(count));
        let low = mix(KEYS[1].wrapping_add(count));
        let high = (high & !0xf000) | 0x4000;
        let low = (low & !(3 << 62)) | (2 << 62);
        Self(hyphenated((u128::from(high) << 64) | u128::from(low)))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// SplitMix64's step: a permutation of 64 bits, so that no two counts give the same value.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn hyphenated(value: u128) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut shift = 128;
    for (at, place) in text.iter_mut().enumerate() {
        if !matches!(at, 8 | 13 | 18 | 23) {
            shift -= 4;
            *place = DIGITS[(value >> shift) as usize & 15];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_distinct_version_4_uuids() {
        let ids: HashSet<RequestId> = (0..10_000).map(|_| RequestId::new()).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids {
            let text = id.as_str().as_bytes();
            assert_eq!(text[14], b'4');
            assert!(b"89ab".contains(&text[19]), "{id}");
            assert!([8, 13, 18, 23].iter().all(|at| text[*at] == b'-'));
            assert_eq!(text.iter().filter(|it| it.is_ascii_hexdigit()).count(), 32);
        }
    }
}
