//! The methods of a provider: messages in, messages out.
//!
//! What goes wrong is told in the answer's own diagnostics, for that is what users see. A request that is no message at
//! all is an error of gRPC.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use prost::Message;
use tonic::Status;

use super::schemas;
use super::values::{self, dynamic, value};
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::proto;
use crate::provider::{
    ApplyRequest, ConfigureRequest, ConfiguredProvider, Outcome, PlanRequest, Provider, ReadRequest,
};
use crate::schema::{ProtocolVersion, Schema};

/// A method of a provider, whatever its protocol calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Metadata,
    Schema,
    Nothing,
    ValidateProvider,
    ValidateResource,
    ValidateDataSource,
    UpgradeResource,
    Configure,
    ReadResource,
    PlanResource,
    ApplyResource,
    ImportResource,
    ReadDataSource,
    Stop,
}

/// The names under version 5 and under version 6. Others are not implemented: hosts call them for what a schema has.
const METHODS: [(&str, &str, Method); 15] = [
    ("GetMetadata", "GetMetadata", Method::Metadata),
    ("GetSchema", "GetProviderSchema", Method::Schema),
    ("GetFunctions", "GetFunctions", Method::Nothing),
    ("GetResourceIdentitySchemas", "GetResourceIdentitySchemas", Method::Nothing),
    ("PrepareProviderConfig", "ValidateProviderConfig", Method::ValidateProvider),
    ("ValidateResourceTypeConfig", "ValidateResourceConfig", Method::ValidateResource),
    ("ValidateDataSourceConfig", "ValidateDataResourceConfig", Method::ValidateDataSource),
    ("UpgradeResourceState", "UpgradeResourceState", Method::UpgradeResource),
    ("Configure", "ConfigureProvider", Method::Configure),
    ("ReadResource", "ReadResource", Method::ReadResource),
    ("PlanResourceChange", "PlanResourceChange", Method::PlanResource),
    ("ApplyResourceChange", "ApplyResourceChange", Method::ApplyResource),
    ("ImportResourceState", "ImportResourceState", Method::ImportResource),
    ("ReadDataSource", "ReadDataSource", Method::ReadDataSource),
    ("Stop", "StopProvider", Method::Stop),
];

impl Method {
    pub fn find(protocol: ProtocolVersion, name: &str) -> Option<Self> {
        let called = |(v5, v6, _): &&(&str, &str, Self)| match protocol {
            ProtocolVersion::V5 => *v5 == name,
            ProtocolVersion::V6 => *v6 == name,
        };
        METHODS.iter().find(called).map(|(_, _, method)| *method)
    }
}

/// A provider, and what it was configured with last.
pub(super) struct Session {
    provider: Arc<dyn Provider>,
    configured: RwLock<Option<Arc<dyn ConfiguredProvider>>>,
}

impl Session {
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        Self { provider, configured: RwLock::new(None) }
    }

    pub fn stop(&self) {
        self.provider.stop();
    }

    fn configured(&self) -> Result<Arc<dyn ConfiguredProvider>, Diagnostic> {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner).clone();
        configured.ok_or_else(|| {
            Diagnostic::error("The provider is not configured")
                .with_detail("A resource was asked for before the provider's own configuration had come.")
        })
    }

    fn configure(&self, configured: Arc<dyn ConfiguredProvider>) {
        *self.configured.write().unwrap_or_else(PoisonError::into_inner) = Some(configured);
    }

    fn resource(&self, type_name: &str) -> Result<Arc<Schema>, Diagnostic> {
        let schema = self.provider.resource_schema(type_name);
        schema.ok_or_else(|| not_covered("resource type", type_name, &self.provider.resource_types()))
    }

    fn data_source(&self, type_name: &str) -> Result<Arc<Schema>, Diagnostic> {
        let schema = self.provider.data_source_schema(type_name);
        schema.ok_or_else(|| not_covered("data source", type_name, &self.provider.data_sources()))
    }
}

fn not_covered(kind: &str, type_name: &str, covered: &[String]) -> Diagnostic {
    let detail = match covered.len() {
        0..=50 => format!("There are {}.", covered.join(", ")),
        count => format!("There are {count} others; `terraform providers schema -json` names them."),
    };
    Diagnostic::error(format!("There is no {kind} `{type_name}` in callboard's provider")).with_detail(detail)
}

