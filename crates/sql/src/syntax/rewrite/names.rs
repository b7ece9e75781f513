//! Names: of columns and relations as they are written, compared and given.

use datafusion::sql::sqlparser::ast::{Expr, Ident, ObjectName, SelectItem, TableAlias, Value};

use super::scope::Columns;

/// Longer names of columns are cut.
const MAX_NAME: usize = 120;

/// A name as DataFusion compares it.
pub(super) fn normalized(name: &Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}

/// The parts of a name.
pub(super) fn parts(name: &ObjectName) -> impl Iterator<Item = &Ident> {
    name.0.iter().filter_map(|it| it.as_ident())
}

/// The columns that an alias names.
pub(super) fn given_columns(alias: &TableAlias) -> Option<Columns> {
    let names: Vec<String> = alias.columns.iter().map(|it| normalized(&it.name)).collect();
    (!names.is_empty()).then_some(Columns::Names(names))
}

/// A column as an item of a projection.
pub(super) fn item_of(path: Vec<String>) -> SelectItem {
    let mut path: Vec<Ident> = path.into_iter().map(|it| Ident::with_quote('"', it)).collect();
    match path.len() {
        1 => SelectItem::UnnamedExpr(Expr::Identifier(path.remove(0))),
        _ => SelectItem::UnnamedExpr(Expr::CompoundIdentifier(path)),
    }
}

/// The name of a column that has none: its expression as it was written, as SQLite does.
pub(super) fn written_name(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::UnnamedExpr(expr) if !matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => {
            Some(expr.to_string())
        }
        _ => None,
    }
}

/// A name that is not too long.
pub(super) fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

/// Gives a column that is there already a name of its own: DataFusion refuses `SELECT name, name`.
///
/// Columns of two relations may have one name; then they are not the same.
pub(super) fn rename_repeated(item: &mut SelectItem, given: &mut Vec<(Option<String>, String)>) {
    let (qualifier, name) = match item {
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => (None, normalized(name)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(path)) => match path.as_slice() {
            [.., relation, name] => (Some(normalized(relation)), normalized(name)),
            _ => return,
        },
        SelectItem::ExprWithAlias { alias, .. } => (None, normalized(alias)),
        _ => return,
    };
    let is_same = |(other, it): &(Option<String>, String)| {
        *it == name && (qualifier.is_none() || other.is_none() || *other == qualifier)
    };
    if !given.iter().any(is_same) {
        given.push((qualifier, name));
        return;
    }
    let taken: Vec<String> = given.iter().map(|(_, it)| it.clone()).collect();
    let free = free_name(name, &taken);
    let alias = Ident::with_quote('"', &free);
    given.push((None, free));
    match item {
        SelectItem::ExprWithAlias { alias: own, .. } => *own = alias,
        SelectItem::UnnamedExpr(expr) => {
            let expr = std::mem::replace(expr, Expr::Value(Value::Null.into()));
            *item = SelectItem::ExprWithAlias { expr, alias };
        }
        _ => {}
    }
}

/// A name that no other column has: DataFusion wants them to differ.
pub(super) fn free_name(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    (1..).map(|number| format!("{name}:{number}")).find(|it| !taken.contains(it)).unwrap_or(name)
}
