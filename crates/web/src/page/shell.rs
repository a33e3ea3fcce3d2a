//! The frame of every page: head, top bar with the one search box, navigation, and what the page is about.

use super::address::percent_encoded;
use super::icon::{Icon, icon};
use super::part::{Tone, alert};
use crate::assets;
use domain::{Language, Words};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

/// The policy every page is sent with: only our own files, no inline script or style, no frames.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// htmx: same origin only, no code from attributes, and a request ends after a while.
const HTMX_SETTINGS: &str = r#"{"implicitInheritance":false,"mode":"same-origin","history":false,"defaultTimeout":15000,"includeIndicatorCSS":false}"#;

/// Who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The person's name.
    pub name: &'a str,
    /// The role's name.
    pub role: &'a Words,
}

/// A message about what was just done, shown once.
#[derive(Clone, Debug)]
pub struct Flash {
    /// Its colour.
    pub tone: Tone,
    /// What happened.
    pub message: Words,
}

/// One entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Its stable name: compared with [`PageContext::active`].
    pub key: &'static str,
    /// Its label.
    pub label: Words,
    /// Its address.
    pub address: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// How many things wait there; zero shows nothing.
    pub waiting: u64,
}

/// What every page needs to know about its reader.
#[derive(Clone, Debug)]
pub struct PageContext<'a> {
    /// The reader's language.
    pub language: Language,
    /// The page's title, shown in the browser's tab.
    pub title: Words,
    /// This page's path with its query; the language switch returns to it.
    pub path: &'a str,
    /// The instant the page is made for; countdowns count from it.
    pub now: Timestamp,
    /// Who is signed in; nobody on public pages.
    pub viewer: Option<Viewer<'a>>,
    /// What the reader may go to.
    pub navigation: &'a [NavItem],
    /// The key of the entry this page belongs to.
    pub active: &'a str,
    /// What the search box holds.
    pub search: &'a str,
    /// The session's token, sent back in `x-csrf-token` or the field `csrf`.
    pub csrf: &'a str,
    /// What was just done.
    pub flash: Option<Flash>,
}

/// A whole page for someone who is signed in.
///
/// Addresses it relies on: `GET /search?q=`, `GET /language/{tag}?back=`, `POST /sign-out`, `GET /`.
pub fn shell(context: &PageContext<'_>, content: &Markup) -> Markup {
    let language = context.language;
    let skip = Words::fixed("跳到正文", "Skip to content");
    let menu = Words::fixed("菜单", "Menu");
    html! {
        (DOCTYPE)
        html lang=(language.tag()) data-now=(context.now) {
            (head(context))
            body hx-headers:inherited=(csrf_header(context.csrf)) {
                a.skip-link href="#content" { (skip.get(language)) }
                header.top-bar {
                    details.menu {
                        summary.bar-tool aria-label=(menu.get(language)) { (icon(Icon::Menu)) }
                        (navigation(context))
                    }
                    (brand(language))
                    (search_box(language, context.search))
                    div.bar-tools { (language_switch(context)) (theme_switch(language)) (sign_out(context)) }
                    @if let Some(viewer) = context.viewer {
                        div.viewer { strong { (viewer.name) } span { (viewer.role.get(language)) } }
                    }
                }
                div.frame {
                    (navigation(context))
                    main #content tabindex="-1" { (flash(context)) (content) }
                }
            }
        }
    }
}

/// A page without navigation, narrow and centred: sign-in, errors, the public report form.
pub fn bare_shell(context: &PageContext<'_>, content: &Markup) -> Markup {
    let language = context.language;
    html! {
        (DOCTYPE)
        html lang=(language.tag()) data-now=(context.now) {
            (head(context))
            body.bare hx-headers:inherited=(csrf_header(context.csrf)) {
                main #content tabindex="-1" {
                    (brand(language))
                    h1.offscreen { (context.title.get(language)) }
                    (flash(context)) (content)
                    div.bar-tools { (language_switch(context)) (theme_switch(language)) }
                }
            }
        }
    }
}

fn head(context: &PageContext<'_>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX_SETTINGS);
            title { (context.title.get(context.language)) " · " (product(context.language)) }
            link rel="icon" href=(assets::url("mark.svg")) type="image/svg+xml";
            // The theme is set before the first paint, so this one script is not deferred.
            script src=(assets::url("theme.js")) {}
            link rel="stylesheet" href=(assets::url("app.css"));
            script src=(assets::url("app.js")) defer {}
        }
    }
}

