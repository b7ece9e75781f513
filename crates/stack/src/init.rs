//! New stacks: a folder with a manifest to begin with.

use std::path::{Path, PathBuf};

use callboard_model::naming::nearest;

use crate::error::StackError;
use crate::manifest::FILE_NAME;

/// Manifests to begin with, by name.
pub const TEMPLATES: &[(&str, &str)] =
    &[("stage", include_str!("../templates/stage.yml")), ("http-api", include_str!("../templates/http-api.yml"))];

/// Writes a manifest into a new folder, or one that has none; the files that were written.
pub fn init(folder: &Path, template: &str) -> Result<Vec<PathBuf>, StackError> {
    let Some((_, text)) = TEMPLATES.iter().find(|(name, _)| *name == template) else {
        let names = || TEMPLATES.iter().map(|(name, _)| *name);
        let hint = match nearest(template, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(StackError::Refused { message: format!("there is no template `{template}`"), hint: Some(hint) });
    };
    let manifest = folder.join(FILE_NAME);
    if manifest.exists() {
        let message = format!("{} is there already", manifest.display());
        return Err(StackError::Refused { message, hint: Some("choose another folder".to_owned()) });
    }
    let name = folder.file_name().map_or_else(|| "stack".to_owned(), |it| it.to_string_lossy().into_owned());
    let written =
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&manifest, text.replace("STACK_NAME", &name)));
    written.map_err(|source| StackError::File { file: manifest.display().to_string(), source })?;
    Ok(vec![manifest])
}
