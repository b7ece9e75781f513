//! Variables of a stage.

use callboard_model::document::Map;

use crate::failure::Answer;

use super::super::{quotas, refusals};

/// How long names and values may be.
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 512;

/// Refuses variables whose names or values could not stand in a URI.
pub(super) fn check(variables: &Map) -> Answer<()> {
    if variables.len() > quotas::STAGE_VARIABLES {
        let message = format!("A stage can have at most {} variables", quotas::STAGE_VARIABLES);
        return Err(refusals::bad_request(message));
    }
    for (name, value) in variables.iter() {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(refusals::bad_request(format!(
                "Invalid stage variable name: {name}. Please use names with only word characters."
            )));
        }
        if name.len() > LONGEST_NAME || value.as_str().is_some_and(|it| it.chars().count() > LONGEST_VALUE) {
            return Err(refusals::bad_request(format!(
                "Invalid stage variable: {name}. Names have at most {LONGEST_NAME} characters, values {LONGEST_VALUE}"
            )));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -._~:/?#&=,".contains(&byte);
        if !value.as_str().is_some_and(|it| it.bytes().all(is_plain)) {
            return Err(refusals::bad_request(format!(
                "Invalid stage variable value of key {name}.  Please use values with alphanumeric characters and the \
                 symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','."
            )));
        }
    }
    Ok(())
}