/// The header htmx sends with every request of the page; the value is JSON.
fn csrf_header(token: &str) -> String {
    serde_json::json!({ "x-csrf-token": token }).to_string()
}

const fn product(language: Language) -> &'static str {
    match language {
        Language::Chinese => "兑现",
        Language::English => "Makegood",
    }
}

fn brand(language: Language) -> Markup {
    html! {
        a.brand href="/" aria-label=(product(language)) { img src=(assets::url("mark.svg")) alt="" width="24" height="24"; span { (product(language)) } }
    }
}

fn flash(context: &PageContext<'_>) -> Markup {
    html! {
        @if let Some(flash) = &context.flash {
            div.no-print { (alert(context.language, flash.tone, None, &flash.message)) }
        }
    }
}

/// The one box: phone, serial, plate, name or number.
fn search_box(language: Language, query: &str) -> Markup {
    let label = Words::fixed("电话、机号、姓名、工单号", "Phone, serial, name, order no.");
    html! {
        form.search-box role="search" method="get" action="/search" {
            (icon(Icon::Search))
            input type="search" name="q" value=(query) maxlength="100" autocomplete="off" data-search-box
                placeholder=(label.get(language)) aria-label=(label.get(language));
            kbd aria-hidden="true" { "/" }
        }
    }
}

/// A link to the same page in the other language, named in that language.
fn language_switch(context: &PageContext<'_>) -> Markup {
    let (tag, name) = match context.language {
        Language::Chinese => (Language::English.tag(), "English"),
        Language::English => (Language::Chinese.tag(), "中文"),
    };
    let address = format!("/language/{tag}?back={}", percent_encoded(context.path));
    html! { a.bar-tool href=(address) lang=(tag) hreflang=(tag) rel="nofollow" { (name) } }
}

/// One button through system, light and dark; `theme.js` keeps the choice.
fn theme_switch(language: Language) -> Markup {
    let label = Words::fixed("浅色、深色或跟随系统", "Light, dark or as the system");
    html! {
        button.bar-tool type="button" data-theme-switch title=(label.get(language)) aria-label=(label.get(language)) {
            span.theme-icon data-theme="system" { (icon(Icon::Half)) }
            span.theme-icon data-theme="light" { (icon(Icon::Sun)) }
            span.theme-icon data-theme="dark" { (icon(Icon::Moon)) }
        }
    }
}

fn sign_out(context: &PageContext<'_>) -> Markup {
    let label = Words::fixed("退出", "Sign out");
    html! {
        @if context.viewer.is_some() {
            form method="post" action="/sign-out" {
                (super::csrf_field(context.csrf))
                button.bar-tool type="submit" { (label.get(context.language)) }
            }
        }
    }
}

fn navigation(context: &PageContext<'_>) -> Markup {
    let label = Words::fixed("主导航", "Main");
    html! {
        nav.side aria-label=(label.get(context.language)) {
            ul {
                @for item in context.navigation {
                    li {
                        a href=(item.address) aria-current=[(item.key == context.active).then_some("page")] {
                            (icon(item.icon))
                            span { (item.label.get(context.language)) }
                            @if item.waiting > 0 { span.count { (item.waiting) } }
                        }
                    }
                }
            }
        }
    }
}

/// A step of the way back.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// Its name.
    pub label: Words,
    /// Its address.
    pub address: String,
}

/// What the page is about, the way back, and what can be done here.
#[derive(Clone, Debug, Default)]
pub struct PageHeader {
    /// The way back, outermost first, without this page.
    pub crumbs: Vec<Crumb>,
    /// The heading and, beside it, a badge.
    pub heading: Markup,
    /// One quiet line under it.
    pub lead: Option<Markup>,
    /// Buttons, the main one last.
    pub actions: Markup,
}

/// The top of a page's content.
pub fn page_header(language: Language, header: &PageHeader) -> Markup {
    let label = Words::fixed("位置", "Breadcrumb");
    html! {
        div.page-header {
            div {
                @if !header.crumbs.is_empty() {
                    nav.crumbs aria-label=(label.get(language)) {
                        ol { @for crumb in &header.crumbs { li { a href=(crumb.address) { (crumb.label.get(language)) } } } }
                    }
                }
                h1 { (header.heading) }
                @if let Some(lead) = &header.lead { p.lead { (lead) } }
            }
            div.cluster { (header.actions) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_a_json_string() {
        assert_eq!(csrf_header("a\"b"), r#"{"x-csrf-token":"a\"b"}"#);
    }
}
