//! Cancelling: a statement stops when its client asks for it from another connection, or goes away.

use tokio::sync::watch;

/// Stops the statement that a connection runs.
#[derive(Default)]
pub(crate) struct Cancellation(watch::Sender<Asked>);

/// What was asked so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Asked {
    times: u64,
    is_gone: bool,
    is_stopping: bool,
}

/// A moment in the life of a connection: what was asked before it is of no matter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since(u64);

impl Cancellation {
    /// The client asks that its running statement stops.
    pub(crate) fn cancel(&self) {
        self.0.send_modify(|it| it.times += 1);
    }

    /// The client went away: whatever runs or begins is to stop.
    pub(crate) fn hang_up(&self) {
        self.0.send_modify(|it| it.is_gone = true);
    }

    /// The server stops: whatever runs or begins is to stop.
    pub(crate) fn stop_server(&self) {
        self.0.send_modify(|it| it.is_stopping = true);
    }

    /// Is there when the server stops.
    pub(crate) fn server_stops(&self) -> impl Future<Output = ()> + Send + 'static {
        self.when(|it| it.is_stopping)
    }

    pub(crate) fn now(&self) -> Since {
        Since(self.0.borrow().times)
    }

    /// Is there when a request comes that is newer than `since`.
    pub(crate) fn requested(&self, since: Since) -> impl Future<Output = ()> + Send + 'static {
        self.when(move |it| it.is_gone || it.is_stopping || it.times > since.0)
    }

    fn when(
        &self,
        holds: impl Fn(&Asked) -> bool + Send + Sync + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        let mut asked = self.0.subscribe();
        async move {
            // The sender may be dropped first; then nobody can ask any more.
            if asked.wait_for(|it| holds(it)).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
