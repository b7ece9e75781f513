//! The plane itself: opening, and carrying out a call.

use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::service::Operation;
use callboard_plane::{Call, CallId, Output, Plane, PlaneError};
use callboard_store::{Cause, Store, StoreError, StoreOptions};

use crate::clock::Clock;
use crate::dispatch::{self, Change, Handler};
use crate::failure::{Answer, Failure};
use crate::identifiers::Identifiers;
use crate::ivs_realtime::{self, LocalAction, SigningKey};
use crate::options::{EmbeddedOptions, OpenError};
use crate::request::{Request, Shared};
use crate::sts::{self, SessionCredentials};

/// A control plane in this process, whose records are on disk.
///
/// Cheap to clone; all clones are the same plane. Any number of planes, in any
/// number of processes, may use one folder at once.
#[derive(Clone)]
pub struct EmbeddedPlane {
    clock: Clock,
    shared: Arc<Shared>,
}

impl EmbeddedPlane {
    /// Opens the plane, whose folder is made when it is missing.
    pub fn open(options: EmbeddedOptions) -> Result<Self, OpenError> {
        let store = StoreOptions::at(options.location).with_commit_mode(options.writes.into());
        let shared = Shared {
            store: Store::open(&store)?,
            quotas: options.quotas,
            identifiers: Identifiers::new(options.entropy),
            signing_key: SigningKey::default(),
            settle_millis: options.settle_millis,
        };
        Ok(Self { clock: options.clock, shared: Arc::new(shared) })
    }

    /// Whether an operation is carried out here, rather than answered as not available.
    pub fn carries_out(operation: &'static Operation) -> bool {
        dispatch::find(operation.into()).is_some()
    }

    /// The services of this plane, by botocore name.
    pub fn services() -> impl Iterator<Item = &'static str> {
        dispatch::SERVICES.iter().map(|it| it.name)
    }

    /// The service, by botocore name, that [`EmbeddedPlane::local`] acts on.
    pub const LOCAL_SERVICE: &'static str = ivs_realtime::SERVICE.name;

    /// The records of this plane, for faces that show history.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// What a participant does with a stage, which AWS's API has no operation for:
    /// it happens in media servers there, and by this call here.
    pub async fn local(&self, action: LocalAction) -> Result<Map, PlaneError> {
        let call = CallId { service: ivs_realtime::SERVICE.name, operation: action.name() };
        let act = async {
            let prepared = ivs_realtime::prepare_local(action, self.clock.now(), &self.shared)?;
            // A refusal may leave an event behind, so it is an answer of the transaction, not its failure.
            self.shared.store.write_async(prepared.cause, prepared.act).await?.map_err(Failure::Refused)
        };
        act.await.map_err(|failure: Failure| failure.into_plane_error(call))
    }

    /// The temporary credentials that [`sts GetSessionToken`](SessionCredentials) gave out
    /// under this access key id, while they are valid.
    pub fn session_credentials(&self, access_key_id: &str) -> Result<Option<SessionCredentials>, PlaneError> {
        let call = CallId { service: sts::SERVICE.name, operation: "GetSessionToken" };
        self.shared
            .store
            .read(|snapshot| sts::find_session_credentials(snapshot, access_key_id, self.clock.now()))
            .map_err(|failure: Failure| failure.into_plane_error(call))
    }

    async fn run(&self, handler: Handler, mut request: Request) -> Answer {
        let cause = cause(&request);
        let store = &self.shared.store;
        match handler {
            Handler::ReadOne(read) => read(&request),
            Handler::Write(prepare) => store.write_async(cause, prepare(request)?).await,
            Handler::Read(read) => loop {
                match store.read(|snapshot| read(&request, snapshot)) {
                    Err(Failure::Overdue(change)) if !request.as_written => {
                        request.as_written = self.write_down(change).await?;
                    }
                    answer => return answer,
                }
            },
        }
    }

    /// Makes a change that is overdue, and says whether the records cannot be changed at all.
    async fn write_down(&self, change: Change) -> Answer<bool> {
        let cause = Cause::new("callboard", "clock");
        match self.shared.store.write_async(cause, change).await {
            Ok(_) => Ok(false),
            Err(Failure::Store(StoreError::ReadOnly { .. })) => Ok(true),
            Err(failure) => Err(failure),
        }
    }
}

#[async_trait::async_trait]
impl Plane for EmbeddedPlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.carry_out(call, None).await
    }

    async fn call_for(&self, call: Call, properties: &[&'static str]) -> Result<Output, PlaneError> {
        self.carry_out(call, Some(properties.into())).await
    }

    fn lists_whole_resources(&self) -> bool {
        true
    }
}

impl EmbeddedPlane {
    async fn carry_out(&self, call: Call, properties: Option<Vec<&'static str>>) -> Result<Output, PlaneError> {
        let id = CallId::from(call.operation);
        let Some((service, handler)) = dispatch::find(id) else {
            let message = format!("{id} is not available on the embedded plane");
            return Err(PlaneError::refused(id, "NotImplemented", message, 501));
        };
        service.hold_against_model(call.operation, &call.input).map_err(|failure| failure.into_plane_error(id))?;
        let mut request = Request::new(call, self.clock.now(), &self.shared);
        request.properties = properties;
        let answer = self.run(handler, request).await;
        answer.map(Output::from).map_err(|failure| failure.into_plane_error(id))
    }
}

fn cause(request: &Request) -> Cause {
    Cause::new(&*request.caller.arn, format!("{}:{}", request.call.service, request.call.operation))
}
