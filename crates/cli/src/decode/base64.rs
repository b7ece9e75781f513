//! Base64 as Python's `b64decode` reads it: what is not of its alphabet is skipped.

/// The bytes, or `None` where characters are missing at the end.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut place, mut padding) = (0u32, 0u32, 0u32);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if place >= 2 => {
                padding += 1;
                if place + padding >= 4 {
                    return Some(bytes);
                }
                continue;
            }
            _ => continue,
        };
        padding = 0;
        bits = bits << 6 | u32::from(value);
        place = (place + 1) % 4;
        if place != 1 {
            // Of 12, 18 and 24 bits read, those of the next byte stay.
            let unread = [0, 0, 4, 2][place as usize];
            bytes.push((bits >> unread) as u8);
        }
    }
    (place == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_decode_as_in_python() {
        let cases: [(&str, Option<&[u8]>); 10] = [
            ("", Some(b"")),
            ("aGVsbG8=", Some(b"hello")),
            ("aGVs\nbG8=", Some(b"hello")),
            ("aGk=trailing", Some(b"hi")),
            ("aA==", Some(b"h")),
            ("aGVsbG8h", Some(b"hello!")),
            ("hello!", None),
            ("{\"a\":1}", None),
            ("a", None),
            ("AP8=", Some(b"\x00\xff")),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text).as_deref(), expected, "{text:?}");
        }
    }
}
