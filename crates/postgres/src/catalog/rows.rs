//! What is in the system tables.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use callboard_model::naming::sql::{Relation, sql_relation};
use callboard_sql::SETTINGS;
use callboard_sql::catalog::{Column, Table, services, table_of, types_in};
use callboard_sql::datafusion::arrow::datatypes::Field;
use callboard_sql::datafusion::catalog::{CatalogProviderList, TableProvider};

use super::OWNER;
use super::tables::{SystemTable, TABLES};
use crate::encode;
use crate::types::{Facts, TYPES, Type};

/// A value; a column that a row does not name is null.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Integer(i64),
    Bool(bool),
}

/// One row by column.
pub(super) type Row = Vec<(&'static str, Cell)>;

/// What a query asks of a table: values that columns must equal.
#[derive(Debug, Default)]
pub(super) struct Wanted(pub(super) HashMap<String, Cell>);

const OWNER_OID: i64 = 10;
const NAMESPACE_OIDS: i64 = 20_000;
const RELATION_OIDS: i64 = 100_000;
const DEFINED_OIDS: i64 = 1_000_000;
const PG_CATALOG_OID: i64 = 11;
const PUBLIC_OID: i64 = 2200;
const INFORMATION_OID: i64 = 13_000;
const SYSTEM_OIDS: i64 = 14_000;

/// System tables that clients know by PostgreSQL's own number.
const SYSTEM_TABLES: [(&str, i64); 24] = [
    ("pg_am", 2601),
    ("pg_attrdef", 2604),
    ("pg_attribute", 1249),
    ("pg_cast", 2605),
    ("pg_class", 1259),
    ("pg_collation", 3456),
    ("pg_constraint", 2606),
    ("pg_conversion", 2607),
    ("pg_database", 1262),
    ("pg_enum", 3501),
    ("pg_event_trigger", 3466),
    ("pg_extension", 3079),
    ("pg_foreign_data_wrapper", 2328),
    ("pg_foreign_server", 1417),
    ("pg_language", 2612),
    ("pg_namespace", 2615),
    ("pg_operator", 2617),
    ("pg_policy", 3256),
    ("pg_proc", 1255),
    ("pg_rewrite", 2618),
    ("pg_tablespace", 1213),
    ("pg_trigger", 2620),
    ("pg_ts_config", 3602),
    ("pg_type", 1247),
];

/// Databases: each is a catalog with the same types.
const DATABASES: [&str; 2] = ["aws", "awscc"];

/// A table of resources, by its names.
struct Relations {
    /// Service, table and type of each, in the order of their numbers.
    all: Vec<(usize, String, String)>,
    services: Vec<&'static str>,
}

fn relations() -> &'static Relations {
    static RELATIONS: OnceLock<Relations> = OnceLock::new();
    RELATIONS.get_or_init(|| {
        let services: Vec<&'static str> = services().collect();
        let all = services.iter().enumerate().flat_map(|(at, service)| {
            types_in(service).map(move |it| (at, sql_relation(&it, Relation::Resources), it))
        });
        Relations { all: all.collect(), services: services.clone() }
    })
}

impl Wanted {
    fn integer(&self, column: &str) -> Option<i64> {
        match self.0.get(column)? {
            Cell::Integer(value) => Some(*value),
            Cell::Text(text) => text.parse().ok(),
            Cell::Bool(_) => None,
        }
    }

