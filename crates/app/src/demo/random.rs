//! Repeatable chance: the same seed and subject give the same numbers, whatever else was drawn before.

/// A generator after Sebastiano Vigna's `SplitMix64`: small, fast, and good enough to vary a demonstration.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The generator of one subject: an order's story never depends on how many other orders there are.
    pub fn of(seed: u64, subject: &str, index: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_be_bytes()).update(&index.to_be_bytes()).update(subject.as_bytes());
        let digest = hasher.finalize();
        let (first, _) = digest.as_bytes().split_first_chunk::<8>().expect("a digest has 32 bytes");
        Self(u64::from_be_bytes(*first))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to and including `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// An index below `count`; 0 when there is nothing to choose from.
    pub fn index(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % count).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, share: i64) -> bool {
        self.between(0, 99) < share
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_repeats_itself_and_nobody_else() {
        let draw = |seed, subject, index| Random::of(seed, subject, index).between(0, i64::MAX);
        assert_eq!(draw(7, "order", 3), draw(7, "order", 3));
        assert_ne!(draw(7, "order", 3), draw(7, "order", 4));
        assert_ne!(draw(7, "order", 3), draw(8, "order", 3));
        assert_ne!(draw(7, "order", 3), draw(7, "unit", 3));
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_them() {
        let mut random = Random::of(1, "bounds", 0);
        let drawn: Vec<i64> = (0..500).map(|_| random.between(-2, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&2));
        assert!((0..500).all(|_| !random.percent(0) && random.percent(100)));
    }
}
