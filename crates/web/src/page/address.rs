//! Texts inside addresses: percent-encoding, both ways.

/// Percent-encodes everything but unreserved characters and `/`, for one value of a query or a cookie.
pub fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend(
                [byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])),
            );
        }
        encoded
    })
}

/// Reads one encoded value, `+` being a blank as in forms; nothing when it is no text.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                decoded.push(half(*high)? << 4 | half(*low)?);
                rest = after;
            }
            (b'%', _) => return None,
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(*byte),
        }
    }
    String::from_utf8(decoded).ok()
}

fn half(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded_as_one_value() {
        assert_eq!(percent_encoded("/orders?q=王 a&b=1"), "/orders%3Fq%3D%E7%8E%8B%20a%26b%3D1");
    }

    #[test]
    fn what_was_encoded_is_read_back() {
        for text in ["", "/orders?q=王 a&b=1+2%", "a\"b;c"] {
            assert_eq!(percent_decoded(&percent_encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(percent_decoded("a+b").as_deref(), Some("a b"));
        assert_eq!(percent_decoded("%F"), None);
        assert_eq!(percent_decoded("%FF"), None);
    }
}
