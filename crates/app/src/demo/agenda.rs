//! Simulated time: a story is an ordinary `async` function that waits for instants; the agenda lets all stories go on in
//! the order of those instants.
//!
//! Stories whose instants lie close together act in one *window*: each is handed the clock at its own instant and queues
//! its write, and only then all wait for the store, so they share durable commits. The store has one writer and serves
//! its queue in order, so the result is the same as if they had acted one after the other, in every run.

use crate::AppError;
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// How far apart instants of one window may lie; no story acts twice in one.
pub(super) const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// A story: what one order or one statement goes through.
type Story<'a> = Pin<Box<dyn Future<Output = Result<(), AppError>> + 'a>>;

/// How a story tells the agenda when it goes on, and learns when it does.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    wish: Rc<Cell<Option<Timestamp>>>,
    now: Rc<Cell<Timestamp>>,
}

impl Pace {
    /// Waits for an instant, then acts; says when it really was. `act` may write once, at its very beginning.
    pub async fn at<T>(&self, instant: Timestamp, act: impl Future<Output = T>) -> (Timestamp, T) {
        let mut asked = false;
        poll_fn(|_| {
            if asked {
                return Poll::Ready(());
            }
            asked = true;
            self.wish.set(Some(instant));
            Poll::Pending
        })
        .await;
        let now = self.now.get();
        (now, act.await)
    }
}

/// The stories that wait, by the instant they go on and the number they were added under.
pub(super) struct Agenda<'a> {
    clock: Clock,
    pace: Pace,
    waiting: BTreeMap<(Timestamp, u32), Story<'a>>,
    added: u32,
}

impl<'a> Agenda<'a> {
    pub fn new(clock: Clock, pace: Pace) -> Self {
        Self { clock, pace, waiting: BTreeMap::new(), added: 0 }
    }

    /// Adds a story; it is run up to the instant it first waits for.
    pub fn add(&mut self, story: impl Future<Output = Result<(), AppError>> + 'a) {
        let mut story: Story<'a> = Box::pin(story);
        let begun = story.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        if let (Poll::Pending, Some(wish)) = (begun, self.pace.wish.take()) {
            self.waiting.insert((wish, self.added), story);
            self.added += 1;
        }
    }

    /// When the next story goes on.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.waiting.keys().next().map(|(at, _)| *at)
    }

    /// Lets every story act that waits for an instant before `end`; one that wants to act again so soon does so after it.
    pub async fn act_until(&mut self, end: Timestamp) -> Result<(), AppError> {
        let later = self.waiting.split_off(&(end, 0));
        let mut acting: Vec<_> = std::mem::replace(&mut self.waiting, later).into_iter().map(Some).collect();
        let mut begun = false;
        poll_fn(|context| {
            for place in &mut acting {
                let Some(((at, number), story)) = place else {
                    continue;
                };
                if !begun {
                    self.clock.set(*at);
                    self.pace.now.set(*at);
                }
                let polled = story.as_mut().poll(context);
                let wish = self.pace.wish.take();
                match (polled, wish) {
                    (Poll::Pending, None) => {}
                    (Poll::Pending, Some(wish)) => {
                        let soonest = end + spread(*number);
                        let number = *number;
                        if let Some((_, story)) = place.take() {
                            self.waiting.insert((wish.max(soonest), number), story);
                        }
                    }
                    (Poll::Ready(Ok(())), _) => *place = None,
                    (Poll::Ready(Err(error)), _) => return Poll::Ready(Err(error)),
                }
            }
            begun = true;
            if acting.iter().all(Option::is_none) { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await
    }
}

/// Who is in a hurry is spread over the next window, so that not all act in the same second.
fn spread(number: u32) -> SignedDuration {
    SignedDuration::from_secs(i64::from(number) * 37 % WINDOW.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn minutes(count: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(count)
    }

    #[tokio::test]
    async fn stories_act_in_the_order_of_time_and_never_twice_in_a_window() {
        let clock = Clock::fixed(minutes(0));
        let pace = Pace::default();
        let told = RefCell::new(Vec::new());
        let mut agenda = Agenda::new(clock.clone(), pace.clone());
        for (name, first) in [("late", 9), ("early", 3), ("tomorrow", 1500)] {
            let (pace, told, clock) = (&pace, &told, &clock);
            agenda.add(async move {
                let (now, ()) = pace
                    .at(minutes(first), async {
                        told.borrow_mut().push((name, clock.now()));
                    })
                    .await;
                assert_eq!(now, minutes(first));
                let (again, ()) = pace
                    .at(now, async {
                        told.borrow_mut().push((name, clock.now()));
                    })
                    .await;
                assert!(again >= now + SignedDuration::from_mins(1));
                Ok(())
            });
        }
        assert_eq!(agenda.next_at(), Some(minutes(3)));
        agenda.act_until(minutes(18)).await.unwrap();
        let names: Vec<&str> = told.borrow().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["early", "late"]);
        assert_eq!(told.borrow()[0].1, minutes(3));
        assert_eq!(told.borrow()[1].1, minutes(9));
        agenda.act_until(minutes(40)).await.unwrap();
        assert!(told.borrow()[2..].iter().all(|(_, at)| *at >= minutes(18)));
        assert_eq!(told.borrow().len(), 4);
        agenda.act_until(minutes(2000)).await.unwrap();
        assert_eq!((told.borrow().len(), told.borrow()[4].0), (5, "tomorrow"));
    }

    #[tokio::test]
    async fn a_failing_story_stops_the_agenda() {
        let (clock, pace) = (Clock::fixed(minutes(0)), Pace::default());
        let mut agenda = Agenda::new(clock, pace.clone());
        agenda.add(async move {
            pace.at(minutes(1), async {}).await;
            Err(crate::not_found("甲", "it"))
        });
        assert!(agenda.act_until(minutes(5)).await.is_err());
    }
}
