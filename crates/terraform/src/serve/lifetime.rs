//! When a server ends: its host says so, a signal does, or its host is gone.

use std::future::Future;
use std::os::unix::process::parent_id;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// How often it is looked after whether the host is still there.
const LOOK_AFTER_HOST: Duration = Duration::from_millis(500);

/// Whether a server is to go on.
#[derive(Clone)]
pub(super) struct Lifetime(watch::Sender<bool>);

impl Lifetime {
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Ends it, once what is being answered has been answered.
    pub fn end(&self) {
        self.0.send_replace(true);
    }

    /// Is there when it is to end.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut receiver = self.0.subscribe();
        async move {
            // A sender that is gone has nothing to say any more.
            let _ = receiver.wait_for(|it| *it).await;
        }
    }
}

/// The signals that a server minds; those of a keyboard go to every process at the terminal.
pub(super) struct Signals {
    interrupt: Option<Signal>,
    terminate: Option<Signal>,
}

impl Signals {
    /// From here on no interrupt ends the process by itself.
    pub fn mind() -> Self {
        let listen = |kind| signal(kind).inspect_err(|error| tracing::warn!(%error, "a signal cannot be minded")).ok();
        Self { interrupt: listen(SignalKind::interrupt()), terminate: listen(SignalKind::terminate()) }
    }

    /// Is there when the process is asked to end; an interrupt asks only who runs on its own.
    pub async fn ask_for_end(mut self, by_interrupt: bool) {
        tokio::select! {
            () = received(&mut self.interrupt), if by_interrupt => {}
            () = received(&mut self.terminate) => {}
        }
    }
}

async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

/// The process that started this one.
#[derive(Clone, Copy)]
pub(super) struct Parent(u32);

impl Parent {
    pub fn of_this_process() -> Self {
        Self(parent_id())
    }

    /// Is there when the parent is not: an orphan gets another one.
    pub async fn is_gone(self) {
        while parent_id() == self.0 {
            tokio::time::sleep(LOOK_AFTER_HOST).await;
        }
    }
}
