//! What every command of the binary starts from: settings, the target in force, the embedded plane.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use callboard_cli::configure::ini::ConfigFile;
use callboard_cli::host::HostError;
use callboard_embedded::EmbeddedPlane;

use crate::arguments::{CommonOptions, QuotaSetting};
use crate::embedded;
use crate::folders::{self, ProcessVariables, Variables};
use crate::settings::AwsSettings;
use crate::target::{self, Decision, Target};

/// Why the target is what it is when nobody said anything.
pub const DEFAULT: &str = "the default";

/// Why a program called `aws` talks to AWS.
pub const CALLED_AS_AWS: &str = "called as `aws`";

/// The settings of the section `[callboard]`.
const SETTINGS: [&str; 3] = ["target", "data_dir", "quotas"];

/// Settings and the planes opened so far.
pub struct World {
    pub settings: AwsSettings,
    pub decision: Decision,
    pub data_dir: Option<PathBuf>,
    pub quotas: QuotaSetting,
    plane: OnceLock<Arc<EmbeddedPlane>>,
}

impl World {
    /// Reads callboard's own config file and decides for a target.
    pub fn new(options: &CommonOptions, is_called_as_aws: bool) -> anyhow::Result<Self> {
        let variables = ProcessVariables;
        let config = own_config(&variables)?;
        let section = config.section("callboard");
        if let Some(unknown) =
            section.and_then(|it| it.settings().map(|(key, _)| key).find(|key| !SETTINGS.contains(key)))
        {
            anyhow::bail!("the config file: there is no setting `{unknown}`; there are {}", SETTINGS.join(", "));
        }
        let configured = |key: &str| section.and_then(|it| it.get(key)).map(str::to_owned);
        let origins = [
            ("--target", options.target.clone()),
            ("CALLBOARD_TARGET", variables.variable("CALLBOARD_TARGET")),
            ("the config file", configured("target")),
        ];
        let decision = match is_called_as_aws {
            true => target::decide(&origins, Target::Aws, CALLED_AS_AWS)?,
            false => target::decide(&origins, Target::Embedded, DEFAULT)?,
        };
        let data_dir = folders::data_dir(options.data_dir.as_deref(), configured("data_dir").as_deref(), &variables);
        // What is printed of the folder must be true in any other folder, too.
        let data_dir = data_dir.map(|it| if it == Path::new(":memory:") { it } else { absolute(it) });
        let quotas = match (options.quotas, configured("quotas").as_deref()) {
            (Some(quotas), _) => quotas,
            (None, Some("aws")) => QuotaSetting::Aws,
            (None, Some("off") | None) => QuotaSetting::Off,
            (None, Some(other)) => anyhow::bail!("the config file: `quotas` must be `off` or `aws`, got `{other}`"),
        };
        let settings = AwsSettings::new(Box::new(variables));
        Ok(Self { settings, decision, data_dir, quotas, plane: OnceLock::new() })
    }

    /// The embedded plane, opened at the first call.
    pub fn embedded_plane(&self, used: embedded::Use) -> Result<Arc<EmbeddedPlane>, HostError> {
        if let Some(plane) = self.plane.get() {
            return Ok(plane.clone());
        }
        let plane = embedded::open(self.data_dir.as_deref(), self.quotas, used)?;
        Ok(self.plane.get_or_init(|| Arc::new(plane)).clone())
    }
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

fn own_config(variables: &dyn Variables) -> anyhow::Result<ConfigFile> {
    let Some(path) = folders::config_file(variables) else { return Ok(ConfigFile::default()) };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => return Ok(ConfigFile::default()),
        Err(err) => anyhow::bail!("{}: {err}", path.display()),
    };
    ConfigFile::parse(&text).map_err(|err| anyhow::anyhow!("{}: {err}", path.display()))
}
