//! Methods of resources, by StackQL's names: `create_resource`, `update_resource`, `delete_resource`,
//! `get_resource`, `list_resources`. They are `INSERT`, `UPDATE`, `DELETE` and `SELECT` by another name.

use callboard_model::naming::nearest_names;
use std::sync::Arc;

use callboard_model::naming::sql::Relation;
use callboard_model::types::Action;
use callboard_resource::{Identifier, Resources};
use datafusion::sql::sqlparser::ast::{self, BinaryOperator, Expr, Ident, ObjectName, SelectItem};
use serde_json::Value;

use super::Arguments;
use crate::catalog::{self, Table, canonical};
use crate::change::insert::{self, Row};
use crate::change::keys::Key;
use crate::change::patch::{self, Assigned};
use crate::change::select::{self, SelectParts};
use crate::change::step::{Plan, Step, StepKind, Verb};
use crate::change::target::{Given, Target};
use crate::change::{guard, returning, update, value};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::statement::{Exec, Hints};
use crate::{Answer, Session, SqlError, query};

/// A method of a resource type.
pub(in crate::change) struct Method {
    target: Target,
    action: Action,
}

const METHODS: [(&str, Action); 5] = [
    ("create_resource", Action::Create),
    ("get_resource", Action::Read),
    ("update_resource", Action::Update),
    ("delete_resource", Action::Delete),
    ("list_resources", Action::List),
];

impl Method {
    /// The method of a name, with or without `_resource`.
    pub(super) fn of(resources: &Resources, service: &str, table: &str, method: &str) -> Result<Self, SqlError> {
        let plain = canonical(method);
        let found = METHODS.iter().find(|(name, action)| canonical(name) == plain || action.name() == plain);
        let Some((_, action)) = found else {
            catalog::find(&[service.to_owned(), table.to_owned()])?;
            let message = format!("`aws.{service}.{table}` has no method `{method}`");
            let near = nearest_names(method, METHODS.iter().map(|(name, _)| (*name).to_owned()));
            return Err(super::suggest(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message), near));
        };
        let name = ObjectName::from(vec![Ident::new(service), Ident::new(table)]);
        Ok(Self { target: Target::of_name(resources, &name, *action)?, action: *action })
    }

    pub(super) fn only_reads(&self) -> bool {
        matches!(self.action, Action::Read | Action::List)
    }

    /// What will be done.
    pub(in crate::change) fn action(&self) -> Action {
        self.action
    }

    /// The relation that it reads.
    pub(in crate::change) fn relation(&self) -> Arc<Table> {
        let table = &self.target.table;
        let relation = if self.action == Action::List { Relation::ListOnly } else { Relation::Resources };
        catalog::table_of(table.resource_type.name, relation).unwrap_or_else(|| Arc::clone(table))
    }

    /// To which type.
    pub(in crate::change) fn target(&self) -> &Target {
        &self.target
    }
}

/// What the arguments of a method are.
#[derive(Default)]
struct Sorted {
    identifier: Option<String>,
    region: Option<String>,
    /// `DesiredState`, or `@@json`.
    desired: Option<Value>,
    patch: Option<Value>,
    columns: Vec<(String, Given)>,
    cells: Vec<Option<Value>>,
}

impl Sorted {
    async fn of(
        session: &Session,
        context: &Arc<StatementContext>,
        exec: &Exec,
        method: &Method,
    ) -> Result<Self, SqlError> {
        let arguments = Arguments::of(session, context, exec).await?;
        let mut sorted = Self { region: context.regions.first().cloned(), ..Self::default() };
        let from_json = match arguments.json {
            Some(Value::Object(members)) => members.into_iter().map(|(name, value)| (name, Some(value))).collect(),
            Some(_) => return Err(SqlError::new(sqlstate::DATATYPE_MISMATCH, "`@@json` must be an object")),
            None => Vec::new(),
        };
        for (name, cell) in from_json.into_iter().chain(arguments.values) {
            let plain = canonical(&name);
            match (plain.strip_prefix("data").unwrap_or(&plain), cell) {
                ("region", Some(cell)) => sorted.region = Some(insert::text(cell)),
                ("typename", _) => {}
                ("identifier", Some(cell)) => sorted.identifier = Some(insert::text(cell)),
                ("desiredstate", Some(cell)) => sorted.desired = Some(super::input::parsed(cell)?),
                ("patchdocument", Some(cell)) => sorted.patch = Some(cell),
                (_, cell) => {
                    let given = method.target.given(&name)?;
                    sorted.columns.push((name, given));
                    sorted.cells.push(cell);
                }
            }
        }
        Ok(sorted)
    }

    fn key(&self, method: &Method) -> Result<Key, SqlError> {
        let missing = |what: &str| {
            let name = method.target.table.qualified_name();
            SqlError::new(sqlstate::NOT_NULL_VIOLATION, format!("a method of {name} needs `@{what}`"))
        };
        let identifier = self.identifier.clone().ok_or_else(|| missing("Identifier"))?;
        let region = self.region.clone().ok_or_else(|| missing("region"))?;
        Ok(Key { region, identifier: Identifier::new(identifier), values: Vec::new() })
    }
}

