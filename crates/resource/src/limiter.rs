//! The limiter: how many calls may be under way at once.
//!
//! All clones of a client share one. It begins at what the client is allowed,
//! halves when a call was refused for its rate, and grows by one after as many
//! answers as calls are allowed (additive increase, multiplicative decrease).
//!
//! # Invariants
//!
//! - One call at least is always allowed, and never more than the client was given.
//! - Calls that began before a cut do not cut again: one burst of refusals halves once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) struct Limiter {
    permits: Semaphore,
    most: usize,
    state: Mutex<State>,
}

struct State {
    allowed: usize,
    /// Permits in use that are to vanish when they come back.
    owed: usize,
    /// Answers since the last change of `allowed`.
    answers: usize,
    /// Counts the cuts.
    epoch: u64,
}

/// The right to make one call; given back when it is dropped.
pub(crate) struct Permit<'a> {
    limiter: &'a Limiter,
    permit: Option<SemaphorePermit<'a>>,
    epoch: u64,
}

impl Limiter {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        let state = State { allowed: most, owed: 0, answers: 0, epoch: 0 };
        Self { permits: Semaphore::new(most), most, state: Mutex::new(state) }
    }

    /// How many calls may be under way now.
    pub(crate) fn allowed(&self) -> usize {
        self.state().allowed
    }

    /// Waits for the right to make a call.
    pub(crate) async fn acquire(&self) -> Permit<'_> {
        let permit = self.permits.acquire().await.ok();
        Permit { limiter: self, permit, epoch: self.state().epoch }
    }

    /// A number that changes with every cut.
    pub(crate) fn epoch(&self) -> u64 {
        self.state().epoch
    }

    /// Allows half as many calls from now on, if there was no cut since `epoch`.
    pub(crate) fn cut(&self, epoch: u64) {
        let mut state = self.state();
        if epoch != state.epoch {
            return;
        }
        let allowed = (state.allowed / 2).max(1);
        let surplus = state.allowed - allowed;
        let idle = self.permits.forget_permits(surplus);
        state.owed += surplus - idle;
        state.allowed = allowed;
        state.answers = 0;
        state.epoch += 1;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// The call was answered, whatever the answer: a little more may be allowed.
    pub(crate) fn answered(self) {
        let mut state = self.limiter.state();
        state.answers += 1;
        if state.allowed < self.limiter.most && state.answers >= state.allowed {
            state.allowed += 1;
            state.answers = 0;
            match state.owed.checked_sub(1) {
                Some(owed) => state.owed = owed,
                None => self.limiter.permits.add_permits(1),
            }
        }
    }

    /// The call was refused for its rate: half as many are allowed from now on.
    pub(crate) fn throttled(self) {
        self.limiter.cut(self.epoch);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if let Some(owed) = state.owed.checked_sub(1)
            && let Some(permit) = self.permit.take()
        {
            state.owed = owed;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_of_refusals_halves_once_and_answers_bring_it_back() {
        let limiter = Limiter::new(8);
        let burst: Vec<_> = futures::future::join_all((0..8).map(|_| limiter.acquire())).await;
        burst.into_iter().for_each(Permit::throttled);
        assert_eq!(limiter.allowed(), 4);
        assert_eq!(limiter.permits.available_permits(), 4);
        let mut seen = Vec::new();
        for _ in 0..40 {
            limiter.acquire().await.answered();
            seen.push(limiter.allowed());
        }
        assert_eq!(seen[..10], [4, 4, 4, 5, 5, 5, 5, 5, 6, 6]);
        assert_eq!(limiter.allowed(), 8);
        assert_eq!(limiter.permits.available_permits(), 8);
    }

    #[tokio::test]
    async fn one_call_is_always_allowed() {
        let limiter = Limiter::new(2);
        for _ in 0..5 {
            limiter.acquire().await.throttled();
        }
        assert_eq!((limiter.allowed(), limiter.permits.available_permits()), (1, 1));
        let zero = Limiter::new(0);
        drop(zero.acquire().await);
        assert_eq!(zero.allowed(), 1);
    }

    #[tokio::test]
    async fn calls_under_way_are_not_forgotten_when_less_is_allowed() {
        let limiter = Limiter::new(4);
        let (first, second) = (limiter.acquire().await, limiter.acquire().await);
        limiter.acquire().await.throttled();
        assert_eq!((limiter.allowed(), limiter.permits.available_permits()), (2, 0));
        drop(first);
        drop(second);
        assert_eq!(limiter.permits.available_permits(), 2);
    }
}
