//! The cursor a program is given: the list's own cursor, bound to the list and the filter it was given for.
//!
//! A page forgives a cursor that is not its own and begins anew; a program would go round in circles, so here it is
//! told. The seal keeps out slips, not attackers: what may be seen is decided by scope and filter each time.

/// How many hexadecimal digits the seal has.
const SEAL_DIGITS: usize = 12;

/// The cursor for programs, bound to `list`: the path and the filter.
pub fn seal(list: &str, cursor: &str) -> String {
    format!("{cursor}.{}", digest(list, cursor))
}

/// The list's own cursor; none when it was given for another list or another filter, or was altered.
pub fn open(list: &str, sealed: &str) -> Option<String> {
    let (cursor, seal) = sealed.rsplit_once('.')?;
    (digest(list, cursor) == seal).then(|| cursor.to_owned())
}

fn digest(list: &str, cursor: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(list.as_bytes()).update(b"\n").update(cursor.as_bytes());
    hasher.finalize().to_hex().as_str()[..SEAL_DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_its_own_list() {
        let sealed = seal("/api/orders?stage=open", "n1.2.abc");
        assert_eq!(open("/api/orders?stage=open", &sealed).as_deref(), Some("n1.2.abc"));
        assert_eq!(open("/api/orders?stage=accepted", &sealed), None);
        assert_eq!(open("/api/orders?stage=open", &sealed.replace('1', "3")), None);
        assert_eq!(open("/api/orders?stage=open", "nonsense"), None);
        assert_eq!(open("/api/orders?stage=open", ""), None);
    }
}
