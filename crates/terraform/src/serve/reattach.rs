//! What commands need to know to use a provider that runs already: the value of `TF_REATTACH_PROVIDERS`.

use serde_json::{Map, Value, json};

use super::handshake::number;
use super::listener::Address;
use crate::schema::ProtocolVersion;

/// The registries whose providers these are, Terraform's and OpenTofu's.
pub const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// The value for providers at an address.
pub(super) fn value(served: &[(ProtocolVersion, &str)], address: &Address) -> String {
    let mut providers = Map::new();
    for (protocol, name) in served {
        for registry in REGISTRIES {
            // `Test` keeps Terraform from ending a process that it did not start.
            let attach = json!({
                "Protocol": "grpc",
                "ProtocolVersion": number(*protocol),
                "Pid": std::process::id(),
                "Test": true,
                "Addr": { "Network": address.network(), "String": address.text() },
            });
            providers.insert(format!("{registry}/{name}"), attach);
        }
    }
    Value::Object(providers).to_string()
}
