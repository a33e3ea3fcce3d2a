//! One order's story: the call, the dispatch, the visits, the completion, the first callback.

mod work;

use super::network::Outlet;
use super::population::contact;
use super::random::Random;
use super::stock::{FAULTS, Fault, MODELS};
use super::world::{Call, World};
use crate::request::{TakeRequest, TakenRequest};
use crate::{AppError, order, request};
use domain::callback::{Answers, Callback};
use domain::people::Actor;
use domain::request::Channel;
use jiff::{SignedDuration, Timestamp};

/// What is special about an order. Kinds are dealt out by the order's index, so that few orders already show all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// Withdrawn by the customer before a visit.
    Cancelled,
    /// Only recorded, then answered by phone.
    Answered,
    /// Only recorded, then withdrawn as a duplicate.
    Withdrawn,
    /// Dispatched by hand.
    ByHand,
    /// Refused by the first provider.
    Refused,
    /// Nobody at home at the first visit.
    NobodyHome,
    /// A part missing at the first visit.
    PartMissing,
    /// The customer asks for a later day.
    Postponed,
    /// The provider comes too late.
    Late,
    /// As it should be.
    Plain,
}

impl Turn {
    fn of(index: u32) -> Self {
        match (index.wrapping_mul(37) + 11) % 100 {
            0..3 => Self::Cancelled,
            3 => Self::Answered,
            4 => Self::Withdrawn,
            5..8 => Self::ByHand,
            8..12 => Self::Refused,
            12..18 => Self::NobodyHome,
            18..24 => Self::PartMissing,
            24..28 => Self::Postponed,
            28..36 => Self::Late,
            _ => Self::Plain,
        }
    }
}

/// What the caller knows, dealt out in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// A serial that is in no file.
    WrongSerial,
    /// A phone number of no valid form.
    OddPhone,
    /// A new owner who gives no address.
    NoAddress,
    /// Only the phone number.
    PhoneOnly,
    /// Serial and phone.
    Complete,
}

impl Caller {
    fn of(index: u32) -> Self {
        match (index.wrapping_mul(59) + 7) % 100 {
            0..4 => Self::WrongSerial,
            4..6 => Self::OddPhone,
            6..8 => Self::NoAddress,
            8..30 => Self::PhoneOnly,
            _ => Self::Complete,
        }
    }
}

/// A story being told.
struct Telling<'a> {
    world: &'a World<'a>,
    random: Random,
    call: Call,
    fault: &'static Fault,
    turn: Turn,
    number: String,
    now: Timestamp,
}

/// Tells one order's story from the call to the first callback.
pub(super) async fn tell(world: &World<'_>, call: Call) -> Result<(), AppError> {
    let mut random = world.random("order", u64::from(call.index));
    let faults: Vec<&'static Fault> = FAULTS.iter().filter(|fault| fault.line == call.unit.line()).collect();
    let fault = *random.pick(&faults);
    let (turn, now) = (Turn::of(call.index), call.at);
    let mut telling = Telling { world, random, call, fault, turn, number: String::new(), now };
    let Some(taken) = telling.call_in().await? else {
        return Ok(());
    };
    let Some(outlet) = telling.find_outlet(&taken).await? else {
        return Ok(());
    };
    let Some(technician) = telling.prepare(outlet).await? else {
        return Ok(());
    };
    let order = telling.visit(outlet, technician, taken.due_at).await?;
    telling.call_back(outlet, order.id).await
}

impl<'a> Telling<'a> {
    /// Does something after a while; the story's time goes on.
    async fn after<T>(
        &mut self,
        wait: SignedDuration,
        act: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        let (now, done) = self.world.pace.at(self.now + wait, act).await;
        self.now = now;
        done
    }

    fn minutes(&mut self, low: i64, high: i64) -> SignedDuration {
        SignedDuration::from_mins(self.random.between(low, high))
    }

