//! Paper: a sheet as it is signed and sealed, with nothing of the console around it.

use super::icon::{Icon, icon};
use super::shell::{PageContext, shell};
use domain::{Language, Words};
use maud::{Markup, html};

/// A box to sign in.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Who signs: `用户签字`, `乙方（盖章）`.
    pub label: Words,
    /// A seal goes here too.
    pub seal: bool,
}

/// A sheet of paper.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its title.
    pub title: Words,
    /// Number, date and so on, at the right of the title, a line each.
    pub head: Vec<Markup>,
    /// What it says: plain tables and paragraphs.
    pub content: Markup,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// A line at the foot: which agreement, which copy.
    pub foot: Option<Words>,
}

/// A page that shows the sheet as it will be printed, with a button that prints it.
pub fn print_sheet(context: &PageContext<'_>, sheet: &Sheet) -> Markup {
    shell(context, &printable(context.language, sheet))
}

/// What [`print_sheet`] puts into its page.
pub fn printable(language: Language, sheet: &Sheet) -> Markup {
    let print = Words::fixed("打印", "Print");
    html! {
        div.cluster.no-print {
            button.btn.btn-primary type="button" data-print { (icon(Icon::Print)) (print.get(language)) }
        }
        (paper(language, sheet))
    }
}

fn paper(language: Language, sheet: &Sheet) -> Markup {
    let seal = Words::fixed("盖章", "seal");
    let date = Words::fixed("日期：      年    月    日", "Date:");
    html! {
        article.sheet {
            header {
                h1 { (sheet.title.get(language)) }
                div { @for line in &sheet.head { p { (line) } } }
            }
            (sheet.content)
            @if !sheet.signatures.is_empty() {
                div.signatures {
                    @for signature in &sheet.signatures {
                        div.signature {
                            span { (signature.label.get(language)) }
                            @if signature.seal { span.seal { (seal.get(language)) } }
                            span.date { (date.get(language)) }
                        }
                    }
                }
            }
            @if let Some(foot) = &sheet.foot { footer { (foot.get(language)) } }
        }
    }
}
