//! Reading: the text of a manifest becomes a [`Manifest`], or a mistake with its place.

use callboard_model::naming::nearest;
use serde_json::Value;

use super::{Entry, Export, Given, Global, Kind, Manifest, Named, Prop, ReturnValue, keys};
use crate::source::{self, Member, Mistake, Node, Place, Shape};

/// Reads a manifest.
pub fn read(file: &str, text: &str) -> Result<Manifest, Mistake> {
    let root = source::parse(file, text)?;
    Reader { file }.manifest(&root)
}

struct Reader<'a> {
    file: &'a str,
}

/// The members of one map, whose keys are known.
struct Fields<'a> {
    reader: &'a Reader<'a>,
    what: String,
    place: Place,
    members: &'a [Member],
}

impl<'a> Reader<'a> {
    fn manifest(&'a self, root: &'a Node) -> Result<Manifest, Mistake> {
        let fields = self.fields(root, "the manifest".to_owned(), keys::MANIFEST)?;
        if let Some(version) = fields.get("version")
            && !matches!(version.node.to_json().as_str(), Some("1"))
            && version.node.to_json() != 1
        {
            return Err(self
                .mistake(version.node.place, "`version` must be 1")
                .with_hint(Some("no other version of manifests is known".to_owned())));
        }
        let name = fields.required_text("name")?;
        let resources = fields.get("resources");
        let resources_place = resources.map_or(root.place, |it| it.place);
        let entries: Vec<Entry> =
            fields.list("resources")?.iter().map(|it| self.entry(it)).collect::<Result<_, _>>()?;
        self.refuse_repeated("resource", entries.iter().map(|it| &it.name))?;
        let globals: Vec<Global> =
            fields.list("globals")?.iter().map(|it| self.global(it)).collect::<Result<_, _>>()?;
        self.refuse_repeated("global", globals.iter().map(|it| &it.name))?;
        Ok(Manifest {
            file: self.file.to_owned(),
            name: name.name,
            description: fields.text("description")?.map(|it| it.name),
            providers: fields.names("providers")?,
            globals,
            resources: entries,
            exports: fields.names("exports")?,
            resources_place,
        })
    }

    fn global(&'a self, node: &'a Node) -> Result<Global, Mistake> {
        let fields = self.fields(node, "a global".to_owned(), keys::GLOBAL)?;
        let name = fields.required_text("name")?;
        let fields = fields.called(format!("global `{}`", name.name));
        match fields.given()? {
            Given::Nothing => Err(fields.lacks("`value` or `values`")),
            given => Ok(Global { name, given }),
        }
    }

    fn entry(&'a self, node: &'a Node) -> Result<Entry, Mistake> {
        let named = self.fields(node, "a resource".to_owned(), &[])?;
        let name = named.required_text("name")?;
        let fields = named.called(format!("resource `{}`", name.name));
        fields.check(keys::RESOURCE)?;
        let kind = fields.kind()?;
        let props: Vec<Prop> =
            fields.list("props")?.iter().map(|it| self.prop(&fields.what, it)).collect::<Result<_, _>>()?;
        self.refuse_repeated(&format!("property of {}", fields.what), props.iter().map(|it| &it.name))?;
        let (masked, is_protected) = fields.protection()?;
        let entry = Entry {
            kind,
            type_name: fields.text("resource")?.or(fields.text("type_name")?),
            file: fields.text("file")?,
            sql: fields.text("sql")?,
            run: fields.text("run")?,
            props,
            exports: fields.exports()?,
            masked,
            is_protected,
            condition: fields.text("if")?,
            skip_validation: fields.boolean("skip_validation")?,
            skip_on_delete: fields.boolean("skip_on_delete")?,
            return_values: fields.return_values()?,
            depends_on: fields.get("depends_on").is_some().then(|| fields.names("depends_on")).transpose()?,
            name,
        };
        fields.check_kind(&entry)?;
        Ok(entry)
    }

    fn prop(&'a self, of: &str, node: &'a Node) -> Result<Prop, Mistake> {
        let fields = self.fields(node, format!("a property of {of}"), keys::PROP)?;
        let name = fields.required_text("name")?;
        let fields = fields.called(format!("{of}: property `{}`", name.name));
        let merge = fields.names("merge")?;
        let given = fields.given()?;
        if given == Given::Nothing && merge.is_empty() {
            return Err(fields.lacks("`value` or `values`"));
        }
        Ok(Prop { name, given, merge })
    }

