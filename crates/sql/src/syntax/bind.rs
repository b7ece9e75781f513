//! Parameters: values in place of `$1`, `$2`, …

use std::ops::ControlFlow;

use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::ScalarValue;
use datafusion::sql::sqlparser::ast::{self, Expr, Value, VisitMut, VisitorMut};

use crate::error::sqlstate;
use crate::{Parsed, SqlError, Statement};

/// A statement with values in place of `$1`, `$2`, …
pub(crate) fn bind(parsed: &Parsed, values: &[ScalarValue]) -> Result<Parsed, SqlError> {
    if values.len() != parsed.parameters {
        let message =
            format!("the statement has {} parameters, but {} values were given", parsed.parameters, values.len());
        return Err(SqlError::new(sqlstate::PROTOCOL_VIOLATION, message));
    }
    let literals: Vec<Expr> = values.iter().map(literal).collect::<Result<_, _>>()?;
    let mut bound = parsed.clone();
    place(&mut bound, &literals);
    Ok(bound)
}

fn place(parsed: &mut Parsed, literals: &[Expr]) {
    let mut binder = Binder { literals };
    let _ = match &mut parsed.statement {
        Statement::Query(it) => it.visit(&mut binder),
        Statement::Insert(it) => it.visit(&mut binder),
        Statement::Update(it) | Statement::Replace(it) => it.visit(&mut binder),
        Statement::Delete(it) => it.visit(&mut binder),
        Statement::Exec(it) => {
            let _ = it.json.visit(&mut binder);
            it.arguments.iter_mut().try_for_each(|(_, value)| value.visit(&mut binder))
        }
        Statement::Explain { statement, .. } => {
            place(statement, literals);
            ControlFlow::Continue(())
        }
        // The parameters of a prepared statement are its own.
        Statement::Define(it) if !matches!(**it, ast::Statement::Prepare { .. }) => it.visit(&mut binder),
        _ => ControlFlow::Continue(()),
    };
    parsed.parameters = 0;
}

struct Binder<'a> {
    literals: &'a [Expr],
}

impl VisitorMut for Binder<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Value(value) = expr
            && let Value::Placeholder(name) = &value.value
            && let Some(number) = name.strip_prefix('$').and_then(|it| it.parse::<usize>().ok())
            && let Some(literal) = number.checked_sub(1).and_then(|it| self.literals.get(it))
        {
            *expr = literal.clone();
        }
        ControlFlow::Continue(())
    }
}

/// A value as it would be written.
fn literal(value: &ScalarValue) -> Result<Expr, SqlError> {
    if value.is_null() {
        return Ok(Expr::Value(Value::Null.into()));
    }
    Ok(match value {
        ScalarValue::Boolean(Some(it)) => Expr::Value(Value::Boolean(*it).into()),
        ScalarValue::Utf8(Some(it)) | ScalarValue::LargeUtf8(Some(it)) | ScalarValue::Utf8View(Some(it)) => {
            text(it.clone())
        }
        ScalarValue::Float32(Some(it)) if !it.is_finite() => cast(text(it.to_string()), ast::DataType::Real),
        ScalarValue::Float64(Some(it)) if !it.is_finite() => cast(text(it.to_string()), ast::DataType::DoublePrecision),
        // Digits alone could be read as an integer, or with a different precision.
        ScalarValue::Float32(Some(it)) => cast(number(&it.to_string()), ast::DataType::Real),
        ScalarValue::Float64(Some(it)) => cast(number(&it.to_string()), ast::DataType::DoublePrecision),
        ScalarValue::Int8(_)
        | ScalarValue::Int16(_)
        | ScalarValue::Int32(_)
        | ScalarValue::Int64(_)
        | ScalarValue::UInt8(_)
        | ScalarValue::UInt16(_)
        | ScalarValue::UInt32(_)
        | ScalarValue::UInt64(_)
        | ScalarValue::Decimal128(..)
        | ScalarValue::Decimal256(..) => number(&shown(value)?),
        ScalarValue::Date32(_) | ScalarValue::Date64(_) => cast(text(shown(value)?), ast::DataType::Date),
        ScalarValue::TimestampSecond(..)
        | ScalarValue::TimestampMillisecond(..)
        | ScalarValue::TimestampMicrosecond(..)
        | ScalarValue::TimestampNanosecond(..) => {
            cast(text(shown(value)?), ast::DataType::Timestamp(None, ast::TimezoneInfo::None))
        }
        ScalarValue::Binary(Some(it)) | ScalarValue::LargeBinary(Some(it)) | ScalarValue::BinaryView(Some(it)) => {
            Expr::Value(Value::HexStringLiteral(it.iter().map(|byte| format!("{byte:02x}")).collect()).into())
        }
        ScalarValue::List(list) => {
            let values = list.value(0);
            let elem = (0..values.len())
                .map(|row| literal(&ScalarValue::try_from_array(&values, row)?))
                .collect::<Result<_, SqlError>>()?;
            Expr::Array(ast::Array { elem, named: true })
        }
        other => text(shown(other)?),
    })
}

