//! Operations as callers see them, driven through the plane.

mod apigatewayv2;
mod cloudcontrol;
mod composition;
mod configurations;
mod elsewhere;
mod iam;
mod ingest;
mod listing;
mod logs;
mod participants;
mod public_key;
mod quotas;
mod replication;
mod resource_groups_tagging;
mod script;
mod sharing;
mod stage;
mod sts;
mod tags;
mod token;