/// Answers one request.
pub(super) async fn answer(method: Method, session: Arc<Session>, request: Bytes) -> Result<Bytes, Status> {
    match method {
        Method::Metadata => Ok(schemas::metadata(&*session.provider).encode_to_vec().into()),
        Method::Schema => Ok(schemas::all(&*session.provider)),
        Method::Nothing => Ok(Bytes::new()),
        Method::Stop => {
            session.stop();
            Ok(Bytes::new())
        }
        Method::ValidateProvider => carry_out(request, |it| validate_provider(session, it)).await,
        Method::ValidateResource => carry_out(request, |it| validate_resource(session, it)).await,
        Method::ValidateDataSource => carry_out(request, |it| validate_data_source(session, it)).await,
        Method::UpgradeResource => carry_out(request, |it| upgrade(session, it)).await,
        Method::Configure => carry_out(request, |it| configure(session, it)).await,
        Method::ReadResource => carry_out(request, |it| read(session, it)).await,
        Method::PlanResource => carry_out(request, |it| plan(session, it)).await,
        Method::ApplyResource => {
            let request = decode::<proto::ApplyResourceRequest>(request)?;
            // Where we fail, the resource is as it was, for all we know; without a state it would be forgotten.
            let unchanged = proto::ApplyResourceAnswer {
                new_state: request.prior_state.clone(),
                private: request.planned_private.clone(),
                ..proto::ApplyResourceAnswer::default()
            };
            Ok(carry_out_or(unchanged, apply(session, request)).await)
        }
        Method::ImportResource => carry_out(request, |it| import(session, it)).await,
        Method::ReadDataSource => carry_out(request, |it| read_data_source(session, it)).await,
    }
}

/// A message that can tell what went wrong.
trait Answer: Message + Default + 'static {
    fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic>;
}

macro_rules! answers {
    ($($name:ident),+) => {
        $(impl Answer for proto::$name {
            fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic> {
                &mut self.diagnostics
            }
        })+
    };
}

answers!(
    ConfigAnswer,
    DiagnosticsAnswer,
    UpgradeResourceAnswer,
    ReadResourceAnswer,
    PlanResourceAnswer,
    ApplyResourceAnswer,
    ImportResourceAnswer,
    ReadDataAnswer
);

fn decode<Q: Message + Default>(request: Bytes) -> Result<Q, Status> {
    Q::decode(request).map_err(|err| Status::invalid_argument(format!("the request is no message: {err}")))
}

async fn carry_out<Q, A, F>(request: Bytes, method: impl FnOnce(Q) -> F) -> Result<Bytes, Status>
where
    Q: Message + Default,
    A: Answer,
    F: Future<Output = Result<A, Diagnostics>> + Send + 'static,
{
    Ok(carry_out_or(A::default(), method(decode(request)?)).await)
}

/// Runs a method to its end, whoever waits for it; a panic of it is one more thing to tell.
async fn carry_out_or<A: Answer>(
    failed: A,
    method: impl Future<Output = Result<A, Diagnostics>> + Send + 'static,
) -> Bytes {
    let answer = match tokio::spawn(method).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(diagnostics)) => with(failed, &diagnostics),
        Err(ended) => with(failed, &Diagnostics::from(panicked(ended))),
    };
    answer.encode_to_vec().into()
}

fn with<A: Answer>(mut answer: A, diagnostics: &Diagnostics) -> A {
    answer.diagnostics().extend(values::diagnostics(diagnostics));
    answer
}

fn panicked(ended: tokio::task::JoinError) -> Diagnostic {
    let reason = match ended.try_into_panic() {
        Ok(payload) => match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => "it gave no reason".to_owned(),
        },
        Err(_) => "the provider is ending".to_owned(),
    };
    Diagnostic::error("callboard's provider has a fault").with_detail(format!(
        "It panicked: {reason}. Other resources are not affected. With TF_LOG_PROVIDER=error the log says where."
    ))
}

async fn validate_provider(
    session: Arc<Session>,
    request: proto::ConfigRequest,
) -> Result<proto::ConfigAnswer, Diagnostics> {
    let of = session.provider.provider_schema().implied_type();
    let config = value(request.config, &of)?;
    let Outcome { value, diagnostics } = session.provider.validate_provider(config).await;
    let prepared_config = match session.provider.protocol() {
        ProtocolVersion::V5 => value.map(|it| dynamic(&it, &of)).transpose()?,
        ProtocolVersion::V6 => None,
    };
    Ok(proto::ConfigAnswer { prepared_config, diagnostics: values::diagnostics(&diagnostics) })
}

async fn validate_resource(
    session: Arc<Session>,
    request: proto::TypedConfigRequest,
) -> Result<proto::DiagnosticsAnswer, Diagnostics> {
    let config = value(request.config, &session.resource(&request.type_name)?.implied_type())?;
    let diagnostics = session.provider.validate_resource(&request.type_name, &config).await;
    Ok(proto::DiagnosticsAnswer { diagnostics: values::diagnostics(&diagnostics) })
}

async fn validate_data_source(
    session: Arc<Session>,
    request: proto::TypedConfigRequest,
) -> Result<proto::DiagnosticsAnswer, Diagnostics> {
    let config = value(request.config, &session.data_source(&request.type_name)?.implied_type())?;
    let diagnostics = session.provider.validate_data_source(&request.type_name, &config).await;
    Ok(proto::DiagnosticsAnswer { diagnostics: values::diagnostics(&diagnostics) })
}

