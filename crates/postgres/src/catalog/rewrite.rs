//! PostgreSQL's own spellings, in the words that DataFusion knows.
//!
//! | as clients write it | as it is planned |
//! | --- | --- |
//! | `pg_class`, `pg_catalog.pg_class`, `information_schema.tables` | `pg_system.….…` |
//! | `pg_catalog.format_type(…)` | `format_type(…)` |
//! | `x OPERATOR(pg_catalog.~) y`, `x COLLATE "C"` | `x ~ y`, `x` |
//! | `'ivs.stages'::regclass`, `c.oid::regclass` | `regclass_oid('ivs.stages')`, `regclass_name(c.oid)` |
//! | `'text'::regtype::oid`, `'pg_class'::regclass::text` | `regtype_oid('text')`, `regclass_name(regclass_oid('pg_class'))` |
//! | `x = ANY (column)`, `x = ANY (ARRAY['a', 'b'])` | `array_has(column, x)`, `x IN ('a', 'b')` |
//! | `ARRAY(SELECT …)` | `pg_no_array()` |
//! | `(SELECT c.relname FROM pg_class c WHERE c.oid = …)` | `(SELECT max(c.relname) FROM …)` |
//! | `EXISTS (SELECT … FROM pg_policy …)` | `false` |
//! | `t.tableoid` | `0` |

use std::ops::ControlFlow;

use callboard_sql::datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, GroupByExpr, Ident, ObjectName, ObjectNamePart, Query, SelectItem, SetExpr, TableFactor,
    TableWithJoins, Value, VisitMut, VisitorMut,
};

use super::{SYSTEM, columns, empty, tables};

pub(super) fn rewrite(query: &mut Query) {
    columns::name(query);
    let _ = query.visit(&mut Spellings);
}

struct Spellings;

impl VisitorMut for Spellings {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &mut ObjectName) -> ControlFlow<()> {
        let parts: Vec<String> =
            relation.0.iter().filter_map(|it| it.as_ident().map(|it| it.value.to_ascii_lowercase())).collect();
        let found = match &parts[..] {
            [table] => tables::find("pg_catalog", table),
            [schema, table] => tables::find(schema, table),
            [_, schema, table] => tables::find(schema, table),
            _ => None,
        };
        if let Some(table) = found {
            *relation = name(&[SYSTEM, table.place(), table.name]);
        } else if let [first, function] = &parts[..]
            && first == "pg_catalog"
        {
            *relation = name(&[function]);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        match expr {
            Expr::Collate { expr: inner, .. } => *expr = take(inner),
            Expr::Function(function) => strip_schema(&mut function.name),
            Expr::BinaryOp { op, .. } => {
                if let BinaryOperator::PGCustomBinaryOperator(parts) = op
                    && let Some(plain) = parts.last().and_then(|it| operator(it))
                {
                    *op = plain;
                }
            }
            Expr::Cast { kind: CastKind::DoubleColon | CastKind::Cast, expr: inner, data_type, .. } => {
                if let Some(replacement) = cast(inner, data_type) {
                    *expr = replacement;
                }
            }
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. }
                if !matches!(&**right, Expr::Subquery(_)) =>
            {
                *expr = is_any(take(left), take(right));
            }
            Expr::Subquery(query) => {
                if empty::never_gives_rows(query) {
                    *expr = null();
                } else {
                    aggregate(query);
                }
            }
            Expr::Exists { subquery, negated } if empty::never_gives_rows(subquery) => *expr = truth(*negated),
            Expr::InSubquery { subquery, negated, .. } if empty::never_gives_rows(subquery) => *expr = truth(*negated),
            Expr::CompoundIdentifier(parts) if parts.last().is_some_and(|it| it.value == "tableoid") => {
                *expr = Expr::Value(Value::Number("0".to_owned(), false).into());
            }
            _ => {}
        }
        if let Expr::Function(function) = expr
            && is_named(function, "array")
            && matches!(function.args, FunctionArguments::Subquery(_))
        {
            *expr = call("pg_no_array", Vec::new());
        }
        ControlFlow::Continue(())
    }
}

