//! The state of a composition, worked out from when it began and when it has to stop.
//!
//! ```text
//!    start       +2 s              stop          +2 s
//!      ├─ STARTING ─┼──── ACTIVE ────┼─ STOPPING ──┼─ STOPPED
//! ```
//!
//! It has to stop when it is told to, a minute after its stage empties (or
//! after the start, if nobody is there), and after a day.

use callboard_model::document::{Instant, Map};
use callboard_store::Snapshot;

use crate::failure::Answer;
use crate::members::{Members, later};

use super::super::arn::{Arn, Resource};
use super::super::presence::{self, Occupancy};
use super::super::quotas::LONGEST_STREAM_SECONDS;

const STARTING_SECONDS: i64 = 2;
const STOPPING_SECONDS: i64 = 2;
const EMPTY_STAGE_SECONDS: i64 = 60;

/// Where a composition is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) state: &'static str,
    /// When its destinations began, if they have.
    pub(super) began: Option<Instant>,
    /// When it has to stop, as far as that is known.
    pub(super) stops_at: Option<Instant>,
    /// When it ended, if it has.
    pub(super) ended: Option<Instant>,
}

impl Progress {
    pub(super) fn of(snapshot: &Snapshot<'_>, composition: &Resource, record: &Map, now: Instant) -> Answer<Self> {
        let started = record.moment("startTime").unwrap_or(now);
        let stops_at = match record.moment("stopsAt") {
            Some(at) => at,
            None => stops_by_itself(snapshot, composition, record, started, now)?,
        };
        Ok(Self::at(started, stops_at, now))
    }

    fn at(started: Instant, stops_at: Instant, now: Instant) -> Self {
        let active_at = later(started, STARTING_SECONDS);
        let stopped_at = later(stops_at, STOPPING_SECONDS);
        let state = match () {
            () if stopped_at <= now => "STOPPED",
            () if stops_at <= now => "STOPPING",
            () if active_at <= now => "ACTIVE",
            () => "STARTING",
        };
        Self {
            state,
            began: (active_at <= now.min(stops_at)).then_some(active_at),
            stops_at: Some(stops_at),
            ended: (state == "STOPPED").then_some(stopped_at),
        }
    }
}

fn stops_by_itself(
    snapshot: &Snapshot<'_>,
    composition: &Resource,
    record: &Map,
    started: Instant,
    now: Instant,
) -> Answer<Instant> {
    let at_the_latest = later(started, LONGEST_STREAM_SECONDS);
    let Some(stage) = Arn::parse(record.text("stageArn")) else { return Ok(at_the_latest) };
    let stage = Resource::stage(&composition.place, stage.id);
    let empty_since = match presence::occupancy(snapshot, &stage, now)? {
        Occupancy::Occupied => return Ok(at_the_latest),
        Occupancy::Empty(since) => since.unwrap_or(started).max(started),
    };
    Ok(at_the_latest.min(later(empty_since, EMPTY_STAGE_SECONDS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// The state at every second, of a composition that starts at 0.
    #[track_caller]
    fn check(stops_at: i64, expect: Expect) {
        let second = |it| Instant { seconds: it, nanos: 0 };
        let states: Vec<&str> =
            (0..10).map(|now| &Progress::at(second(0), second(stops_at), second(now)).state[..4]).collect();
        expect.assert_eq(&states.join(" "));
    }

    #[test]
    fn states_follow_the_clock() {
        check(5, expect!["STAR STAR ACTI ACTI ACTI STOP STOP STOP STOP STOP"]);
        check(1, expect!["STAR STOP STOP STOP STOP STOP STOP STOP STOP STOP"]);
        check(100, expect!["STAR STAR ACTI ACTI ACTI ACTI ACTI ACTI ACTI ACTI"]);
    }

    #[test]
    fn a_composition_that_stops_early_never_began() {
        let second = |it| Instant { seconds: it, nanos: 0 };
        let early = Progress::at(second(0), second(1), second(9));
        assert_eq!((early.state, early.began, early.ended), ("STOPPED", None, Some(second(3))));
        let late = Progress::at(second(0), second(5), second(6));
        assert_eq!((late.state, late.began, late.ended), ("STOPPING", Some(second(2)), None));
    }
}
