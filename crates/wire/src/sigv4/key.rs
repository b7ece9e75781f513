//! The key of a day, derived from a secret once and kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};

use super::hex;

/// The signing keys used lately.
///
/// Deriving one costs four times what a signature costs, and a client or a
/// server uses the same few all day.
#[derive(Default)]
pub struct KeyCache {
    recent: Mutex<VecDeque<Entry>>,
}

const CAPACITY: usize = 64;

struct Entry {
    secret: Box<str>,
    date: Box<str>,
    region: Box<str>,
    service: Box<str>,
    key: Arc<Key>,
}

impl KeyCache {
    /// The signature of a text with the key of a secret, day (`20260506`), region and service.
    pub(super) fn signature(&self, secret: &str, date: &str, region: &str, service: &str, text: &str) -> String {
        let key = self.key(secret, date, region, service);
        hex(sign(&key, text.as_bytes()).as_ref())
    }

    fn key(&self, secret: &str, date: &str, region: &str, service: &str) -> Arc<Key> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it =
            |it: &Entry| *it.secret == *secret && *it.date == *date && *it.region == *region && *it.service == *service;
        if let Some(place) = recent.iter().position(is_it) {
            let key = recent[place].key.clone();
            if place > 8
                && let Some(entry) = recent.remove(place)
            {
                recent.push_front(entry);
            }
            return key;
        }
        let key = Arc::new(derive(secret, date, region, service));
        recent.truncate(CAPACITY - 1);
        recent.push_front(Entry {
            secret: secret.into(),
            date: date.into(),
            region: region.into(),
            service: service.into(),
            key: key.clone(),
        });
        key
    }
}

fn derive(secret: &str, date: &str, region: &str, service: &str) -> Key {
    let mut key = Key::new(HMAC_SHA256, format!("AWS4{secret}").as_bytes());
    for part in [date, region, service, "aws4_request"] {
        key = Key::new(HMAC_SHA256, sign(&key, part.as_bytes()).as_ref());
    }
    key
}
