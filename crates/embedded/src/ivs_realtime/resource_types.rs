//! Resource types of CloudFormation whose resources this service keeps.

use crate::cloudcontrol::{DeepType, Unset};
use crate::failure::Answer;
use crate::record::Table;
use crate::request::Request;

use super::arn::{self, Kind, Resource};
use super::{SERVICE, encoder_configuration, ingest_configuration, public_key, stage, storage_configuration, tables};

/// What Cloud Control has to know of each.
pub(crate) static RESOURCE_TYPES: [DeepType; 5] = [
    deep(
        "AWS::IVS::EncoderConfiguration",
        tables::ENCODER_CONFIGURATION,
        ("CreateEncoderConfiguration", None, "DeleteEncoderConfiguration"),
    )
    .wrapped("encoderConfiguration")
    .located(|request, text| located(request, &arn::ENCODER_CONFIGURATION, text))
    .identified(|request, id| arn::arn_of(&request.place, &arn::ENCODER_CONFIGURATION, id))
    .viewed(|request, _, id, record| {
        Ok(encoder_configuration::view(&here(request, &arn::ENCODER_CONFIGURATION, id), record))
    }),
    deep(
        "AWS::IVS::IngestConfiguration",
        tables::INGEST_CONFIGURATION,
        ("CreateIngestConfiguration", Some("UpdateIngestConfiguration"), "DeleteIngestConfiguration"),
    )
    .wrapped("ingestConfiguration")
    .located(|request, text| located(request, &arn::INGEST_CONFIGURATION, text))
    .identified(|request, id| arn::arn_of(&request.place, &arn::INGEST_CONFIGURATION, id))
    .viewed(|request, snapshot, id, record| {
        ingest_configuration::full_view(request, snapshot, &here(request, &arn::INGEST_CONFIGURATION, id), record)
    }),
    deep("AWS::IVS::PublicKey", tables::PUBLIC_KEY, ("ImportPublicKey", None, "DeletePublicKey"))
        .wrapped("publicKey")
        .located(|request, text| located(request, &arn::PUBLIC_KEY, text))
        .identified(|request, id| arn::arn_of(&request.place, &arn::PUBLIC_KEY, id))
        .viewed(|request, _, id, record| Ok(public_key::view(&here(request, &arn::PUBLIC_KEY, id), record))),
    deep("AWS::IVS::Stage", tables::STAGE, ("CreateStage", Some("UpdateStage"), "DeleteStage"))
        .wrapped("stage")
        .located(|request, text| located(request, &arn::STAGE, text))
        .identified(|request, id| arn::arn_of(&request.place, &arn::STAGE, id))
        .verbatim(&[("Name", "name"), ("Tags", "tags")])
        .with_defaults(stage::defaults)
        .viewed(|request, snapshot, id, record| {
            stage::full_view(request, snapshot, &here(request, &arn::STAGE, id), record)
        }),
    deep(
        "AWS::IVS::StorageConfiguration",
        tables::STORAGE_CONFIGURATION,
        ("CreateStorageConfiguration", None, "DeleteStorageConfiguration"),
    )
    .wrapped("storageConfiguration")
    .located(|request, text| located(request, &arn::STORAGE_CONFIGURATION, text))
    .identified(|request, id| arn::arn_of(&request.place, &arn::STORAGE_CONFIGURATION, id))
    .viewed(|request, _, id, record| {
        Ok(storage_configuration::view(&here(request, &arn::STORAGE_CONFIGURATION, id), record))
    }),
];

/// A type whose resources are named by ARNs.
const fn deep(
    name: &'static str,
    table: Table,
    operations: (&'static str, Option<&'static str>, &'static str),
) -> DeepType {
    DeepType::new(name, (&SERVICE, table), operations, &["arn"], Unset::Empty)
}

fn located(request: &Request, kind: &'static Kind, text: &str) -> Answer<Vec<String>> {
    arn::required(request, kind, text).map(|it| vec![it.id])
}

fn here(request: &Request, kind: &'static Kind, id: &str) -> Resource {
    Resource::new(kind, &request.place, id)
}
