//! A short list that lives inline, so that a decision needs no heap.

/// At most `N` items in the order they were put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short<T, const N: usize> {
    items: [Option<T>; N],
}

impl<T: Copy, const N: usize> Short<T, N> {
    /// An empty list.
    pub const fn new() -> Self {
        Self { items: [None; N] }
    }

    /// Puts an item at the end; a full list stays as it is, since the first reasons are the weightiest.
    pub fn push(&mut self, item: T) {
        if let Some(free) = self.items.iter_mut().find(|place| place.is_none()) {
            *free = Some(item);
        }
    }

    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter().flatten()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl<T: Copy, const N: usize> Default for Short<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy, const N: usize> FromIterator<T> for Short<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut short = Self::new();
        for item in items.into_iter().take(N) {
            short.push(item);
        }
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_keeps_the_first_items() {
        let mut list: Short<u8, 2> = (1..=1).collect();
        assert_eq!(list.len(), 1);
        list.push(2);
        list.push(3);
        assert_eq!(list.iter().copied().collect::<Vec<_>>(), [1, 2]);
        assert!(Short::<u8, 2>::default().is_empty());
    }
}
