//! What is in force: target, version, credentials.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Scope};
use datafusion::arrow::record_batch::RecordBatch;

use super::rows::Columns;
use crate::{Session, SqlError};

/// `SHOW TARGET`: where statements go, and why.
pub(super) fn target(session: &Session) -> Result<RecordBatch, SqlError> {
    let options = session.options();
    let regions = session.regions().join(", ");
    Columns::of(&[()])
        .text("target", |()| &options.target.name)
        .text("because", |()| &options.target.because)
        .text("account", |()| &*options.resources.options().account)
        .text("regions", |()| &regions)
        .finish()
}

/// `SHOW VERSION`: `EXTENDED` adds what the facts were made of.
pub(super) fn version(session: &Session, extended: bool) -> Result<RecordBatch, SqlError> {
    let source = |package: &str| {
        let mut rows = registry::sources().lines().map(|line| line.split('\t'));
        rows.find_map(|mut row| (row.next() == Some(package)).then(|| row.next()).flatten())
    };
    let columns = Columns::of(&[()]).text("version", |()| &session.options().version);
    if !extended {
        return columns.finish();
    }
    columns
        .some_text("api_models", |()| source("botocore").map(|it| format!("botocore {it}")))
        .some_text("resource_types", |()| source("cfn-lint").map(|it| format!("cfn-lint {it}")))
        .text("engine", |()| format!("DataFusion {}", datafusion::DATAFUSION_VERSION))
        .text("platform", |()| format!("{} {}", std::env::consts::OS, std::env::consts::ARCH))
        .finish()
}

/// `SHOW AUTH`: whose credentials calls carry, as the plane says.
pub(super) async fn auth(session: &Session) -> Result<RecordBatch, SqlError> {
    let resources = &session.options().resources;
    let operation = registry::caller_identity_operation()
        .ok_or_else(|| SqlError::unsupported("the registry has no operation that tells the caller's identity"))?;
    let region = session.regions().first().cloned().unwrap_or_else(|| "us-east-1".to_owned());
    let scope = Scope {
        partition: resources.options().partition.clone(),
        account: resources.options().account.clone(),
        region: region.into(),
    };
    let call = Call { operation, input: Map::new(), scope, caller: resources.options().caller.clone() };
    let output = resources.plane().call(call).await?;
    let member = |name: &str| match output.members.get(name) {
        Some(Document::String(text)) => Some(text.to_string()),
        _ => None,
    };
    Columns::of(&[()])
        .text("target", |()| &session.options().target.name)
        .some_text("account", |()| member("Account"))
        .some_text("arn", |()| member("Arn"))
        .some_text("user_id", |()| member("UserId"))
        .finish()
}

/// `SHOW TRANSACTION ISOLATION LEVEL`: what other callers do is seen at once.
pub(super) fn isolation_level() -> Result<RecordBatch, SqlError> {
    Columns::of(&["read committed"]).text("transaction_isolation", |it| it).finish()
}
