//! What all stories share: the people, the pace of time, and which calls come when.

use super::Parameters;
use super::agenda::Pace;
use super::network::Network;
use super::population::{KnownUnit, Population};
use super::random::Random;
use crate::request::zone;
use crate::{App, AppError};
use domain::Month;
use domain::settlement::Statement;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use store::record::service;

/// The stretches before the end in which calls come thicker, so that today's work stands in every stage.
const LATEST_HOURS: [i64; 3] = [48, 12, 3];

/// What all stories share.
pub(super) struct World<'a> {
    pub app: &'a App,
    pub pace: Pace,
    pub parameters: Parameters,
    pub network: Network,
    /// Orders called in so far.
    pub called: Cell<u64>,
}

/// A call that will come.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub index: u32,
    pub at: Timestamp,
    pub unit: KnownUnit,
}

impl<'a> World<'a> {
    pub fn new(app: &'a App, pace: Pace, parameters: Parameters, network: Network) -> Self {
        Self { app, pace, parameters, network, called: Cell::new(0) }
    }

    /// The chance of one subject.
    pub fn random(&self, subject: &str, index: u64) -> Random {
        Random::of(self.parameters.seed, subject, index)
    }

    /// The calls of one stretch of time, each about a unit that is on file by then.
    pub fn calls(
        &self,
        population: &Population,
        orders_from: Timestamp,
        from: Timestamp,
        until: Timestamp,
    ) -> Vec<Call> {
        (0..self.parameters.orders)
            .filter_map(|index| {
                let random = &mut self.random("call", u64::from(index));
                let at = self.call_at(index, orders_from, random);
                if at < from || at >= until {
                    return None;
                }
                let day = zone().to_datetime(at).date();
                let on_file = population.on_file(day);
                let year_ago = day.checked_sub(jiff::Span::new().days(350)).unwrap_or(day);
                let fresh = on_file.partition_point(|unit| unit.sold_on < year_ago);
                let unit = if random.percent(68) && fresh < on_file.len() {
                    random.pick(&on_file[fresh..])
                } else if on_file.is_empty() {
                    return None;
                } else {
                    random.pick(on_file)
                };
                Some(Call { index, at, unit: unit.clone() })
            })
            .collect()
    }

    /// When an order's call comes: by day mostly, and some of the last orders within the latest hours.
    fn call_at(&self, index: u32, orders_from: Timestamp, random: &mut Random) -> Timestamp {
        let ends_at = self.parameters.now;
        let latest = (self.parameters.orders / 40).clamp(20, 150).min(self.parameters.orders);
        let from = if index >= self.parameters.orders - latest {
            let stretch = usize::try_from(index).unwrap_or(0) % LATEST_HOURS.len();
            ends_at - SignedDuration::from_hours(LATEST_HOURS[stretch])
        } else {
            orders_from
        };
        let span = ends_at.duration_since(from).as_secs().max(1);
        let mut at = from + SignedDuration::from_secs(random.between(0, span - 1));
        for _ in 0..6 {
            if is_waking(zone().to_datetime(at)) || random.percent(4) {
                break;
            }
            at = from + SignedDuration::from_secs(random.between(0, span - 1));
        }
        at
    }

    /// The statements of a month.
    pub async fn statements(&self, month: Month) -> Result<Vec<Statement>, AppError> {
        let providers: Vec<_> = self.network.outlets.iter().map(|outlet| outlet.id).collect();
        self.app
            .read(None, async move |desk| {
                let tenant = desk.tenant();
                let mut statements = Vec::with_capacity(providers.len() * 2);
                for provider in &providers {
                    statements
                        .extend(service::statements_of_month(desk.tx(), tenant, *provider, month).await?);
                }
                Ok(statements)
            })
            .await
    }
}

fn is_waking(at: DateTime) -> bool {
    (8..=20).contains(&at.hour())
}

/// The first instant at or after `at` that lies in the hours when people visit and work, plus some minutes of that day.
pub(super) fn by_day(at: Timestamp, hours: std::ops::Range<i8>) -> Timestamp {
    let civil = zone().to_datetime(at);
    let opening = |day: jiff::civil::Date| {
        let minute = civil.minute();
        zone().to_timestamp(day.at(hours.start, minute, civil.second(), 0)).unwrap_or(at)
    };
    if civil.hour() < hours.start {
        opening(civil.date())
    } else if civil.hour() >= hours.end {
        opening(civil.date().tomorrow().unwrap_or(civil.date()))
    } else {
        at
    }
}
