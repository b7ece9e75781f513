//! How a value is written: in shorthand, in words, in JSON.

use callboard_model::shape::{Member, Shape, ShapeKind};

/// How deeply shorthand is shown; below that, JSON is easier to write.
const DEEPEST_SHORTHAND: usize = 3;

/// The shorthand of an argument, where it has one.
pub(super) fn shorthand(member: &'static Member) -> Option<Vec<String>> {
    let shape = member.shape();
    let mut path = Vec::new();
    let text = match &shape.kind {
        _ if shape.traits.document || member.traits.json_value => return None,
        ShapeKind::List(item) if is_complex(item.shape()) && !item.shape().traits.document => {
            shorthand_of(item.shape(), &mut path)? + " ..."
        }
        ShapeKind::Structure(_) if is_wrapped_value(shape) => return None,
        ShapeKind::Structure(_) | ShapeKind::Map(..) => shorthand_of(shape, &mut path)?,
        _ => return None,
    };
    let mut lines = vec![text];
    if let ShapeKind::Map(key, _) = &shape.kind
        && !key.shape().enum_values.is_empty()
    {
        lines.extend([String::new(), "Where valid key names are:".to_owned()]);
        lines.extend(key.shape().enum_values.iter().map(|it| format!("  {it}")));
    }
    Some(lines)
}

/// The words of an argument that is a list of scalars.
pub(super) fn words(shape: &'static Shape) -> Option<Vec<String>> {
    let ShapeKind::List(item) = &shape.kind else { return None };
    let item = item.shape();
    if is_complex(item) {
        return None;
    }
    let example = scalar(item, false);
    let mut lines = vec![format!("{example} {example} ...")];
    if !item.enum_values.is_empty() {
        lines.extend([String::new(), "Where valid values are:".to_owned()]);
        lines.extend(item.enum_values.iter().map(|it| format!("  {it}")));
    }
    Some(lines)
}

/// The JSON of an argument that is no scalar.
pub(super) fn json(shape: &'static Shape) -> Option<Vec<String>> {
    if !is_complex(shape) {
        return None;
    }
    let mut writer = JsonExample::default();
    writer.value(shape, &mut Vec::new());
    Some(writer.text.lines().map(str::to_owned).collect())
}

/// A structure of one member `Value` takes a bare word.
fn is_wrapped_value(shape: &Shape) -> bool {
    matches!(shape.members(), [only] if only.name == "Value" && matches!(only.shape().kind, ShapeKind::String))
}

fn is_complex(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::List(_) | ShapeKind::Map(..))
}

fn scalar(shape: &Shape, with_choices: bool) -> String {
    match shape.kind {
        ShapeKind::String if with_choices && !shape.enum_values.is_empty() => {
            let choices: Vec<String> = shape.enum_values.iter().map(|it| format!("\"{it}\"")).collect();
            choices.join("|")
        }
        ShapeKind::String | ShapeKind::Character => "\"string\"".to_owned(),
        ShapeKind::Boolean => "true|false".to_owned(),
        _ => shape.type_name().to_owned(),
    }
}

fn shorthand_of(shape: &'static Shape, path: &mut Vec<&'static str>) -> Option<String> {
    if path.len() > DEEPEST_SHORTHAND {
        return None;
    }
    Some(match &shape.kind {
        ShapeKind::Structure(members) => {
            let mut parts = Vec::new();
            for member in members.iter().filter(|it| !holds_document(it)) {
                let value = if path.contains(&member.shape_name) {
                    "( ... recursive ... )".to_owned()
                } else {
                    below(member, path)?
                };
                parts.push(format!("{}={value}", member.name));
            }
            let inner = parts.join(",");
            if path.is_empty() { inner } else { format!("{{{inner}}}") }
        }
        ShapeKind::List(item) => {
            let value = below(item, path)?;
            if is_complex(item.shape()) || path.len() > 1 {
                format!("[{value},{value}]")
            } else {
                format!("{value},{value}")
            }
        }
        ShapeKind::Map(_, value) => {
            let value = below(value, path)?;
            let inner = format!("KeyName1={value},KeyName2={value}");
            if path.is_empty() { inner } else { format!("{{{inner}}}") }
        }
        _ => shape.type_name().to_owned(),
    })
}

fn below(member: &'static Member, path: &mut Vec<&'static str>) -> Option<String> {
    path.push(member.shape_name);
    let text = shorthand_of(member.shape(), path);
    path.pop();
    text
}

/// Shorthand has no form for values of any kind.
fn holds_document(member: &Member) -> bool {
    let shape = member.shape();
    match &shape.kind {
        ShapeKind::List(item) => item.shape().traits.document,
        ShapeKind::Map(_, value) => value.shape().traits.document,
        _ => shape.traits.document,
    }
}

#[derive(Default)]
struct JsonExample {
    text: String,
    indent: usize,
}

impl JsonExample {
    fn value(&mut self, shape: &'static Shape, path: &mut Vec<&'static str>) {
        if path.iter().filter(|it| **it == shape.name).count() > 1 {
            self.text.push_str("{ ... recursive ... }");
            return;
        }
        path.push(shape.name);
        match &shape.kind {
            ShapeKind::Structure(_) if shape.traits.document => self.text.push_str("{...}"),
            ShapeKind::Structure(members) => self.structure(members, path),
            ShapeKind::List(item) => self.list(item.shape(), path),
            ShapeKind::Map(key, value) => self.map(key.shape(), value.shape(), path),
            _ => self.text.push_str(&scalar(shape, true)),
        }
        path.pop();
    }

    fn structure(&mut self, members: &'static [Member], path: &mut Vec<&'static str>) {
        self.open("{");
        for (at, member) in members.iter().enumerate() {
            self.new_line();
            self.text.push_str(&format!("\"{}\": ", member.name));
            self.value(member.shape(), path);
            if at + 1 < members.len() {
                self.text.push(',');
            }
        }
        self.close("}");
    }

    fn list(&mut self, item: &'static Shape, path: &mut Vec<&'static str>) {
        if !is_complex(item) {
            self.text.push_str(&format!("[{}, ...]", scalar(item, true)));
            return;
        }
        self.open("[");
        self.new_line();
        self.value(item, path);
        self.new_line();
        self.text.push_str("...");
        self.close("]");
    }

    fn map(&mut self, key: &'static Shape, value: &'static Shape, path: &mut Vec<&'static str>) {
        self.open(&format!("{{{}: ", scalar(key, true)));
        self.value(value, path);
        self.new_line();
        self.text.push_str("...}");
        self.indent -= 1;
    }

    fn open(&mut self, bracket: &str) {
        self.text.push_str(bracket);
        self.indent += 1;
    }

    fn close(&mut self, bracket: &str) {
        self.indent -= 1;
        self.new_line();
        self.text.push_str(bracket);
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&"  ".repeat(self.indent));
    }
}
