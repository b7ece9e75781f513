//! The methods of a provider: messages in, messages out.
//!
//! What goes wrong is told in the answer's own diagnostics, for that is what users see. A request that is no message at
//! all is an error of gRPC.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use tonic::Status;

use super::carrying::{carry_out, carry_out_or, decode};
use super::schemas;
use super::session::Session;
use super::values::{self, dynamic, value};
use crate::cty::Value;
use crate::diagnostics::Diagnostics;
use crate::proto;
use crate::provider::{ApplyRequest, ConfigureRequest, Outcome, PlanRequest, ReadRequest};
use crate::schema::ProtocolVersion;

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
        Method::Configure => {
            carry_out(request, |it| async move { session.reading(configure(session.clone(), it)).await }).await
        }
        Method::ReadResource => {
            carry_out(request, |it| async move { session.reading(read(session.clone(), it)).await }).await
        }
        Method::PlanResource => {
            carry_out(request, |it| async move { session.reading(plan(session.clone(), it)).await }).await
        }
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
        Method::ImportResource => {
            carry_out(request, |it| async move { session.reading(import(session.clone(), it)).await }).await
        }
        Method::ReadDataSource => {
            carry_out(request, |it| async move { session.reading(read_data_source(session.clone(), it)).await }).await
        }
    }
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
    session.begin()?;
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
