//! Functions: what StackQL and SQLite have and DataFusion has not.
//!
//! Functions of one row are tables of plain Rust functions (`row.rs`). Aggregates are none of their own: the rewriting
//! of queries spells them by DataFusion's (`syntax/rewrite/idioms.rs`).

mod dates;
pub(crate) mod json;
mod number;
mod row;
mod text;

use std::sync::{Arc, LazyLock};

use datafusion::common::{Result, plan_err};
use datafusion::execution::FunctionRegistry as _;
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::{Expr, ScalarUDF};

pub(crate) use json::each::COLUMNS as JSON_EACH_COLUMNS;
use row::{RowFunction, RowUdf};

/// Registers them.
pub(crate) fn register(engine: &SessionContext) {
    let state = engine.state_ref();
    let mut state = state.write();
    for function in scalar_functions() {
        // Nothing is there yet that could refuse: a function of the same name is replaced.
        let _ = state.register_udf(Arc::clone(function));
    }
    let _ = state.register_udf(Arc::new(ScalarUDF::new_from_impl(json::list::JsonList::new())));
    let _ = state.register_udf(Arc::new(ScalarUDF::new_from_impl(number::AsNumber::new())));
    for (name, deep) in
        [("json_each", false), ("json_tree", true), ("jsonb_each", false), ("json_array_elements", false)]
    {
        state.register_udtf(name, Arc::new(json::each::JsonEach { deep }));
    }
    let _ = state.register_expr_planner(Arc::new(json::operators::JsonOperators));
    let _ = state.register_function_rewrite(Arc::new(json::operators::ReadInLists));
    state.add_analyzer_rule(Arc::new(json::each::UnnestJsonEach));
    state.add_analyzer_rule(Arc::new(json::operators::SortJsonValues));
}

fn scalar_functions() -> &'static [Arc<ScalarUDF>] {
    static FUNCTIONS: LazyLock<Vec<Arc<ScalarUDF>>> = LazyLock::new(|| {
        let tables: [&'static [RowFunction]; 3] = [json::FUNCTIONS, text::FUNCTIONS, dates::FUNCTIONS];
        let all = tables.into_iter().flatten();
        all.map(|function| Arc::new(ScalarUDF::new_from_impl(RowUdf::new(function)))).collect()
    });
    &FUNCTIONS
}

/// A call of one of them.
fn call(name: &str, arguments: Vec<Expr>) -> Result<Expr> {
    match scalar_functions().iter().find(|it| it.name() == name) {
        Some(function) => Ok(function.call(arguments)),
        None => plan_err!("there is no function {name}"),
    }
}

#[cfg(test)]
mod tests;
