//! Doing something: buttons, fields with their hints and errors, filters, and a question before what cannot be undone.

use super::icon::{Icon, icon};
use super::part::{Tone, alert};
use domain::{Language, Words};
use maud::{Markup, html};

/// How much a button asks for attention; a page has one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emphasis {
    /// The next thing to do.
    Primary,
    /// One of several.
    #[default]
    Plain,
    /// Cannot be undone.
    Danger,
}

impl Emphasis {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Plain => "btn",
            Self::Danger => "btn btn-outline-danger",
        }
    }
}

/// What a button or link says and how.
#[derive(Clone, Debug)]
pub struct Action {
    /// The verb.
    pub label: Words,
    /// How much it asks for attention.
    pub emphasis: Emphasis,
    /// An icon before the word.
    pub icon: Option<Icon>,
}

impl Action {
    /// An action with a word only.
    pub const fn new(label: Words, emphasis: Emphasis) -> Self {
        Self { label, emphasis, icon: None }
    }

    fn inside(&self, language: Language) -> Markup {
        html! {
            @if let Some(sign) = self.icon { (icon(sign)) }
            (self.label.get(language))
        }
    }
}

/// A submit button of the form around it.
pub fn button(language: Language, action: &Action) -> Markup {
    html! { button type="submit" class=(action.emphasis.class()) { (action.inside(language)) } }
}

/// A link that looks like a button.
pub fn button_link(language: Language, action: &Action, address: &str) -> Markup {
    html! { a href=(address) class=(action.emphasis.class()) { (action.inside(language)) } }
}

/// A button that is a form of its own: the next action of an order, as one button.
pub fn post_button(language: Language, action: &Action, address: &str, csrf: &str) -> Markup {
    html! {
        form.one-button method="post" action=(address) { (csrf_field(csrf)) (button(language, action)) }
    }
}

/// A value the form sends back unseen, such as an idempotency key or the version that was read.
pub fn hidden_field(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The hidden field every `POST` form carries.
pub fn csrf_field(token: &str) -> Markup {
    hidden_field("csrf", token)
}

/// One value to choose.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: Words,
}

/// What a field takes.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// One line.
    Text,
    /// A password, never sent back to the page.
    Password,
    /// A telephone number.
    Telephone,
    /// A whole number.
    Number,
    /// An amount in yuan.
    Money,
    /// A civil date.
    Date,
    /// A wall-clock date and time.
    DateTime,
    /// Several lines.
    Lines(u8),
    /// One of these; the first may be empty for "any".
    Choice(Vec<Choice>),
    /// Yes, or nothing sent.
    Check,
    /// A file of these kinds: `.xlsx,.csv`.
    File(&'static str),
}

/// A field with what is known about it; the error is the refusal's message after a 422.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// The name that is sent.
    pub name: &'a str,
    /// Its identifier on the page; the name, unless several forms of the page have such a field.
    pub id: &'a str,
    /// Its label.
    pub label: Words,
    /// What it takes.
    pub kind: FieldKind,
    /// What it holds: for a check, `on` means yes.
    pub value: &'a str,
    /// How to fill it.
    pub hint: Option<Words>,
    /// What is wrong with its value.
    pub error: Option<&'a Words>,
    /// Must be filled.
    pub required: bool,
    /// Stands in a filter bar, where everything may stay empty.
    pub filter: bool,
    /// The longest text it takes; every field has a limit.
    pub length_max: u16,
    /// What browsers may fill in: `username`, `current-password`.
    pub autocomplete: &'a str,
}

impl<'a> Field<'a> {
    /// An empty required field of at most 200 characters.
    pub const fn new(name: &'a str, label: Words, kind: FieldKind) -> Self {
        Self {
            name,
            id: name,
            label,
            kind,
            value: "",
            hint: None,
            error: None,
            required: true,
            filter: false,
            length_max: 200,
            autocomplete: "off",
        }
    }

