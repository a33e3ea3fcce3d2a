//! What the chores need on the machine: found, installed from Debian's packages when we may, or asked for in one sentence.

use crate::run::{Outcome, Step};
use std::path::Path;

/// `import.meta.dirname` and the test runner's reporters.
const NODE_MAJOR_MIN: u32 = 20;

/// A Debian package and how to tell that it is there.
struct Package {
    name: &'static str,
    why: &'static str,
    is_there: fn() -> bool,
}

const PACKAGES: [Package; 3] = [
    Package { name: "postgresql", why: "the store's tests run on both databases", is_there: has_postgres },
    Package { name: "chromium", why: "the flows run in a real browser", is_there: has_chromium },
    Package { name: "fonts-noto-cjk", why: "the browser must draw Chinese", is_there: has_chinese_font },
];

fn has_postgres() -> bool {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    installed.into_iter().any(|version| version.path().join("bin/initdb").exists())
        || Step::new("initdb").arguments(["--version"]).succeeds()
}

fn has_chromium() -> bool {
    Path::new("/usr/bin/chromium").exists()
}

fn has_chinese_font() -> bool {
    Step::new("fc-list").arguments([":lang=zh-cn"]).output().is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// Installs what the tests need and the machine lacks.
pub fn for_tests() -> Outcome {
    let missing: Vec<&Package> = PACKAGES.iter().filter(|package| !(package.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let reasons: Vec<&str> = missing.iter().map(|package| package.why).collect();
    let is_root = Step::new("id").arguments(["-u"]).output().is_ok_and(|id| id.trim() == "0");
    if !is_root || !Step::new("apt-get").arguments(["--version"]).succeeds() {
        return Err(format!(
            "please install {} first ({}); with Debian: sudo apt-get install {}",
            names.join(", "),
            reasons.join("; "),
            names.join(" "),
        ));
    }
    let apt = || Step::new("apt-get").variable("DEBIAN_FRONTEND", "noninteractive");
    apt().arguments(["update", "-qq"]).run()?;
    apt().arguments(["install", "-y", "-qq", "--no-install-recommends"]).arguments(names).run()
}

/// Node builds the assets and drives the browser.
pub fn node() -> Outcome {
    let sentence =
        format!("Node {NODE_MAJOR_MIN} or newer with npm is needed to bundle what the browser loads");
    let version = Step::new("node").arguments(["--version"]).output().map_err(|_| sentence.clone())?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    match major {
        Some(NODE_MAJOR_MIN..) => Ok(()),
        _ => Err(format!("{sentence}; this is {}", version.trim())),
    }
}

/// Installs the locked npm packages of a folder, unless they are there already; no package's script runs.
pub fn packages(folder: &Path) -> Outcome {
    let changed = |file: &str| folder.join(file).metadata().and_then(|file| file.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    Step::new("npm").arguments(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).within(folder).run()
}
