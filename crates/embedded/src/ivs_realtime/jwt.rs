//! JSON Web Tokens with ES384 signatures.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED, EcdsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The longest token that is read.
const LONGEST: usize = 16 * 1024;

/// A token taken apart, its signature not verified yet.
pub(super) struct Jwt<'a> {
    pub(super) key_id: Option<String>,
    pub(super) claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

/// Signs claims. Nothing where the key cannot sign.
pub(super) fn sign(pair: &EcdsaKeyPair, key_id: &str, claims: &Value) -> Option<String> {
    let header = json!({"alg": "ES384", "typ": "JWT", "kid": key_id});
    let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims.to_string(), &mut token);
    let signature = pair.sign(&SystemRandom::new(), token.as_bytes()).ok()?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature.as_ref(), &mut token);
    Some(token)
}

impl<'a> Jwt<'a> {
    /// Takes a token apart, which must be signed by ES384.
    pub(super) fn parse(token: &'a str) -> Option<Self> {
        let token = token.trim();
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let is_es384 = header.get("alg").and_then(Value::as_str) == Some("ES384");
        let key_id = header.get("kid").and_then(Value::as_str).map(str::to_owned);
        (is_es384 && claims.is_object()).then_some(Self { key_id, claims, signed, signature })
    }

    /// Whether the holder of this key signed it; the key is an uncompressed point.
    pub(super) fn is_signed_by(&self, point: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(self.signed.as_bytes(), &self.signature).is_ok()
    }
}