async fn upgrade(
    session: Arc<Session>,
    request: proto::UpgradeResourceRequest,
) -> Result<proto::UpgradeResourceAnswer, Diagnostics> {
    let of = session.resource(&request.type_name)?.implied_type();
    let state = values::raw_state(request.raw_state)?;
    let outcome = session.provider.upgrade_state(&request.type_name, request.version, &state).await;
    Ok(proto::UpgradeResourceAnswer {
        upgraded_state: outcome.value.map(|it| dynamic(&it, &of)).transpose()?,
        diagnostics: values::diagnostics(&outcome.diagnostics),
    })
}

async fn configure(
    session: Arc<Session>,
    request: proto::ConfigureRequest,
) -> Result<proto::DiagnosticsAnswer, Diagnostics> {
    let config = value(request.config, &session.provider.provider_schema().implied_type())?;
    let request = ConfigureRequest { config, terraform_version: request.terraform_version };
    let Outcome { value, diagnostics } = session.provider.configure(request).await;
    if let Some(configured) = value {
        session.configure(configured);
    }
    Ok(proto::DiagnosticsAnswer { diagnostics: values::diagnostics(&diagnostics) })
}

async fn read(
    session: Arc<Session>,
    request: proto::ReadResourceRequest,
) -> Result<proto::ReadResourceAnswer, Diagnostics> {
    let of = session.resource(&request.type_name)?.implied_type();
    let current = value(request.current_state, &of)?;
    let asked = ReadRequest { type_name: request.type_name, current, private: request.private.to_vec() };
    let Outcome { value, diagnostics } = session.configured()?.read(asked).await;
    let (new_state, private) = match value {
        Some(resource) => (Some(dynamic(&resource.state, &of)?), resource.private.into()),
        None => (None, request.private),
    };
    Ok(proto::ReadResourceAnswer { new_state, private, diagnostics: values::diagnostics(&diagnostics) })
}

async fn plan(
    session: Arc<Session>,
    request: proto::PlanResourceRequest,
) -> Result<proto::PlanResourceAnswer, Diagnostics> {
    let of = session.resource(&request.type_name)?.implied_type();
    let asked = PlanRequest {
        type_name: request.type_name,
        prior: value(request.prior_state, &of)?,
        proposed: value(request.proposed_new_state, &of)?,
        config: value(request.config, &of)?,
        prior_private: request.prior_private.to_vec(),
    };
    let Outcome { value, diagnostics } = session.configured()?.plan(asked).await;
    let legacy_type_system = session.provider.has_legacy_type_system();
    let diagnostics = values::diagnostics(&diagnostics);
    let mut answer = proto::PlanResourceAnswer { diagnostics, legacy_type_system, ..Default::default() };
    if let Some(plan) = value {
        answer.planned_state = Some(dynamic(&plan.planned, &of)?);
        answer.planned_private = plan.private.into();
        answer.requires_replace = plan.requires_replace.iter().map(values::path).collect();
    }
    Ok(answer)
}

async fn apply(
    session: Arc<Session>,
    request: proto::ApplyResourceRequest,
) -> Result<proto::ApplyResourceAnswer, Diagnostics> {
    let of = session.resource(&request.type_name)?.implied_type();
    let prior = value(request.prior_state.clone(), &of)?;
    let asked = ApplyRequest {
        type_name: request.type_name,
        prior,
        planned: value(request.planned_state, &of)?,
        config: value(request.config, &of)?,
        planned_private: request.planned_private.to_vec(),
    };
    let Outcome { value, diagnostics } = session.configured()?.apply(asked).await;
    let (new_state, private) = match value {
        Some(resource) => (Some(dynamic(&resource.state, &of)?), resource.private.into()),
        None => (request.prior_state, request.planned_private),
    };
    Ok(proto::ApplyResourceAnswer {
        new_state,
        private,
        diagnostics: values::diagnostics(&diagnostics),
        legacy_type_system: session.provider.has_legacy_type_system(),
    })
}

async fn import(
    session: Arc<Session>,
    request: proto::ImportResourceRequest,
) -> Result<proto::ImportResourceAnswer, Diagnostics> {
    session.resource(&request.type_name)?;
    let outcome = session.configured()?.import(&request.type_name, &request.id).await;
    let mut imported_resources = Vec::new();
    for imported in outcome.value.unwrap_or_default() {
        let of = session.resource(&imported.type_name)?.implied_type();
        imported_resources.push(proto::ImportedResource {
            state: Some(dynamic(&imported.state, &of)?),
            type_name: imported.type_name,
            private: imported.private.into(),
        });
    }
    Ok(proto::ImportResourceAnswer { imported_resources, diagnostics: values::diagnostics(&outcome.diagnostics) })
}

async fn read_data_source(
    session: Arc<Session>,
    request: proto::ReadDataRequest,
) -> Result<proto::ReadDataAnswer, Diagnostics> {
    let of = session.data_source(&request.type_name)?.implied_type();
    let config: Value = value(request.config, &of)?;
    let Outcome { value, diagnostics } = session.configured()?.read_data_source(&request.type_name, config).await;
    let state = value.map(|it| dynamic(&it, &of)).transpose()?;
    Ok(proto::ReadDataAnswer { state, diagnostics: values::diagnostics(&diagnostics) })
}
