//! Fields: the members of one map of a manifest, each of its kind.

use callboard_model::naming::nearest;
use serde_json::Value;

use super::read::Reader;
use super::{Entry, Export, Given, Kind, Named, ReturnValue, keys};
use crate::source::{Member, Mistake, Node, Place, Shape};

/// The members of one map, whose keys are known.
pub(super) struct Fields<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) what: String,
    pub(super) place: Place,
    pub(super) members: &'a [Member],
}

impl<'a> Fields<'a> {
    pub(super) fn called(self, what: String) -> Self {
        Self { what, ..self }
    }

    pub(super) fn check(&self, known: &[&str]) -> Result<(), Mistake> {
        for member in self.members {
            if !known.contains(&member.name.as_str()) {
                let hint = match nearest(&member.name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", known.join(", ")),
                };
                let message = format!("{} has no key `{}`", self.what, member.name);
                return Err(self.reader.mistake(member.place, message).with_hint(Some(hint)));
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Member> {
        self.members.iter().find(|it| it.name == name && it.node.shape != Shape::Scalar(Value::Null))
    }

    fn wrong(&self, member: &Member, expected: &str) -> Mistake {
        let message = format!("{}: `{}` must be {expected}, not {}", self.what, member.name, member.node.kind());
        self.reader.mistake(member.node.place, message)
    }

    pub(super) fn lacks(&self, what: &str) -> Mistake {
        self.reader.mistake(self.place, format!("{} needs {what}", self.what))
    }

    /// A text; numbers and booleans are taken as they were written.
    pub(super) fn text(&self, name: &str) -> Result<Option<Named>, Mistake> {
        let Some(member) = self.get(name) else { return Ok(None) };
        match scalar_text(&member.node) {
            Some(text) => Ok(Some(Named { name: text, place: member.node.place })),
            None => Err(self.wrong(member, "a text")),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<Named, Mistake> {
        match self.text(name)? {
            Some(text) if !text.name.is_empty() => Ok(text),
            _ => Err(self.lacks(&format!("a `{name}`"))),
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Result<bool, Mistake> {
        match self.get(name) {
            None => Ok(false),
            Some(Member { node: Node { shape: Shape::Scalar(Value::Bool(value)), .. }, .. }) => Ok(*value),
            Some(member) => Err(self.wrong(member, "true or false")),
        }
    }

    pub(super) fn list(&self, name: &str) -> Result<&'a [Node], Mistake> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Member { node: Node { shape: Shape::List(items), .. }, .. }) => Ok(items),
            Some(member) => Err(self.wrong(member, "a list")),
        }
    }

    pub(super) fn names(&self, name: &str) -> Result<Vec<Named>, Mistake> {
        let of = |node: &Node| match scalar_text(node) {
            Some(text) => Ok(Named { name: text, place: node.place }),
            None => {
                let message = format!("{}: `{name}` must be a list of names; this is {}", self.what, node.kind());
                Err(self.reader.mistake(node.place, message))
            }
        };
        self.list(name)?.iter().map(of).collect()
    }

    pub(super) fn given(&self) -> Result<Given, Mistake> {
        let one = self.members.iter().find(|it| it.name == "value");
        match (one, self.get("values")) {
            (Some(_), Some(values)) => {
                Err(self.reader.mistake(values.place, format!("{} has both `value` and `values`", self.what)))
            }
            (Some(member), None) => Ok(Given::One(member.node.clone())),
            (None, None) => Ok(Given::Nothing),
            (None, Some(values)) => {
                let Shape::Map(environments) = &values.node.shape else {
                    return Err(self.wrong(values, "a map of environments"));
                };
                let of = |environment: &Member| {
                    let inner = self.reader.fields(
                        &environment.node,
                        format!("{}, environment `{}`", self.what, environment.name),
                        &["value"],
                    )?;
                    let value = inner.members.iter().find(|it| it.name == "value");
                    let value = value.ok_or_else(|| inner.lacks("`value`"))?;
                    Ok(Member { node: value.node.clone(), ..environment.clone() })
                };
                let environments = environments.iter().map(of).collect::<Result<_, _>>()?;
                Ok(Given::PerEnvironment(values.place, environments))
            }
        }
    }

    pub(super) fn kind(&self) -> Result<Kind, Mistake> {
        let Some(kind) = self.text("type")? else { return Ok(Kind::Resource) };
        Ok(match kind.name.as_str() {
            "resource" => Kind::Resource,
            "query" => Kind::Query,
            "script" => Kind::Script,
            "multi" => Kind::Multi,
            "command" => Kind::Command,
            other => {
                let hint = match nearest(other, keys::KINDS.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if other.contains("::") || other.contains('.') => {
                        format!("a resource type is named by `resource: {other}`")
                    }
                    None => format!("there are {}", keys::KINDS.join(", ")),
                };
                let message = format!("{}: there is no type `{other}`", self.what);
                return Err(self.reader.mistake(kind.place, message).with_hint(Some(hint)));
            }
        })
    }

    /// What only some kinds of entries have, and what they must have.
    pub(super) fn check_kind(&self, entry: &Entry) -> Result<(), Mistake> {
        if let Some(run) = &entry.run
            && entry.kind != Kind::Script
        {
            let message = format!("{}: only a resource of type `script` has `run`", self.what);
            return Err(self.reader.mistake(run.place, message));
        }
        if entry.kind == Kind::Script && entry.run.is_none() {
            return Err(self.lacks("`run`, since its type is `script`"));
        }
        if let Some(sql) = &entry.sql
            && !matches!(entry.kind, Kind::Query | Kind::Command)
        {
            let message = format!("{}: only resources of types `query` and `command` have `sql`", self.what);
            return Err(self.reader.mistake(sql.place, message));
        }
        Ok(())
    }

    /// What is masked must be an export: a name that is mistyped would leave a secret to be seen.
    pub(super) fn check_masked(&self, entry: &Entry) -> Result<(), Mistake> {
        let exported = || entry.exports.iter().map(|it| it.name.name.as_str());
        for masked in self.get("protected").into_iter().flat_map(|it| match &it.node.shape {
            Shape::List(items) => items.as_slice(),
            _ => &[],
        }) {
            let name = scalar_text(masked).unwrap_or_default();
            if !exported().any(|it| it == name) {
                let near = nearest(&name, exported()).map(|near| format!("did you mean `{near}`?"));
                let message = format!("{}: `{name}` is protected, and is no export of it", self.what);
                return Err(self.reader.mistake(masked.place, message).with_hint(near));
            }
        }
        Ok(())
    }

    /// `protected: true` keeps a resource; a list of exports masks those.
    pub(super) fn protection(&self) -> Result<(Vec<String>, bool), Mistake> {
        match self.get("protected") {
            None => Ok((Vec::new(), false)),
            Some(Member { node: Node { shape: Shape::Scalar(Value::Bool(kept)), .. }, .. }) => Ok((Vec::new(), *kept)),
            Some(Member { node: Node { shape: Shape::List(_), .. }, .. }) => {
                Ok((self.names("protected")?.into_iter().map(|it| it.name).collect(), false))
            }
            Some(member) => Err(self.wrong(member, "true, false or a list of exports")),
        }
    }

    pub(super) fn exports(&self) -> Result<Vec<Export>, Mistake> {
        let of = |node: &Node| match &node.shape {
            Shape::Map(members) => match &members[..] {
                [Member { name, node, .. }] => match scalar_text(node) {
                    Some(alias) => Ok(Export { column: name.clone(), name: Named { name: alias, place: node.place } }),
                    None => Err(self.not_export(node)),
                },
                _ => Err(self.not_export(node)),
            },
            _ => match scalar_text(node) {
                Some(text) => Ok(Export { column: text.clone(), name: Named { name: text, place: node.place } }),
                None => Err(self.not_export(node)),
            },
        };
        self.list("exports")?.iter().map(of).collect()
    }

    fn not_export(&self, node: &Node) -> Mistake {
        let message = format!("{}: an export is a name, or `column: name`; this is {}", self.what, node.kind());
        self.reader.mistake(node.place, message)
    }

    pub(super) fn return_values(&self) -> Result<Vec<ReturnValue>, Mistake> {
        let Some(member) = self.get("return_vals") else { return Ok(Vec::new()) };
        let operations =
            self.reader.fields(&member.node, format!("{}: `return_vals`", self.what), keys::RETURN_VALUES)?;
        let mut values = Vec::new();
        for operation in operations.members {
            for item in operations.list(&operation.name)? {
                let (column, name) = match &item.shape {
                    Shape::Map(members) if members.len() == 1 => {
                        (members[0].name.clone(), scalar_text(&members[0].node))
                    }
                    _ => (scalar_text(item).unwrap_or_default(), scalar_text(item)),
                };
                let name = name.ok_or_else(|| {
                    let message = format!("{}: a field is a name, or `Field: name`", operations.what);
                    self.reader.mistake(item.place, message)
                })?;
                values.push(ReturnValue { operation: operation.name.clone(), column, name });
            }
        }
        Ok(values)
    }
}

fn scalar_text(node: &Node) -> Option<String> {
    match &node.shape {
        Shape::Scalar(Value::String(text)) => Some(text.clone()),
        Shape::Scalar(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
        _ => None,
    }
}