    fn text(&self, column: &str) -> Option<&str> {
        match self.0.get(column)? {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The rows of a table, at least those that are wanted.
pub(super) async fn rows(table: &str, wanted: &Wanted, catalogs: &dyn CatalogProviderList) -> Vec<Row> {
    match table {
        "pg_namespace" => namespaces().map(|(oid, name)| namespace(oid, name)).collect(),
        "pg_class" => {
            let mut rows: Vec<Row> = resource_tables(wanted.integer("oid"))
                .map(|(oid, service, name, _)| class(oid, namespace_oid(service), name, "r"))
                .collect();
            rows.extend(
                system_tables(wanted.integer("oid")).map(|(oid, it)| {
                    class(oid, schema_oid(it), it.name, if it.place() == it.schema { "r" } else { "v" })
                }),
            );
            let defined = defined(catalogs).await;
            rows.extend(defined.iter().map(|it| class(it.oid, PUBLIC_OID, &it.name, it.kind)));
            rows
        }
        "pg_attribute" => attributes(wanted.integer("attrelid"), catalogs).await,
        "pg_type" => types(),
        "pg_database" => DATABASES.iter().zip(1..).map(|(name, oid)| database(oid, name)).collect(),
        "pg_roles" | "pg_user" => vec![role()],
        "pg_am" => vec![vec![("oid", Cell::Integer(2)), ("amname", text("heap")), ("amtype", text("t"))]],
        "pg_description" => resource_tables(wanted.integer("objoid")).map(description).collect(),
        "pg_tables" => resource_tables(None).map(|(_, service, name, _)| listed_table(service, name)).collect(),
        "pg_settings" => settings(),
        "pg_tablespace" => {
            vec![vec![
                ("oid", Cell::Integer(1663)),
                ("spcname", text("pg_default")),
                ("spcowner", Cell::Integer(OWNER_OID)),
            ]]
        }
        // A client is connected to one database; the other has the same, and would only be read twice.
        "schemata" => namespaces()
            .map(|(_, schema)| {
                vec![("catalog_name", text(DATABASES[0])), ("schema_name", text(schema)), ("schema_owner", text(OWNER))]
            })
            .collect(),
        "tables" => information_tables(wanted, catalogs).await,
        "columns" => information_columns(wanted, catalogs).await,
        _ => Vec::new(),
    }
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn namespaces() -> impl Iterator<Item = (i64, &'static str)> {
    let services = relations().services.iter().enumerate().map(|(at, name)| (namespace_oid(at), *name));
    [(PG_CATALOG_OID, "pg_catalog"), (PUBLIC_OID, "public"), (INFORMATION_OID, "information_schema")]
        .into_iter()
        .chain(services)
}

fn namespace_oid(service: usize) -> i64 {
    NAMESPACE_OIDS + i64::try_from(service).unwrap_or_default()
}

fn namespace(oid: i64, name: &str) -> Row {
    vec![("oid", Cell::Integer(oid)), ("nspname", text(name)), ("nspowner", Cell::Integer(OWNER_OID))]
}

/// Number, service, name and type of each table of resources, or of one.
fn resource_tables(one: Option<i64>) -> impl Iterator<Item = (i64, usize, &'static str, &'static str)> {
    let all = relations().all.iter().zip(RELATION_OIDS..);
    all.filter(move |(_, oid)| one.is_none_or(|one| one == *oid))
        .map(|((service, name, type_name), oid)| (oid, *service, name.as_str(), type_name.as_str()))
}

/// The system tables, or one.
fn system_tables(one: Option<i64>) -> impl Iterator<Item = (i64, &'static SystemTable)> {
    let number = |(table, at): (&'static SystemTable, i64)| {
        (SYSTEM_TABLES.iter().find(|it| it.0 == table.name).map_or(at, |it| it.1), table)
    };
    TABLES.iter().zip(SYSTEM_OIDS..).map(number).filter(move |(oid, _)| one.is_none_or(|one| one == *oid))
}

fn schema_oid(table: &SystemTable) -> i64 {
    if table.place() == table.schema { PG_CATALOG_OID } else { INFORMATION_OID }
}

fn class(oid: i64, namespace: i64, name: &str, kind: &str) -> Row {
    let zero = |name| (name, Cell::Integer(0));
    let no = |name| (name, Cell::Bool(false));
    vec![
        ("oid", Cell::Integer(oid)),
        ("relname", text(name)),
        ("relnamespace", Cell::Integer(namespace)),
        ("relowner", Cell::Integer(OWNER_OID)),
        ("relam", Cell::Integer(0)),
        ("relkind", text(kind)),
        ("relpersistence", text("p")),
        ("relreplident", text("d")),
        ("relispopulated", Cell::Bool(true)),
        zero("reltype"),
        zero("reloftype"),
        zero("reltablespace"),
        zero("reltoastrelid"),
        zero("relpages"),
        zero("relchecks"),
        zero("relnatts"),
        zero("relrewrite"),
        no("relhasindex"),
        no("relisshared"),
        no("relhasrules"),
        no("relhastriggers"),
        no("relhassubclass"),
        no("relrowsecurity"),
        no("relforcerowsecurity"),
        no("relispartition"),
    ]
}

fn description((oid, _, _, type_name): (i64, usize, &str, &str)) -> Row {
    vec![
        ("objoid", Cell::Integer(oid)),
        ("classoid", Cell::Integer(1259)),
        ("objsubid", Cell::Integer(0)),
        ("description", text(type_name)),
    ]
}

fn listed_table(service: usize, name: &str) -> Row {
    vec![
        ("schemaname", text(relations().services[service])),
        ("tablename", text(name)),
        ("tableowner", text(OWNER)),
        ("hasindexes", Cell::Bool(false)),
        ("hasrules", Cell::Bool(false)),
        ("hastriggers", Cell::Bool(false)),
        ("rowsecurity", Cell::Bool(false)),
    ]
}

async fn attributes(one: Option<i64>, catalogs: &dyn CatalogProviderList) -> Vec<Row> {
    let mut rows = Vec::new();
    for (oid, _, _, type_name) in resource_tables(one) {
        if let Some(table) = table_of(type_name, Relation::Resources) {
            rows.extend(
                columns_of(&table)
                    .zip(1..)
                    .map(|(column, at)| attribute(oid, at, &column.name, &column_type(column), is_never_null(column))),
            );
        }
    }
    for (oid, table) in system_tables(one) {
        let of = |(field, at): (&Arc<Field>, i64)| {
            attribute(oid, at, field.name(), &encode::wire_type(field.data_type()), false)
        };
        rows.extend(table.arrow_schema().fields().iter().zip(1..).map(of));
    }
    for table in defined(catalogs).await.iter().filter(|it| one.is_none_or(|one| one == it.oid)) {
        let schema = table.provider.schema();
        rows.extend(schema.fields().iter().zip(1..).map(|(field, at)| {
            attribute(table.oid, at, field.name(), &encode::wire_type(field.data_type()), !field.is_nullable())
        }));
    }
    rows
}

fn attribute(relation: i64, number: i64, name: &str, data_type: &Type, not_null: bool) -> Row {
    let no = |name| (name, Cell::Bool(false));
    vec![
        ("attrelid", Cell::Integer(relation)),
        ("attname", text(name)),
        ("atttypid", Cell::Integer(data_type.0.into())),
        ("attnum", Cell::Integer(number)),
        ("attlen", Cell::Integer(data_type.length().into())),
        ("attndims", Cell::Integer(0)),
        ("atttypmod", Cell::Integer(-1)),
        ("attnotnull", Cell::Bool(not_null)),
        ("attstorage", text(if data_type.length() < 0 { "x" } else { "p" })),
        ("attcompression", text("")),
        ("attidentity", text("")),
        ("attgenerated", text("")),
        ("attislocal", Cell::Bool(true)),
        ("attcollation", Cell::Integer(0)),
        ("attinhcount", Cell::Integer(0)),
        no("atthasdef"),
        no("atthasmissing"),
        no("attisdropped"),
    ]
}

fn types() -> Vec<Row> {
    let of = |it: &Facts| type_row(it.oid, it.name, it.length, it.category, 0, it.array);
    let array = |it: &Facts| type_row(it.array, &Type(it.array).name(), -1, "A", it.oid, 0);
    let plain = TYPES.iter().map(of);
    plain.chain(TYPES.iter().filter(|it| it.array != 0).map(array)).collect()
}

fn type_row(oid: u32, name: &str, length: i16, category: &str, element: u32, array: u32) -> Row {
    vec![
        ("oid", Cell::Integer(oid.into())),
        ("typname", text(name)),
        ("typnamespace", Cell::Integer(PG_CATALOG_OID)),
        ("typowner", Cell::Integer(OWNER_OID)),
        ("typlen", Cell::Integer(length.into())),
        ("typbyval", Cell::Bool(matches!(length, 1 | 2 | 4 | 8))),
        ("typtype", text(if category == "P" { "p" } else { "b" })),
        ("typcategory", text(category)),
        ("typispreferred", Cell::Bool(matches!(name, "text" | "float8" | "bool" | "timestamptz" | "oid"))),
        ("typisdefined", Cell::Bool(true)),
        ("typdelim", text(",")),
        ("typrelid", Cell::Integer(0)),
        ("typelem", Cell::Integer(element.into())),
        ("typarray", Cell::Integer(array.into())),
        ("typinput", text(&if category == "A" { "array_in".to_owned() } else { format!("{name}in") })),
        ("typnotnull", Cell::Bool(false)),
        ("typbasetype", Cell::Integer(0)),
        ("typtypmod", Cell::Integer(-1)),
        ("typndims", Cell::Integer(0)),
        ("typcollation", Cell::Integer(0)),
    ]
}

fn database(oid: i64, name: &str) -> Row {
    vec![
        ("oid", Cell::Integer(oid)),
        ("datname", text(name)),
        ("datdba", Cell::Integer(OWNER_OID)),
        ("encoding", Cell::Integer(6)),
        ("datlocprovider", text("c")),
        ("datistemplate", Cell::Bool(false)),
        ("datallowconn", Cell::Bool(true)),
        ("datconnlimit", Cell::Integer(-1)),
        ("dattablespace", Cell::Integer(1663)),
        ("datcollate", text("C.UTF-8")),
        ("datctype", text("C.UTF-8")),
    ]
}

fn role() -> Row {
    let no = |name| (name, Cell::Bool(false));
    vec![
        ("oid", Cell::Integer(OWNER_OID)),
        ("usesysid", Cell::Integer(OWNER_OID)),
        ("rolname", text(OWNER)),
        ("usename", text(OWNER)),
        ("rolinherit", Cell::Bool(true)),
        ("rolcanlogin", Cell::Bool(true)),
        ("rolconnlimit", Cell::Integer(-1)),
        no("rolsuper"),
        no("rolcreaterole"),
        no("rolcreatedb"),
        no("rolreplication"),
        no("rolbypassrls"),
        no("usesuper"),
        no("usecreatedb"),
        no("userepl"),
        no("usebypassrls"),
    ]
}

fn settings() -> Vec<Row> {
    let row = |(name, value): &(&str, &str)| {
        vec![
            ("name", text(name)),
            ("setting", text(value)),
            ("category", text("callboard")),
            ("context", text("user")),
            ("vartype", text("string")),
            ("source", text("default")),
            ("boot_val", text(value)),
            ("reset_val", text(value)),
            ("pending_restart", Cell::Bool(false)),
        ]
    };
    SETTINGS.iter().map(row).collect()
}

/// The value of a setting.
pub(super) fn setting(name: &str) -> Option<String> {
    SETTINGS.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.to_owned())
}

/// The resource type behind a relation's number.
pub(super) fn type_of(oid: i64) -> Option<&'static str> {
    resource_tables(Some(oid)).next().map(|it| it.3)
}

/// A view or table of the session.
struct Defined {
    oid: i64,
    name: String,
    kind: &'static str,
    provider: Arc<dyn TableProvider>,
}

async fn defined(catalogs: &dyn CatalogProviderList) -> Vec<Defined> {
    let schema = catalogs.catalog(DATABASES[0]).and_then(|it| it.schema("public"));
    let Some(schema) = schema else { return Vec::new() };
    let mut names = schema.table_names();
    names.sort();
    let mut tables = Vec::new();
    for (name, oid) in names.into_iter().zip(DEFINED_OIDS..) {
        if let Ok(Some(provider)) = schema.table(&name).await {
            let kind = match provider.table_type() {
                callboard_sql::datafusion::logical_expr::TableType::View => "v",
                _ => "r",
            };
            tables.push(Defined { oid, name, kind, provider });
        }
    }
    tables
}

async fn information_tables(wanted: &Wanted, catalogs: &dyn CatalogProviderList) -> Vec<Row> {
    let row = |schema: &str, name: &str, kind: &str| -> Row {
        vec![
            ("table_catalog", text(DATABASES[0])),
            ("table_schema", text(schema)),
            ("table_name", text(name)),
            ("table_type", text(kind)),
            ("is_insertable_into", text("YES")),
            ("is_typed", text("NO")),
        ]
    };
    let schema = wanted.text("table_schema");
    let mut rows: Vec<Row> = resource_tables(None)
        .map(|(_, service, name, _)| (relations().services[service], name))
        .filter(|(service, _)| schema.is_none_or(|it| it == *service))
        .map(|(service, name)| row(service, name, "BASE TABLE"))
        .collect();
    for it in defined(catalogs).await {
        rows.push(row("public", &it.name, if it.kind == "v" { "VIEW" } else { "BASE TABLE" }));
    }
    rows
}

async fn information_columns(wanted: &Wanted, catalogs: &dyn CatalogProviderList) -> Vec<Row> {
    let (schema, name) = (wanted.text("table_schema"), wanted.text("table_name"));
    let mut rows = Vec::new();
    for (_, service, table, type_name) in resource_tables(None) {
        let service = relations().services[service];
        if schema.is_some_and(|it| it != service) || name.is_some_and(|it| it != table) {
            continue;
        }
        if let Some(found) = table_of(type_name, Relation::Resources) {
            rows.extend(columns_of(&found).zip(1..).map(|(column, at)| {
                information_column(service, table, at, &column.name, &column_type(column), is_never_null(column))
            }));
        }
    }
    for it in defined(catalogs).await {
        let fields = it.provider.schema();
        rows.extend(fields.fields().iter().zip(1..).map(|(field, at)| {
            let data_type = encode::wire_type(field.data_type());
            information_column("public", &it.name, at, field.name(), &data_type, !field.is_nullable())
        }));
    }
    rows
}

fn information_column(schema: &str, table: &str, at: i64, name: &str, data_type: &Type, not_null: bool) -> Row {
    vec![
        ("table_catalog", text(DATABASES[0])),
        ("table_schema", text(schema)),
        ("table_name", text(table)),
        ("column_name", text(name)),
        ("ordinal_position", Cell::Integer(at)),
        ("is_nullable", text(if not_null { "NO" } else { "YES" })),
        ("data_type", text(&data_type.sql_name().unwrap_or_else(|| "text".to_owned()))),
        ("udt_catalog", text(DATABASES[0])),
        ("udt_schema", text("pg_catalog")),
        ("udt_name", text(&data_type.name())),
        ("is_identity", text("NO")),
        ("is_generated", text("NEVER")),
        ("is_updatable", text("YES")),
    ]
}

fn columns_of(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|it| !it.hidden)
}

fn column_type(column: &Column) -> Type {
    if column.json { Type::JSON } else { encode::wire_type(&column.data_type) }
}

fn is_never_null(column: &Column) -> bool {
    column.name == "region"
}

/// What `format_type` calls a type.
pub(super) fn type_name(oid: i64) -> Option<String> {
    Type(u32::try_from(oid).ok()?).sql_name()
}

/// The number of a relation by its name, with or without its schema.
pub(super) fn oid_of(name: &str) -> Option<i64> {
    let name = name.replace('"', "");
    let (schema, table) = name.rsplit_once('.').map_or((None, name.as_str()), |(schema, table)| (Some(schema), table));
    let schema = schema.map(|it| it.rsplit('.').next().unwrap_or(it));
    let resources = || {
        resource_tables(None)
            .find(|(_, service, it, _)| *it == table && schema.is_none_or(|it| it == relations().services[*service]))
            .map(|(oid, ..)| oid)
    };
    system_tables(None)
        .find(|(_, it)| it.name == table && schema.map_or(it.schema == "pg_catalog", |schema| it.schema == schema))
        .map(|(oid, _)| oid)
        .or_else(resources)
}

/// Whether a relation is found by its name alone: resource types are not, views and tables of the user's own are.
pub(super) fn is_visible(oid: i64) -> bool {
    let is_system = |(_, table): (i64, &SystemTable)| table.place() == table.schema;
    match RELATION_OIDS..DEFINED_OIDS {
        resources if resources.contains(&oid) => false,
        _ => system_tables(Some(oid)).next().is_none_or(is_system),
    }
}

/// The number of a schema by its name.
pub(super) fn namespace_oid_of(name: &str) -> Option<i64> {
    let name = name.replace('"', "");
    namespaces().find(|it| it.1 == name).map(|it| it.0)
}

/// The number of a type by its name, as `pg_type` or as SQL has it.
pub(super) fn type_oid(name: &str) -> Option<i64> {
    let name = name.trim().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let (name, is_array) = name.strip_suffix("[]").map_or((name.as_str(), false), |it| (it, true));
    let found = TYPES.iter().find(|it| it.name == name || it.sql_name == name)?;
    Some(if is_array { found.array } else { found.oid }.into())
}

/// The name of a type by its number, as `pg_type` has it.
pub(super) fn type_oid_name(oid: i64) -> Option<String> {
    Some(Type(u32::try_from(oid).ok()?).name())
}

/// The name of a relation by its number.
pub(super) fn name_of(oid: i64) -> Option<String> {
    if let Some((_, table)) = system_tables(Some(oid)).next() {
        return Some(table.name.to_owned());
    }
    let (_, service, name, _) = resource_tables(Some(oid)).next()?;
    Some(format!("{}.{name}", relations().services[service]))
}

/// The name of a schema by its number.
pub(super) fn namespace_name(oid: i64) -> Option<&'static str> {
    namespaces().find(|it| it.0 == oid).map(|it| it.1)
}