    /// Its identifier, where several forms of the page have such a field.
    #[must_use]
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// What it holds.
    #[must_use]
    pub const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// May stay empty.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// A filter: may stay empty, and does not say so.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.required = false;
        self.filter = true;
        self
    }

    /// How to fill it.
    #[must_use]
    pub fn hint(mut self, hint: Words) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What is wrong with it, if anything.
    #[must_use]
    pub const fn error(mut self, error: Option<&'a Words>) -> Self {
        self.error = error;
        self
    }

    /// The longest text it takes.
    #[must_use]
    pub const fn length_max(mut self, length_max: u16) -> Self {
        self.length_max = length_max;
        self
    }

    /// What browsers may fill in.
    #[must_use]
    pub const fn autocomplete(mut self, autocomplete: &'a str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// The identifiers of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.map(|_| format!("{}-error", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }
}

/// A labelled field with its hint and its error.
pub fn field(language: Language, field: &Field<'_>) -> Markup {
    let optional = Words::fixed("（选填）", " (optional)");
    let checkbox = matches!(field.kind, FieldKind::Check);
    let wide = matches!(field.kind, FieldKind::Lines(_));
    html! {
        div class=(if wide { "field wide" } else { "field" }) {
            @if checkbox {
                label.form-check {
                    (control(language, field))
                    span { (field.label.get(language)) }
                }
            } @else {
                label.form-label for=(field.id) {
                    (field.label.get(language))
                    @if !field.required && !field.filter { span.optional { (optional.get(language)) } }
                }
                @if matches!(field.kind, FieldKind::Money) { div.field-money { (control(language, field)) } }
                @else { (control(language, field)) }
            }
            @if let Some(hint) = &field.hint {
                p.form-hint id=(format!("{}-hint", field.id)) { (hint.get(language)) }
            }
            @if let Some(error) = field.error {
                p.form-error id=(format!("{}-error", field.id)) { (error.get(language)) }
            }
        }
    }
}

fn control(language: Language, field: &Field<'_>) -> Markup {
    let described = field.described_by();
    let invalid = field.error.map(|_| "true");
    match &field.kind {
        FieldKind::Lines(rows) => html! {
            textarea.form-control id=(field.id) name=(field.name) rows=(rows) maxlength=(field.length_max)
                required[field.required] aria-invalid=[invalid] aria-describedby=[described] { (field.value) }
        },
        FieldKind::Choice(choices) => html! {
            select.form-select id=(field.id) name=(field.name)
                required[field.required] aria-invalid=[invalid] aria-describedby=[described] {
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == field.value] { (choice.label.get(language)) }
                }
            }
        },
        FieldKind::Check => html! {
            input.form-check-input type="checkbox" id=(field.id) name=(field.name) value="on"
                checked[field.value == "on"] required[field.required]
                aria-invalid=[invalid] aria-describedby=[described];
        },
        FieldKind::File(accept) => html! {
            input.form-control type="file" id=(field.id) name=(field.name) accept=(accept)
                required[field.required] aria-invalid=[invalid] aria-describedby=[described];
        },
        kind => {
            let (of_type, mode) = input_type(kind);
            let value = (!matches!(kind, FieldKind::Password)).then_some(field.value);
            html! {
                input.form-control type=(of_type) inputmode=[mode] id=(field.id) name=(field.name) value=[value]
                    maxlength=(field.length_max) autocomplete=(field.autocomplete)
                    required[field.required] aria-invalid=[invalid] aria-describedby=[described];
            }
        }
    }
}

/// The type of a one-line control and the keyboard a phone should show.
const fn input_type(kind: &FieldKind) -> (&'static str, Option<&'static str>) {
    match kind {
        FieldKind::Password => ("password", None),
        FieldKind::Telephone => ("tel", Some("tel")),
        FieldKind::Number => ("text", Some("numeric")),
        FieldKind::Money => ("text", Some("decimal")),
        FieldKind::Date => ("date", None),
        FieldKind::DateTime => ("datetime-local", None),
        FieldKind::Text
        | FieldKind::Lines(_)
        | FieldKind::Choice(_)
        | FieldKind::Check
        | FieldKind::File(_) => ("text", None),
    }
}

/// A form that changes something.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Where it is sent with `POST`.
    pub action: &'a str,
    /// The session's token.
    pub csrf: &'a str,
    /// It carries a file.
    pub upload: bool,
}

/// A form around its fields and its buttons.
pub fn form(form: Form<'_>, fields: &Markup, buttons: &Markup) -> Markup {
    html! {
        form method="post" action=(form.action) enctype=[form.upload.then_some("multipart/form-data")] {
            (csrf_field(form.csrf))
            div.fields { (fields) }
            div.form-actions { (buttons) }
        }
    }
}

