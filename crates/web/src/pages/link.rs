//! Addresses with a query: filters and the place in a list live there, so a list can be kept and sent on.

use crate::page::percent_encoded;
use std::fmt;

/// A path and what follows its question mark.
#[derive(Clone, Debug)]
pub struct Link {
    path: String,
    query: Vec<(&'static str, String)>,
}

impl Link {
    /// A path without a query.
    pub fn to(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: Vec::new() }
    }

    /// With one more value; an empty one is left out.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if !value.is_empty() {
            self.query.push((name, value.to_owned()));
        }
        self
    }

    /// Without a value.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut link = self.clone();
        link.query.retain(|(known, _)| *known != name);
        link
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for (index, (name, value)) in self.query.iter().enumerate() {
            let before = if index == 0 { '?' } else { '&' };
            write!(f, "{before}{name}={}", percent_encoded(value))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_its_filters() {
        let link = Link::to("/orders").with("stage", "open").with("q", "").with("text", "王 1");
        assert_eq!(link.to_string(), "/orders?stage=open&text=%E7%8E%8B%201");
        assert_eq!(link.without("stage").to_string(), "/orders?text=%E7%8E%8B%201");
    }
}
