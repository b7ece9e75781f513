//! The columns of PostgreSQL's system tables, as far as clients ask for them.
//!
//! A column is its name and one letter: `o` an object id, `i` an integer, `f` a number, `t` a text, `b` a truth value,
//! `l` a list of texts.

use std::sync::Arc;

use callboard_sql::datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};

/// The two schemas, as DataFusion knows them.
pub(super) const PLACES: [&str; 2] = ["pg_catalog", "information"];

/// One system table.
#[derive(Debug)]
pub(super) struct SystemTable {
    pub(super) schema: &'static str,
    pub(super) name: &'static str,
    columns: &'static str,
    /// Whether it never has a row.
    pub(super) is_empty: bool,
}

const fn table(name: &'static str, columns: &'static str) -> SystemTable {
    SystemTable { schema: "pg_catalog", name, columns, is_empty: false }
}

const fn empty(name: &'static str, columns: &'static str) -> SystemTable {
    SystemTable { schema: "pg_catalog", name, columns, is_empty: true }
}

const fn information(name: &'static str, columns: &'static str) -> SystemTable {
    SystemTable { schema: "information_schema", name, columns, is_empty: false }
}

const fn no_information(name: &'static str, columns: &'static str) -> SystemTable {
    SystemTable { schema: "information_schema", name, columns, is_empty: true }
}

