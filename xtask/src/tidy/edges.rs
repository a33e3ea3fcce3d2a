//! Which crate may use which: the lists below are the architecture.

use super::File;

/// A crate and the crates of ours it may depend on; tests may also use `testkit`.
const EDGES: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("papers", &["domain"]),
    ("app", &["domain", "store", "papers"]),
    ("web", &["domain", "papers", "app"]),
    ("cli", &["domain", "store", "papers", "app", "web"]),
    ("testkit", &["domain"]),
];

/// Everything the rules may use: dates, text formats, one hash. Nothing here opens a file or a socket or tells the time.
const DOMAIN_DEPENDENCIES: [&str; 6] = ["jiff", "pulldown-cmark", "serde", "serde_json", "sha2", "toml"];

/// A crate's manifest, if `file` is one.
fn crate_of(file: &File) -> Option<&str> {
    file.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")
}

/// The names in one table of a manifest, with their lines.
fn table<'a>(file: &'a File, table: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let mut inside = false;
    file.text.lines().enumerate().filter_map(move |(index, line)| {
        if line.starts_with('[') {
            inside = line.trim() == format!("[{table}]");
            return None;
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        (inside && !name.is_empty() && !name.starts_with('#')).then_some((index + 1, name))
    })
}

/// Crates that use a crate they may not.
pub fn crate_edges(files: &[File]) -> Vec<String> {
    let mut findings = Vec::new();
    for (file, name) in files.iter().filter_map(|file| Some((file, crate_of(file)?))) {
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
            findings.push(
                file.at(1, "a new crate: give it a place in xtask/src/tidy/edges.rs and ARCHITECTURE.md"),
            );
            continue;
        };
        for (line, used) in table(file, "dependencies") {
            if EDGES.iter().any(|(ours, _)| *ours == used) && !allowed.contains(&used) {
                findings.push(file.at(line, &format!("`{name}` may not depend on `{used}`")));
            }
        }
        for (line, used) in table(file, "dev-dependencies") {
            let ours = EDGES.iter().any(|(ours, _)| *ours == used);
            if ours && used != "testkit" && !allowed.contains(&used) {
                findings.push(file.at(line, &format!("the tests of `{name}` may not use `{used}`")));
            }
        }
    }
    findings
}

/// Dependencies of the domain that are not on its list.
pub fn domain_dependencies(files: &[File]) -> Vec<String> {
    let manifests = files.iter().filter(|file| crate_of(file) == Some("domain"));
    manifests
        .flat_map(|file| table(file, "dependencies").map(move |(line, name)| (file, line, name)))
        .filter(|(_, _, name)| !DOMAIN_DEPENDENCIES.contains(name))
        .map(|(file, line, name)| file.at(line, &format!("the rules may not use `{name}`")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, dependency: &str) -> [File; 1] {
        let text = format!("[package]\nname = \"x\"\n\n[dependencies]\n{dependency}.workspace = true\n");
        [File { path: format!("crates/{name}/Cargo.toml"), text }]
    }

    #[test]
    fn an_edge_to_the_right_is_found() {
        assert!(crate_edges(&manifest("app", "store")).is_empty());
        assert_eq!(
            crate_edges(&manifest("web", "store")),
            ["crates/web/Cargo.toml:5: `web` may not depend on `store`"]
        );
        assert_eq!(crate_edges(&manifest("unheard", "serde")).len(), 1);
    }

    #[test]
    fn the_domain_may_not_have_a_runtime() {
        assert!(domain_dependencies(&manifest("domain", "jiff")).is_empty());
        assert_eq!(domain_dependencies(&manifest("domain", "tokio")).len(), 1);
    }
}
