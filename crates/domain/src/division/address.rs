//! Reading the division an address begins with: 浙江省杭州市西湖区文三路 90 号.

use super::table::{Named, TABLE};
use super::{Division, DivisionKind};

/// No name of a division has more characters.
const NAME_MAX: usize = 15;
/// Province, prefecture, county, and fillers between them.
const STEPS_MAX: usize = 8;
/// What stands between names without meaning a place. 市辖区 is a line of the code book, not a name.
const FILLERS: [&str; 4] = ["中华人民共和国", "中国", "市辖区", "省直辖县级行政区划"];

/// Where an address lies, as far as its beginning says.
///
/// The division may be only a province or a prefecture; then [`Division::class`] is unknown. Nothing is guessed:
/// a name that fits several divisions (朝阳区) and is not preceded by a coarser one is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The finest division found.
    pub division: &'static Division,
    /// What follows it in the address.
    pub rest: &'a str,
}

/// Takes names from coarse to fine, the longest that fits each time.
pub(super) fn read(address: &str) -> Option<Place<'_>> {
    let mut place: Option<Place<'_>> = None;
    let mut only_one_short_name = false;
    let mut rest = address;
    for _ in 0..STEPS_MAX {
        rest = skip_fillers(rest);
        let scope = place.map(|place| place.division);
        if let Some(again) = scope.and_then(|scope| rest.strip_prefix(scope.name)) {
            rest = again; // 北京市北京市朝阳区
            continue;
        }
        let Some((named, length)) = longest(rest, scope) else {
            break;
        };
        only_one_short_name = place.is_none() && named.short;
        rest = &rest[length..];
        place = Some(Place { division: named.division, rest });
    }
    // 南京路 1 号 is a street: one everyday name alone says nothing.
    place.filter(|_| !only_one_short_name)
}

fn skip_fillers(text: &str) -> &str {
    let mut text = text;
    for _ in 0..STEPS_MAX {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || "-－—/／,，、·".contains(c));
        match FILLERS.iter().find_map(|filler| text.strip_prefix(filler)) {
            Some(rest) => text = rest,
            None => break,
        }
    }
    text
}

/// The division with the longest name that `text` begins with, inside `scope`, and the name's length in bytes.
fn longest(text: &str, scope: Option<&Division>) -> Option<(Named, usize)> {
    let ends: Vec<usize> =
        text.char_indices().map(|(start, c)| start + c.len_utf8()).take(NAME_MAX).collect();
    ends.iter().skip(1).rev().find_map(|&end| {
        let candidates: Vec<Named> = TABLE
            .named(&text[..end])
            .iter()
            .copied()
            .filter(|named| scope.is_none_or(|scope| is_inside(scope, named.division)))
            .collect();
        choose(&candidates).map(|named| (named, end))
    })
}

fn is_inside(scope: &Division, division: &Division) -> bool {
    scope.kind < division.kind && scope.kind <= DivisionKind::Prefecture && scope.contains(division)
}

/// The one meant, coarse before fine: 吉林 is the province. A standing division is meant before the ended one it
/// followed (崇川区), but of two different places (江北区 in 宁波, formerly in 重庆) neither.
fn choose(candidates: &[Named]) -> Option<Named> {
    let coarsest = candidates.iter().map(|named| level(named.division)).min()?;
    let mut meant = candidates.iter().filter(|named| level(named.division) == coarsest);
    let first = *meant.next()?;
    meant.try_fold(first, |chosen, other| {
        let one_place = chosen.division.current() == other.division.current();
        let standing = if other.division.valid_until.is_none() { *other } else { chosen };
        one_place.then_some(standing)
    })
}

fn level(division: &Division) -> u8 {
    match division.kind {
        DivisionKind::Province => 0,
        DivisionKind::Prefecture => 1,
        DivisionKind::District | DivisionKind::CountyCity | DivisionKind::County => 2,
    }
}
