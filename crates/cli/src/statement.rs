//! `makegood statement`: one statement on the terminal or as a workbook, and opening a month's statements.

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use app::view::settle::paper;
use app::{App, AppError, Desk, statement};
use clap::Subcommand;
use domain::party::Provider;
use domain::people::Action;
use domain::settlement::{Statement, StatementLine, total_of};
use domain::{Language, Month, words};
use std::fs;
use std::path::{Path, PathBuf};
use store::record::{self, party, service};

/// What `statement` is told.
#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<StatementCommand>,
    #[command(flatten)]
    show: ShowArgs,
}

#[derive(Debug, Subcommand)]
enum StatementCommand {
    /// 为某月开出所有结算单 Open the statements of a month for every provider.
    Close {
        /// 月份 The month, such as 2026-04.
        #[arg(long)]
        month: Month,
        #[command(flatten)]
        data: DataArgs,
    },
}

#[derive(clap::Args, Debug)]
struct ShowArgs {
    /// 结算单号 The statement's number.
    #[arg(required_unless_present = "provider")]
    number: Option<String>,
    /// 服务商编码 The provider's code, instead of the number.
    #[arg(long, value_name = "CODE", requires = "month", conflicts_with = "number")]
    provider: Option<String>,
    /// 月份 The month, with the provider.
    #[arg(long, value_name = "YYYY-MM", requires = "provider")]
    month: Option<Month>,
    /// 逐行说明依据 Say for each line why.
    #[arg(long)]
    explain: bool,
    /// 写成工作簿 Write it as a workbook to this new file; for one statement.
    #[arg(long, value_name = "FILE.xlsx")]
    xlsx: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// Shows statements, or opens those of a month.
pub async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Some(StatementCommand::Close { month, data }) => close(&data, month).await,
        None => show(args.show).await,
    }
}

/// Opens what is not open yet; a month that has not ended is not closed.
async fn close(data: &DataArgs, month: Month) -> Result<(), Failure> {
    let folder = DataFolder::existing(&data.data)?;
    let app = folder.open().await?;
    if month >= Month::at(app.now(), &app::request::zone()) {
        return Err(Failure::new(
            Exit::Refused,
            words!(
                "{month} 还没有结束，不能开结算单。请在下月初再开。",
                "{month} has not ended, so its statements cannot be opened. Do it when the month is over."
            ),
        ));
    }
    let opened = statement::open_month(&app, None, month).await?;
    app.store().close().await;
    say::both(&words!("{month}：新开 {opened} 张结算单。", "{month}: statements opened: {opened}."));
    Ok(())
}

async fn show(args: ShowArgs) -> Result<(), Failure> {
    let folder = DataFolder::existing(&args.data.data)?;
    let app = folder.open().await?;
    let numbers = match (&args.number, &args.provider, args.month) {
        (Some(number), ..) => vec![number.clone()],
        (None, Some(provider), Some(month)) => numbers_of(&app, provider.clone(), month).await?,
        _ => Vec::new(),
    };
    match (&args.xlsx, numbers.as_slice()) {
        (Some(file), [only]) => write_workbook(&app, only, file).await?,
        (Some(_), several) => return Err(several_found(several)),
        (None, numbers) => {
            for number in numbers {
                tell(&Shown::read(&app, number.clone()).await?, args.explain);
            }
        }
    }
    app.store().close().await;
    Ok(())
}

/// Writes the workbook beside its place first, so that a file under the final name is always whole.
async fn write_workbook(app: &App, number: &str, file: &Path) -> Result<(), Failure> {
    let bytes = paper::workbook(app, None, number.to_owned(), Language::Chinese).await?;
    let unfinished = file.with_added_extension("part");
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, file));
    if let Err(error) = written {
        drop(fs::remove_file(&unfinished));
        return Err(Failure::writing(file, &error));
    }
    let name = file.display();
    say::both(&words!("结算单 {number} 已写入 {name}。", "Statement {number} was written to {name}."));
    Ok(())
}

fn several_found(numbers: &[String]) -> Failure {
    let numbers = numbers.join(", ");
    Failure::new(
        Exit::BadInput,
        words!(
            "一个工作簿只能写一张结算单，这里有：{numbers}。请用其中一个编号再试。",
            "A workbook holds one statement, and here are: {numbers}. Name one of these numbers instead."
        ),
    )
}

/// The numbers of a provider's statements of a month.
async fn numbers_of(app: &App, code: String, month: Month) -> Result<Vec<String>, Failure> {
    let asked = code.clone();
    let numbers: Vec<String> = app
        .read(None, async move |desk| {
            let tenant = desk.tenant();
            let Some(provider) = party::provider_by_code(desk.tx(), tenant, &asked).await? else {
                return Ok(Vec::new());
            };
            let statements = service::statements_of_month(desk.tx(), tenant, provider.id, month).await?;
            Ok(statements.into_iter().map(|statement| statement.number).collect())
        })
        .await?;
    if numbers.is_empty() {
        return Err(Failure::new(
            Exit::Refused,
            words!(
                "服务商 {code} 在 {month} 没有结算单。请核对编码和月份，或先运行 makegood statement close --month {month}。",
                "Provider {code} has no statement of {month}. Check code and month, or run makegood statement close --month {month} first."
            ),
        ));
    }
    Ok(numbers)
}

/// A statement with what is printed of it.
struct Shown {
    statement: Statement,
    provider: Provider,
    agreement: String,
    lines: Vec<StatementLine>,
}

impl Shown {
    async fn read(app: &App, number: String) -> Result<Self, AppError> {
        app.read(None, async move |desk| Self::load(desk, &number).await).await
    }

    async fn load(desk: &mut Desk<'_>, number: &str) -> Result<Self, AppError> {
        let statement = desk.statement(number, Action::SeeStatements).await?;
        let tenant = desk.tenant();
        let provider = record::load::<Provider>(desk.tx(), tenant, statement.provider_id.0).await?;
        let lines = statement::lines(desk, &statement).await?;
        let agreement = desk.agreements().get(statement.agreement_id).map_or_else(String::new, |version| {
            format!("{} v{}", version.signed.text.code, version.signed.text.number)
        });
        Ok(Self { statement, provider, agreement, lines })
    }
}

fn tell(shown: &Shown, explain: bool) {
    let Shown { statement, provider, agreement, lines } = shown;
    let stage = statement.stage.words();
    let Provider { profile, .. } = provider;
    say::line(format!(
        "{}  {}  {} {}  {agreement}",
        statement.number, statement.month, profile.code, profile.name
    ));
    say::line(format!("{} / {}", stage.zh, stage.en));
    for line in lines {
        let kind = line.kind.words();
        let (number, quantity, amount) = (line.number, line.quantity, line.amount_fen.to_string());
        say::line(format!("{number:>6}  {}  {}/{}  ×{quantity}  {amount:>14}", line.item, kind.zh, kind.en));
        if explain {
            let clause = line.citation.words();
            say::line(format!("        {}（{}）", line.because.zh, clause.zh));
            say::line(format!("        {} ({})", line.because.en, clause.en));
        }
    }
    let total = total_of(lines);
    let count = lines.len();
    let capital = total.capital();
    say::both(&words!("{count} 行，合计 {total}，{capital}", "Lines: {count}; total {total}"));
}
