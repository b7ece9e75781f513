//! Who calls, and in which account and region.

use std::sync::{Arc, Mutex, PoisonError};

use callboard_plane::{Caller, Scope};

use crate::credential::Credential;
use crate::error::ServerError;
use crate::options::ServerOptions;

/// The access keys that the server knows.
///
/// Asked once for every signed request, so answers must come from memory or nearly so.
pub trait KeyRing: Send + Sync {
    /// The key with this id, where there is one that may be used now.
    fn key(&self, access_key_id: &str) -> Option<Arc<AccessKey>>;
}

/// One access key and whose it is.
pub struct AccessKey {
    /// Its secret half.
    pub secret_access_key: String,
    /// The session token that must come along, for temporary keys.
    pub session_token: Option<String>,
    /// The account it belongs to.
    pub account: String,
    /// The ARN of who calls with it: `arn:aws:iam::123456789012:user/ann`.
    pub caller_arn: String,
    /// The unique id of who calls with it.
    pub user_id: String,
}

/// A key ring without keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

impl KeyRing for NoKeys {
    fn key(&self, _access_key_id: &str) -> Option<Arc<AccessKey>> {
        None
    }
}

/// Who calls and where: what a [`Call`](callboard_plane::Call) needs beside its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Partition, account and region.
    pub scope: Scope,
    /// Who.
    pub caller: Caller,
}

/// Makes identities of credentials.
pub struct Identities {
    keys: Arc<dyn KeyRing>,
    default_account: Arc<str>,
    default_region: Arc<str>,
}

/// The identity of the last request of a connection: nearly always that of the next one too.
#[derive(Default)]
pub struct LastIdentity(Mutex<Option<Remembered>>);

struct Remembered {
    access_key_id: Box<str>,
    region: Box<str>,
    key: Option<Arc<AccessKey>>,
    identity: Identity,
}

/// What kind of caller this face is.
const FACE: &str = "http";

impl Identities {
    /// Makes identities with the server's defaults.
    pub fn new(options: &ServerOptions, keys: Arc<dyn KeyRing>) -> Result<Self, ServerError> {
        let account = &options.default_account;
        if !is_account(account) {
            return Err(ServerError::Setting { setting: "an account (twelve digits)", value: account.clone() });
        }
        Ok(Self {
            keys,
            default_account: account.as_str().into(),
            default_region: options.default_region.as_str().into(),
        })
    }

    /// The key that a credential names.
    pub fn key(&self, credential: &Credential<'_>) -> Option<Arc<AccessKey>> {
        self.keys.key(credential.access_key_id())
    }

    /// Who calls without a signature.
    pub fn unsigned(&self, region: Option<&str>) -> Identity {
        let scope = self.scope(Arc::clone(&self.default_account), region.unwrap_or_default());
        Identity { caller: Caller::root(&scope, FACE), scope }
    }

    /// Who calls by a credential, where its key is known or not; a key id of twelve digits is that account.
    pub fn of(&self, credential: &Credential<'_>, key: Option<Arc<AccessKey>>, last: &LastIdentity) -> Identity {
        let mut last = last.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(remembered) = &*last
            && *remembered.access_key_id == *credential.access_key_id()
            && *remembered.region == *credential.region()
            && same_key(remembered.key.as_ref(), key.as_ref())
        {
            return remembered.identity.clone();
        }
        let identity = self.identify(credential, key.as_deref());
        *last = Some(Remembered {
            access_key_id: credential.access_key_id().into(),
            region: credential.region().into(),
            key,
            identity: identity.clone(),
        });
        identity
    }

    fn identify(&self, credential: &Credential<'_>, key: Option<&AccessKey>) -> Identity {
        let id = credential.access_key_id();
        let account = match key {
            Some(key) => key.account.as_str().into(),
            None if is_account(id) => id.into(),
            None => Arc::clone(&self.default_account),
        };
        let scope = self.scope(account, credential.region());
        let mut caller = Caller::root(&scope, FACE);
        caller.access_key_id = Some(id.into());
        if let Some(key) = key {
            caller.arn = key.caller_arn.as_str().into();
            caller.user_id = key.user_id.as_str().into();
        }
        Identity { scope, caller }
    }

    fn scope(&self, account: Arc<str>, region: &str) -> Scope {
        let region = if region.is_empty() { Arc::clone(&self.default_region) } else { region.into() };
        Scope { partition: partition_of(&region).into(), account, region }
    }
}

fn same_key(left: Option<&Arc<AccessKey>>, right: Option<&Arc<AccessKey>>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => Arc::ptr_eq(left, right),
        (None, None) => true,
        _ => false,
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|it| it.is_ascii_digit())
}

/// The partition of a region, by the prefixes that AWS's partitions publish.
fn partition_of(region: &str) -> &'static str {
    const PREFIXES: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    PREFIXES.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential;
    use expect_test::{Expect, expect};

    struct OneKey(Arc<AccessKey>);

    impl KeyRing for OneKey {
        fn key(&self, access_key_id: &str) -> Option<Arc<AccessKey>> {
            (access_key_id == "AKIDANN").then(|| Arc::clone(&self.0))
        }
    }

    #[track_caller]
    fn check(access_key_id: &str, region: &str, expect: Expect) {
        let ann = AccessKey {
            secret_access_key: "secret".to_owned(),
            session_token: None,
            account: "999999999999".to_owned(),
            caller_arn: "arn:aws:iam::999999999999:user/ann".to_owned(),
            user_id: "AIDAANN".to_owned(),
        };
        let identities = Identities::new(&ServerOptions::default(), Arc::new(OneKey(Arc::new(ann)))).unwrap();
        let last = LastIdentity::default();
        let text = format!("AWS4-HMAC-SHA256 Credential={access_key_id}/20261121/{region}/ivs/aws4_request");
        let headers = [(http::header::AUTHORIZATION, text.parse().unwrap())].into_iter().collect();
        let uri = http::Uri::default();
        let credential = credential::read(&uri, &headers).unwrap().unwrap();
        let identity = identities.of(&credential, identities.key(&credential), &last);
        assert_eq!(identities.of(&credential, identities.key(&credential), &last), identity);
        let Identity { scope, caller } = identity;
        expect.assert_eq(&format!(
            "{} in {} {} {}, user id {}",
            caller.arn, scope.partition, scope.account, scope.region, caller.user_id
        ));
    }

    #[test]
    fn an_access_key_id_selects_the_account() {
        check(
            "AKIDANN",
            "eu-west-1",
            expect!["arn:aws:iam::999999999999:user/ann in aws 999999999999 eu-west-1, user id AIDAANN"],
        );
        check(
            "000000000001",
            "cn-north-1",
            expect!["arn:aws-cn:iam::000000000001:root in aws-cn 000000000001 cn-north-1, user id 000000000001"],
        );
        check(
            "test",
            "",
            expect!["arn:aws:iam::123456789012:root in aws 123456789012 us-east-1, user id 123456789012"],
        );
    }
}
