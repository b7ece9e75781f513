//! The columns of an answer, as PostgreSQL names and types them.
//!
//! | as a client writes it | its column |
//! | --- | --- |
//! | `count(*)`, `max(n)` | `count`, `max` |
//! | `tags::text` | `tags`, a text and no longer JSON |
//! | `1 + 1`, `a -> 'b'` | `?column?` |
//! | `n.oid, n.*` | `oid` twice |
//!
//! DataFusion wants different names: what makes them different is cut off before the client is told ([`told`]).

use callboard_sql::datafusion::sql::sqlparser::ast::{
    DataType, Expr, Ident, Query, Select, SelectItem, SetExpr, Value,
};

use super::rewrite::call;

/// Stands between a name and what makes it different. No client can say it: it ends texts on the wire.
const MARK: char = '\0';

/// What PostgreSQL calls a column without a name.
const NAMELESS: &str = "?column?";

/// The name that a client is told.
pub(crate) fn told(name: &str) -> &str {
    name.split(MARK).next().unwrap_or_default()
}

/// Names the columns of a query's answer.
pub(super) fn name(query: &mut Query) {
    let mut body = &mut *query.body;
    loop {
        body = match body {
            SetExpr::Query(inner) => &mut *inner.body,
            SetExpr::SetOperation { left, .. } => left,
            SetExpr::Select(select) => return name_all(select),
            _ => return,
        };
    }
}

fn name_all(select: &mut Select) {
    let is_star = |it: &SelectItem| matches!(it, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
    let stars = select.projection.iter().any(is_star);
    let mut names: Vec<String> = Vec::new();
    for item in &mut select.projection {
        let name = match item {
            SelectItem::ExprWithAlias { alias, .. } => folded(alias),
            SelectItem::UnnamedExpr(expr) => name_of(expr).unwrap_or_else(|| NAMELESS.to_owned()),
            _ => continue,
        };
        // A star may stand for a column of this name.
        let again = names.iter().filter(|it| **it == name).count() + usize::from(stars);
        let is_bare = matches!(item, SelectItem::UnnamedExpr(Expr::Identifier(_) | Expr::CompoundIdentifier(_)));
        let keeps_name = again == 0 && (is_bare || matches!(item, SelectItem::ExprWithAlias { .. }));
        if let SelectItem::ExprWithAlias { expr, .. } | SelectItem::UnnamedExpr(expr) = item {
            as_text(expr);
            if !keeps_name {
                let expr = std::mem::replace(expr, Expr::Value(Value::Null.into()));
                let different = if again == 0 { name.clone() } else { format!("{name}{MARK}{again}") };
                *item = SelectItem::ExprWithAlias { expr, alias: Ident::with_quote('"', different) };
            }
        }
        names.push(name);
    }
}

/// A cast to text makes a text of JSON; for DataFusion both are texts, and there would be nothing to cast.
fn as_text(expr: &mut Expr) {
    if let Expr::Cast { expr: inner, data_type: DataType::Text | DataType::Varchar(None), .. } = expr
        && !matches!(&**inner, Expr::Value(_) | Expr::Cast { .. })
    {
        let inner = std::mem::replace(&mut **inner, Expr::Value(Value::Null.into()));
        *expr = call("as_text", vec![inner]);
    }
}

fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}

/// The name that PostgreSQL gives an expression, where it has one.
fn name_of(expr: &Expr) -> Option<String> {
    let word = |word: &str| Some(word.to_owned());
    match expr {
        Expr::Identifier(name) => Some(folded(name)),
        Expr::CompoundIdentifier(parts) => parts.last().map(folded),
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => name_of(inner),
        Expr::CompoundFieldAccess { root, .. } => name_of(root),
        Expr::Function(function) => function.name.0.last().and_then(|it| it.as_ident()).map(folded),
        Expr::Cast { expr, data_type, .. } => name_of(expr).or_else(|| type_name(data_type)),
        Expr::TypedString(typed) => type_name(&typed.data_type),
        Expr::Case { else_result, .. } => else_result.as_ref().and_then(|it| name_of(it)).or_else(|| word("case")),
        Expr::Subquery(query) => match &*query.body {
            SetExpr::Select(select) => match select.projection.first()? {
                SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
                SelectItem::UnnamedExpr(expr) => name_of(expr),
                _ => None,
            },
            _ => None,
        },
        Expr::Value(value) if matches!(value.value, Value::Boolean(_)) => word("bool"),
        Expr::Exists { .. } => word("exists"),
        Expr::Array(_) => word("array"),
        Expr::Extract { .. } => word("extract"),
        Expr::Substring { .. } => word("substring"),
        Expr::Position { .. } => word("position"),
        Expr::Overlay { .. } => word("overlay"),
        Expr::Trim { .. } => word("btrim"),
        Expr::Ceil { .. } => word("ceil"),
        Expr::Floor { .. } => word("floor"),
        Expr::Interval(_) => word("interval"),
        Expr::AtTimeZone { .. } => word("timezone"),
        Expr::Tuple(_) => word("row"),
        _ => None,
    }
}

/// A type as `pg_type` has it.
fn type_name(data_type: &DataType) -> Option<String> {
    let name = data_type.to_string().to_ascii_lowercase();
    let name = name.rsplit('.').next().unwrap_or_default().split('(').next().unwrap_or_default();
    let oid = super::rows::type_oid(match name {
        "int" => "integer",
        other => other,
    });
    Some(oid.and_then(super::rows::type_oid_name).unwrap_or_else(|| name.to_owned()))
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
        name(&mut query);
        expect.assert_eq(&query.to_string().replace(MARK, "#"));
    }

    #[test]
    fn expressions_have_names() {
        check(
            "SELECT count(*), 1 + 1, a, t.b, 'x'::regclass, c::int, '1'::int, CASE WHEN a THEN b END, true, \
             (SELECT max(x) FROM u), (f(x))[1], pg_catalog.version() FROM t",
            expect![[
                r#"SELECT count(*) AS "count", 1 + 1 AS "?column?", a, t.b, 'x'::REGCLASS AS "regclass", c::INT AS "c", '1'::INT AS "int4", CASE WHEN a THEN b END AS "case", true AS "bool", (SELECT max(x) FROM u) AS "max", (f(x))[1] AS "f", pg_catalog.version() AS "version" FROM t"#
            ]],
        );
        check(
            "SELECT tags::text, a::text AS b, 'x'::text FROM t",
            expect![[r#"SELECT as_text(tags) AS "tags", as_text(a) AS b, 'x'::TEXT AS "text" FROM t"#]],
        );
    }

    #[test]
    fn a_name_may_come_twice() {
        check(
            "SELECT 1 AS a, 2 AS A, count(x), count(y), t.n, u.n FROM t, u",
            expect![[
                r#"SELECT 1 AS a, 2 AS "a#1", count(x) AS "count", count(y) AS "count#1", t.n, u.n AS "n#1" FROM t, u"#
            ]],
        );
        check(
            "SELECT n.oid, n.* FROM n UNION SELECT 1, 2",
            expect![[r#"SELECT n.oid AS "oid#1", n.* FROM n UNION SELECT 1, 2"#]],
        );
        assert_eq!(told("oid\u{0}1"), "oid");
    }
}
