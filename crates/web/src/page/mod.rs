//! The design system: a page is a function, made of these functions.
//!
//! Each part is a plain function from a small struct to [`maud::Markup`]; the first parameter is the reader's
//! language, texts are [`domain::Words`]. Parts hold no rule, read no clock and know no route: addresses, instants
//! and permissions are handed in. They use no inline script or style, so a strict content security policy
//! ([`CONTENT_SECURITY_POLICY`]) holds. [`gallery()`] shows every part with sample data; look at it first.
//!
//! | question of the page | parts |
//! |---|---|
//! | where am I, what can I do | [`shell`], [`bare_shell`], [`page_header`], [`tabs`], [`alert`] |
//! | where does this work stand | [`stage_bar`], [`badge`], [`countdown`], [`timeline`], [`facts`], [`tiles`] |
//! | why | [`why`] |
//! | which ones | [`filter_bar`], [`table`], [`pager`] |
//! | do it | [`form`], [`field`], [`button`], [`post_button`], [`confirm`], [`masked`] |
//! | on paper | [`print_sheet`] |
//!
//! Between the parts stand a few classes: `stack` (one below the other), `cluster` (side by side, wrapping), `split`
//! (the matter and, beside it, what belongs to it), `document` (running text of an agreement, with `blank` for a
//! filled blank), `quiet`, `small`, `number`, `code`, `no-print`.

mod address;
mod form;
mod gallery;
mod icon;
mod part;
mod print;
mod shell;
mod table;
mod time;
mod why;

pub use address::{percent_decoded, percent_encoded};
pub use form::{
    Action, Choice, Confirm, Emphasis, Field, FieldKind, FilterBar, FilterChip, Form, button, button_link,
    confirm, csrf_field, error_summary, field, filter_bar, form, hidden_field, post_button,
};
pub use gallery::{gallery, gallery_context, gallery_sheet, gallery_sign_in};
pub use icon::{Icon, icon};
pub use part::{
    Event, Masked, Stage, StageState, Tab, Tile, Tone, alert, badge, card, card_with, facts, masked, money,
    stage_bar, tabs, tiles, timeline,
};
pub use print::{Sheet, Signature, print_sheet, printable};
pub use shell::{
    CONTENT_SECURITY_POLICY, Crumb, Flash, NavItem, PageContext, PageHeader, Viewer, bare_shell, page_header,
    shell,
};
pub use table::{Column, ColumnKind, Empty, Pager, Row, Table, empty, pager, table};
pub use time::{Countdown, countdown, date, duration, instant};
pub use why::{ReasonLine, Why, why};