    fn fields(&'a self, node: &'a Node, what: String, known: &[&str]) -> Result<Fields<'a>, Mistake> {
        let Shape::Map(members) = &node.shape else {
            return Err(self.mistake(node.place, format!("{what} must be a map, not {}", node.kind())));
        };
        let fields = Fields { reader: self, what, place: node.place, members };
        if !known.is_empty() {
            fields.check(known)?;
        }
        Ok(fields)
    }

    fn refuse_repeated<'n>(&self, what: &str, names: impl Iterator<Item = &'n Named>) -> Result<(), Mistake> {
        let mut seen: Vec<&str> = Vec::new();
        for name in names {
            if seen.contains(&name.name.as_str()) {
                return Err(self.mistake(name.place, format!("there are two of the {what} `{}`", name.name)));
            }
            seen.push(&name.name);
        }
        Ok(())
    }

    fn mistake(&self, place: Place, message: impl Into<String>) -> Mistake {
        Mistake::new(self.file, place, message)
    }
}

impl<'a> Fields<'a> {
    fn called(self, what: String) -> Self {
        Self { what, ..self }
    }

    fn check(&self, known: &[&str]) -> Result<(), Mistake> {
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

    fn get(&self, name: &str) -> Option<&'a Member> {
        self.members.iter().find(|it| it.name == name && it.node.shape != Shape::Scalar(Value::Null))
    }

    fn wrong(&self, member: &Member, expected: &str) -> Mistake {
        let message = format!("{}: `{}` must be {expected}, not {}", self.what, member.name, member.node.kind());
        self.reader.mistake(member.node.place, message)
    }

    fn lacks(&self, what: &str) -> Mistake {
        self.reader.mistake(self.place, format!("{} needs {what}", self.what))
    }

    /// A text; numbers and booleans are taken as they were written.
    fn text(&self, name: &str) -> Result<Option<Named>, Mistake> {
        let Some(member) = self.get(name) else { return Ok(None) };
        match scalar_text(&member.node) {
            Some(text) => Ok(Some(Named { name: text, place: member.node.place })),
            None => Err(self.wrong(member, "a text")),
        }
    }

    fn required_text(&self, name: &str) -> Result<Named, Mistake> {
        match self.text(name)? {
            Some(text) if !text.name.is_empty() => Ok(text),
            _ => Err(self.lacks(&format!("a `{name}`"))),
        }
    }

    fn boolean(&self, name: &str) -> Result<bool, Mistake> {
        match self.get(name) {
            None => Ok(false),
            Some(Member { node: Node { shape: Shape::Scalar(Value::Bool(value)), .. }, .. }) => Ok(*value),
            Some(member) => Err(self.wrong(member, "true or false")),
        }
    }

    fn list(&self, name: &str) -> Result<&'a [Node], Mistake> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Member { node: Node { shape: Shape::List(items), .. }, .. }) => Ok(items),
            Some(member) => Err(self.wrong(member, "a list")),
        }
    }

    fn names(&self, name: &str) -> Result<Vec<Named>, Mistake> {
        let of = |node: &Node| match scalar_text(node) {
            Some(text) => Ok(Named { name: text, place: node.place }),
            None => {
                let message = format!("{}: `{name}` must be a list of names; this is {}", self.what, node.kind());
                Err(self.reader.mistake(node.place, message))
            }
        };
        self.list(name)?.iter().map(of).collect()
    }

    fn given(&self) -> Result<Given, Mistake> {
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

    fn kind(&self) -> Result<Kind, Mistake> {
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
    fn check_kind(&self, entry: &Entry) -> Result<(), Mistake> {
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

    /// `protected: true` keeps a resource; a list of exports masks those.
    fn protection(&self) -> Result<(Vec<String>, bool), Mistake> {
        match self.get("protected") {
            None => Ok((Vec::new(), false)),
            Some(Member { node: Node { shape: Shape::Scalar(Value::Bool(kept)), .. }, .. }) => Ok((Vec::new(), *kept)),
            Some(Member { node: Node { shape: Shape::List(_), .. }, .. }) => {
                Ok((self.names("protected")?.into_iter().map(|it| it.name).collect(), false))
            }
            Some(member) => Err(self.wrong(member, "true, false or a list of exports")),
        }
    }

    fn exports(&self) -> Result<Vec<Export>, Mistake> {
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

    fn return_values(&self) -> Result<Vec<ReturnValue>, Mistake> {
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