/// A query of one value out of system tables, which finds its row by a number: an aggregate says that it is one row.
fn aggregate(query: &mut Query) {
    let SetExpr::Select(select) = &mut *query.body else { return };
    let is_plain = query.with.is_none()
        && query.limit_clause.is_none()
        && select.distinct.is_none()
        && matches!(&select.group_by, GroupByExpr::Expressions(keys, _) if keys.is_empty())
        && !select.from.is_empty()
        && select.from.iter().all(is_system);
    if let [SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }] = &mut select.projection[..]
        && is_plain
        && !empty::holds_aggregate(expr)
    {
        let value = std::mem::replace(expr, null());
        *expr = call("max", vec![value]);
        query.order_by = None;
    }
}

fn is_system(source: &TableWithJoins) -> bool {
    let factor = |it: &TableFactor| match it {
        TableFactor::Table { name, .. } => {
            name.0.first().and_then(ObjectNamePart::as_ident).is_some_and(|it| it.value == SYSTEM)
        }
        _ => false,
    };
    factor(&source.relation) && source.joins.iter().all(|it| factor(&it.relation))
}

fn truth(value: bool) -> Expr {
    Expr::Value(Value::Boolean(value).into())
}

fn is_any(value: Expr, array: Expr) -> Expr {
    match array {
        Expr::Nested(inner) => is_any(value, *inner),
        // Of these, a scan knows which calls to make.
        Expr::Array(array) if array.elem.is_empty() => truth(false),
        Expr::Array(array) => Expr::InList { expr: Box::new(value), list: array.elem, negated: false },
        Expr::Cast { expr, .. } if matches!(&*expr, Expr::Array(_)) => is_any(value, *expr),
        array => call("array_has", vec![array, value]),
    }
}

fn strip_schema(function: &mut ObjectName) {
    if let [schema, _] = &function.0[..]
        && schema.as_ident().is_some_and(|it| it.value.eq_ignore_ascii_case("pg_catalog"))
    {
        function.0.remove(0);
    }
}

fn operator(text: &str) -> Option<BinaryOperator> {
    Some(match text {
        "~" => BinaryOperator::PGRegexMatch,
        "~*" => BinaryOperator::PGRegexIMatch,
        "!~" => BinaryOperator::PGRegexNotMatch,
        "!~*" => BinaryOperator::PGRegexNotIMatch,
        "=" => BinaryOperator::Eq,
        "<>" => BinaryOperator::NotEq,
        "<" => BinaryOperator::Lt,
        ">" => BinaryOperator::Gt,
        "||" => BinaryOperator::StringConcat,
        _ => return None,
    })
}

/// A cast to one of PostgreSQL's names of numbers, or to a type whose name carries its schema.
fn cast(inner: &mut Box<Expr>, data_type: &mut DataType) -> Option<Expr> {
    let target = match data_type {
        DataType::Regclass => "regclass".to_owned(),
        DataType::Custom(named, _) => {
            strip_schema(named);
            named.0.last()?.as_ident()?.value.to_ascii_lowercase()
        }
        DataType::Text | DataType::Varchar(_) => "text".to_owned(),
        DataType::BigInt(_) | DataType::Int(_) | DataType::Integer(_) => "oid".to_owned(),
        _ => return None,
    };
    match target.as_str() {
        "regclass" | "regtype" | "regnamespace" => return Some(named_number(&target, take(inner))),
        "regproc" | "regprocedure" | "regoper" | "regrole" | "name" | "text" | "char" | "cstring" | "oidvector"
        | "int2vector" | "pg_node_tree" | "information_schema" => {
            if let Expr::Function(function) = &**inner
                && let Some(kind) = NAMED_NUMBERS.iter().find(|it| is_named(function, &format!("{it}_oid")))
            {
                return Some(call(&format!("{kind}_name"), vec![take(inner)]));
            }
            if matches!(data_type, DataType::Custom(..)) {
                *data_type = DataType::Text;
            }
        }
        "oid" | "xid" | "cid" | "int8" => {
            if let Expr::Function(function) = &mut **inner {
                if NAMED_NUMBERS.iter().any(|it| is_named(function, &format!("{it}_oid"))) {
                    return Some(take(inner));
                }
                if NAMED_NUMBERS.iter().any(|it| is_named(function, &format!("{it}_name")))
                    && let FunctionArguments::List(list) = &mut function.args
                    && let Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(number))) = list.args.pop()
                {
                    return Some(number);
                }
            }
            if matches!(data_type, DataType::Custom(..)) {
                *data_type = DataType::BigInt(None);
            }
        }
        _ => {}
    }
    None
}

