//! Fingerprints of keys: MD5 (RFC 1321) as colon-separated hexadecimal bytes.
//!
//! MD5 is what such fingerprints are made of, and protects nothing here.

use std::fmt::Write as _;

/// How far each step rotates, by round.
const ROTATIONS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The fingerprint of these bytes: `12:a3:…`.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(47);
    for (at, byte) in md5(bytes).iter().enumerate() {
        let separator = if at == 0 { "" } else { ":" };
        let _ = write!(text, "{separator}{byte:02x}");
    }
    text
}

fn md5(bytes: &[u8]) -> [u8; 16] {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    padded.resize((bytes.len() + 9).next_multiple_of(64) - 8, 0);
    padded.extend_from_slice(&(bytes.len() as u64 * 8).to_le_bytes());

    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded.chunks_exact(64) {
        let word = |at: usize| {
            let bytes = [block[at * 4], block[at * 4 + 1], block[at * 4 + 2], block[at * 4 + 3]];
            u32::from_le_bytes(bytes)
        };
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64_usize {
            let (mixed, at) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), (7 * step) % 16),
            };
            // The constants are the sines of the steps, as the RFC defines them.
            let sine = (((step + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(mixed).wrapping_add(sine).wrapping_add(word(at));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(ROTATIONS[step / 16][step % 4]));
        }
        for (whole, part) in state.iter_mut().zip([a, b, c, d]) {
            *whole = whole.wrapping_add(part);
        }
    }
    let mut digest = [0; 16];
    for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn the_test_suite_of_the_rfc_holds() {
        let cases = [
            ("", "d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e"),
            ("a", "0c:c1:75:b9:c0:f1:b6:a8:31:c3:99:e2:69:77:26:61"),
            ("message digest", "f9:6b:69:7d:7c:b7:93:8d:52:5a:2f:31:aa:f1:61:d0"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57:ed:f4:a2:2b:e3:c9:55:ac:49:da:2e:21:07:b6:7a",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(fingerprint(text.as_bytes()), expected, "{text}");
        }
    }
}
