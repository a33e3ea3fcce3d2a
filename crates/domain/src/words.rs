//! Every text a person reads exists in Chinese and in English from the moment it is written.
//!
//! `Words` is such a pair; [`words!`](crate::words!) formats both sides at once, so a sentence cannot exist in one language only.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The two languages of the product; Chinese is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The BCP 47 tag used in pages, cookies and files.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// Reads a tag; anything that starts with `en` is English, anything that starts with `zh` Chinese.
    pub fn from_tag(tag: &str) -> Option<Self> {
        if tag.starts_with("en") {
            Some(Self::English)
        } else if tag.starts_with("zh") {
            Some(Self::Chinese)
        } else {
            None
        }
    }
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Words {
    /// A fixed pair.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// A text that is the same in both languages, such as a number or a name.
    pub fn same(text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self { zh: Cow::Owned(text.clone()), en: Cow::Owned(text) }
    }

    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// Formats a [`Words`] pair: `words!("工单 {number}", "order {number}")`.
#[macro_export]
macro_rules! words {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::words::Words {
            zh: ::std::borrow::Cow::Owned(::std::format!($zh)),
            en: ::std::borrow::Cow::Owned(::std::format!($en)),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_formatted() {
        let number = "WX-1";
        let words = words!("工单 {number}", "order {number}");
        assert_eq!(words.get(Language::Chinese), "工单 WX-1");
        assert_eq!(words.get(Language::English), "order WX-1");
    }

    #[test]
    fn tags_are_read_by_their_language() {
        assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
        assert_eq!(Language::from_tag("zh"), Some(Language::Chinese));
        assert_eq!(Language::from_tag("fr"), None);
    }
}
