//! `makegood demo`: builds the demonstration, prints who can sign in, and serves it.

use crate::data::DataFolder;
use crate::failure::{Exit, Failure};
use crate::say;
use crate::serve::{self, ListenArgs};
use app::App;
use app::clock::Clock;
use app::demo::{self, Login, Parameters, Progress};
use domain::words;
use domain::words::Words;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::path::PathBuf;

/// The password of everybody in the demonstration.
const PASSWORD: &str = "duixian-2026";

/// What `demo` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 数据文件夹 The data folder.
    #[arg(long, value_name = "DIR", env = "MAKEGOOD_DEMO_DIR", default_value = "makegood-demo")]
    data: PathBuf,
    /// 工单数 How many orders.
    #[arg(long, default_value_t = 8_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    orders: u32,
    /// 机器数 How many units sold.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
    units: u32,
    /// 随机种子 The seed of all chance: the same seed builds the same data.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// 只生成，不启动 End after building.
    #[arg(long)]
    no_serve: bool,
    /// The last instant of the demonstration.
    #[arg(long, hide = true)]
    now: Option<Timestamp>,
    #[command(flatten)]
    listen: ListenArgs,
}

/// Builds the demonstration unless the folder holds it already, then serves it.
pub async fn run(args: Args) -> Result<(), Failure> {
    let listener = if args.no_serve { None } else { Some(args.listen.bind().await?) };
    let folder = DataFolder::take(&args.data)?;
    let now = args.now.unwrap_or_else(|| Clock::System.now());
    let wanted = Parameters { orders: args.orders, units: args.units, seed: args.seed, now };
    let app =
        if folder.has_data() { reuse(&folder, &args, wanted).await? } else { build(&folder, wanted).await? };
    let logins = demo::logins(&app).await?;
    tell(&logins);
    if let Some(listener) = listener {
        return serve::serve(app, listener, &args.listen).await;
    }
    app.store().close().await;
    Ok(())
}

/// Builds the demonstration, then hands it over to the system's clock and the folder's secret.
async fn build(folder: &DataFolder, wanted: Parameters) -> Result<App, Failure> {
    let store = folder.open_store(&Clock::fixed(wanted.now)).await?;
    let bar = ProgressBar::new(0).with_style(style());
    let built = demo::build(store.clone(), wanted, &|progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    drop(built?);
    let app = folder.start(store, Clock::System).await?;
    for login in demo::logins(&app).await? {
        app::people::set_password(&app, None, login.login, PASSWORD.to_owned()).await?;
    }
    Ok(app)
}

/// A folder that holds data is served only when it is this very demonstration.
async fn reuse(folder: &DataFolder, args: &Args, wanted: Parameters) -> Result<App, Failure> {
    let app = folder.open().await?;
    let name = args.data.display();
    let message = match demo::marked(&app).await? {
        Some(mark) if mark.finished && Parameters { now: wanted.now, ..mark.parameters } == wanted => {
            return Ok(app);
        }
        Some(mark) if mark.finished => {
            let Parameters { orders, units, seed, .. } = mark.parameters;
            words!(
                "文件夹 {name} 里已有另一份演示数据（--orders {orders} --units {units} --seed {seed}）。请用相同的参数，或用 --data 换一个文件夹。",
                "The folder {name} holds another demonstration (--orders {orders} --units {units} --seed {seed}). Use the same parameters, or another folder with --data."
            )
        }
        Some(_) => words!(
            "文件夹 {name} 里的演示数据没有生成完。请删除该文件夹后重来，或用 --data 换一个文件夹。",
            "The demonstration in {name} was not finished. Remove the folder and start again, or choose another with --data."
        ),
        None => words!(
            "文件夹 {name} 里已有正式数据，演示不会改动它。请用 --data 换一个文件夹。",
            "The folder {name} holds data that is no demonstration, and is left alone. Choose another folder with --data."
        ),
    };
    Err(Failure::new(Exit::Refused, message))
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn show(bar: &ProgressBar, progress: Progress) {
    let (words, done, total) = match progress {
        Progress::Units(done, total) => (Words::fixed("登记机器", "units"), done, total),
        Progress::Orders(done, total) => (Words::fixed("处理工单", "orders"), done, total),
    };
    bar.set_message(format!("{} {}", words.zh, words.en));
    bar.set_length(total);
    bar.set_position(done);
}

/// Prints a line for each person who can sign in: `role  name  password`.
fn tell(logins: &[Login]) {
    let plain = |login: &&Login| login.login.replace('-', "_") == login.actor.role.code();
    say::both(&Words::fixed(
        "演示用户（角色  登录名  密码）：",
        "People of the demonstration (role  name  password):",
    ));
    for login in logins.iter().filter(plain) {
        let role = login.actor.role.words();
        say::line(format!(
            "{}  {}  {PASSWORD}  （{}，{}）",
            login.actor.role.code(),
            login.login,
            role.zh,
            login.actor.name
        ));
    }
}
