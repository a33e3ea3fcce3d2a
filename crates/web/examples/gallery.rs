//! Writes the gallery of parts, in both languages, with the files it loads, into a folder:
//! `cargo run -p makegood-web --example gallery -- FOLDER`, then serve that folder with any web server.

use domain::Language;
use std::{env, error, fs, path::PathBuf};
use web::{assets, page};

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name the folder to write to")?);
    fs::create_dir_all(folder.join("assets"))?;
    for name in ["app.css", "app.js", "theme.js", "mark.svg"] {
        let address = assets::url(name);
        let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/dist");
        let file = address.trim_start_matches("/assets/");
        fs::copy(built.join(file), folder.join("assets").join(file))?;
    }
    for (suffix, language) in [("zh", Language::Chinese), ("en", Language::English)] {
        for (name, shown) in [
            ("parts", page::gallery(language)),
            ("sign-in", page::gallery_sign_in(language)),
            ("sheet", page::gallery_sheet(language)),
        ] {
            fs::write(folder.join(format!("{name}-{suffix}.html")), shown.into_string())?;
        }
    }
    Ok(())
}
