//! Public keys: whoever holds the private half may sign participant tokens by themselves.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, ID_LENGTH, PUBLIC_KEY, Resource};
use super::fingerprint::fingerprint;
use super::tables::PUBLIC_KEY_DIGEST;

/// What stands before the point in the `SubjectPublicKeyInfo` of a P-384 key:
/// two sequences, the names of the algorithm and the curve, and a bit string.
const SPKI_P384: [u8; 23] = [
    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
    0x22, 0x03, 0x62, 0x00,
];

/// An uncompressed point: a mark and two coordinates.
const POINT_LENGTH: usize = 97;

pub(super) fn import(request: Request) -> Answer<Change> {
    let input = &request.input;
    let material = input.text("publicKeyMaterial");
    let der = der(material).filter(|der| point(der).is_some()).ok_or_else(|| {
        Failure::validation("publicKeyMaterial is not the PEM of an ECDSA public key on the curve P-384")
    })?;
    let key = Resource::new(&PUBLIC_KEY, &request.place, request.identifier(ID_LENGTH));
    let record = Map::new()
        .with("name", input.text("name"))
        .with("publicKeyMaterial", material)
        .with("fingerprint", fingerprint(&der))
        .with("tags", tags::of_new(input.map("tags"))?);
    let index = request.place.key(&[&digest_of(&der)]);
    change(move |transaction| {
        if PUBLIC_KEY_DIGEST.contains(transaction, &index)? {
            return Err(Failure::conflict("a public key with the same material has been imported already"));
        }
        PUBLIC_KEY_DIGEST.mark(transaction, &index)?;
        key.put_new(transaction, &record)?;
        Ok(Map::new().with("publicKey", view(&key, &record)))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    let key = arn::required(request, &PUBLIC_KEY, request.input.text("arn"))?;
    let record = key.record_alone(&request.shared.store)?;
    Ok(Map::new().with("publicKey", view(&key, &record)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let prefix = request.place.prefix(&[]);
    Listing::new(PUBLIC_KEY.table, &prefix).page(request, snapshot, "publicKeys", |id, record| {
        let mut item = view(&Resource::new(&PUBLIC_KEY, &request.place, id), &record);
        item.retain(|name, _| !matches!(name, "publicKeyMaterial" | "fingerprint"));
        Ok(Some(item))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    let key = arn::required(&request, &PUBLIC_KEY, request.input.text("arn"))?;
    change(move |transaction| {
        let record = key.record(transaction)?;
        if let Some(der) = der(record.text("publicKeyMaterial")) {
            PUBLIC_KEY_DIGEST.delete(transaction, &request.place.key(&[&digest_of(&der)]))?;
        }
        key.delete(transaction)?;
        Ok(Map::new())
    })
}

/// The point of an imported key, by its record.
pub(super) fn point_of(record: &Map) -> Option<Vec<u8>> {
    point(&der(record.text("publicKeyMaterial"))?).map(<[u8]>::to_vec)
}

pub(super) fn view(key: &Resource, record: &Map) -> Map {
    Map::new()
        .with("arn", key.arn())
        .with("name", record.text("name"))
        .with("publicKeyMaterial", record.text("publicKeyMaterial"))
        .with("fingerprint", record.text("fingerprint"))
        .with("tags", record.map("tags"))
}

/// The bytes inside a PEM.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----")?;
    let (body, _) = rest.split_once("-----END PUBLIC KEY-----")?;
    let body: String = body.chars().filter(|it| !it.is_ascii_whitespace()).collect();
    STANDARD.decode(body).ok()
}

/// The point of a P-384 key, which must lie on the curve.
fn point(der: &[u8]) -> Option<&[u8]> {
    let point = der.strip_prefix(&SPKI_P384)?;
    let is_key = point.len() == POINT_LENGTH && ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).is_ok();
    is_key.then_some(point)
}

fn digest_of(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, der))
}
