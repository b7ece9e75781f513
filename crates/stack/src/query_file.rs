//! `.iql` files: statements under anchors.
//!
//! ```text
//! /*+ exists, retries=5, retry_delay=2 */
//! SELECT count(*) AS count FROM aws.ivs.stages WHERE …
//! ```
//!
//! A line that starts with an anchor opens a block, which ends where the next one starts.

use callboard_model::naming::nearest;

use crate::source::{Mistake, Place};

/// What a block of statements is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Anchor {
    /// Whether it is there; also `preflight`.
    Exists,
    /// Makes it.
    Create,
    /// Makes or changes it, without a look before.
    CreateOrUpdate,
    /// Changes it.
    Update,
    /// Whether it is as it should be; also `postdeploy`.
    StateCheck,
    /// What others may use of it.
    Exports,
    /// Removes it.
    Delete,
    /// Statements without a state.
    Command,
    /// Polls after a change.
    Callback(Option<Change>),
    /// Asks for reasons after a failure.
    Troubleshoot(Option<Change>),
}

/// The change that a block belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Making.
    Create,
    /// Changing.
    Update,
    /// Removing.
    Delete,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is for.
    pub anchor: Anchor,
    /// Where its statements begin.
    pub place: Place,
    /// The statements.
    pub text: String,
    /// How often they are run until they say yes.
    pub retries: Option<u32>,
    /// Seconds between two runs.
    pub retry_delay: Option<u64>,
    /// How often is looked whether it is gone.
    pub postdelete_retries: Option<u32>,
    /// Seconds between two of those looks.
    pub postdelete_retry_delay: Option<u64>,
    /// The column, and its value, at which a callback ends early.
    pub short_circuit: Option<(String, String)>,
}

/// The blocks of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryFile {
    /// In the order in which they were written.
    pub blocks: Vec<Block>,
}

const ANCHORS: &[&str] = &[
    "exists",
    "preflight",
    "create",
    "createorupdate",
    "update",
    "statecheck",
    "postdeploy",
    "exports",
    "delete",
    "command",
    "callback",
    "troubleshoot",
];

const OPTIONS: &[&str] = &[
    "retries",
    "retry_delay",
    "postdelete_retries",
    "postdelete_retry_delay",
    "short_circuit_field",
    "short_circuit_value",
];

impl QueryFile {
    /// The block of an anchor.
    pub fn block(&self, anchor: Anchor) -> Option<&Block> {
        self.blocks.iter().find(|it| it.anchor == anchor)
    }

    /// The callback or troubleshooting of a change: its own, else the one for all.
    pub fn of_change(&self, anchor: fn(Option<Change>) -> Anchor, change: Change) -> Option<&Block> {
        self.block(anchor(Some(change))).or_else(|| self.block(anchor(None)))
    }
}

/// Reads a file of statements.
pub fn parse(file: &str, text: &str) -> Result<QueryFile, Mistake> {
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = Place { line: number + 1, column: 1 };
        let hint = line.trim_start().strip_prefix("/*+").and_then(|it| it.split_once("*/"));
        if let Some((words, rest)) = hint
            && let Some(mut block) = block(file, place, words)?
        {
            if blocks.iter().any(|it| it.anchor == block.anchor) {
                return Err(Mistake::new(file, place, format!("there are two blocks `{}`", words.trim())));
            }
            block.text.push_str(rest);
            block.text.push('\n');
            blocks.push(block);
            continue;
        }
        match blocks.last_mut() {
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None if line.trim().is_empty() || line.trim_start().starts_with("--") => {}
            None => {
                let message = "statements stand before the first anchor";
                let hint = Some("begin a block with `/*+ exists */`, `/*+ create */`, …".to_owned());
                return Err(Mistake::new(file, place, message).with_hint(hint));
            }
        }
    }
    for block in &mut blocks {
        block.text = block.text.trim().to_owned();
    }
    Ok(QueryFile { blocks })
}

