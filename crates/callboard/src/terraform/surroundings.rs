//! What Terraform, and programs that run it, find in their environment; and `callboard terraform env`, which prints it.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::Path;

use callboard_terraform::mirror::prepare;

use super::THROUGH_CALLBOARD;
use super::places::Places;
use super::report::{report, report_lock};
use super::run::{is_terraform, terraform};
use crate::arguments::terraform::EnvArguments;
use crate::printing;
use crate::world::{DEFAULT, World};

/// Names the Terraform to run.
pub const PROGRAM_VARIABLE: &str = "CALLBOARD_TERRAFORM_PROGRAM";

/// Names the Terraform that CDKTF and CDK Terrain run.
pub const WRAPPER_VARIABLE: &str = "TERRAFORM_BINARY_NAME";

/// Options of `terraform providers lock`, which CDKTF runs by itself.
const LOCK_OPTIONS: &str = "TF_CLI_ARGS_providers_lock";

/// Variables to set, and to take away where there is no value.
pub struct Surroundings {
    variables: Vec<(&'static str, Option<OsString>)>,
    lock_options: OsString,
    has_lock_options: bool,
}

impl Surroundings {
    /// What makes any Terraform use the mirror, and the providers in it go where this command would.
    pub fn new(world: &World, places: &Places) -> Self {
        let mut variables = vec![
            ("TF_CLI_CONFIG_FILE", Some(places.configuration.clone().into_os_string())),
            (THROUGH_CALLBOARD, Some("1".into())),
        ];
        if let Some(folder) = &world.data_dir {
            variables.push(("CALLBOARD_DATA_DIR", Some(folder.clone().into_os_string())));
        }
        if world.decision.because != DEFAULT {
            variables.push(("CALLBOARD_TARGET", Some(world.decision.target.to_string().into())));
        }
        let mut lock_options = OsString::from("-fs-mirror=");
        lock_options.push(places.mirror.folder());
        let set = world.settings.variable(LOCK_OPTIONS).map(OsString::from);
        let has_lock_options = set.as_ref().is_some_and(|it| *it != lock_options);
        Self { variables, lock_options, has_lock_options }
    }

    /// Has lock files made from the mirror, where it has all that is needed: the registry would be asked otherwise.
    pub fn lock_from_mirror(&mut self, is_all_there: bool) {
        if !self.has_lock_options {
            self.variables.push((LOCK_OPTIONS, is_all_there.then(|| self.lock_options.clone())));
        }
    }

    /// Has Terraform run by us, so that the versions which a program asks for are laid out when it does.
    pub fn run_terraform_by_wrapper(&mut self, world: &World, places: &Places, program: Option<&Path>) {
        let named = program.map(|it| it.as_os_str().to_owned());
        // What the user has named for CDKTF gives way to us, and is run by us.
        let program = named.or_else(|| world.settings.variable(WRAPPER_VARIABLE).map(Into::into));
        if let Some(program) = program.filter(|it| !it.is_empty() && Path::new(it) != places.wrapper()) {
            self.variables.push((PROGRAM_VARIABLE, Some(program)));
        }
        self.variables.push((WRAPPER_VARIABLE, Some(places.wrapper().into_os_string())));
    }

    /// All of them.
    pub fn variables(&self) -> &[(&'static str, Option<OsString>)] {
        &self.variables
    }
}

/// Prints what a shell is to be told, and lays out the mirror for the folder.
pub fn print(world: &World, arguments: &EnvArguments) -> anyhow::Result<i32> {
    let places = Places::new(world)?;
    let prepared = prepare(Path::new("."), &places.mirror)?;
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => terraform(world)?,
    };
    anyhow::ensure!(is_terraform(&program), "{}: only `terraform` or `tofu` can be named here", program.display());
    places.write_configuration(world, program.ends_with("tofu"))?;
    places.make_wrapper()?;
    report(&prepared);
    report_lock(&prepared, &places);
    let mut surroundings = Surroundings::new(world, &places);
    surroundings.run_terraform_by_wrapper(world, &places, arguments.program.as_deref());
    let lines = surroundings.variables().iter().filter_map(|(name, value)| {
        let value = value.as_ref()?.to_string_lossy().replace('\'', r"'\''");
        Some(format!("export {name}='{value}'\n"))
    });
    printing::to_stdout(&lines.collect::<String>())?;
    if std::io::stdout().is_terminal() {
        printing::to_stderr("next: eval \"$(callboard terraform env)\"");
    }
    Ok(0)
}
