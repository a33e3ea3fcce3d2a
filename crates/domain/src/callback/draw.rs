//! The draw of a sample that both sides can check: no generator, only digests.
//!
//! Each order gets `sha256(seed + "|" + order number)`; the orders with the lowest digests are drawn. Whoever knows
//! the seed and the numbers can repeat it with any tool.

use crate::money::BasisPoints;
use sha2::{Digest, Sha256};

/// How many of `count` are drawn: the share, rounded up, at least `minimum`, never more than there are.
pub fn sample_size(count: usize, share: BasisPoints, minimum: usize) -> usize {
    let share = usize::try_from(share.0.clamp(0, 10_000)).unwrap_or(0);
    (count * share).div_ceil(10_000).max(minimum).min(count)
}

/// The lot of an order: `sha256(seed + "|" + order number)`.
pub fn lot(seed: &str, number: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.as_bytes());
    hash.update(b"|");
    hash.update(number.as_bytes());
    hash.finalize().into()
}

/// Draws `size` of the numbered items; the answer is in the order of drawing.
pub fn draw<T: Copy>(seed: &str, items: &[(&str, T)], size: usize) -> Vec<T> {
    let mut ranked: Vec<([u8; 32], &str, T)> =
        items.iter().map(|(number, item)| (lot(seed, number), *number, *item)).collect();
    ranked.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    ranked.into_iter().take(size).map(|(_, _, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_rounded_up_and_has_a_floor() {
        assert_eq!(sample_size(41, BasisPoints(2_500), 0), 11);
        assert_eq!(sample_size(10, BasisPoints(500), 3), 3);
        assert_eq!(sample_size(2, BasisPoints(500), 3), 2);
        assert_eq!(sample_size(0, BasisPoints(500), 3), 0);
    }

    #[test]
    fn a_lot_is_what_any_tool_computes() {
        // What `printf %s 'seed|NUMBER' | sha256sum` begins with.
        let lot = lot("seed", "W26-0000001");
        assert_eq!(lot[..4], [0xef, 0xdb, 0x3c, 0x22]);
    }

    #[test]
    fn the_draw_depends_on_the_seed_alone() {
        let numbers: Vec<String> = (0..100).map(|i| format!("W26-{i:07}")).collect();
        let items: Vec<(&str, usize)> = numbers.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
        let mut shuffled = items.clone();
        shuffled.reverse();
        let first = draw("seed", &items, 10);
        assert_eq!(first, draw("seed", &shuffled, 10));
        assert_ne!(first, draw("other", &items, 10));
        assert_eq!(first.len(), 10);
    }
}
