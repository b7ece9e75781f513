//! The commands of `callboard stack` that look at a plane.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use callboard_stack::build::{Built, OnFailure, build, check};
use callboard_stack::encode::{self, Progress, plan_json, plan_text, test_json, test_text};
use callboard_stack::import::import;
use callboard_stack::report::Done;
use callboard_stack::secrets::Secrets;
use callboard_stack::stack::Nature;
use callboard_stack::survey::survey;
use callboard_stack::teardown::{removable, teardown};
use callboard_stack::{StackError, type_name};

use super::open::Opened;
use crate::arguments::stack::{Consent, OnFailureSetting, PlanFormat, StackCommand};
use crate::printing::{self, Stderr};

/// `plan` says by this exit code that something changes.
const CHANGES: i32 = 2;

/// Runs a command; its exit code.
pub async fn run(opened: &Opened, command: &StackCommand) -> anyhow::Result<i32> {
    match command {
        StackCommand::Plan { output, .. } => plan(opened, *output).await,
        StackCommand::Build { consent, on_failure, output_file, .. } => {
            make(opened, consent, *on_failure, output_file.as_deref()).await
        }
        StackCommand::Test { output, output_file, .. } => test(opened, *output, output_file.as_deref()).await,
        StackCommand::Teardown { consent, include_protected, .. } => remove(opened, consent, *include_protected).await,
        StackCommand::Import { name, type_name, identifier, .. } => adopt(opened, name, type_name, identifier).await,
        StackCommand::Graph { .. } | StackCommand::Init { .. } | StackCommand::Schema => Ok(0),
    }
}

async fn plan(opened: &Opened, output: PlanFormat) -> anyhow::Result<i32> {
    let found = survey(&opened.work).await?;
    match output {
        PlanFormat::Text => show(opened, &plan_text(&found, opened.has_colours))?,
        PlanFormat::Json => show(opened, &format!("{:#}\n", plan_json(&opened.work, &found)))?,
    }
    check(&opened.work, &found)?;
    Ok(if found.has_changes() { CHANGES } else { 0 })
}

async fn make(
    opened: &Opened,
    consent: &Consent,
    on_failure: OnFailureSetting,
    output_file: Option<&Path>,
) -> anyhow::Result<i32> {
    let work = &opened.work;
    if !consent.dry_run {
        work.record.lock()?;
    }
    let found = survey(work).await?;
    let is_shown = opened.is_asked && !consent.yes || consent.dry_run;
    if is_shown {
        show(opened, &plan_text(&found, opened.has_colours))?;
    }
    if consent.dry_run {
        return Ok(0);
    }
    let runs = work.stack.parts.iter().any(|it| matches!(it.nature, Nature::Command | Nature::Script));
    if opened.is_asked && !consent.yes && (found.has_changes() || runs) && !is_agreed("build this")? {
        return Ok(1);
    }
    let on_failure = match on_failure {
        OnFailureSetting::Error => OnFailure::Error,
        OnFailureSetting::Ignore => OnFailure::Ignore,
        OnFailureSetting::Rollback => OnFailure::Rollback,
    };
    let built = build(work, &found, on_failure, &progress(opened)).await?;
    let code = end(&built, "build", on_failure);
    if code == 0 {
        give_exports(opened, output_file)?;
    }
    Ok(code)
}

async fn test(opened: &Opened, output: PlanFormat, output_file: Option<&Path>) -> anyhow::Result<i32> {
    let found = survey(&opened.work).await?;
    match output {
        PlanFormat::Text => show(opened, &test_text(&found, opened.has_colours))?,
        PlanFormat::Json => show(opened, &format!("{:#}\n", test_json(&opened.work, &found)))?,
    }
    if found.has_changes() {
        printing::to_stderr("error: the stack is not as its manifest says");
        return Ok(1);
    }
    give_exports(opened, output_file)?;
    Ok(0)
}