/// What a method that changes a resource will do.
pub(in crate::change) async fn plan_method(
    session: &Session,
    context: &Arc<StatementContext>,
    exec: &Exec,
    method: &Method,
    hints: &Hints,
    in_transaction: bool,
) -> Result<Plan, SqlError> {
    let mut sorted = Sorted::of(session, context, exec, method).await?;
    let target = &method.target;
    let step = match method.action {
        Action::Create => {
            if let Some(Value::Object(members)) = sorted.desired.take() {
                for (name, value) in members {
                    sorted.columns.push((name.clone(), target.given(&name)?));
                    sorted.cells.push(Some(value));
                }
            }
            let region = sorted.region.clone();
            Row { columns: &sorted.columns, cells: sorted.cells, region }.step(context, target, false)?
        }
        Action::Delete => {
            let key = sorted.key(method)?;
            let prior = if in_transaction { update::prior(session, context, target, &key).await? } else { None };
            if in_transaction && prior.is_none() {
                return Err(update::not_found(target, &key));
            }
            let kind = StepKind::Delete { identifier: key.identifier, prior };
            Step { of: target.of(), region: key.region, kind, parameters: Vec::new() }
        }
        _ => update_step(session, context, target, sorted, method).await?,
    };
    Ok(Plan {
        verb: Verb::Exec,
        table: Arc::clone(&target.table),
        qualifier: None,
        steps: vec![step],
        returning: Some(returning::event_items()),
        wait: guard::wait(session, hints),
    })
}

async fn update_step(
    session: &Session,
    context: &Arc<StatementContext>,
    target: &Target,
    sorted: Sorted,
    method: &Method,
) -> Result<Step, SqlError> {
    let key = sorted.key(method)?;
    let of = target.of();
    let Some(prior) = update::prior(session, context, target, &key).await? else {
        return Err(update::not_found(target, &key));
    };
    let mut assigned = Vec::new();
    let mut parameters = Vec::new();
    for ((_, given), cell) in sorted.columns.iter().zip(sorted.cells) {
        match (given, cell) {
            (Given::Property(name), cell) => {
                let value = cell.map(|cell| value::property_value(of, name, cell)).transpose()?;
                assigned.push(Assigned { property: (*name).to_owned(), value });
            }
            (Given::Parameter(parameter), Some(cell)) => parameters.push((*parameter, insert::text(cell))),
            _ => {}
        }
    }
    let kind = match sorted.patch {
        Some(document) => patch::patched(of, key.identifier, prior, &document)?,
        None => patch::update(of, key.identifier, prior, &assigned)?,
    };
    Ok(Step { of, region: key.region, kind, parameters })
}

/// The resource that a method names.
pub(in crate::change) async fn key(
    session: &Session,
    context: &Arc<StatementContext>,
    exec: &Exec,
    method: &Method,
) -> Result<Key, SqlError> {
    Sorted::of(session, context, exec, method).await?.key(method)
}

/// The rows of a method that reads.
pub(in crate::change) async fn read(session: &Session, exec: &Exec, method: &Method) -> Result<Answer, SqlError> {
    let context = session.context_of_statement();
    let query = read_query(session, &context, exec, method).await?;
    let rows = query::rows(session, &context, &query).await?;
    Ok(Answer::DoneWithRows("EXEC".to_owned(), rows))
}

/// The query that a method which reads stands for.
pub(in crate::change) async fn read_query(
    session: &Session,
    context: &Arc<StatementContext>,
    exec: &Exec,
    method: &Method,
) -> Result<ast::Query, SqlError> {
    let sorted = Sorted::of(session, context, exec, method).await?;
    let relation = method.relation();
    let mut conditions: Vec<(String, Value)> = Vec::new();
    if let Some(region) = &sorted.region {
        conditions.push(("region".to_owned(), Value::String(region.clone())));
    }
    if method.action == Action::Read {
        let key = sorted.key(method)?;
        conditions.push(("data__identifier".to_owned(), Value::String(key.identifier.to_string())));
    }
    for ((name, _), cell) in sorted.columns.iter().zip(&sorted.cells) {
        if let (Some(column), Some(cell)) = (relation.column(name), cell) {
            conditions.push((column.name.clone(), cell.clone()));
        }
    }
    let conditions = conditions.into_iter().map(|(name, value)| Expr::BinaryOp {
        left: Box::new(select::column(None, &name)),
        op: BinaryOperator::Eq,
        right: Box::new(literal(value)),
    });
    let selection = conditions.reduce(|left, right| Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::And,
        right: Box::new(right),
    });
    let parts = SelectParts {
        projection: vec![SelectItem::Wildcard(ast::WildcardAdditionalOptions::default())],
        from: vec![select::table(&relation)?],
        selection,
        order_by: Vec::new(),
        limit: None,
    };
    parts.into_query()
}

fn literal(value: Value) -> Expr {
    let value = match value {
        Value::Number(number) => ast::Value::Number(number.to_string(), false),
        Value::Bool(value) => ast::Value::Boolean(value),
        other => ast::Value::SingleQuotedString(insert::text(other)),
    };
    Expr::Value(value.into())
}
