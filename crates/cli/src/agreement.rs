//! `makegood agreement`: checks, prints and questions an agreement file, without any data.

mod explain;

use crate::failure::{Exit, Failure};
use crate::say;
use clap::Subcommand;
use domain::agreement::{Agreement, Diagnostic, SOURCE_MAX};
use domain::calendar::Calendar;
use domain::words;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// What `agreement` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: AgreementCommand,
}

#[derive(Debug, Subcommand)]
enum AgreementCommand {
    /// 检查协议文件并运行其中的示例 Check agreement files and run their examples.
    Check {
        /// 协议文件 The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// 打印协议正文，空格已填 Print the prose with its blanks filled.
    Print {
        /// 协议文件 The file.
        file: PathBuf,
        /// 打印为网页 As HTML instead of plain text.
        #[arg(long)]
        html: bool,
        /// 打印为纯文本（默认） As plain text, which is the default.
        #[arg(long, conflicts_with = "html")]
        text: bool,
    },
    /// 按给定的事实问协议 Ask who pays and by when, for given facts.
    Explain(explain::Args),
}

/// Works on agreement files.
pub fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        AgreementCommand::Check { files } => check(&files),
        AgreementCommand::Print { file, html, text: _ } => {
            let agreement = read(&file)?;
            say::line(if html { agreement.render_html() } else { agreement.render_text() });
            Ok(())
        }
        AgreementCommand::Explain(args) => explain::run(&args),
    }
}

/// Checks each file; all problems of all files are shown.
fn check(files: &[PathBuf]) -> Result<(), Failure> {
    let mut wrong = 0;
    for file in files {
        if is_guide(file) {
            let name = file.display();
            say::both(&words!("{name}：说明文件，跳过", "{name}: a guide, not an agreement; skipped"));
            continue;
        }
        let (name, source) = source_of(file)?;
        match checked(&name, &source) {
            Ok(agreement) => {
                let (clauses, examples) = (agreement.clauses().count(), agreement.example_count());
                say::both(&words!(
                    "{name}：通过，{clauses} 个条款，{examples} 个示例",
                    "{name}: ok; clauses: {clauses}, examples: {examples}"
                ));
            }
            Err(problems) => {
                wrong += 1;
                show(&name, &source, &problems);
            }
        }
    }
    if wrong == 0 { Ok(()) } else { Err(with_errors(wrong)) }
}

/// The README beside agreements is no agreement, though `agreements/*.md` names it.
fn is_guide(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.eq_ignore_ascii_case("README.md"))
}

/// Reads, checks and runs the examples of one file; a file with errors is shown and ends the command.
fn read(file: &Path) -> Result<Agreement, Failure> {
    let (name, source) = source_of(file)?;
    checked(&name, &source).map_err(|problems| {
        show(&name, &source, &problems);
        with_errors(1)
    })
}

fn checked(name: &str, source: &str) -> Result<Agreement, Vec<Diagnostic>> {
    let agreement = Agreement::parse(name, source)?;
    let problems = agreement.run_examples(Calendar::china());
    if problems.is_empty() { Ok(agreement) } else { Err(problems) }
}

fn with_errors(count: usize) -> Failure {
    Failure::new(
        Exit::BadInput,
        words!(
            "{count} 个协议文件有错误。请按上面的提示改正后再检查。",
            "Agreement files with errors: {count}. Correct them as the hints say and check again."
        ),
    )
}

/// The name and the text of a file that is not longer than an agreement may be.
fn source_of(file: &Path) -> Result<(String, String), Failure> {
    let name = file.display().to_string();
    let unreadable = |detail: String| {
        Failure::new(
            Exit::BadInput,
            words!(
                "无法读取协议 {name}：{detail}。请核对文件名。",
                "The agreement {name} cannot be read: {detail}. Check the file."
            ),
        )
    };
    let length = fs::metadata(file).map_err(|error| unreadable(error.to_string()))?.len();
    if length > SOURCE_MAX as u64 {
        return Err(unreadable(format!("{length} > {SOURCE_MAX} bytes")));
    }
    let source = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    Ok((name, source))
}

/// Shows problems on stderr, each with its place, the line with the fault underlined, and the hint.
fn show(name: &str, source: &str, problems: &[Diagnostic]) {
    let theme = if io::stderr().is_terminal() { GraphicalTheme::unicode() } else { GraphicalTheme::none() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(110).with_context_lines(1);
    for problem in problems {
        let offset = offset_of(source, problem.line, problem.column);
        let length = source[offset..].chars().take(problem.length).map(char::len_utf8).sum::<usize>();
        let shown = MietteDiagnostic::new(format!("{}\n{}", problem.message.zh, problem.message.en))
            .with_code(problem.code)
            .with_help(format!("{}\n{}", problem.hint.zh, problem.hint.en))
            .with_label(LabeledSpan::underline(offset..offset + length));
        let report = Report::new(shown).with_source_code(NamedSource::new(name, source.to_owned()));
        let mut text = String::new();
        if handler.render_report(&mut text, report.as_ref()).is_err() {
            text = problem.to_string();
        }
        say::problem_text(&format!("{name}:{}:{}\n{text}", problem.line, problem.column));
    }
}

/// The byte at which a line and column lie; columns count characters, and a byte order mark takes none.
fn offset_of(source: &str, line: usize, column: usize) -> usize {
    let begins: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mark = if begins == 0 && source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &source[begins + mark..];
    begins + mark + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}
