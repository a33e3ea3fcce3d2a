//! `makegood backup`: a checked copy of the whole database in one file.

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::say;
use domain::words;
use std::path::PathBuf;

/// What `backup` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 备份文件 The new file; it must not exist yet.
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

/// Copies the database of a data folder.
pub async fn run(args: Args) -> Result<(), Failure> {
    if args.file.exists() {
        let name = args.file.display();
        return Err(Failure::new(
            Exit::BadInput,
            words!(
                "备份文件 {name} 已存在，不会覆盖。请换一个文件名。",
                "The backup file {name} exists already and is left alone. Choose another name."
            ),
        ));
    }
    let folder = DataFolder::existing(&args.data.data)?;
    let app = folder.open().await?;
    let backup = app.store().backup(&args.file).await?;
    app.store().close().await;
    let (name, bytes, checksum) = (backup.file.display(), backup.bytes, &backup.checksum);
    say::both(&words!(
        "已备份到 {name}，{bytes} 字节，BLAKE3 {checksum}",
        "Backed up to {name}, {bytes} bytes, BLAKE3 {checksum}"
    ));
    Ok(())
}