fn shown(value: &ScalarValue) -> Result<String, SqlError> {
    let array = value.to_array()?;
    array_value_to_string(&array, 0).map_err(|error| SqlError::new(sqlstate::INVALID_TEXT, error.to_string()))
}

fn text(text: String) -> Expr {
    Expr::Value(Value::SingleQuotedString(text).into())
}

/// Digits, with the sign before them as SQL has it.
fn number(digits: &str) -> Expr {
    let positive = |digits: &str| Expr::Value(Value::Number(digits.to_owned(), false).into());
    match digits.strip_prefix('-') {
        Some(digits) => {
            let negative = Expr::UnaryOp { op: ast::UnaryOperator::Minus, expr: Box::new(positive(digits)) };
            Expr::Nested(Box::new(negative))
        }
        None => positive(digits),
    }
}

fn cast(expr: Expr, data_type: ast::DataType) -> Expr {
    Expr::Cast { kind: ast::CastKind::Cast, expr: Box::new(expr), data_type, array: false, format: None }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::ListArray;
    use datafusion::arrow::datatypes::Int64Type;
    use expect_test::{Expect, expect};

    use super::*;
    use std::sync::Arc;

    #[track_caller]
    fn check(text: &str, values: &[ScalarValue], expect: Expect) {
        let parsed = crate::syntax::parse(text).expect("parses");
        let shown = match bind(&parsed[0], values) {
            Ok(bound) => match bound.statement {
                Statement::Query(it) => it.to_string(),
                Statement::Insert(it) => it.to_string(),
                Statement::Update(it) => it.to_string(),
                Statement::Delete(it) => it.to_string(),
                Statement::Explain { statement, .. } => match statement.statement {
                    Statement::Query(it) => it.to_string(),
                    _ => unreachable!("explains a query"),
                },
                _ => unreachable!("no such case"),
            },
            Err(error) => format!("{} {error}", error.sqlstate),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn values_become_literals_of_every_statement() {
        let values = [ScalarValue::from("it's; --"), ScalarValue::from(-5_i64)];
        check(
            "SELECT $1, 3 - $2 FROM t WHERE a IN ($1) LIMIT $2",
            &values,
            expect!["SELECT 'it''s; --', 3 - (-5) FROM t WHERE a IN ('it''s; --') LIMIT (-5)"],
        );
        check(
            "INSERT INTO t (a, b) VALUES ($1, $2)",
            &values,
            expect!["INSERT INTO t (a, b) VALUES ('it''s; --', (-5))"],
        );
        check("UPDATE t SET a = $1 WHERE b = $2", &values, expect!["UPDATE t SET a = 'it''s; --' WHERE b = (-5)"]);
        check(
            "DELETE FROM t WHERE a = $1 AND b = $2",
            &values,
            expect!["DELETE FROM t WHERE a = 'it''s; --' AND b = (-5)"],
        );
        check("EXPLAIN SELECT $1, $2", &values, expect!["SELECT 'it''s; --', (-5)"]);
    }

    #[test]
    fn types_are_kept() {
        let list = ListArray::from_iter_primitive::<Int64Type, _, _>([Some([Some(1), None])]);
        let values = [
            ScalarValue::Utf8(None),
            ScalarValue::from(true),
            ScalarValue::from(1.0),
            ScalarValue::Date32(Some(20_000)),
            ScalarValue::TimestampMicrosecond(Some(1_700_000_000_000_001), None),
            ScalarValue::Binary(Some(vec![1, 255])),
            ScalarValue::List(Arc::new(list)),
            ScalarValue::Decimal128(Some(-150), 10, 2),
            ScalarValue::from(f64::NAN),
        ];
        check(
            "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9",
            &values,
            expect![
                "SELECT NULL, true, CAST(1 AS DOUBLE PRECISION), CAST('2024-10-04' AS DATE), CAST('2023-11-14T22:13:20.000001' AS TIMESTAMP), X'01ff', ARRAY[1, NULL], (-1.50), CAST('NaN' AS DOUBLE PRECISION)"
            ],
        );
    }

    #[test]
    fn the_number_of_values_must_fit() {
        check(
            "SELECT $2",
            &[ScalarValue::from(1_i64)],
            expect!["08P01 the statement has 2 parameters, but 1 values were given"],
        );
    }
}
