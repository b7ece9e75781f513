//! Planes for provider blocks.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use callboard_embedded::EmbeddedPlane;
use callboard_model::endpoints;
use callboard_plane::{Caller, Scope};
use callboard_terraform::diagnostics::Diagnostic;
use callboard_terraform::provider::{Connected, Connection, Connector};
use callboard_wire::endpoints::Partitions;

use super::THROUGH_CALLBOARD;
use super::decision::{Circumstances, decide, means_aws};
use super::remote::RemotePlanes;
use crate::embedded::{self, Use};
use crate::session_keys;
use crate::target::{Decision, Target};
use crate::world::{DEFAULT, World};

/// What the face is called in the history of the embedded plane.
pub(super) const FACE: &str = "terraform";

/// Opens planes, each at the first provider block that needs it.
pub struct BinaryConnector {
    world: Arc<World>,
    circumstances: Circumstances,
}

impl BinaryConnector {
    /// A connector for providers that Terraform starts, or that the user has started through callboard.
    pub fn new(world: Arc<World>, is_started_by_user: bool) -> Self {
        let told = (world.decision.because != DEFAULT).then(|| world.decision.clone());
        let circumstances = Circumstances {
            told,
            through_callboard: is_started_by_user || world.settings.variable(THROUGH_CALLBOARD).is_some(),
            access_key: world.settings.variable("AWS_ACCESS_KEY_ID"),
            profile: world.settings.variable("AWS_PROFILE").or_else(|| world.settings.variable("AWS_DEFAULT_PROFILE")),
        };
        Self { world, circumstances }
    }

    fn embedded(&self, connection: &Connection) -> Result<Connected, Diagnostic> {
        let plane = self.world.embedded_plane(Use::Server).map_err(|err| failed(&err))?;
        let key = connection.access_key.as_deref();
        let account = account(connection, &plane)?;
        let region = region(connection);
        let scope = scope(account.as_deref().unwrap_or(embedded::DEFAULT_ACCOUNT), region)?;
        let caller = Caller { access_key_id: key.map(Into::into), ..Caller::root(&scope, FACE) };
        let folder = self.world.data_dir.as_deref().unwrap_or(Path::new("memory"));
        let description = format!("the embedded plane in {}", folder.display());
        Ok(Connected { plane, scope, caller, is_in_process: true, description })
    }

    fn remote(&self, connection: Connection, decision: &Decision) -> Result<Connected, Diagnostic> {
        let Some(region) = connection.region.clone() else {
            return Err(Diagnostic::error("No region is set")
                .with_detail("Set `region` in the provider block, or AWS_REGION. Nothing was called."));
        };
        // Who calls is found out by the endpoint, from the signature.
        let scope = Scope { account: "".into(), ..scope(embedded::DEFAULT_ACCOUNT, &region)? };
        let caller = Caller::root(&scope, FACE);
        let told = match self.circumstances.told.as_ref().map(|it| &it.target) {
            Some(Target::Url(url)) => Some(url.clone()),
            _ => None,
        };
        let description = match &decision.target {
            Target::Url(url) => url.clone(),
            _ => "AWS".to_owned(),
        };
        let means_aws = decision.target == Target::Aws || means_aws(&connection, &self.circumstances);
        let plane = RemotePlanes::new(self.world.clone(), connection, told, means_aws).map_err(|err| failed(&err))?;
        Ok(Connected { plane: Arc::new(plane), scope, caller, is_in_process: false, description })
    }
}

#[async_trait]
impl Connector for BinaryConnector {
    async fn connect(&self, connection: Connection) -> Result<Connected, Diagnostic> {
        let decision = decide(&connection, &self.circumstances);
        let connected = match &decision.target {
            Target::Embedded => self.embedded(&connection)?,
            Target::Aws | Target::Url(_) => self.remote(connection, &decision)?,
        };
        tracing::info!(
            because = decision.because,
            account = &*connected.scope.account,
            region = &*connected.scope.region,
            "calls go to {}",
            connected.description
        );
        Ok(connected)
    }
}

fn region(connection: &Connection) -> &str {
    connection.region.as_deref().filter(|it| !it.is_empty()).unwrap_or(embedded::DEFAULT_REGION)
}

fn scope(account: &str, region: &str) -> Result<Scope, Diagnostic> {
    let partitions = Partitions::from_json(endpoints::partitions()).map_err(|err| failed(&err))?;
    Ok(Scope { partition: partitions.name_of_region(region).into(), ..Scope::new(account, region) })
}

/// The account of the embedded plane: that of the role which is taken on last, else that which the key names.
fn account(connection: &Connection, plane: &EmbeddedPlane) -> Result<Option<String>, Diagnostic> {
    let role = connection.assume_roles.last().or(connection.assume_role_with_web_identity.as_ref());
    let of_role = role.and_then(|it| it.role_arn.split(':').nth(4)).filter(|it| embedded::is_account_id(it));
    if let Some(account) = of_role {
        return Ok(Some(account.to_owned()));
    }
    let Some(key) = connection.access_key.as_deref() else { return Ok(None) };
    if embedded::is_account_id(key) {
        return Ok(Some(key.to_owned()));
    }
    Ok(session_keys::find(plane, key).map_err(|err| failed(&err))?.map(|it| it.account))
}

fn failed(error: &dyn std::error::Error) -> Diagnostic {
    Diagnostic::error("The provider cannot reach its plane").with_detail(error.to_string())
}
