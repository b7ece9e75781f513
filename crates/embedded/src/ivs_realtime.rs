//! IVS Real-Time: stages, who is on them, and what is made of them.
//!
//! ```text
//! stage ── session ── participant ── events           tokens are signed, not stored
//!   │         └ started by the first to join,          (`token.rs`, `public_key.rs`)
//!   │           ended by the last to leave
//!   ├─ replication: a participant of one stage appears on another
//!   ├─ ingest configuration: joins by stream key
//!   └─ composition ── encoder and storage configurations
//! ```
//!
//! Who joins, publishes and leaves is decided by media servers on AWS. Here it
//! is told by [`LocalAction`], with the same tokens and the same consequences.
//!
//! # Invariants
//!
//! - A session is active exactly while somebody is connected.
//! - Whoever is connected has an entry in the expiry index, with the moment at which they leave by themselves.
//! - An ARN of another account is access denied; one of another region does not exist.
//!
//! # Reading order
//!
//! `arn.rs` names things and `tables.rs` keeps them; `stage.rs` is the plainest
//! resource. `presence.rs` holds the rules of joining and leaving, which
//! `local.rs` tells of and `session.rs`, `participant.rs` and `replication.rs` show.

mod arn;
mod composition;
mod encoder_configuration;
mod fingerprint;
mod ingest_configuration;
mod jwt;
mod local;
mod participant;
mod presence;
mod public_key;
mod quotas;
mod recording;
mod replication;
mod resource_types;
mod session;
mod signing_key;
mod stage;
mod storage_configuration;
mod tables;
mod tagging;
mod token;

use callboard_model::validate::Exceptions;

use crate::dispatch::Handler::{Read, ReadOne, Write};
use crate::dispatch::{ServiceTable, by_model};

pub(crate) use local::prepare as prepare_local;
pub use local::{LocalAction, LocalActionError};
pub(crate) use resource_types::RESOURCE_TYPES;
pub(crate) use signing_key::SigningKey;

/// What the plane carries out of this service.
pub(crate) static SERVICE: ServiceTable = ServiceTable {
    name: "ivs-realtime",
    operations: &[
        ("CreateEncoderConfiguration", Write(encoder_configuration::create)),
        ("CreateIngestConfiguration", Write(ingest_configuration::create)),
        ("CreateParticipantToken", ReadOne(token::create)),
        ("CreateStage", Write(stage::create)),
        ("CreateStorageConfiguration", Write(storage_configuration::create)),
        ("DeleteEncoderConfiguration", Write(encoder_configuration::delete)),
        ("DeleteIngestConfiguration", Write(ingest_configuration::delete)),
        ("DeletePublicKey", Write(public_key::delete)),
        ("DeleteStage", Write(stage::delete)),
        ("DeleteStorageConfiguration", Write(storage_configuration::delete)),
        ("DisconnectParticipant", Write(participant::disconnect)),
        ("GetComposition", Read(composition::get)),
        ("GetEncoderConfiguration", ReadOne(encoder_configuration::get)),
        ("GetIngestConfiguration", Read(ingest_configuration::get)),
        ("GetParticipant", Read(participant::get)),
        ("GetPublicKey", ReadOne(public_key::get)),
        ("GetStage", ReadOne(stage::get)),
        ("GetStageSession", Read(session::get)),
        ("GetStorageConfiguration", ReadOne(storage_configuration::get)),
        ("ImportPublicKey", Write(public_key::import)),
        ("ListCompositions", Read(composition::list)),
        ("ListEncoderConfigurations", Read(encoder_configuration::list)),
        ("ListIngestConfigurations", Read(ingest_configuration::list)),
        ("ListParticipantEvents", Read(participant::list_events)),
        ("ListParticipantReplicas", Read(replication::list)),
        ("ListParticipants", Read(participant::list)),
        ("ListPublicKeys", Read(public_key::list)),
        ("ListStageSessions", Read(session::list)),
        ("ListStages", Read(stage::list)),
        ("ListStorageConfigurations", Read(storage_configuration::list)),
        ("ListTagsForResource", Read(tagging::list)),
        ("RevokeConnectionToken", Write(token::revoke)),
        ("StartComposition", Write(composition::start)),
        ("StartParticipantReplication", Write(replication::start)),
        ("StopComposition", Write(composition::stop)),
        ("StopParticipantReplication", Write(replication::stop)),
        ("TagResource", Write(tagging::tag)),
        ("UntagResource", Write(tagging::untag)),
        ("UpdateIngestConfiguration", Write(ingest_configuration::update)),
        ("UpdateStage", Write(stage::update)),
    ],
    // The pattern of tag operations allows one character before the slash, which no ARN has.
    exceptions: Exceptions { unenforced_patterns: &["ResourceArn"] },
    validation_code: "ValidationException",
    check: by_model,
};
