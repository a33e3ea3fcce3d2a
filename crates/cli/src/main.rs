//! The executable `makegood`: one file a subcommand. Each ends with one of the [`Exit`] codes and, when it fails, with one
//! sentence in Chinese and English that says what to do next.

mod agreement;
mod backup;
mod bench;
mod check;
mod data;
mod demo;
mod export;
mod failure;
mod import;
mod say;
mod serve;
mod statement;
mod user;

use clap::{Parser, Subcommand};
use failure::{Exit, Failure};
use std::io::IsTerminal;
use std::process::ExitCode;

/// 兑现：按协议运行售后服务。 After-sales service, run by the signed agreement.
#[derive(Parser)]
#[command(name = "makegood", version, propagate_version = true)]
struct Cli {
    /// 子命令 What to do.
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动网页服务 Serve the pages and the JSON interface.
    Serve(serve::Args),
    /// 生成演示数据并启动 Build the demonstration data, then serve it.
    Demo(demo::Args),
    /// 检查、打印、查问协议文件 Check, print and question agreement files.
    Agreement(agreement::Args),
    /// 查看结算单，或为某月开出结算单 Show a statement, or open those of a month.
    Statement(statement::Args),
    /// 核对全部数据 Prove that all data hangs together.
    Check(check::Args),
    /// 备份数据库 Copy the database.
    Backup(backup::Args),
    /// 管理登录人员 Manage people who sign in.
    User(user::Args),
    /// 导入表格或公益维修记录 Import a sheet, or the Open Repair records.
    Import(import::Args),
    /// 导出表格 Export a sheet.
    Export(export::Args),
    /// 测速，与同机下限相比 Measure speed against a floor on the same machine.
    Bench(bench::BenchArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    match run(cli.command) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => failure.tell(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::system("启动运行环境", "start the runtime", &error))?;
    runtime.block_on(async {
        match command {
            Command::Serve(args) => serve::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::Agreement(args) => agreement::run(args),
            Command::Statement(args) => statement::run(args).await,
            Command::Check(args) => check::run(args).await,
            Command::Backup(args) => backup::run(args).await,
            Command::User(args) => user::run(args).await,
            Command::Import(args) => import::run(args).await,
            Command::Export(args) => export::run(args).await,
            Command::Bench(args) => bench::run(args).await,
        }
    })
}

/// Logs go to stderr; `RUST_LOG` chooses what, in the syntax of `tracing-subscriber`.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,makegood=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
