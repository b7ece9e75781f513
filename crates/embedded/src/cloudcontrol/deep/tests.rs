//! What services declare is there.

use callboard_model::types;

use super::*;
use crate::dispatch::Handler;

#[test]
fn every_deep_type_names_what_there_is() {
    for deep in all() {
        let resource_type = types::resource_type(deep.name).expect("in the registry");
        let operations = [Some(deep.create), deep.update, Some(deep.delete), Some(TAG), Some(UNTAG)];
        let defined = deep.definition.iter().flat_map(|it| [it.create, it.replace]);
        for name in operations.into_iter().flatten().chain(defined) {
            let operation = deep.operation(name).unwrap_or_else(|_| panic!("{name}"));
            let handler = crate::dispatch::find(operation.into());
            assert!(matches!(handler, Some((_, Handler::Write(_)))), "{name}");
        }
        let output = deep.operation(deep.create).ok().and_then(|it| it.output).expect("an output");
        let shown = deep.wrapper.map_or(output, |it| output.member(it).expect("a wrapper").shape());
        let create = deep.input_shape(deep.create).unwrap_or_else(|_| panic!("an input"));
        let delete = deep.input_shape(deep.delete).unwrap_or_else(|_| panic!("an input"));
        for name in deep.identifier {
            assert!(shown.member(name).or(create.member(name)).is_some(), "{} {name}", deep.name);
            assert!(delete.member(name).is_some(), "{} {name}", deep.name);
        }
        assert_eq!(resource_type.primary_identifier().count(), deep.identifier.len(), "{}", deep.name);
        let read_only: Vec<&str> = resource_type.read_only().collect();
        for name in resource_type.properties().keys().filter(|it| !read_only.contains(&it.as_str())) {
            let is_refused = deep.refused.iter().any(|(refused, _)| refused == name);
            let defines = deep.definition.as_ref().is_some_and(|it| it.has(name));
            assert_eq!(inputs::member(create, name).is_none(), is_refused || defines, "{} {name}", deep.name);
        }
    }
}
