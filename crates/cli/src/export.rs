//! `makegood export`: every record of a sheet as a file that can be imported again.

use crate::data::{DataArgs, DataFolder};
use crate::failure::{Exit, Failure};
use crate::import::named;
use crate::say;
use app::exchange::{self, Format};
use domain::words;
use domain::words::Language;
use papers::sheet::Sheet;
use std::fs::{self, File};
use std::path::PathBuf;

/// What `export` is told.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 表 The sheet: products, parts, providers, territories, technicians, customers, units, sales or orders.
    #[arg(value_parser = named)]
    sheet: &'static Sheet,
    /// 文件 The file to write: .xlsx or .csv.
    file: PathBuf,
    /// 表头用英文 Headings in English.
    #[arg(long)]
    english: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Writes the file beside its place first, so that a file under the final name is always whole.
pub async fn run(args: Args) -> Result<(), Failure> {
    let name = args.file.display();
    let Some(format) = Format::of(&name.to_string()) else {
        return Err(Failure::new(
            Exit::BadInput,
            words!(
                "不认识文件“{name}”的格式。请以 .xlsx 或 .csv 结尾。",
                "The format of \"{name}\" is not known. Let it end in .xlsx or .csv."
            ),
        ));
    };
    let folder = DataFolder::existing(&args.data.data)?;
    let app = folder.open().await?;
    let unfinished = args.file.with_added_extension("part");
    let file = File::create(&unfinished).map_err(|error| Failure::writing(&unfinished, &error))?;
    let language = if args.english { Language::English } else { Language::Chinese };
    let rows = exchange::export(&app, None, args.sheet, format, language, file).await;
    app.store().close().await;
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => {
            drop(fs::remove_file(&unfinished));
            return Err(error.into());
        }
    };
    fs::rename(&unfinished, &args.file).map_err(|error| Failure::writing(&args.file, &error))?;
    say::both(&words!("已导出 {rows} 行到 {name}。", "{rows} rows were exported to {name}."));
    Ok(())
}