/// All of them.
pub(super) static TABLES: &[SystemTable] = &[
    table("pg_namespace", "oid:o nspname:t nspowner:o nspacl:l"),
    table(
        "pg_class",
        "oid:o relname:t relnamespace:o reltype:o reloftype:o relowner:o relam:o relfilenode:o reltablespace:o \
         relpages:i reltuples:f relallvisible:i reltoastrelid:o relhasindex:b relisshared:b relpersistence:t relkind:t \
         relnatts:i relchecks:i relhasrules:b relhastriggers:b relhassubclass:b relrowsecurity:b relforcerowsecurity:b \
         relispopulated:b relreplident:t relispartition:b relrewrite:o relfrozenxid:i relminmxid:i relacl:l reloptions:l \
         relpartbound:t",
    ),
    table(
        "pg_attribute",
        "attrelid:o attname:t atttypid:o attstattarget:i attlen:i attnum:i attndims:i attcacheoff:i atttypmod:i \
         attbyval:b attalign:t attstorage:t attcompression:t attnotnull:b atthasdef:b atthasmissing:b attidentity:t \
         attgenerated:t attisdropped:b attislocal:b attinhcount:i attcollation:o attacl:l attoptions:l attfdwoptions:l \
         attmissingval:t",
    ),
    table(
        "pg_type",
        "oid:o typname:t typnamespace:o typowner:o typlen:i typbyval:b typtype:t typcategory:t typispreferred:b \
         typisdefined:b typdelim:t typrelid:o typsubscript:t typelem:o typarray:o typinput:t typoutput:t typreceive:t \
         typsend:t typmodin:t typmodout:t typanalyze:t typalign:t typstorage:t typnotnull:b typbasetype:o typtypmod:i \
         typndims:i typcollation:o typdefaultbin:t typdefault:t typacl:l",
    ),
    table(
        "pg_database",
        "oid:o datname:t datdba:o encoding:i datlocprovider:t datistemplate:b datallowconn:b datconnlimit:i \
         datfrozenxid:i datminmxid:i dattablespace:o datcollate:t datctype:t daticulocale:t datcollversion:t datacl:l",
    ),
    table(
        "pg_roles",
        "oid:o rolname:t rolsuper:b rolinherit:b rolcreaterole:b rolcreatedb:b rolcanlogin:b rolreplication:b \
         rolconnlimit:i rolpassword:t rolvaliduntil:t rolbypassrls:b rolconfig:l",
    ),
    table(
        "pg_user",
        "usename:t usesysid:o usecreatedb:b usesuper:b userepl:b usebypassrls:b passwd:t valuntil:t useconfig:l",
    ),
    table("pg_am", "oid:o amname:t amhandler:t amtype:t"),
    table("pg_description", "objoid:o classoid:o objsubid:i description:t"),
    table(
        "pg_tables",
        "schemaname:t tablename:t tableowner:t tablespace:t hasindexes:b hasrules:b hastriggers:b rowsecurity:b",
    ),
    table(
        "pg_settings",
        "name:t setting:t unit:t category:t short_desc:t extra_desc:t context:t vartype:t source:t min_val:t \
         max_val:t enumvals:l boot_val:t reset_val:t sourcefile:t sourceline:i pending_restart:b",
    ),
    table("pg_tablespace", "oid:o spcname:t spcowner:o spcacl:l spcoptions:l"),
    empty("pg_views", "schemaname:t viewname:t viewowner:t definition:t"),
    empty(
        "pg_matviews",
        "schemaname:t matviewname:t matviewowner:t tablespace:t hasindexes:b ispopulated:b definition:t",
    ),
    empty("pg_sequences", "schemaname:t sequencename:t sequenceowner:t data_type:t last_value:i"),
    empty("pg_indexes", "schemaname:t tablename:t indexname:t tablespace:t indexdef:t"),
    empty("pg_shdescription", "objoid:o classoid:o description:t"),
    empty(
        "pg_collation",
        "oid:o collname:t collnamespace:o collowner:o collprovider:t collisdeterministic:b collencoding:i collcollate:t collctype:t",
    ),
    empty(
        "pg_constraint",
        "oid:o conname:t connamespace:o contype:t condeferrable:b condeferred:b convalidated:b conrelid:o contypid:o \
         conindid:o conparentid:o confrelid:o confupdtype:t confdeltype:t confmatchtype:t conislocal:b coninhcount:i \
         connoinherit:b conkey:l confkey:l conbin:t",
    ),
    empty(
        "pg_index",
        "indexrelid:o indrelid:o indnatts:i indnkeyatts:i indisunique:b indnullsnotdistinct:b indisprimary:b \
         indisexclusion:b indimmediate:b indisclustered:b indisvalid:b indisready:b indislive:b indisreplident:b \
         indkey:l indcollation:l indclass:l indoption:l indexprs:t indpred:t",
    ),
    empty("pg_attrdef", "oid:o adrelid:o adnum:i adbin:t"),
    empty(
        "pg_proc",
        "oid:o proname:t pronamespace:o proowner:o prolang:o prokind:t prosecdef:b proleakproof:b proisstrict:b \
         proretset:b provolatile:t proparallel:t pronargs:i pronargdefaults:i prorettype:o proargtypes:l \
         proallargtypes:l proargmodes:l proargnames:l prosrc:t proacl:l",
    ),
    empty("pg_enum", "oid:o enumtypid:o enumsortorder:f enumlabel:t"),
    empty("pg_range", "rngtypid:o rngsubtype:o rngmultitypid:o rngcollation:o rngsubopc:o rngcanonical:t rngsubdiff:t"),
    empty("pg_inherits", "inhrelid:o inhparent:o inhseqno:i inhdetachpending:b"),
    empty("pg_policy", "oid:o polname:t polrelid:o polcmd:t polpermissive:b polroles:l polqual:t polwithcheck:t"),
    empty(
        "pg_trigger",
        "oid:o tgrelid:o tgparentid:o tgname:t tgfoid:o tgtype:i tgenabled:t tgisinternal:b tgconstraint:o",
    ),
    empty("pg_rewrite", "oid:o rulename:t ev_class:o ev_type:t ev_enabled:t is_instead:b"),
    empty("pg_depend", "classid:o objid:o objsubid:i refclassid:o refobjid:o refobjsubid:i deptype:t"),
    empty("pg_extension", "oid:o extname:t extowner:o extnamespace:o extrelocatable:b extversion:t"),
    empty("pg_available_extensions", "name:t default_version:t installed_version:t comment:t"),
    empty("pg_language", "oid:o lanname:t lanowner:o lanispl:b lanpltrusted:b"),
    empty("pg_sequence", "seqrelid:o seqtypid:o seqstart:i seqincrement:i seqmax:i seqmin:i seqcache:i seqcycle:b"),
    empty(
        "pg_statistic_ext",
        "oid:o stxrelid:o stxname:t stxnamespace:o stxowner:o stxstattarget:i stxkeys:l stxkind:l",
    ),
    empty("pg_publication", "oid:o pubname:t pubowner:o puballtables:b"),
    empty("pg_publication_rel", "oid:o prpubid:o prrelid:o prqual:t prattrs:l"),
    empty("pg_publication_namespace", "oid:o pnpubid:o pnnspid:o"),
    empty("pg_subscription", "oid:o subname:t subowner:o subenabled:b"),
    empty("pg_foreign_table", "ftrelid:o ftserver:o ftoptions:l"),
    empty("pg_foreign_server", "oid:o srvname:t srvowner:o srvfdw:o srvtype:t srvversion:t srvoptions:l"),
    empty("pg_foreign_data_wrapper", "oid:o fdwname:t fdwowner:o"),
    empty("pg_partitioned_table", "partrelid:o partstrat:t partnatts:i partdefid:o partattrs:l partexprs:t"),
    empty("pg_event_trigger", "oid:o evtname:t evtevent:t evtowner:o evtenabled:t"),
    empty("pg_operator", "oid:o oprname:t oprnamespace:o oprkind:t oprleft:o oprright:o oprresult:o"),
    empty("pg_aggregate", "aggfnoid:o aggkind:t"),
    empty("pg_cast", "oid:o castsource:o casttarget:o castfunc:o castcontext:t castmethod:t"),
    empty("pg_opclass", "oid:o opcname:t opcnamespace:o opcmethod:o opcintype:o opcdefault:b"),
    empty("pg_auth_members", "roleid:o member:o grantor:o admin_option:b"),
    empty("pg_stat_user_tables", "relid:o schemaname:t relname:t seq_scan:i n_live_tup:i n_dead_tup:i"),
    empty("pg_stat_activity", "datid:o datname:t pid:i usename:t application_name:t state:t query:t"),
    empty("pg_locks", "locktype:t database:o relation:o pid:i mode:t granted:b"),
    empty("pg_default_acl", "oid:o defaclrole:o defaclnamespace:o defaclobjtype:t defaclacl:l"),
    empty("pg_db_role_setting", "setdatabase:o setrole:o setconfig:l"),
    empty("pg_ts_config", "oid:o cfgname:t cfgnamespace:o cfgowner:o cfgparser:o"),
    empty("pg_ts_config_map", "mapcfg:o maptokentype:i mapseqno:i mapdict:o"),
    empty("pg_ts_dict", "oid:o dictname:t dictnamespace:o dictowner:o dicttemplate:o dictinitoption:t"),
    empty("pg_ts_parser", "oid:o prsname:t prsnamespace:o prsstart:t prstoken:t prsend:t prsheadline:t prslextype:t"),
    empty("pg_ts_template", "oid:o tmplname:t tmplnamespace:o tmplinit:t tmpllexize:t"),
    empty("pg_conversion", "oid:o conname:t connamespace:o conowner:o conforencoding:i contoencoding:i condefault:b"),
    empty("pg_user_mappings", "umid:o srvid:o srvname:t umuser:o usename:t umoptions:l"),
    empty("pg_user_mapping", "oid:o umuser:o umserver:o umoptions:l"),
    empty("pg_transform", "oid:o trftype:o trflang:o trffromsql:o trftosql:o"),
    empty("pg_opfamily", "oid:o opfmethod:o opfname:t opfnamespace:o opfowner:o"),
    empty("pg_amop", "oid:o amopfamily:o amoplefttype:o amoprighttype:o amopstrategy:i amoppurpose:t amopopr:o"),
    empty("pg_amproc", "oid:o amprocfamily:o amproclefttype:o amprocrighttype:o amprocnum:i amproc:t"),
    empty("pg_seclabels", "objoid:o classoid:o objsubid:i objtype:t objnamespace:o objname:t provider:t label:t"),
    empty("pg_shdepend", "dbid:o classid:o objid:o objsubid:i refclassid:o refobjid:o deptype:t"),
    empty("pg_publication_tables", "pubname:t schemaname:t tablename:t"),
    empty("pg_prepared_statements", "name:t statement:t prepare_time:t parameter_types:l from_sql:b"),
    empty("pg_prepared_xacts", "transaction:i gid:t prepared:t owner:t database:t"),
    empty("pg_cursors", "name:t statement:t is_holdable:b is_binary:b is_scrollable:b creation_time:t"),
    empty("pg_rules", "schemaname:t tablename:t rulename:t definition:t"),
    empty("pg_policies", "schemaname:t tablename:t policyname:t permissive:t roles:l cmd:t qual:t with_check:t"),
    empty("pg_group", "groname:t grosysid:o grolist:l"),
    empty("pg_stat_database", "datid:o datname:t numbackends:i xact_commit:i xact_rollback:i"),
    empty("pg_stat_all_tables", "relid:o schemaname:t relname:t seq_scan:i n_live_tup:i n_dead_tup:i"),
    empty("pg_stats", "schemaname:t tablename:t attname:t null_frac:f n_distinct:f"),
    empty("pg_statio_user_tables", "relid:o schemaname:t relname:t heap_blks_read:i heap_blks_hit:i"),
    empty("pg_timezone_names", "name:t abbrev:t utc_offset:t is_dst:b"),
    information(
        "schemata",
        "catalog_name:t schema_name:t schema_owner:t default_character_set_catalog:t default_character_set_schema:t default_character_set_name:t sql_path:t",
    ),
    information(
        "tables",
        "table_catalog:t table_schema:t table_name:t table_type:t self_referencing_column_name:t reference_generation:t \
         user_defined_type_catalog:t user_defined_type_schema:t user_defined_type_name:t is_insertable_into:t is_typed:t \
         commit_action:t",
    ),
    information(
        "columns",
        "table_catalog:t table_schema:t table_name:t column_name:t ordinal_position:i column_default:t is_nullable:t \
         data_type:t character_maximum_length:i character_octet_length:i numeric_precision:i numeric_precision_radix:i \
         numeric_scale:i datetime_precision:i interval_type:t character_set_name:t collation_name:t domain_name:t \
         udt_catalog:t udt_schema:t udt_name:t is_self_referencing:t is_identity:t identity_generation:t is_generated:t \
         generation_expression:t is_updatable:t",
    ),
    no_information(
        "views",
        "table_catalog:t table_schema:t table_name:t view_definition:t check_option:t is_updatable:t",
    ),
    no_information(
        "routines",
        "specific_name:t routine_catalog:t routine_schema:t routine_name:t routine_type:t data_type:t",
    ),
    no_information("sequences", "sequence_catalog:t sequence_schema:t sequence_name:t data_type:t"),
    no_information(
        "table_constraints",
        "constraint_catalog:t constraint_schema:t constraint_name:t table_catalog:t table_schema:t table_name:t constraint_type:t is_deferrable:t initially_deferred:t enforced:t",
    ),
    no_information(
        "key_column_usage",
        "constraint_catalog:t constraint_schema:t constraint_name:t table_catalog:t table_schema:t table_name:t column_name:t ordinal_position:i position_in_unique_constraint:i",
    ),
    no_information(
        "referential_constraints",
        "constraint_catalog:t constraint_schema:t constraint_name:t unique_constraint_catalog:t unique_constraint_schema:t unique_constraint_name:t match_option:t update_rule:t delete_rule:t",
    ),
    no_information(
        "constraint_column_usage",
        "table_catalog:t table_schema:t table_name:t column_name:t constraint_catalog:t constraint_schema:t constraint_name:t",
    ),
];

