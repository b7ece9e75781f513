//! The key that signs participant tokens: one a data folder, made when the first token is.

use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callboard_model::document::{Document, Map};
use callboard_store::{Cause, Store};

use crate::failure::{Answer, Failure};

use super::tables::SIGNING_KEY;

const RECORD: &[u8] = b"participant-token";

/// The key of a plane, read or made when it is first used.
#[derive(Default)]
pub(crate) struct SigningKey {
    loaded: OnceLock<LoadedKey>,
}

/// A key that is ready to sign.
pub(super) struct LoadedKey {
    pub(super) pair: EcdsaKeyPair,
    /// The name of the key in the header of tokens: a digest of its public half.
    pub(super) id: String,
}

impl SigningKey {
    pub(super) fn get(&self, store: &Store) -> Answer<&LoadedKey> {
        if let Some(key) = self.loaded.get() {
            return Ok(key);
        }
        let stored = store.read(|snapshot| SIGNING_KEY.get(snapshot, RECORD))?;
        let record = match stored {
            Some(record) => record,
            None => make(store)?,
        };
        let key = LoadedKey::read(&record)?;
        // Another thread read the same record.
        Ok(self.loaded.get_or_init(|| key))
    }
}

impl LoadedKey {
    fn read(record: &Map) -> Answer<Self> {
        let Some(Document::Blob(pkcs8)) = record.get("pkcs8") else { return Err(unusable()) };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8).map_err(|_| unusable())?;
        let id = URL_SAFE_NO_PAD.encode(&digest(&SHA256, pair.public_key().as_ref()).as_ref()[..12]);
        Ok(Self { pair, id })
    }
}

/// Makes the key, unless another process has done so meanwhile.
fn make(store: &Store) -> Answer<Map> {
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new()).map_err(|_| unusable())?;
    let made = Map::new().with("pkcs8", Document::Blob(pkcs8.as_ref().to_vec()));
    store.write(&Cause::new("callboard", "signing-key"), |transaction| match SIGNING_KEY.get(transaction, RECORD)? {
        Some(record) => Ok(record),
        None => {
            SIGNING_KEY.put(transaction, RECORD, &made)?;
            Ok(made)
        }
    })
}

fn unusable() -> Failure {
    Failure::refused("InternalServerException", "the key that signs participant tokens cannot be used", 500)
}
