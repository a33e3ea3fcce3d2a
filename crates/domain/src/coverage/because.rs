//! What a coverage decision found, and what would have changed it, each with its facts as data.

use super::Cause;
use crate::words;
use crate::words::Words;
use jiff::civil::Date;

/// One thing that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// Reported on or before the last day of the warranty.
    WithinWarranty {
        /// The day of sale.
        sold_on: Date,
        /// The last day of the warranty.
        ends_on: Date,
        /// The day of the report.
        reported_on: Date,
    },
    /// Reported after the last day of the warranty.
    WarrantyOver {
        /// The day of sale.
        sold_on: Date,
        /// The last day of the warranty.
        ends_on: Date,
        /// The day of the report.
        reported_on: Date,
    },
    /// Whichever day of the year it was sold, it is in warranty.
    WithinWarrantyAllYear {
        /// The year of sale.
        year: i16,
        /// The end of the warranty of the year's first day.
        earliest_end: Date,
    },
    /// Whichever day of the year it was sold, the warranty is over.
    WarrantyOverAllYear {
        /// The year of sale.
        year: i16,
        /// The end of the warranty of the year's last day.
        latest_end: Date,
    },
    /// The year of sale does not decide.
    SaleYearOnly {
        /// The year of sale.
        year: i16,
        /// The end of the warranty of the year's first day.
        earliest_end: Date,
        /// The end of the warranty of the year's last day.
        latest_end: Date,
    },
    /// Nothing is known of the day of sale.
    SaleDateMissing,
    /// A day of sale after the report cannot be.
    SoldAfterReport {
        /// The day of sale that was given.
        sold_on: Date,
        /// The day of the report.
        reported_on: Date,
    },
    /// A year of sale after the report cannot be.
    SoldInYearAfterReport {
        /// The year of sale that was given.
        year: i16,
        /// The day of the report.
        reported_on: Date,
    },
    /// The cause is charged at cost although the warranty runs.
    ChargedAtCost(Cause),
    /// No clause says who bears this cause (A1.13).
    CauseNotSettled(Cause),
    /// The cause is not found yet.
    CauseMissing,
    /// The principal has extended this unit's warranty.
    Extended {
        /// By how many months.
        months: u32,
    },
    /// A service contract covers it.
    UnderContract,
    /// It is the principal's own work.
    InternalWork,
    /// The provider buys this line's parts.
    PartsBoughtByProvider,
    /// The product is not known, and the product lines have different terms.
    ProductMissing,
    /// No warranty clause covers the product line.
    LineNotCovered,
}

impl Because {
    /// What was found, with the values.
    pub fn words(self) -> Words {
        match self {
            Self::WithinWarranty { sold_on, ends_on, reported_on } => words!(
                "{sold_on} 购买，保修至 {ends_on}（含），{reported_on} 报修在保修期内",
                "sold on {sold_on}, in warranty until {ends_on} inclusive, reported on {reported_on} within it"
            ),
            Self::WarrantyOver { sold_on, ends_on, reported_on } => words!(
                "{sold_on} 购买，保修至 {ends_on}（含），{reported_on} 报修已过保修期",
                "sold on {sold_on}, in warranty until {ends_on} inclusive, reported on {reported_on} after it"
            ),
            Self::WithinWarrantyAllYear { year, earliest_end } => words!(
                "{year} 年购买，保修最早 {earliest_end} 到期，报修在保修期内",
                "sold in {year}, the warranty ends on {earliest_end} at the earliest, reported within it"
            ),
            Self::WarrantyOverAllYear { year, latest_end } => words!(
                "{year} 年购买，保修最迟 {latest_end} 到期，报修已过保修期",
                "sold in {year}, the warranty ended on {latest_end} at the latest, reported after it"
            ),
            Self::SaleYearOnly { year, earliest_end, latest_end } => words!(
                "只知 {year} 年购买，保修到期日在 {earliest_end} 至 {latest_end} 之间，不能确定",
                "sold in {year}, so the warranty ends between {earliest_end} and {latest_end}; that does not decide"
            ),
            Self::SaleDateMissing => Words::fixed("购买日期不明", "the date of sale is unknown"),
            Self::SoldAfterReport { sold_on, reported_on } => words!(
                "购买日期 {sold_on} 晚于报修日期 {reported_on}，互相矛盾",
                "the date of sale {sold_on} is after the report of {reported_on}; they contradict each other"
            ),
            Self::SoldInYearAfterReport { year, reported_on } => words!(
                "购买年份 {year} 晚于报修日期 {reported_on}，互相矛盾",
                "the year of sale {year} is after the report of {reported_on}; they contradict each other"
            ),
            Self::ChargedAtCost(cause) => {
                let Words { zh, en } = cause.words();
                words!("故障由{zh}引起，收工本费", "the fault was caused by {en} and is charged at cost")
            }
            Self::CauseNotSettled(cause) => {
                let Words { zh, en } = cause.words();
                words!(
                    "故障由{zh}引起，协议没有约定由谁承担，按当地法规人工判定",
                    "the fault was caused by {en}; the agreement does not say who bears it, so judge by local regulation"
                )
            }
            Self::CauseMissing => Words::fixed(
                "故障原因尚未查明，暂按产品质量处理",
                "the cause is not found yet and is taken to be the product for now",
            ),
            Self::Extended { months } => {
                words!(
                    "甲方批准延长保修 {months} 个月",
                    "the principal extended the warranty by {months} months"
                )
            }
            Self::UnderContract => Words::fixed("有服务合同", "a service contract covers it"),
            Self::InternalWork => Words::fixed("甲方内部工作", "it is the principal's own work"),
            Self::PartsBoughtByProvider => {
                Words::fixed("该产品的配件由乙方购买", "the provider buys the parts of this product line")
            }
            Self::ProductMissing => Words::fixed(
                "产品不明，而各产品线的保修约定不同",
                "the product is unknown, and the product lines have different warranties",
            ),
            Self::LineNotCovered => Words::fixed(
                "协议没有约定该产品线的保修",
                "the agreement has no warranty for this product line",
            ),
        }
    }
}

/// A fact that, were it so, would change the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WouldChange {
    /// This cause would be charged at cost.
    AtCostIfCausedBy(Cause),
    /// This cause would be free.
    FreeIfCausedBy(Cause),
    /// Sold on or after that day, it would be in warranty.
    InWarrantyIfSoldFrom(Date),
    /// Sold before that day, it would be out of warranty.
    OverIfSoldBefore(Date),
    /// Reported after that day, it would be out of warranty.
    OverIfReportedAfter(Date),
}

impl WouldChange {
    /// The fact and what it would change.
    pub fn words(self) -> Words {
        match self {
            Self::AtCostIfCausedBy(cause) => {
                let Words { zh, en } = cause.words();
                words!("若查明由{zh}引起，用户付工本费", "if caused by {en}, the customer would pay at cost")
            }
            Self::FreeIfCausedBy(cause) => {
                let Words { zh, en } = cause.words();
                words!("若由{zh}引起，则免费", "if caused by {en}, it would be free")
            }
            Self::InWarrantyIfSoldFrom(day) => words!(
                "若购买日期不早于 {day}，则在保修期内",
                "if sold on or after {day}, it would be in warranty"
            ),
            Self::OverIfSoldBefore(day) => words!(
                "若购买日期早于 {day}，则按公布标准收费",
                "if sold before {day}, the published rates would hold"
            ),
            Self::OverIfReportedAfter(day) => words!(
                "若在 {day} 之后报修，则按公布标准收费",
                "if reported after {day}, the published rates would hold"
            ),
        }
    }
}
