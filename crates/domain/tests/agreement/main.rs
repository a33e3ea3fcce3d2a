//! The shipped agreements: they check clean, their examples hold, and each of ten broken copies is refused at the
//! exact place of the damage.

mod broken;
mod shipped;

use domain::agreement::Agreement;

const SOLAR: &str = include_str!("../../../../agreements/solar-provider.md");
const GAS: &str = include_str!("../../../../agreements/gas-provider.md");

fn parse(file: &str, source: &str) -> Agreement {
    Agreement::parse(file, source).unwrap_or_else(|problems| {
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}
