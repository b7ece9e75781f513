//! Choices: the same sequence of picks from the same seed.
//!
//! Made-up values (samples, identifiers that AWS would assign) must differ
//! between resources and be the same for the same one, so they are drawn from
//! here and never from a clock or from chance. Nothing drawn is secret.

/// A sequence of picks (SplitMix64).
#[derive(Debug, Clone)]
pub struct Choices {
    state: u64,
}

impl Choices {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The sequence of some texts; where one ends matters.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        // FNV-1a with a byte that no UTF-8 text has after each.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for text in texts {
            for byte in text.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        Self::new(hash)
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 where that is 0.
    pub fn below(&mut self, count: usize) -> usize {
        // Models list and measure far below 2^32, so the remainder favours nothing that matters.
        (self.number() % (count.max(1) as u64)) as usize
    }

    /// Characters of an alphabet of ASCII.
    pub fn text(&mut self, alphabet: &str, length: usize) -> String {
        let alphabet = alphabet.as_bytes();
        (0..length).map(|_| alphabet[self.below(alphabet.len())] as char).collect()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_seed_gives_one_sequence() {
        let draw = |texts: &[&str]| Choices::of(texts.iter().copied()).text("0123456789abcdef", 17);
        expect!["aab6bb4ddc8c27a8b"].assert_eq(&draw(&["a", "b"]));
        assert_eq!(draw(&["a", "b"]), draw(&["a", "b"]));
        assert_ne!(draw(&["a", "b"]), draw(&["ab", ""]));
        assert_eq!(Choices::new(1).below(0), 0);
    }
}