    fn agent(&mut self) -> &'a Actor {
        let world = self.world;
        self.random.pick(&world.network.agents)
    }

    /// The call; none when no order comes of it.
    async fn call_in(&mut self) -> Result<Option<TakenRequest>, AppError> {
        let by_phone = self.random.percent(78);
        let (who, channel) =
            if by_phone { (Some(self.agent()), Channel::Phone) } else { (None, Channel::Web) };
        let command = self.command();
        let world = self.world;
        let taking = request::take(world.app, who, channel, None, command);
        let taken = self.after(SignedDuration::ZERO, taking).await?;
        world.called.set(world.called.get() + 1);
        let number = taken.number.clone();
        let wait = self.minutes(10, 90);
        let agent = self.agent();
        match self.turn {
            Turn::Answered => {
                let advice = "已电话指导用户清洗过滤网并重新通电，故障消失，无需上门。".to_owned();
                self.after(wait, request::answer(world.app, agent, number, advice)).await?;
                Ok(None)
            }
            Turn::Withdrawn => {
                let reason = "用户重复报修，以先前的受理单为准。".to_owned();
                self.after(wait, request::cancel(world.app, agent, number, reason)).await?;
                Ok(None)
            }
            _ => {
                self.number = taken.order_number.clone().unwrap_or_default();
                Ok(taken.order_number.is_some().then_some(taken))
            }
        }
    }

    /// What the caller says.
    fn command(&mut self) -> TakeRequest {
        let world = self.world;
        let unit = self.call.unit.clone();
        let mut command = TakeRequest {
            name: unit.contact.name,
            phone: unit.contact.phone,
            division: unit.contact.division,
            address: unit.contact.address,
            serial: unit.serial,
            problem: self.fault.told.to_owned(),
            record_only: matches!(self.turn, Turn::Answered | Turn::Withdrawn),
            dispatch_by_hand: self.turn == Turn::ByHand,
            ..TakeRequest::default()
        };
        match Caller::of(self.call.index) {
            Caller::WrongSerial => {
                command.serial = format!("{}X", command.serial);
                MODELS[unit.model].code.clone_into(&mut command.product);
                command.sold_on =
                    if self.random.percent(50) { unit.sold_on.year().to_string() } else { String::new() };
            }
            Caller::OddPhone => command.phone = command.phone.chars().take(9).collect(),
            Caller::NoAddress => {
                let stranger = contact(&mut self.random, &world.network);
                (command.name, command.phone) = (stranger.name, stranger.phone);
                (command.division, command.address) = (String::new(), String::new());
            }
            Caller::PhoneOnly => {
                command.serial = String::new();
                MODELS[unit.model].code.clone_into(&mut command.product);
            }
            Caller::Complete => {}
        }
        command
    }

    /// The outlet that has the order in the end; none when the story ends before.
    async fn find_outlet(&mut self, taken: &TakenRequest) -> Result<Option<&'a Outlet>, AppError> {
        let (world, number) = (self.world, self.number.clone());
        let named = |name: &str| world.network.outlets.iter().find(|outlet| outlet.profile.name == name);
        let mut outlet = taken.provider.as_deref().and_then(named);
        if self.turn == Turn::Cancelled {
            let wait = self.minutes(20, 240);
            let agent = self.agent();
            let reason = "用户来电取消：故障自行消失。".to_owned();
            self.after(wait, order::cancel(world.app, agent, number, reason)).await?;
            return Ok(None);
        }
        if outlet.is_none() {
            let wait = self.minutes(15, 180);
            outlet = Some(self.by_hand(wait, None, "按用户要求指定就近服务商").await?);
        }
        if let (Turn::Refused, Some(first)) = (self.turn, outlet) {
            let reasons =
                ["师傅全部外出培训，本周无法安排", "路途过远，当日往返不了", "缺少该型号的专用工具"];
            let reason = (*self.random.pick(&reasons)).to_owned();
            let wait = self.minutes(20, 150);
            self.after(wait, order::refuse(world.app, &first.clerk, number.clone(), reason)).await?;
            let wait = self.minutes(20, 120);
            let agent = self.agent();
            outlet = match self.after(wait, order::dispatch(world.app, agent, number, None)).await {
                Ok(order) => order.provider_id().and_then(|id| world.network.outlet(id)),
                Err(AppError::Refused(refusal)) if refusal.code == "dispatch.no_provider" => {
                    let wait = self.minutes(20, 60);
                    Some(self.by_hand(wait, Some(first), "区域内服务商拒单，改派邻近服务商").await?)
                }
                Err(error) => return Err(error),
            };
        }
        Ok(outlet)
    }

    /// The supervisor names an outlet: one that serves the place, else one of the province, but not `not`.
    async fn by_hand(
        &mut self,
        wait: SignedDuration,
        not: Option<&Outlet>,
        reason: &str,
    ) -> Result<&'a Outlet, AppError> {
        let world = self.world;
        let unit = &self.call.unit;
        let (division, line) = (unit.contact.division.clone(), unit.line());
        let province = &division[..division.len().min(2)];
        let near =
            world.network.outlets.iter().filter(|outlet| outlet.profile.serves(province, line).is_some());
        let mut choices = world.network.serving(&division, line);
        choices.extend(near);
        choices.extend(world.network.outlets.iter());
        choices.retain(|outlet| not.is_none_or(|not| not.id != outlet.id));
        let chosen = choices[0];
        let to = Some((chosen.id, reason.to_owned()));
        let naming = order::dispatch(world.app, &world.network.supervisor, self.number.clone(), to);
        self.after(wait, naming).await?;
        Ok(chosen)
    }
}

/// What a customer says at a first callback.
pub(super) fn said(random: &mut Random) -> Answers {
    let satisfaction = [5, 5, 5, 5, 4, 4, 4, 3, 5, 2][random.index(10)];
    let comment = match satisfaction {
        5 => "服务很好，师傅态度热情",
        4 => "满意",
        3 => "修好了，等的时间有点长",
        _ => "来了两次才修好",
    };
    Answers {
        satisfaction,
        data_complete: true,
        data_true: true,
        original_found: None,
        comment: comment.to_owned(),
    }
}

/// Somebody else of the provider may have made the callback meanwhile.
pub(super) fn unless_done(made: Result<Callback, AppError>) -> Result<(), AppError> {
    match made {
        Err(AppError::Refused(refusal)) if refusal.code == "callback.not_due" => Ok(()),
        other => other.map(drop),
    }
}
