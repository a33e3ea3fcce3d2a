//! Refuses to build without the bundled assets, in one sentence that says what to run.

use std::path::Path;

fn main() {
    let manifest = "assets/dist/manifest.json";
    println!("cargo::rerun-if-changed={manifest}");
    if !Path::new(manifest).exists() {
        println!(
            "cargo::error=the bundled assets are missing: run `cargo xtask assets` once, then build again"
        );
    }
}
