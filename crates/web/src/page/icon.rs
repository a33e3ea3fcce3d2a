//! A few line icons, drawn for this project on a grid of 24 and written into the page, so that they take the
//! text's colour and need no request.

use maud::{Markup, PreEscaped, html};

/// The icons there are; each stands beside a word or carries a label of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// An alarm: something is late.
    Alert,
    /// Telephone: requests and callbacks.
    Call,
    /// A tick: done.
    Check,
    /// A cross: take away.
    Close,
    /// A page with lines: agreements.
    Document,
    /// Half a disc: the theme follows the system.
    Half,
    /// A house: what is due next.
    Home,
    /// A circled i.
    Info,
    /// Three lines: the folded navigation.
    Menu,
    /// Bank notes: statements.
    Money,
    /// A moon: dark.
    Moon,
    /// A wrench: orders.
    Order,
    /// People: providers and technicians.
    People,
    /// A plus: new.
    Plus,
    /// A printer.
    Print,
    /// A magnifying glass.
    Search,
    /// A paper plane: dispatch.
    Send,
    /// Sliders: settings.
    Settings,
    /// The sun: light.
    Sun,
    /// A box: units and parts.
    Unit,
}

impl Icon {
    /// The strokes, as SVG path data.
    const fn strokes(self) -> &'static str {
        match self {
            Self::Alert => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1",
            Self::Call => {
                "M5 4h3.5l2 5-2.3 1.6a12 12 0 0 0 5.2 5.2L15 13.5l5 2V19a2 2 0 0 1-2.2 2A16 16 0 0 1 3 6.2 2 2 0 0 1 5 4z"
            }
            Self::Check => "m5 12.5 4.6 4.6L19.5 7",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Document => "M6 3h8.5L19 7.5V21H6zM14 3v5h5M9 12.5h7M9 16.5h7",
            Self::Half => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M12 8h4M12 12h5.5M12 16h4",
            Self::Home => "m4 11.5 8-7.5 8 7.5M6.5 9.5V20h11V9.5M10 20v-5.5h4V20",
            Self::Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 8v.1",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::Money => "M3 6.5h18v11H3zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM6 9.5v.1M18 14.5v.1",
            Self::Moon => "M20 14.2A8.3 8.3 0 0 1 9.8 4 8.3 8.3 0 1 0 20 14.2z",
            Self::Order => {
                "M14.8 6.2a4 4 0 0 1 5-1l-2.6 2.6 1.9 1.9 2.6-2.6a4.2 4.2 0 0 1-5.6 5.4L9 19.6a2.1 2.1 0 0 1-3-3l7.1-7.1a4.2 4.2 0 0 1 1.7-3.3z"
            }
            Self::People => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20a6.5 6.5 0 0 1 13 0M15.5 5.3a3.5 3.5 0 0 1 0 6.5M18 14.3a6.4 6.4 0 0 1 3.5 5.7"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Print => "M7 8V3.5h10V8M7 17H4V8h16v9h-3M7 14h10v6.5H7z",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.8-4.8",
            Self::Send => "M20.5 3.5 3 10.5l7 3.5 3.5 7zM10 14l10.5-10.5",
            Self::Settings => "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Self::Unit => "m12 3 8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
        }
    }
}

/// Draws an icon in the colour of the text; it is hidden from screen readers, the word beside it is not.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            path d=(PreEscaped(icon.strokes())) {}
        }
    }
}