/// What is wrong with a form that came back, above its fields; nothing when nothing is.
pub fn error_summary(language: Language, message: Option<&Words>) -> Markup {
    html! {
        @if let Some(message) = message {
            (alert(language, Tone::Bad, None, message))
        }
    }
}

/// A filter in force and the address of the list without it.
#[derive(Clone, Debug)]
pub struct FilterChip {
    /// What it says: `市区`.
    pub label: Words,
    /// The list without it.
    pub remove: String,
}

/// The filters of a list; they live in its address, so a list can be kept as a bookmark.
#[derive(Clone, Debug)]
pub struct FilterBar<'a> {
    /// The list's path.
    pub action: &'a str,
    /// The fields, small.
    pub fields: Markup,
    /// The filters in force.
    pub chips: Vec<FilterChip>,
}

/// A list's filters.
pub fn filter_bar(language: Language, bar: &FilterBar<'_>) -> Markup {
    let apply = Words::fixed("筛选", "Filter");
    let clear = Words::fixed("清除", "Clear");
    let without = Words::fixed("去掉条件：", "Remove filter: ");
    html! {
        form.filters method="get" action=(bar.action) data-filter-bar {
            (bar.fields)
            button.btn type="submit" { (apply.get(language)) }
            @if !bar.chips.is_empty() {
                a.btn.btn-link href=(bar.action) { (clear.get(language)) }
                ul.chips {
                    @for chip in &bar.chips {
                        li {
                            a href=(chip.remove) {
                                span.offscreen { (without.get(language)) }
                                (chip.label.get(language)) (icon(Icon::Close))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A question before something that cannot be undone.
#[derive(Clone, Debug)]
pub struct Confirm<'a> {
    /// The dialog's identifier on the page.
    pub id: &'a str,
    /// The button that opens it.
    pub opener: Action,
    /// What is asked.
    pub question: Words,
    /// What will happen.
    pub consequence: Words,
    /// Fields to fill in, such as the reason.
    pub fields: Markup,
    /// The button that does it.
    pub confirm: Action,
    /// Where it is sent with `POST`.
    pub action: &'a str,
    /// The session's token.
    pub csrf: &'a str,
}

/// A button and the dialog it opens; the keyboard stays inside until it is answered.
pub fn confirm(language: Language, ask: &Confirm<'_>) -> Markup {
    let cancel = Words::fixed("取消", "Cancel");
    let title = format!("{}-title", ask.id);
    html! {
        button type="button" class=(ask.opener.emphasis.class()) command="show-modal" commandfor=(ask.id) {
            (ask.opener.inside(language))
        }
        dialog id=(ask.id) aria-labelledby=(title) {
            h2 id=(title) { (ask.question.get(language)) }
            p { (ask.consequence.get(language)) }
            form method="post" action=(ask.action) {
                (csrf_field(ask.csrf))
                (ask.fields)
                div.cluster {
                    button.btn type="button" command="close" commandfor=(ask.id) { (cancel.get(language)) }
                    (button(language, &ask.confirm))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_field() {
        let error = Words::fixed("电话应为 11 位。", "A phone has 11 digits.");
        let phone = Field::new("phone", Words::fixed("电话", "Phone"), FieldKind::Telephone)
            .value("138")
            .error(Some(&error));
        let shown = field(Language::English, &phone).into_string();
        assert!(shown.contains("value=\"138\""));
        assert!(shown.contains("aria-invalid=\"true\" aria-describedby=\"phone-error\""));
        assert!(shown.contains("id=\"phone-error\">A phone has 11 digits."));
    }

    #[test]
    fn a_password_is_never_sent_back() {
        let password =
            Field::new("password", Words::fixed("密码", "Password"), FieldKind::Password).value("secret");
        assert!(!field(Language::English, &password).into_string().contains("secret"));
    }

    #[test]
    fn values_are_escaped() {
        let name = Field::new("name", Words::fixed("姓名", "Name"), FieldKind::Text).value("\"><script>");
        assert!(!field(Language::English, &name).into_string().contains("<script>"));
    }
}
