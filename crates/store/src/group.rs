//! Group commit: one thread makes the changes of many tasks durable together.
//!
//! Waiting for the disk costs the same for one change as for a hundred. While
//! the thread waits for one commit, the next closures gather in the queue.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::writer::Batch;

/// How many closures one commit may hold, so that the first does not wait for too many others.
const MAX_BATCH: usize = 256;

/// Which part of the time of a commit to wait for those whom it answered.
const PATIENCE: u32 = 4;

/// Runs one closure in a batch, or learns why there is none, and returns how to answer whoever waits.
pub(crate) type Job = Box<dyn FnOnce(Result<&mut Batch<'_>, StoreError>) -> Answer + Send>;

/// Tells whoever waits how the commit went.
pub(crate) type Answer = Box<dyn FnOnce(Result<(), StoreError>)>;

/// The queue and the thread that empties it.
#[derive(Debug)]
pub(crate) struct Group {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

struct Queue {
    state: Mutex<QueueState>,
    changed: Condvar,
}

struct QueueState {
    jobs: VecDeque<Job>,
    /// How many jobs the thread waits for; whoever queues that many wakes it.
    wanted: usize,
    closed: bool,
}

impl Group {
    /// Starts the thread; `commit` makes a batch of jobs durable and answers each.
    pub(crate) fn start(mut commit: impl FnMut(Vec<Job>) + Send + 'static) -> std::io::Result<Self> {
        let state = QueueState { jobs: VecDeque::new(), wanted: 1, closed: false };
        let queue = Arc::new(Queue { state: Mutex::new(state), changed: Condvar::new() });
        let thread = {
            let queue = Closing(Arc::clone(&queue));
            thread::Builder::new().name("store-writer".to_owned()).spawn(move || {
                let mut answered = 0;
                let mut patience = Duration::ZERO;
                while let Some(jobs) = queue.0.next_batch(answered, patience) {
                    answered = if jobs.len() > 1 { jobs.len() } else { 0 };
                    let begun = Instant::now();
                    commit(jobs);
                    patience = begun.elapsed() / PATIENCE;
                }
            })?
        };
        Ok(Self { queue, thread: Some(thread) })
    }

    /// Queues a job; a job that cannot run any more is dropped, and with it its answer.
    pub(crate) fn submit(&self, job: Job) {
        let mut state = self.queue.lock();
        if !state.closed {
            state.jobs.push_back(job);
            if state.jobs.len() == state.wanted {
                self.queue.changed.notify_one();
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.queue.close();
        // The last owner of a store may be one of its own closures.
        if let Some(thread) = self.thread.take().filter(|it| it.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for jobs; nothing when the queue is closed and empty.
    ///
    /// Those who were just answered are likely to come back at once. Waiting for
    /// them a little saves them a whole commit.
    fn next_batch(&self, answered: usize, patience: Duration) -> Option<Vec<Job>> {
        let mut state = self.lock();
        state.wanted = 1;
        state = self
            .changed
            .wait_while(state, |state| state.jobs.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        if answered > 0 {
            let wanted = (state.jobs.len() + answered).min(MAX_BATCH);
            state.wanted = wanted;
            state = self
                .changed
                .wait_timeout_while(state, patience, |state| state.jobs.len() < wanted && !state.closed)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let size = state.jobs.len().min(MAX_BATCH);
        (size > 0).then(|| state.jobs.drain(..size).collect())
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Queue").field("jobs", &self.lock().jobs.len()).finish()
    }
}

/// Closes the queue when the thread ends for whatever reason, so that nobody waits for it for ever.
struct Closing(Arc<Queue>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
        self.0.lock().jobs.clear();
    }
}
