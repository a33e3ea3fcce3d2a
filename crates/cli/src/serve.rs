//! `makegood serve`: the pages, the JSON interface and the worker, until a signal says to stop.

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use app::clock::Clock;
use app::{App, worker};
use domain::outcome::{Message, Recipient};
use domain::words;
use jiff::Timestamp;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::WebState;

/// What `serve` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// Begins at this instant instead of now: to try out another month.
    #[arg(long, hide = true)]
    now: Option<Timestamp>,
    #[command(flatten)]
    listen: ListenArgs,
}

/// `--listen ADDR`, as every command that serves has it.
#[derive(clap::Args, Clone, Debug)]
pub struct ListenArgs {
    /// 监听地址 The address to listen on; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", env = "MAKEGOOD_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 经 https 代理访问 Browsers reach it through a proxy that speaks https.
    #[arg(long)]
    behind_https: bool,
}

/// Serves a data folder.
pub async fn run(args: Args) -> Result<(), Failure> {
    let listener = args.listen.bind().await?;
    let folder = DataFolder::take(&args.data.data)?;
    let app = folder.open_at(args.now.map_or(Clock::System, Clock::starting)).await?;
    serve(app, listener, &args.listen).await
}

impl ListenArgs {
    /// Takes the port.
    pub async fn bind(&self) -> Result<TcpListener, Failure> {
        let address = self.listen;
        TcpListener::bind(address).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => Failure::new(
                Exit::Environment,
                words!(
                    "地址 {address} 已被占用。请停止占用它的程序，或用 --listen 换一个端口。",
                    "The address {address} is taken. Stop the program that has it, or choose another port with --listen."
                ),
            ),
            _ => Failure::system(&format!("监听 {address}"), &format!("listen on {address}"), &error),
        })
    }
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way and closes the store.
pub async fn serve(app: App, listener: TcpListener, listen: &ListenArgs) -> Result<(), Failure> {
    let address = listener
        .local_addr()
        .map_err(|error| Failure::system("取得监听地址", "learn the address", &error))?;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(worker::run(app.clone(), Box::new(Log), told(stopped.clone())));
    let state = WebState::new(app.clone()).behind_https(listen.behind_https);
    let serving = tokio::spawn(web::serve(listener, state, told(stopped)));
    say::line(format!("listening on http://{address}"));
    signalled().await?;
    tracing::info!("stopping");
    stop.send_replace(true);
    let served = serving.await.map_err(io::Error::other).flatten();
    if worker.await.is_err() {
        tracing::error!("the worker did not end in order");
    }
    app.store().close().await;
    served.map_err(|error| Failure::system("提供网页服务", "serve", &error))
}

/// Ends when everything is told to stop.
async fn told(mut stopped: watch::Receiver<bool>) {
    drop(stopped.wait_for(|stop| *stop).await);
}

/// Ends with SIGTERM or SIGINT.
async fn signalled() -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::system("等待信号", "wait for a signal", &error);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(failed),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(failed)
}

/// Writes messages to the log, without what they say of a person, until a gateway is connected.
struct Log;

impl worker::Transport for Log {
    fn deliver(&self, id: i64, message: &Message) -> Result<(), String> {
        let to = match message.to {
            Recipient::Customer(customer) => format!("customer {customer}"),
            Recipient::Provider(provider) => format!("provider {provider}"),
            Recipient::Centre => "service centre".to_owned(),
        };
        tracing::info!(id, to, subject = message.subject.kind.code(), "message");
        Ok(())
    }
}
