//! Planning with room: planners recurse as deep as a statement is nested.
//!
//! `syntax` refuses what is nested beyond reason. What it lets through is planned by a thread with a stack that is
//! large enough for it; memory that is not used costs nothing.

use futures::channel::oneshot;
use tokio::runtime::Handle;

use crate::SqlError;
use crate::error::sqlstate;

/// Bytes of stack, most of which no statement touches.
const STACK: usize = 256 * 1024 * 1024;

/// Runs a future to its end with room for deep recursion.
pub(super) async fn with_room<T: Send + 'static>(
    work: impl Future<Output = Result<T, SqlError>> + Send + 'static,
) -> Result<T, SqlError> {
    let Ok(runtime) = Handle::try_current() else { return work.await };
    let (sender, receiver) = oneshot::channel();
    let thread = std::thread::Builder::new().name("plan".to_owned()).stack_size(STACK);
    let begun = thread.spawn(move || {
        // Where nobody waits for the plan any more, it is dropped here, where there is room for that too.
        let _ = sender.send(runtime.block_on(work));
    });
    match begun {
        Ok(_) => receiver.await.unwrap_or_else(|_| Err(SqlError::new(sqlstate::INTERNAL, "planning ended abnormally"))),
        Err(error) => Err(SqlError::new(sqlstate::LIMIT_EXCEEDED, format!("no thread to plan with: {error}"))),
    }
}
