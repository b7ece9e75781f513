//! Resource types of CloudFormation whose resources this service keeps.

use std::sync::OnceLock;

use callboard_model::document::Map;

use crate::cloudcontrol::{DeepType, Unset};
use crate::failure::Answer;
use crate::request::Request;

use super::arn::{self, Kind, Resource};
use super::{SERVICE, encoder_configuration, ingest_configuration, public_key, stage, storage_configuration, tables};

/// What Cloud Control has to know of each.
pub(crate) static RESOURCE_TYPES: [DeepType; 5] = [
    DeepType {
        name: "AWS::IVS::EncoderConfiguration",
        service: &SERVICE,
        table: tables::ENCODER_CONFIGURATION,
        create: "CreateEncoderConfiguration",
        update: None,
        delete: "DeleteEncoderConfiguration",
        wrapper: Some("encoderConfiguration"),
        identifier: &["arn"],
        parents: &[],
        locate: |request, text| located(request, &arn::ENCODER_CONFIGURATION, text),
        identify: Some(|request, id| arn::arn_of(&request.place, &arn::ENCODER_CONFIGURATION, id)),
        tagged_as: |_, arn| arn.to_owned(),
        unset: Unset::Empty,
        refused: &[],
        definition: None,
        verbatim: &[],
        defaults: Map::new,
        view: |request, _, id, record| {
            Ok(encoder_configuration::view(&here(request, &arn::ENCODER_CONFIGURATION, id), record))
        },
        plan: OnceLock::new(),
    },
    DeepType {
        name: "AWS::IVS::IngestConfiguration",
        service: &SERVICE,
        table: tables::INGEST_CONFIGURATION,
        create: "CreateIngestConfiguration",
        update: Some("UpdateIngestConfiguration"),
        delete: "DeleteIngestConfiguration",
        wrapper: Some("ingestConfiguration"),
        identifier: &["arn"],
        parents: &[],
        locate: |request, text| located(request, &arn::INGEST_CONFIGURATION, text),
        identify: Some(|request, id| arn::arn_of(&request.place, &arn::INGEST_CONFIGURATION, id)),
        tagged_as: |_, arn| arn.to_owned(),
        unset: Unset::Empty,
        refused: &[],
        definition: None,
        verbatim: &[],
        defaults: Map::new,
        view: |request, snapshot, id, record| {
            ingest_configuration::full_view(request, snapshot, &here(request, &arn::INGEST_CONFIGURATION, id), record)
        },
        plan: OnceLock::new(),
    },
    DeepType {
        name: "AWS::IVS::PublicKey",
        service: &SERVICE,
        table: tables::PUBLIC_KEY,
        create: "ImportPublicKey",
        update: None,
        delete: "DeletePublicKey",
        wrapper: Some("publicKey"),
        identifier: &["arn"],
        parents: &[],
        locate: |request, text| located(request, &arn::PUBLIC_KEY, text),
        identify: Some(|request, id| arn::arn_of(&request.place, &arn::PUBLIC_KEY, id)),
        tagged_as: |_, arn| arn.to_owned(),
        unset: Unset::Empty,
        refused: &[],
        definition: None,
        verbatim: &[],
        defaults: Map::new,
        view: |request, _, id, record| Ok(public_key::view(&here(request, &arn::PUBLIC_KEY, id), record)),
        plan: OnceLock::new(),
    },
    DeepType {
        name: "AWS::IVS::Stage",
        service: &SERVICE,
        table: tables::STAGE,
        create: "CreateStage",
        update: Some("UpdateStage"),
        delete: "DeleteStage",
        wrapper: Some("stage"),
        identifier: &["arn"],
        parents: &[],
        locate: |request, text| located(request, &arn::STAGE, text),
        identify: Some(|request, id| arn::arn_of(&request.place, &arn::STAGE, id)),
        tagged_as: |_, arn| arn.to_owned(),
        unset: Unset::Empty,
        refused: &[],
        definition: None,
        verbatim: &[("Name", "name"), ("Tags", "tags")],
        defaults: stage::defaults,
        view: |request, snapshot, id, record| {
            stage::full_view(request, snapshot, &here(request, &arn::STAGE, id), record)
        },
        plan: OnceLock::new(),
    },
    DeepType {
        name: "AWS::IVS::StorageConfiguration",
        service: &SERVICE,
        table: tables::STORAGE_CONFIGURATION,
        create: "CreateStorageConfiguration",
        update: None,
        delete: "DeleteStorageConfiguration",
        wrapper: Some("storageConfiguration"),
        identifier: &["arn"],
        parents: &[],
        locate: |request, text| located(request, &arn::STORAGE_CONFIGURATION, text),
        identify: Some(|request, id| arn::arn_of(&request.place, &arn::STORAGE_CONFIGURATION, id)),
        tagged_as: |_, arn| arn.to_owned(),
        unset: Unset::Empty,
        refused: &[],
        definition: None,
        verbatim: &[],
        defaults: Map::new,
        view: |request, _, id, record| {
            Ok(storage_configuration::view(&here(request, &arn::STORAGE_CONFIGURATION, id), record))
        },
        plan: OnceLock::new(),
    },
];

fn located(request: &Request, kind: &'static Kind, text: &str) -> Answer<Vec<String>> {
    arn::required(request, kind, text).map(|it| vec![it.id])
}

fn here(request: &Request, kind: &'static Kind, id: &str) -> Resource {
    Resource::new(kind, &request.place, id)
}
