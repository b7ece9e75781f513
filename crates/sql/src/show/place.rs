//! Places: what the path behind `IN`, `FOR` or `DESCRIBE` names.

use callboard_model::naming::nearest_names;
use callboard_model::naming::sql::{self, Relation};
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::types::{self, ResourceType};

use crate::SqlError;
use crate::error::sqlstate;

/// Catalogs of resource types; the second spells identifiers without `data__`.
pub(super) const PROVIDERS: [&str; 2] = ["aws", "awscc"];

/// A relation of a resource type.
pub(super) struct TypePlace {
    /// `aws` or `awscc`.
    pub(super) provider: &'static str,
    /// The type.
    pub(super) of: &'static ResourceType,
    /// Which of its relations.
    pub(super) relation: Relation,
}

/// A service: of resource types, of operations, or of both.
pub(super) struct ServicePlace {
    /// `aws` or `awscc`.
    pub(super) provider: &'static str,
    /// As SQL writes it.
    pub(super) name: String,
    /// Namespaces of its resource types.
    pub(super) namespaces: Vec<&'static str>,
    /// Its API.
    pub(super) api: Option<&'static ServiceEntry>,
}

impl TypePlace {
    /// `aws.ivs.stages`.
    pub(super) fn id(&self) -> String {
        let (service, table) = (sql::sql_service(self.of.name), sql::sql_relation(self.of.name, self.relation));
        format!("{}.{service}.{table}", self.provider)
    }

    /// What the column of the primary identifier is called here.
    pub(super) fn identifier_column(&self) -> &'static str {
        if self.provider == PROVIDERS[0] { "data__Identifier" } else { "Identifier" }
    }

    /// What the pseudo-column of a JSON Patch is called here.
    pub(super) fn patch_column(&self) -> &'static str {
        if self.provider == PROVIDERS[0] { "data__PatchDocument" } else { "PatchDocument" }
    }
}

/// A provider by its name.
pub(super) fn provider(name: &str) -> Result<&'static str, SqlError> {
    PROVIDERS.into_iter().find(|it| it.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no provider `{name}`"));
        error.with_hint("providers are `aws` and `awscc`")
    })
}

/// A service by its path: `aws.ivs`, or `ivs` alone.
pub(super) fn service(path: &[String]) -> Result<ServicePlace, SqlError> {
    let (provider, name) = match path {
        [name] => (PROVIDERS[0], name),
        [provider, name] => (self::provider(provider)?, name),
        _ => return Err(malformed(path, "aws.ivs")),
    };
    let lower = name.to_ascii_lowercase();
    let namespaces: Vec<_> = types::namespaces().filter(|it| sql::sql_service(it) == lower).collect();
    let api = api(&lower);
    if namespaces.is_empty() && api.is_none() {
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, format!("there is no service `{name}` in `{provider}`"));
        let apis = registry::services().iter().map(api_name);
        let near = nearest_names(&lower, types::namespaces().map(sql::sql_service).chain(apis));
        return Err(error.with_hint(match near.first() {
            Some(near) => format!("did you mean `{provider}.{near}`?"),
            None => format!("SHOW EXTENDED SERVICES IN {provider} lists them"),
        }));
    }
    Ok(ServicePlace { provider, name: lower, namespaces, api })
}

/// A resource type's relation by its path: `aws.ivs.stages`, or `ivs.stages`.
pub(super) fn table(path: &[String]) -> Result<TypePlace, SqlError> {
    let (provider, service, name) = match path {
        [service, name] => (PROVIDERS[0], service, name),
        [provider, service, name] => (self::provider(provider)?, service, name),
        _ => return Err(malformed(path, "aws.ivs.stages")),
    };
    if let Some(found) = sql::sql_relation_of(service, name)
        && let Some(of) = types::resource_type(&found.type_name)
        // A type without tags has no relation of them.
        && (found.relation != Relation::Tags || of.tag_property().is_some())
    {
        return Ok(TypePlace { provider, of, relation: found.relation });
    }
    let place = self::service(&[provider.to_owned(), service.clone()])?;
    let error = SqlError::new(
        sqlstate::UNDEFINED_TABLE,
        format!("there is no resource `{name}` in `{provider}.{}`", place.name),
    );
    Err(error.with_hint(match nearest_names(name, place.type_names().map(|it| sql::sql_table(&it))).first() {
        Some(near) => format!("did you mean `{provider}.{}.{near}`?", place.name),
        None if place.namespaces.is_empty() => {
            format!("it has operations, not resources: SHOW METHODS IN {provider}.{} lists them", place.name)
        }
        None => format!("SHOW RESOURCES IN {provider}.{} lists them", place.name),
    }))
}

impl ServicePlace {
    /// Names of its resource types.
    pub(super) fn type_names(&self) -> impl Iterator<Item = String> {
        let namespaces = self.namespaces.iter();
        namespaces.flat_map(|namespace| types::names_in(namespace).map(move |leaf| format!("{namespace}::{leaf}")))
    }
}

/// The API of a service by its name in SQL: `ivs_realtime`; botocore's own `ivs-realtime` and its service id too.
fn api(name: &str) -> Option<&'static ServiceEntry> {
    registry::service_entry(&name.replace('_', "-")).or_else(|| registry::service_by_id(name))
}

/// An API's name in SQL: `ivs_realtime`.
pub(super) fn api_name(entry: &ServiceEntry) -> String {
    entry.name.replace('-', "_")
}

fn malformed(path: &[String], example: &str) -> SqlError {
    SqlError::syntax(format!("`{}` is not a path such as `{example}`", path.join(".")))
}
