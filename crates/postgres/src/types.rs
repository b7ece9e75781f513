//! PostgreSQL's types, by the numbers that every PostgreSQL server gives them.

/// A type on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Type(pub(crate) u32);

/// What is known of a type.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) oid: u32,
    /// As `pg_type` has it.
    pub(crate) name: &'static str,
    /// As SQL has it: what `format_type` gives.
    pub(crate) sql_name: &'static str,
    /// In bytes; -1 where it varies.
    pub(crate) length: i16,
    /// `typcategory`
    pub(crate) category: &'static str,
    /// The type of its arrays.
    pub(crate) array: u32,
}

const fn of(
    oid: u32,
    name: &'static str,
    sql_name: &'static str,
    length: i16,
    category: &'static str,
    array: u32,
) -> Facts {
    Facts { oid, name, sql_name, length, category, array }
}

/// All that are not arrays, in the order of their numbers.
pub(crate) static TYPES: [Facts; 33] = [
    of(16, "bool", "boolean", 1, "B", 1000),
    of(17, "bytea", "bytea", -1, "U", 1001),
    of(18, "char", "\"char\"", 1, "Z", 1002),
    of(19, "name", "name", 64, "S", 1003),
    of(20, "int8", "bigint", 8, "N", 1016),
    of(21, "int2", "smallint", 2, "N", 1005),
    of(22, "int2vector", "int2vector", -1, "A", 1006),
    of(23, "int4", "integer", 4, "N", 1007),
    of(24, "regproc", "regproc", 4, "N", 1008),
    of(25, "text", "text", -1, "S", 1009),
    of(26, "oid", "oid", 4, "N", 1028),
    of(30, "oidvector", "oidvector", -1, "A", 1013),
    of(114, "json", "json", -1, "U", 199),
    of(142, "xml", "xml", -1, "U", 143),
    of(700, "float4", "real", 4, "N", 1021),
    of(701, "float8", "double precision", 8, "N", 1022),
    of(705, "unknown", "unknown", -2, "X", 0),
    of(1033, "aclitem", "aclitem", 16, "U", 1034),
    of(1042, "bpchar", "character", -1, "S", 1014),
    of(1043, "varchar", "character varying", -1, "S", 1015),
    of(1082, "date", "date", 4, "D", 1182),
    of(1083, "time", "time without time zone", 8, "D", 1183),
    of(1114, "timestamp", "timestamp without time zone", 8, "D", 1115),
    of(1184, "timestamptz", "timestamp with time zone", 8, "D", 1185),
    of(1186, "interval", "interval", 16, "T", 1187),
    of(1266, "timetz", "time with time zone", 12, "D", 1270),
    of(1700, "numeric", "numeric", -1, "N", 1231),
    of(2205, "regclass", "regclass", 4, "N", 2210),
    of(2206, "regtype", "regtype", 4, "N", 2211),
    of(2249, "record", "record", -1, "P", 2287),
    of(2278, "void", "void", 4, "P", 0),
    of(2950, "uuid", "uuid", 16, "U", 2951),
    of(3802, "jsonb", "jsonb", -1, "U", 3807),
];

impl Type {
    pub(crate) const BOOL: Self = Self(16);
    pub(crate) const BYTEA: Self = Self(17);
    pub(crate) const CHAR: Self = Self(18);
    pub(crate) const NAME: Self = Self(19);
    pub(crate) const INT8: Self = Self(20);
    pub(crate) const INT2: Self = Self(21);
    pub(crate) const INT4: Self = Self(23);
    pub(crate) const TEXT: Self = Self(25);
    pub(crate) const OID: Self = Self(26);
    pub(crate) const JSON: Self = Self(114);
    pub(crate) const FLOAT4: Self = Self(700);
    pub(crate) const FLOAT8: Self = Self(701);
    pub(crate) const UNKNOWN: Self = Self(705);
    pub(crate) const BPCHAR: Self = Self(1042);
    pub(crate) const VARCHAR: Self = Self(1043);
    pub(crate) const DATE: Self = Self(1082);
    pub(crate) const TIME: Self = Self(1083);
    pub(crate) const TIMESTAMP: Self = Self(1114);
    pub(crate) const TIMESTAMPTZ: Self = Self(1184);
    pub(crate) const INTERVAL: Self = Self(1186);
    pub(crate) const NUMERIC: Self = Self(1700);
    pub(crate) const UUID: Self = Self(2950);
    pub(crate) const JSONB: Self = Self(3802);

    /// What is known of a type that is no array.
    pub(crate) fn facts(self) -> Option<&'static Facts> {
        TYPES.binary_search_by_key(&self.0, |it| it.oid).ok().map(|at| &TYPES[at])
    }

    /// The type of arrays of it; of texts, where there is none.
    pub(crate) fn array(self) -> Self {
        Self(self.facts().map(|it| it.array).filter(|it| *it != 0).unwrap_or(1009))
    }

    /// The type of the items, where it is one of arrays.
    pub(crate) fn element(self) -> Option<Self> {
        TYPES.iter().find(|it| it.array == self.0 && self.0 != 0).map(|it| Self(it.oid))
    }

    /// In bytes; -1 where it varies.
    pub(crate) fn length(self) -> i16 {
        self.facts().map_or(-1, |it| it.length)
    }

    /// As `pg_type` has it: `int8`, `_text`.
    pub(crate) fn name(self) -> String {
        match (self.facts(), self.element()) {
            (Some(facts), _) => facts.name.to_owned(),
            (None, Some(element)) => format!("_{}", element.name()),
            (None, None) => self.0.to_string(),
        }
    }

    /// As SQL has it: `bigint`, `text[]`.
    pub(crate) fn sql_name(self) -> Option<String> {
        match (self.facts(), self.element()) {
            (Some(facts), _) => Some(facts.sql_name.to_owned()),
            (None, Some(element)) => element.sql_name().map(|it| format!("{it}[]")),
            (None, None) => None,
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.sql_name() {
            Some(name) => f.write_str(&name),
            None => write!(f, "with number {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_by_their_numbers() {
        assert!(TYPES.is_sorted_by_key(|it| it.oid));
        for facts in &TYPES {
            assert_eq!(Type(facts.oid).name(), facts.name);
            if facts.array != 0 {
                assert_eq!(Type(facts.array).element(), Some(Type(facts.oid)));
            }
        }
        assert_eq!(Type(1009).sql_name().as_deref(), Some("text[]"));
        assert_eq!(Type(0).element(), None);
    }
}
