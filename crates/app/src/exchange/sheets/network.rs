//! Providers with their territories, and technicians.

use super::{Effect, RowError, Staging, cell, keep, list_cell, text};
use crate::Desk;
use domain::division::Division;
use domain::identifier::phone;
use domain::ids::{ProviderId, TechnicianId};
use domain::party::{Provider, ProviderProfile, Technician, TechnicianProfile, Territory};
use domain::words;
use domain::words::Words;
use papers::sheet::{PROVIDERS, TECHNICIANS, TERRITORIES, Value, Values};
use std::collections::hash_map::Entry;
use store::record::party;

/// Technicians of one provider.
const TECHNICIANS_MAX: i64 = 10_000;

pub async fn provider(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let found = party::provider_by_code(desk.tx(), tenant, text(row, "code")).await?;
    let mut profile = found.as_ref().map_or_else(
        || ProviderProfile { active: true, ..ProviderProfile::default() },
        |provider| provider.profile.clone(),
    );
    keep(row, "code", &mut profile.code);
    keep(row, "name", &mut profile.name);
    keep(row, "contact", &mut profile.contact);
    if let Some(given) = row.text("phone") {
        profile.phone = phone::normalise(given);
    }
    keep(row, "account_name", &mut profile.account.holder);
    keep(row, "account_number", &mut profile.account.number);
    keep(row, "bank", &mut profile.account.bank);
    if let Some(state) = row.text("active") {
        profile.active = state == "active";
    }
    if let Some(territories) = every_line_everywhere(row)?
        && sorted(&territories) != sorted(&profile.territories)
    {
        profile.territories = territories;
    }
    let changed = match &found {
        Some(provider) => provider.correct(profile, stamp),
        None => Some(Provider::record(ProviderId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

/// The territories of a row of providers: each of its product lines in each of its divisions.
fn every_line_everywhere(row: &Values) -> Result<Option<Vec<Territory>>, RowError> {
    let (divisions, lines) = (row.list("divisions"), row.list("product_lines"));
    let alone = |column| {
        let message = Words::fixed(
            "服务区域和产品线必须一起填写，或都留空后使用“服务区域”表。",
            "Give divisions and product lines together, or leave both blank and use the sheet of territories.",
        );
        Err(RowError::cell(column, message))
    };
    match (divisions.is_empty(), lines.is_empty()) {
        (true, true) => return Ok(None),
        (false, true) => return alone("product_lines"),
        (true, false) => return alone("divisions"),
        (false, false) => {}
    }
    let mut territories = Vec::with_capacity(divisions.len() * lines.len());
    for division in divisions {
        let division = served(division).map_err(|message| RowError::cell("divisions", message))?;
        territories.extend(
            lines.iter().map(|line| Territory { division: division.clone(), product_line: line.clone() }),
        );
    }
    territories.sort_by(|a, b| (&a.product_line, &a.division).cmp(&(&b.product_line, &b.division)));
    territories.dedup();
    Ok(Some(territories))
}

fn sorted(territories: &[Territory]) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = territories
        .iter()
        .map(|territory| (territory.product_line.as_str(), territory.division.as_str()))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The code a territory is kept under: without the zeros of a province (33) or a city (3301).
fn served(code: &str) -> Result<String, Words> {
    if Division::find(code).is_none() {
        return Err(words!(
            "没有区划代码 {code}。请核对，填写 GB/T 2260 的六位代码。",
            "There is no division {code}. Check it, and give the six digits of GB/T 2260."
        ));
    }
    let code = code.get(..6).unwrap_or(code);
    let trimmed = code.strip_suffix("0000").or_else(|| code.strip_suffix("00")).unwrap_or(code);
    Ok(trimmed.to_owned())
}

pub fn provider_row(provider: &Provider) -> Values {
    let profile = &provider.profile;
    let mut row = Values::new(&PROVIDERS);
    row.set("code", cell(&profile.code));
    row.set("name", cell(&profile.name));
    row.set("contact", cell(&profile.contact));
    row.set("phone", cell(&profile.phone));
    row.set("account_name", cell(&profile.account.holder));
    row.set("account_number", cell(&profile.account.number));
    row.set("bank", cell(&profile.account.bank));
    row.set("active", Value::Choice(if profile.active { "active" } else { "inactive" }));
    let mut divisions: Vec<_> =
        profile.territories.iter().map(|territory| six(&territory.division)).collect();
    let mut lines: Vec<_> =
        profile.territories.iter().map(|territory| territory.product_line.clone()).collect();
    for items in [&mut divisions, &mut lines] {
        items.sort_unstable();
        items.dedup();
    }
    // Where not every line is served everywhere, only the sheet of territories can say it.
    if divisions.len() * lines.len() == sorted(&profile.territories).len() {
        row.set("divisions", list_cell(divisions));
        row.set("product_lines", list_cell(lines));
    }
    row
}

/// A division's six digits.
fn six(division: &str) -> String {
    format!("{division:0<6}")
}

pub async fn territory(staging: &mut Staging, desk: &mut Desk<'_>, row: &Values) -> Result<Effect, RowError> {
    let provider = staging.provider(desk, text(row, "provider_code")).await?;
    let division = served(text(row, "division")).map_err(|message| RowError::cell("division", message))?;
    let territory = Territory { division, product_line: text(row, "product_line").to_owned() };
    let (_, profile) =
        staging.grown.entry(provider.id).or_insert_with(|| (provider.clone(), provider.profile.clone()));
    if profile.territories.contains(&territory) {
        return Ok(Effect::Same);
    }
    profile.territories.push(territory);
    profile.territories.sort_by(|a, b| (&a.product_line, &a.division).cmp(&(&b.product_line, &b.division)));
    Ok(Effect::New)
}

pub fn territory_rows(provider: &Provider) -> Vec<Values> {
    let profile = &provider.profile;
    sorted(&profile.territories)
        .into_iter()
        .map(|(line, division)| {
            let mut row = Values::new(&TERRITORIES);
            row.set("provider_code", cell(&profile.code));
            row.set("division", cell(&six(division)));
            row.set("product_line", cell(line));
            row
        })
        .collect()
}

pub async fn technician(
    staging: &mut Staging,
    desk: &mut Desk<'_>,
    row: &Values,
) -> Result<Effect, RowError> {
    let (tenant, stamp) = (desk.tenant(), desk.stamp());
    let provider = staging.provider(desk, text(row, "provider_code")).await?;
    if let Entry::Vacant(place) = staging.technicians.entry(provider.id) {
        place.insert(party::technicians_of(desk.tx(), tenant, provider.id, TECHNICIANS_MAX).await?);
    }
    let (name, phone) = (text(row, "name"), phone::normalise(text(row, "phone")));
    staging.once("name", format!("{}\u{1f}{name}\u{1f}{phone}", provider.id))?;
    let found = staging.technicians[&provider.id]
        .iter()
        .find(|technician| technician.profile.name == name && technician.profile.phone == phone);
    let mut profile = found.map_or_else(
        || TechnicianProfile {
            provider_id: provider.id,
            name: name.to_owned(),
            phone,
            qualifications: String::new(),
        },
        |technician| technician.profile.clone(),
    );
    if !row.list("qualifications").is_empty() {
        profile.qualifications = row.list("qualifications").join("、");
    }
    let changed = match found {
        Some(technician) => technician.correct(profile, stamp),
        None => Some(Technician::record(TechnicianId(desk.next_id()), profile, stamp)),
    };
    Ok(staging.take(changed))
}

pub fn technician_row(technician: &Technician, provider_code: &str) -> Values {
    let profile = &technician.profile;
    let mut row = Values::new(&TECHNICIANS);
    row.set("provider_code", cell(provider_code));
    row.set("name", cell(&profile.name));
    row.set("phone", cell(&profile.phone));
    let qualifications = profile.qualifications.split('、').filter(|item| !item.is_empty());
    row.set("qualifications", list_cell(qualifications.map(str::to_owned).collect()));
    row
}
