//! Reading: the text of a manifest becomes a [`Manifest`], or a mistake with its place.

use super::fields::Fields;
use super::{Entry, Given, Global, Manifest, Named, Prop, keys};
use crate::source::{self, Mistake, Node, Place, Shape};

/// Reads a manifest.
pub fn read(file: &str, text: &str) -> Result<Manifest, Mistake> {
    let root = source::parse(file, text)?;
    Reader { file }.manifest(&root)
}

/// Reads the parts of one file.
pub(super) struct Reader<'a> {
    file: &'a str,
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
            given => Ok(Global { name, given, is_protected: fields.boolean("protected")? }),
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
        fields.check_masked(&entry)?;
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

    pub(super) fn fields(&'a self, node: &'a Node, what: String, known: &[&str]) -> Result<Fields<'a>, Mistake> {
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

    pub(super) fn mistake(&self, place: Place, message: impl Into<String>) -> Mistake {
        Mistake::new(self.file, place, message)
    }
}