/// Types whose values are numbers and look like names.
const NAMED_NUMBERS: [&str; 3] = ["regclass", "regtype", "regnamespace"];

/// A text is a name that is looked up; a number is shown by its name.
fn named_number(kind: &str, of: Expr) -> Expr {
    let is_name = match &of {
        Expr::Value(value) => matches!(value.value, Value::SingleQuotedString(_) | Value::Placeholder(_)),
        _ => false,
    };
    call(&format!("{kind}_{}", if is_name { "oid" } else { "name" }), vec![of])
}

fn is_named(function: &Function, wanted: &str) -> bool {
    matches!(&function.name.0[..], [only] if only.as_ident().is_some_and(|it| it.value.eq_ignore_ascii_case(wanted)))
}

fn take(expr: &mut Box<Expr>) -> Expr {
    std::mem::replace(&mut **expr, null())
}

fn null() -> Expr {
    Expr::Value(Value::Null.into())
}

fn name(parts: &[&str]) -> ObjectName {
    ObjectName(parts.iter().map(|it| ObjectNamePart::Identifier(Ident::new(*it))).collect())
}

pub(super) fn call(function: &str, arguments: Vec<Expr>) -> Expr {
    let args = arguments.into_iter().map(|it| FunctionArg::Unnamed(FunctionArgExpr::Expr(it))).collect();
    Expr::Function(Function {
        name: name(&[function]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList { duplicate_treatment: None, args, clauses: Vec::new() }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use callboard_sql::datafusion::sql::sqlparser::ast::Statement;
    use callboard_sql::datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
    use callboard_sql::datafusion::sql::sqlparser::parser::Parser;
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let statement = Parser::parse_sql(&PostgreSqlDialect {}, text).expect("parsed").pop().expect("one");
        let Statement::Query(mut query) = statement else { panic!("not a query") };
        rewrite(&mut query);
        let query = empty::answer(&query).unwrap_or(*query);
        expect.assert_eq(&query.to_string());
    }

    #[test]
    fn names_and_operators() {
        check(
            "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname OPERATOR(pg_catalog.~) '^(x)$' COLLATE pg_catalog.default",
            expect![[r#"SELECT c.oid FROM pg_system.pg_catalog.pg_class c WHERE c.relname ~ '^(x)$'"#]],
        );
        check(
            "SELECT pg_catalog.format_type(a, b), 'ivs.stages'::regclass, c.oid::pg_catalog.regclass FROM pg_class c",
            expect![[
                r#"SELECT format_type(a, b) AS "format_type", regclass_oid('ivs.stages') AS "regclass", regclass_name(c.oid) AS "oid" FROM pg_system.pg_catalog.pg_class c"#
            ]],
        );
    }

    #[test]
    fn a_join_with_what_is_never_there_is_not_planned() {
        check(
            "SELECT pol.polname, x = ANY(y) AS z FROM pg_policy pol WHERE pol.polrelid = '1' ORDER BY 1",
            expect![[r#"SELECT CAST(NULL AS TEXT) AS "polname", CAST(NULL AS TEXT) AS "z" WHERE false"#]],
        );
        check(
            "SELECT count(*) FROM pg_policy",
            expect![[r#"SELECT count(*) AS "count" FROM pg_system.pg_catalog.pg_policy"#]],
        );
        check(
            "SELECT t.oid, (SELECT relname FROM pg_class c WHERE c.oid = t.typrelid ORDER BY 1), \
             (SELECT adbin FROM pg_attrdef), ARRAY(SELECT 1) FROM pg_type t \
             WHERE NOT EXISTS (SELECT 1 FROM pg_policy) AND t.oid IN (SELECT polrelid FROM pg_policy)",
            expect![[
                r#"SELECT t.oid, (SELECT max(relname) FROM pg_system.pg_catalog.pg_class c WHERE c.oid = t.typrelid) AS "relname", NULL AS "adbin", pg_no_array() AS "array" FROM pg_system.pg_catalog.pg_type t WHERE true AND false"#
            ]],
        );
        check(
            "SELECT c.oid FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid",
            expect![
                "SELECT c.oid FROM pg_system.pg_catalog.pg_class c LEFT JOIN pg_system.pg_catalog.pg_index i ON i.indrelid = c.oid"
            ],
        );
    }
}