/// The block that a hint opens; none where the hint belongs to a statement.
fn block(file: &str, place: Place, words: &str) -> Result<Option<Block>, Mistake> {
    let mut words = words.split(',').map(str::trim);
    let name = words.next().unwrap_or_default().to_ascii_lowercase();
    if ["await", "nowait", "showresults", "required", "overwrite"].contains(&name.as_str()) {
        return Ok(None);
    }
    let Some(anchor) = anchor(&name) else {
        let near = nearest(&name, ANCHORS.iter().copied()).map(|it| format!("did you mean `{it}`?"));
        let hint = near.unwrap_or_else(|| format!("there are {}", ANCHORS.join(", ")));
        return Err(Mistake::new(file, place, format!("there is no anchor `{name}`")).with_hint(Some(hint)));
    };
    let mut block = Block {
        anchor,
        place,
        text: String::new(),
        retries: None,
        retry_delay: None,
        postdelete_retries: None,
        postdelete_retry_delay: None,
        short_circuit: None,
    };
    let (mut field, mut value) = (None, None);
    for option in words.filter(|it| !it.is_empty()) {
        let (key, given) = option.split_once('=').map_or((option, ""), |(key, given)| (key.trim(), given.trim()));
        let given = given.trim_matches(['\'', '"']);
        let number = || {
            let wrong = || Mistake::new(file, place, format!("`{key}` must be a number, not `{given}`"));
            given.parse::<u32>().map_err(|_| wrong())
        };
        match key {
            "retries" => block.retries = Some(number()?),
            "retry_delay" => block.retry_delay = Some(number()?.into()),
            "postdelete_retries" => block.postdelete_retries = Some(number()?),
            "postdelete_retry_delay" => block.postdelete_retry_delay = Some(number()?.into()),
            "short_circuit_field" => field = Some(given.to_owned()),
            "short_circuit_value" => value = Some(given.to_owned()),
            _ => {
                let near = nearest(key, OPTIONS.iter().copied()).map(|it| format!("did you mean `{it}`?"));
                let message = format!("anchor `{name}` has no option `{key}`");
                return Err(Mistake::new(file, place, message).with_hint(near));
            }
        }
    }
    block.short_circuit = field.zip(value);
    Ok(Some(block))
}

fn anchor(name: &str) -> Option<Anchor> {
    let change = |name: &str| match name {
        "create" => Some(Change::Create),
        "update" => Some(Change::Update),
        "delete" => Some(Change::Delete),
        _ => None,
    };
    Some(match name.split_once(':') {
        Some(("callback", of)) => Anchor::Callback(Some(change(of.trim())?)),
        Some(("troubleshoot", of)) => Anchor::Troubleshoot(Some(change(of.trim())?)),
        Some(_) => return None,
        None => match name {
            "exists" | "preflight" => Anchor::Exists,
            "create" => Anchor::Create,
            "createorupdate" => Anchor::CreateOrUpdate,
            "update" => Anchor::Update,
            "statecheck" | "postdeploy" => Anchor::StateCheck,
            "exports" => Anchor::Exports,
            "delete" => Anchor::Delete,
            "command" => Anchor::Command,
            "callback" => Anchor::Callback(None),
            "troubleshoot" => Anchor::Troubleshoot(None),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match parse("a.iql", text) {
            Ok(file) => {
                let line = |it: &Block| {
                    format!("{:?} {:?} {:?} {:?}: {}", it.anchor, it.retries, it.retry_delay, it.short_circuit, it.text)
                };
                file.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
            }
            Err(mistake) => format!("error: {mistake}\nhint: {}", mistake.hint.clone().unwrap_or_default()),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn anchors_open_blocks() {
        check(
            "-- a\n/*+ exists */\nSELECT 1;\n\n/*+ create */\n/*+ AWAIT */ INSERT x\n/*+ statecheck, retries=5, retry_delay=2 */\nSELECT 2\n\
             /*+ callback:create, short_circuit_field=s, short_circuit_value=DONE */\nSELECT 3\n/*+ postdeploy:x */",
            expect![[r#"
                error: a.iql:11:1: there is no anchor `postdeploy:x`
                hint: did you mean `postdeploy`?"#]],
        );
        check(
            "-- a\n/*+ preflight */\nSELECT 1;\n\n/*+ create */\n/*+ AWAIT */ INSERT x\n/*+ postdeploy, retries=5, retry_delay=2 */\nSELECT 2\n\
             /*+ callback:create, short_circuit_field=s, short_circuit_value=DONE */ SELECT 3\n",
            expect![[r#"
                Exists None None None: SELECT 1;
                Create None None None: /*+ AWAIT */ INSERT x
                StateCheck Some(5) Some(2) None: SELECT 2
                Callback(Some(Create)) None None Some(("s", "DONE")): SELECT 3"#]],
        );
    }

    #[test]
    fn each_mistake_says_where_it_is() {
        check(
            "SELECT 1",
            expect![[r#"
            error: a.iql:1:1: statements stand before the first anchor
            hint: begin a block with `/*+ exists */`, `/*+ create */`, …"#]],
        );
        check(
            "/*+ exist */\n",
            expect![[r#"
            error: a.iql:1:1: there is no anchor `exist`
            hint: did you mean `exists`?"#]],
        );
        check(
            "/*+ exists, retrys=1 */\n",
            expect![[r#"
            error: a.iql:1:1: anchor `exists` has no option `retrys`
            hint: did you mean `retries`?"#]],
        );
        check(
            "/*+ exists, retries=x */\n",
            expect![[r#"
            error: a.iql:1:1: `retries` must be a number, not `x`
            hint: "#]],
        );
        check(
            "/*+ exists */\n1\n/*+ preflight */\n",
            expect![[r#"
            error: a.iql:3:1: there are two blocks `preflight`
            hint: "#]],
        );
    }
}
