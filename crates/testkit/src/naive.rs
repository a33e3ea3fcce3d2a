//! What a month is worth, counted a second time: slow, plain, and from the words of the two shipped agreements alone.
//!
//! Nothing here comes from the product. The numbers are copied by hand from `agreements/*.md`, fractions are kept whole
//! until the agreement rounds them, and an even share is dealt out fen by fen.

use std::collections::BTreeMap;

/// Which of the two shipped agreements a month is settled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// `solar-provider.md`.
    Solar,
    /// `gas-provider.md`.
    Gas,
}

/// What the centre found of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing wrong.
    Sound,
    /// The customer's data is incomplete (A2.23).
    Incomplete,
    /// The data is false (A2.24).
    False,
}

/// A part on a repair order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// Its code.
    pub code: String,
    /// How many.
    pub quantity: i64,
    /// Whether the old part came back.
    pub old_returned: bool,
    /// What one costs the provider, in fen.
    pub cost_fen: i64,
}

/// One repair of the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The order's number.
    pub number: String,
    /// The product line.
    pub product_line: String,
    /// Whether the warranty covers it; nothing else is paid by the principal.
    pub in_warranty: bool,
    /// How often somebody was on site.
    pub visits: i64,
    /// What was fitted.
    pub parts: Vec<Fitted>,
    /// What the centre found.
    pub found: Found,
}

/// What the month comes to, in fen; deductions are negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// For repairs and visits by the unit.
    pub by_unit: i128,
    /// For the share of sales.
    pub by_share: i128,
    /// For parts whose old part did not come back.
    pub parts: i128,
    /// Taken back for orders found incomplete or false.
    pub taken_back: i128,
    /// Fined.
    pub fined: i128,
}

impl Worth {
    /// All of it.
    pub const fn total(&self) -> i128 {
        self.by_unit + self.by_share + self.parts + self.taken_back + self.fined
    }
}

/// Counts a month: repairs, and settled sales in fen by product line.
pub fn count(paper: Paper, repairs: &[Repair], sales: &BTreeMap<String, i64>) -> Worth {
    let mut worth = Worth::default();
    let mut paid: Vec<&Repair> = repairs.iter().filter(|repair| repair.in_warranty).collect();
    paid.sort_by(|a, b| a.number.cmp(&b.number));

    for (product_line, amount) in sales {
        worth.by_share +=
            rounded_half_up(i128::from(*amount) * per_ten_thousand(paper, product_line), 10_000);
    }
    // 10.2 of the solar agreement: an order without an amount of its own claims an even share of the fee. The gas
    // agreement says: nothing of it (7.5).
    let mut claims: Vec<i128> = match paper {
        Paper::Solar => dealt_out(worth.by_share, paid.len()),
        Paper::Gas => vec![0; paid.len()],
    };
    for (repair, claim) in paid.iter().zip(&mut claims) {
        let fee = unit_fee(paper, repair);
        worth.by_unit += fee;
        *claim += fee;
        for part in &repair.parts {
            if kept_from_fee(paper, &repair.product_line, part) {
                worth.parts -= i128::from(part.cost_fen) * i128::from(part.quantity);
            }
        }
    }
    for (repair, claim) in paid.iter().zip(&claims) {
        match repair.found {
            Found::Sound => {}
            Found::Incomplete => worth.taken_back -= claim,
            Found::False => {
                worth.taken_back -= claim;
                worth.fined -= 10 * claim;
            }
        }
    }
    worth
}

/// The share of settled sales: 1 % of solar water heaters (5.1), 0.5 % of gas water heaters (5.3).
fn per_ten_thousand(paper: Paper, product_line: &str) -> i128 {
    match (paper, product_line) {
        (Paper::Solar, "solar-water-heater") => 100,
        (Paper::Gas, "gas-water-heater") => 50,
        _ => 0,
    }
}

/// Gas 5.1: 30 yuan a repair and 15 a visit; 5.2: 18 and 12 for electric heaters. The solar agreement has no such fee.
fn unit_fee(paper: Paper, repair: &Repair) -> i128 {
    let (repaired, visited) = match (paper, repair.product_line.as_str()) {
        (Paper::Gas, "gas-stove" | "gas-water-heater" | "range-hood") => (3_000, 1_500),
        (Paper::Gas, "electric-heater") => (1_800, 1_200),
        _ => (0, 0),
    };
    repaired + visited * i128::from(repair.visits)
}

/// Whether a part is kept from the fee because its old part did not come back. Stove parts are bought with the goods
/// (gas 6.1), small parts under 5 yuan are free (gas 6.5).
fn kept_from_fee(paper: Paper, product_line: &str, part: &Fitted) -> bool {
    if part.old_returned {
        return false;
    }
    match (paper, product_line) {
        (Paper::Solar, _) => true,
        (Paper::Gas, "gas-stove") => false,
        (Paper::Gas, _) => {
            let small = ["seal-ring", "screw-set", "igniter-needle"].contains(&part.code.as_str());
            !(small && part.cost_fen < 500)
        }
    }
}

/// A fraction of positive parts, rounded to the nearest whole; a half goes up.
fn rounded_half_up(numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    if 2 * rest >= denominator { whole + 1 } else { whole }
}

/// An amount dealt out fen by fen, the first receiver first.
fn dealt_out(amount: i128, receivers: usize) -> Vec<i128> {
    let mut shares = vec![0; receivers];
    if receivers == 0 {
        return shares;
    }
    for fen in 0..amount {
        let receiver = usize::try_from(fen).unwrap_or(0) % receivers;
        shares[receiver] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(number: &str, found: Found) -> Repair {
        Repair {
            number: number.to_owned(),
            product_line: "solar-water-heater".to_owned(),
            in_warranty: true,
            visits: 1,
            parts: Vec::new(),
            found,
        }
    }

    /// The examples of the solar agreement under 10.2.
    #[test]
    fn the_agreements_own_examples_come_out() {
        let sales = BTreeMap::from([("solar-water-heater".to_owned(), 10_000_000)]);
        let month = |place: usize| {
            let mut month = [Found::Sound; 3];
            month[place - 1] = Found::False;
            let repairs: Vec<Repair> =
                month.iter().zip(["1", "2", "3"]).map(|(found, number)| repair(number, *found)).collect();
            count(Paper::Solar, &repairs, &sales)
        };
        assert_eq!(month(1).by_share, 100_000);
        assert_eq!(month(1).fined, -333_340);
        assert_eq!(month(3).fined, -333_330);
    }

    #[test]
    fn halves_go_up() {
        assert_eq!(rounded_half_up(50 * 100, 10_000), 1);
        assert_eq!(rounded_half_up(49 * 100, 10_000), 0);
    }
}
