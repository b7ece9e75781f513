//! What a host tells a plugin when it starts it, and the line that the plugin answers with.
//!
//! ```text
//! environment ─▶ PluginEnvironment ─▶ check ─▶ 1|5|unix|/tmp/…/provider|grpc|<certificate>
//! ```

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::listener::Address;

use super::ServeError;
use crate::schema::ProtocolVersion;

/// By which Terraform and OpenTofu show that it is they who start a provider.
pub const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The version of the protocol in which plugins are started.
const CORE_PROTOCOL: u32 = 1;

/// What the environment says to a plugin.
#[derive(Debug, Clone, Default)]
pub struct PluginEnvironment {
    /// `TF_PLUGIN_MAGIC_COOKIE`.
    pub magic_cookie: Option<String>,
    /// `PLUGIN_PROTOCOL_VERSIONS`: what the host speaks, separated by commas.
    pub protocol_versions: Option<String>,
    /// `PLUGIN_CLIENT_CERT`: the certificate that the host will show; without one, nothing is encrypted.
    pub client_certificate: Option<String>,
    /// `PLUGIN_UNIX_SOCKET_DIR`, else the folder for temporary files.
    pub socket_folder: PathBuf,
}

impl PluginEnvironment {
    /// Whether a host starts this process, and not somebody at a terminal.
    pub fn is_of_a_host(&self) -> bool {
        self.magic_cookie.as_deref() == Some(MAGIC_COOKIE)
    }

    /// The certificate of the host, where it has one.
    pub fn client_certificate(&self) -> Option<&str> {
        self.client_certificate.as_deref().filter(|it| !it.is_empty())
    }

    /// Refuses a host that cannot speak with this provider.
    pub(super) fn check(&self, protocol: ProtocolVersion) -> Result<(), ServeError> {
        if !self.is_of_a_host() {
            return Err(ServeError::NotStartedByAHost);
        }
        let Some(offered) = self.protocol_versions.as_deref().filter(|it| !it.is_empty()) else { return Ok(()) };
        let wanted = number(protocol);
        if offered.split(',').any(|it| it.trim().parse() == Ok(wanted)) {
            return Ok(());
        }
        Err(ServeError::ProtocolNotOffered { wanted, offered: offered.to_owned() })
    }
}

/// The line that a host waits for.
pub(super) fn line(protocol: ProtocolVersion, address: &Address, certificate: Option<&[u8]>) -> String {
    // With padding, the host takes the certificate for broken.
    let certificate = certificate.map(|it| STANDARD_NO_PAD.encode(it)).unwrap_or_default();
    format!("{CORE_PROTOCOL}|{}|{}|{}|grpc|{certificate}\n", number(protocol), address.network(), address.text())
}

/// The number of a version of the protocol.
pub(super) fn number(protocol: ProtocolVersion) -> u32 {
    match protocol {
        ProtocolVersion::V5 => 5,
        ProtocolVersion::V6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(cookie: Option<&str>, versions: Option<&str>, expect: Expect) {
        let environment = PluginEnvironment {
            magic_cookie: cookie.map(str::to_owned),
            protocol_versions: versions.map(str::to_owned),
            ..PluginEnvironment::default()
        };
        let answer = environment.check(ProtocolVersion::V5);
        expect.assert_eq(&answer.map_or_else(|err| format!("error: {err}"), |()| "fits".to_owned()));
    }

    #[test]
    fn only_a_host_that_speaks_the_protocol_is_answered() {
        check(Some(MAGIC_COOKIE), Some("5,6"), expect!["fits"]);
        check(Some(MAGIC_COOKIE), Some("6, 5"), expect!["fits"]);
        check(Some(MAGIC_COOKIE), None, expect!["fits"]);
        check(
            Some(MAGIC_COOKIE),
            Some("6"),
            expect!["error: this provider speaks version 5 of the plugin protocol; Terraform offers 6"],
        );
        check(
            None,
            Some("5"),
            expect!["error: this program is a Terraform provider, which Terraform or OpenTofu starts by itself"],
        );
        check(
            Some("other"),
            Some("5"),
            expect!["error: this program is a Terraform provider, which Terraform or OpenTofu starts by itself"],
        );
    }

    #[test]
    fn the_line_has_a_certificate_without_padding() {
        let address = Address::Unix("/tmp/p/provider".into());
        expect![[r#"
            1|5|unix|/tmp/p/provider|grpc|ZGVyIQ
        "#]]
        .assert_eq(&line(ProtocolVersion::V5, &address, Some(b"der!")));
        let address = Address::Tcp("127.0.0.1:1234".parse().expect("an address"));
        expect![[r#"
            1|6|tcp|127.0.0.1:1234|grpc|
        "#]]
        .assert_eq(&line(ProtocolVersion::V6, &address, None));
    }
}