/// A system table by its name, in one of the two schemas.
pub(super) fn find(schema: &str, name: &str) -> Option<&'static SystemTable> {
    TABLES.iter().find(|it| it.name == name && (it.schema == schema || it.place() == schema))
}

impl SystemTable {
    /// The schema that DataFusion knows it in: it has an `information_schema` of its own, with every catalog in it.
    pub(super) fn place(&self) -> &'static str {
        PLACES[usize::from(self.schema != "pg_catalog")]
    }

    /// Names and letters of the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.columns.split_ascii_whitespace().filter_map(|it| it.split_once(':'))
    }

    pub(super) fn arrow_schema(&self) -> SchemaRef {
        let fields = self.columns().map(|(name, letter)| {
            let data_type = match letter {
                "o" | "i" => DataType::Int64,
                "f" => DataType::Float64,
                "b" => DataType::Boolean,
                "l" => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
                _ => DataType::Utf8,
            };
            Field::new(name, data_type, true)
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_and_a_known_letter() {
        for table in TABLES {
            let written = table.columns.split_ascii_whitespace().count();
            assert_eq!(table.columns().count(), written, "{}", table.name);
            for (name, letter) in table.columns() {
                assert!(matches!(letter, "o" | "i" | "f" | "t" | "b" | "l"), "{}.{name}", table.name);
            }
        }
    }
}
