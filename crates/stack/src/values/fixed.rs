//! What is fixed before anything was looked at: globals, and conditions.

use std::sync::Arc;

use callboard_resource::Properties;
use serde_json::Value;

use super::names::FixedNames;
use super::{file_of, file_text, render_node};
use crate::error::StackError;
use crate::manifest::Named;
use crate::source::{Mistake, Place};
use crate::stack::{Stack, texts};
use crate::template::{Names, Templates, root};

/// The name that makes a global another one for each resource.
const RESOURCE_NAME: &str = "resource_name";

/// The globals of a stack, as one of its resources sees them.
pub(crate) fn globals(stack: &Stack, resource: &str) -> Result<Properties, StackError> {
    let mut globals = Properties::new();
    for global in &stack.manifest.globals {
        let what = format!("global `{}`", global.name.name);
        let Some(node) = global.given.of(&stack.manifest.file, &stack.environment, &what)? else { continue };
        let names: Arc<dyn Names> = Arc::new(FixedNames::new(stack, &globals, resource));
        let mut wrong = None;
        texts(node, &mut |text, place| {
            let checked = check(stack, &names, &what, text, place);
            wrong = wrong.take().or(checked.err());
        });
        if let Some(wrong) = wrong {
            return Err(wrong.into());
        }
        let value = render_node(stack, &names, &what, node)?;
        globals.insert(global.name.name.clone(), value);
    }
    Ok(globals)
}

/// Whether a stack has a global that is another one for each resource.
pub(crate) fn is_of_each_resource(stack: &Stack) -> bool {
    stack.manifest.globals.iter().any(|global| {
        let Ok(Some(node)) = global.given.of(&stack.manifest.file, &stack.environment, "") else { return false };
        let mut is_named = false;
        texts(node, &mut |text, place| {
            let content = file_of(text).and_then(|path| file_text(stack, path, place).ok());
            is_named |= content.as_deref().unwrap_or(text).contains(RESOURCE_NAME);
        });
        is_named
    })
}

/// Whether a condition of a resource holds.
pub(crate) fn condition(stack: &Stack, condition: &Named, resource: &str) -> Result<bool, Mistake> {
    let names: Arc<dyn Names> = Arc::new(FixedNames::new(stack, &stack.globals, resource));
    let failed = |why: String| {
        let hint = "conditions compare variables and globals: `stack_env == 'prd'`".to_owned();
        stack.mistake(condition.place, format!("`if: {}`: {why}", condition.name)).with_hint(Some(hint))
    };
    let text = match stack.templates.render(&condition.name, &names).map_err(failed)? {
        Value::String(text) => text,
        Value::Bool(holds) => return Ok(holds),
        other => other.to_string(),
    };
    match stack.templates.render(&format!("{{{{ {text} }}}}"), &names).map_err(failed)? {
        Value::Bool(holds) => Ok(holds),
        other => Err(failed(format!("it is `{other}`, neither true nor false"))),
    }
}

/// Whether all that a text names has a value.
fn check(stack: &Stack, names: &Arc<dyn Names>, what: &str, text: &str, place: Place) -> Result<(), Mistake> {
    let content = file_of(text).map(|path| file_text(stack, path, place)).transpose()?;
    let text = content.as_deref().unwrap_or(text);
    if Templates::is_forgiving(text) {
        return Ok(());
    }
    let used = stack.templates.names(text).map_err(|why| stack.mistake(place, format!("{what}: {why}")))?;
    for name in used {
        let member = name.split('.').nth(1).filter(|_| matches!(root(&name), "vars" | "env"));
        let is_known = match member {
            Some(member) => stack.inputs.variables.contains_key(member),
            None => names.value(root(&name)).is_some(),
        };
        if !is_known {
            let name = member.unwrap_or(root(&name));
            let hint = format!("give it by `-e {name}=…`, or in an environment file");
            return Err(stack.mistake(place, format!("{what}: there is no value for `{name}`")).with_hint(Some(hint)));
        }
    }
    Ok(())
}
