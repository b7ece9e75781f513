//! The pinned sources: two wheels from PyPI, fetched by pip, which checks their hashes.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

struct Source {
    package: &'static str,
    version: &'static str,
    sha256: &'static str,
    licence: &'static str,
    holds: &'static str,
}

const SOURCES: [Source; 2] = [
    Source {
        package: "botocore",
        version: "1.44.5",
        sha256: "8f16a56d1dff125dd65322ae021efa7ba5195a6db5102b96862566055b748921",
        licence: "Apache-2.0",
        holds: "API models, paginators, waiters, endpoint rule sets, partitions",
    },
    Source {
        package: "cfn-lint",
        version: "1.58.0",
        sha256: "9d9f06043160756a6158f5c3f92a44ce38254b1c578127461608305bc8262987",
        licence: "MIT-0",
        holds: "CloudFormation resource type schemas, handlers, regions",
    },
];

/// Unpacks what we read of the wheels, `.json.gz` as plain JSON. Python reads both formats out of the box, so that
/// this command needs neither a zip nor a gzip library.
const UNPACK: &str = r#"
import gzip, pathlib, sys, zipfile
target = pathlib.Path(sys.argv[1])
for wheel in sys.argv[2:]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.startswith(("botocore/data/", "cfnlint/data/schemas/")):
                continue
            if not name.endswith((".json", ".json.gz")) or "examples-1" in name:
                continue
            data = archive.read(name)
            if name.endswith(".gz"):
                name, data = name[:-3], gzip.decompress(data)
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
(target / "complete").write_text("")
"#;

/// Where the unpacked sources are.
pub struct Sources {
    /// `botocore/data`.
    pub botocore: PathBuf,
    /// `cfnlint/data/schemas`.
    pub schemas: PathBuf,
}

impl Sources {
    fn in_folder(folder: &Path) -> Self {
        Self { botocore: folder.join("botocore/data"), schemas: folder.join("cfnlint/data/schemas") }
    }
}

/// The sources, where an earlier run unpacked them.
#[cfg(test)]
pub fn already_unpacked(folder: &Path) -> Option<Sources> {
    let folder = folder.join(versions());
    folder.join("complete").exists().then(|| Sources::in_folder(&folder))
}

/// The sources, fetched and unpacked below `folder` where they are not yet.
pub fn unpacked(folder: &Path) -> anyhow::Result<Sources> {
    let target = folder.join(versions());
    if target.join("complete").exists() {
        return Ok(Sources::in_folder(&target));
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let requirements = folder.join("requirements.txt");
    let pins: String =
        SOURCES.iter().map(|it| format!("{}=={} --hash=sha256:{}\n", it.package, it.version, it.sha256)).collect();
    std::fs::write(&requirements, pins).with_context(|| format!("cannot write {}", requirements.display()))?;
    let wheels = folder.join("wheels");
    run(Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"])
        .arg("--requirement")
        .arg(&requirements)
        .arg("--dest")
        .arg(&wheels))?;
    let mut unpack = Command::new("python3");
    unpack.args(["-c", UNPACK]).arg(&target);
    for source in SOURCES {
        let stem = format!("{}-{}-", source.package.replace('-', "_"), source.version);
        let wheel = super::names_in(&wheels)?.into_iter().find(|name| name.starts_with(&stem));
        unpack.arg(wheels.join(wheel.with_context(|| format!("pip left no wheel {stem}*"))?));
    }
    run(&mut unpack)?;
    Ok(Sources::in_folder(&target))
}

/// The text of `facts/SOURCES`.
pub fn provenance() -> String {
    let mut text = "package\tversion\tsha256 of the wheel\tlicence\tholds\n".to_owned();
    for source in SOURCES {
        let Source { package, version, sha256, licence, holds } = source;
        text.push_str(&format!("{package}\t{version}\t{sha256}\t{licence}\t{holds}\n"));
    }
    text
}

fn versions() -> String {
    SOURCES.map(|it| format!("{}-{}", it.package, it.version)).join("_")
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {program}"))?;
    if !status.success() {
        bail!("{program} failed: {status}");
    }
    Ok(())
}
