//! Tables of the service: what is kept, and under which key.
//!
//! Every key begins with account and region; the rest is said at each table.

use crate::record::Table;

/// `stage`
pub(super) const STAGE: Table = Table::new("ivs-realtime.stage");

/// `stage/session`; session ids sort by time.
pub(super) const SESSION: Table = Table::new("ivs-realtime.session");

/// `stage/session/participant`
pub(super) const PARTICIPANT: Table = Table::new("ivs-realtime.participant");

/// `stage/session/participant/number`: what participants did, which is history by itself.
pub(super) const PARTICIPANT_EVENT: Table = Table::without_history("ivs-realtime.participant-event");

/// `stage/participant`: the last session a participant was in, and whether they may come back.
pub(super) const ATTENDANCE: Table = Table::new("ivs-realtime.attendance");

/// `token`: tokens that are of no use any more, by the participant id that they carry.
pub(super) const REVOKED_TOKEN: Table = Table::new("ivs-realtime.revoked-token");

/// `participant/stage`: index of those connected by a token, over all stages of a region.
pub(super) const CONNECTED_BY_TOKEN: Table = Table::without_history("ivs-realtime.connected-by-token");

/// `stage/milliseconds/participant`: index of the connected by the moment at which they leave by themselves.
pub(super) const EXPIRY: Table = Table::without_history("ivs-realtime.expiry");

/// `stage/session/property/value/participant`: index of participants by what listings filter on.
pub(super) const PARTICIPANT_BY: Table = Table::without_history("ivs-realtime.participant-by");

/// `source stage/participant/replica`; replica ids sort by time.
pub(super) const REPLICA: Table = Table::new("ivs-realtime.replica");

/// `public key`
pub(super) const PUBLIC_KEY: Table = Table::new("ivs-realtime.public-key");

/// `digest of the key`: index against importing a key twice.
pub(super) const PUBLIC_KEY_DIGEST: Table = Table::without_history("ivs-realtime.public-key-digest");

/// `encoder configuration`
pub(super) const ENCODER_CONFIGURATION: Table = Table::new("ivs-realtime.encoder-configuration");

/// `storage configuration`
pub(super) const STORAGE_CONFIGURATION: Table = Table::new("ivs-realtime.storage-configuration");

/// `ingest configuration`, without its stream keys.
pub(super) const INGEST_CONFIGURATION: Table = Table::new("ivs-realtime.ingest-configuration");

/// `ingest configuration`: its stream keys.
pub(super) const STREAM_KEY: Table = Table::without_history("ivs-realtime.stream-key");

/// `property/value/ingest configuration`: index by stage and by being active.
pub(super) const INGEST_CONFIGURATION_BY: Table = Table::without_history("ivs-realtime.ingest-configuration-by");

/// `composition`; composition ids sort by time.
pub(super) const COMPOSITION: Table = Table::new("ivs-realtime.composition");

/// `kind/id/composition`: index by what a composition was made from.
pub(super) const COMPOSITION_BY: Table = Table::without_history("ivs-realtime.composition-by");

/// `kind/id/composition`: the same index, of compositions that may not have stopped yet.
pub(super) const COMPOSITION_USING: Table = Table::without_history("ivs-realtime.composition-using");

/// `idempotency token`: the composition that was started with it.
pub(super) const COMPOSITION_TOKEN: Table = Table::without_history("ivs-realtime.composition-token");

/// One record for the whole folder: the key that signs participant tokens.
pub(super) const SIGNING_KEY: Table = Table::without_history("ivs-realtime.signing-key");
