//! The plane itself: opening, and carrying out a call.

use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::service::Operation;
use callboard_plane::{Call, CallId, Output, Plane, PlaneError, Wish};
use callboard_store::{Cause, Snapshot, Store, StoreError, StoreOptions};

use crate::clock::Clock;
use crate::cloudcontrol;
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
        match handler {
            Handler::ReadOne(read) => read(&request),
            Handler::Write(prepare) => {
                let cause = cause(&request);
                self.shared.store.write_async(cause, prepare(request)?).await
            }
            Handler::Read(read) => self.read(&mut request, read).await,
        }
    }

    /// Looks at one moment, after changes that are overdue by then.
    async fn read<T>(&self, request: &mut Request, look: impl Fn(&Request, &Snapshot<'_>) -> Answer<T>) -> Answer<T> {
        loop {
            match self.shared.store.read(|snapshot| look(request, snapshot)) {
                Err(Failure::Overdue(change)) if !request.as_written => {
                    request.as_written = self.write_down(change).await?;
                }
                answer => return answer,
            }
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
        let id = CallId::from(call.operation);
        let (handler, request) = self.accept(id, call)?;
        let answer = self.run(handler, request).await;
        answer.map(Output::from).map_err(|failure| failure.into_plane_error(id))
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        let id = CallId::from(call.operation);
        if (id.service, id.operation) != (cloudcontrol::SERVICE.name, "ListResources") {
            return self.call(call).await;
        }
        let (_, mut request) = self.accept(id, call)?;
        let answer = self.read(&mut request, |request, snapshot| cloudcontrol::extract(request, snapshot, wish)).await;
        let (extract, token) = answer.map_err(|failure| failure.into_plane_error(id))?;
        let members = token.map_or_else(Map::new, |token| Map::new().with("NextToken", token));
        Ok(Output { extract: Some(extract), ..Output::from(members) })
    }

    fn lists_whole_resources(&self) -> bool {
        true
    }
}

impl EmbeddedPlane {
    /// The handler of a call that fits its operation.
    fn accept(&self, id: CallId, call: Call) -> Result<(Handler, Request), PlaneError> {
        let Some((service, handler)) = dispatch::find(id) else {
            let message = format!("{id} is not available on the embedded plane");
            return Err(PlaneError::refused(id, "NotImplemented", message, 501));
        };
        service.hold_against_model(call.operation, &call.input).map_err(|failure| failure.into_plane_error(id))?;
        Ok((handler, Request::new(call, self.clock.now(), &self.shared)))
    }
}

fn cause(request: &Request) -> Cause {
    Cause::new(&*request.caller.arn, format!("{}:{}", request.call.service, request.call.operation))
}
