//! Keys: what may stand in a manifest. The reader and the editors' schema are held against these tables.

/// At the top.
pub const MANIFEST: &[&str] = &["version", "name", "description", "providers", "globals", "resources", "exports"];

/// In an entry of `globals`.
pub const GLOBAL: &[&str] = &["name", "value", "values", "description", "protected"];

/// In an entry of `resources`.
pub const RESOURCE: &[&str] = &[
    "name",
    "type",
    "resource",
    "type_name",
    "file",
    "sql",
    "run",
    "props",
    "exports",
    "protected",
    "description",
    "if",
    "skip_validation",
    "skip_on_delete",
    "auth",
    "return_vals",
    "depends_on",
];

/// In an entry of `props`.
pub const PROP: &[&str] = &["name", "description", "value", "values", "merge"];

/// In `return_vals`.
pub const RETURN_VALUES: &[&str] = &["create", "update", "delete"];

/// What `type` may be.
pub const KINDS: &[&str] = &["resource", "query", "script", "multi", "command"];
