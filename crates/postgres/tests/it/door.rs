//! A door that is open while a test runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_plane::{Caller, Plane, Scope};
use callboard_postgres::{PostgresCatalog, ServeOptions, Server};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use callboard_sql::{Session, SessionOptions, TargetInfo};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::client::Client;

/// A door over a plane; it is closed when dropped.
pub struct Door {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    runtime: Option<Runtime>,
}

impl Door {
    /// Over the embedded plane, in memory, for this machine alone.
    pub fn new() -> Self {
        Self::over(Arc::new(EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory")))
    }

    /// Over a plane.
    pub fn over(plane: Arc<dyn Plane>) -> Self {
        Self::with(plane, ServeOptions::local(([127, 0, 0, 1], 0).into()))
    }

    /// Over the embedded plane, opened in a way of its own.
    pub fn opened(change: impl FnOnce(&mut ServeOptions)) -> Self {
        let mut options = ServeOptions::local(([127, 0, 0, 1], 0).into());
        change(&mut options);
        Self::with(Arc::new(EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory")), options)
    }

    fn with(plane: Arc<dyn Plane>, options: ServeOptions) -> Self {
        let session = session_options(plane);
        let catalog = Arc::new(PostgresCatalog);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
        let open = Arc::new(move || Session::new(session.clone()).with_extension(catalog.clone()));
        let entered = runtime.enter();
        let server = Server::bind(options, open).expect("a free port");
        drop(entered);
        let address = server.address().expect("an address");
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(server.run(async move {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), runtime: Some(runtime) }
    }

    /// A client that was let in.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Asks the server to stop.
    pub fn stop(&mut self) {
        drop(self.stop.take());
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }
}

fn session_options(plane: Arc<dyn Plane>) -> SessionOptions {
    let scope = Scope::new("123456789012", "us-east-1");
    let resources = Resources::new(plane, ResourcesOptions::in_process(&scope, Caller::root(&scope, "test")));
    SessionOptions {
        resources,
        regions: vec!["us-east-1".to_owned()],
        read_only: false,
        partial: false,
        all_rows: false,
        wait: Wait::UntilDone,
        files: false,
        target: TargetInfo { name: "embedded".to_owned(), because: "the test".to_owned() },
        version: "0".to_owned(),
        catalogs: Vec::new(),
        definitions: None,
    }
}