async fn remove(opened: &Opened, consent: &Consent, include_protected: bool) -> anyhow::Result<i32> {
    let work = &opened.work;
    if !consent.dry_run {
        work.record.lock()?;
    }
    let found = survey(work).await?;
    let removable = removable(work, &found);
    let is_shown = opened.is_asked && !consent.yes || consent.dry_run;
    if is_shown {
        for surveyed in removable.iter().rev() {
            let identifier = surveyed.live.as_ref().map(|it| format!(" {}", it.identifier)).unwrap_or_default();
            let of = surveyed.of.map(|it| format!(": {}", it.name)).unwrap_or_default();
            show(opened, &format!("- {}{of}{identifier}\n", surveyed.name))?;
        }
    }
    if consent.dry_run {
        return Ok(0);
    }
    if opened.is_asked && !consent.yes && !removable.is_empty() && !is_agreed("remove all of this")? {
        return Ok(1);
    }
    let removed = teardown(work, &found, include_protected, &progress(opened)).await?;
    Ok(end(&removed, "teardown", OnFailure::Ignore))
}

async fn adopt(opened: &Opened, name: &str, of: &str, identifier: &str) -> anyhow::Result<i32> {
    let Some(of) = type_name::parse(of) else {
        let message = format!("there is no resource type `{of}`");
        let hint = Some("name it as `AWS::IVS::Stage` or `aws.ivs.stages`".to_owned());
        return Err(StackError::Refused { message, hint }.into());
    };
    let region = opened.work.stack.region().to_owned();
    let entry = import(&opened.work, name, of, &region, identifier).await?;
    printing::to_stdout(&entry)?;
    printing::to_stderr(&format!("added to {}", opened.work.stack.manifest.file));
    Ok(0)
}

/// Prints to stdout, without what is protected.
fn show(opened: &Opened, text: &str) -> std::io::Result<()> {
    printing::to_stdout(&opened.work.secrets.hidden(text))
}

/// A stderr on which nothing is seen that is protected; each line comes to it whole.
struct Hiding {
    secrets: Arc<Secrets>,
}

impl std::io::Write for Hiding {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Stderr.write_all(self.secrets.hidden(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Stderr.flush()
    }
}

fn progress(opened: &Opened) -> Progress {
    let err = Hiding { secrets: Arc::clone(&opened.work.secrets) };
    Progress::new(Box::new(err), std::io::stderr().is_terminal(), opened.has_colours_on_stderr)
}

/// Tells how it ended.
fn end(built: &Built, what: &str, on_failure: OnFailure) -> i32 {
    if !built.has_succeeded() {
        let state = match built.outcomes.iter().any(|it| matches!(it.done, Done::NotUndone(_))) {
            _ if on_failure != OnFailure::Rollback => "what was done stays done, and the next one goes on",
            true => "what could not be undone stays as it is",
            false => "what it did is undone",
        };
        printing::to_stderr(&format!("error: the {what} failed; {state}"));
        return 1;
    }
    let text = match built.summary() {
        empty if empty.is_empty() => "nothing to do".to_owned(),
        summary => summary,
    };
    printing::to_stderr(&format!("{what}: {text}"));
    0
}

/// Writes exports into a file, or shows them.
fn give_exports(opened: &Opened, output_file: Option<&Path>) -> anyhow::Result<()> {
    let work = &opened.work;
    let exports = work.exports()?;
    if let Some(file) = output_file {
        let text = format!("{:#}\n", encode::exports(work, &exports, false));
        return write_for_owner(file, &text).with_context(|| file.display().to_string());
    }
    if !work.stack.manifest.exports.is_empty() {
        printing::to_stdout(&format!("{:#}\n", encode::exports(work, &exports, true)))?;
    }
    Ok(())
}

/// Writes a file that nobody else reads: protected exports are in it.
fn write_for_owner(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// Asks on the terminal.
fn is_agreed(what: &str) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        let hint = Some("--yes says that it may".to_owned());
        let message = "AWS itself would be changed, and nobody can be asked".to_owned();
        return Err(StackError::Refused { message, hint }.into());
    }
    let mut err = std::io::stderr().lock();
    write!(err, "{what} on AWS? [y/N] ").and_then(|()| err.flush())?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
