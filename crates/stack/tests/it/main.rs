//! Stacks over the embedded plane.

mod anchors;
mod crashes;
mod import;
mod latency;
mod life;
mod manifests;
mod ownership;
mod shown;
mod statements;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_plane::{Caller, Plane, Scope};
use callboard_resource::{Resources, ResourcesOptions};
use callboard_stack::build::{Built, OnFailure, build};
use callboard_stack::host::{Host, NoHost};
use callboard_stack::record::Record;
use callboard_stack::report::Silent;
use callboard_stack::survey::{Survey, survey};
use callboard_stack::work::Work;
use callboard_stack::{Inputs, Stack, StackError};

const REGION: &str = "us-east-1";

fn plane() -> EmbeddedPlane {
    EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory")
}

/// A client of a plane that is as near or as far as the test has it.
fn client(plane: impl Plane + 'static) -> Resources {
    let scope = Scope::new("123456789012", REGION);
    let options =
        ResourcesOptions { parallel_calls: 16, ..ResourcesOptions::in_process(&scope, Caller::root(&scope, "test")) };
    Resources::new(Arc::new(plane), options)
}

/// A folder with a manifest, its statements, and the record of the stack.
struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new(manifest: &str) -> Self {
        // Nothing here is about the disk, which other tests keep busy.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a folder");
        let this = Self { folder };
        this.write("stackql_manifest.yml", manifest);
        this
    }

    fn of_testdata(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/valid").join(name);
        Self::new(&std::fs::read_to_string(root.join("stackql_manifest.yml")).expect("the manifest"))
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    }

    fn edit(&self, from: &str, to: &str) {
        let path = self.path().join("stackql_manifest.yml");
        let text = std::fs::read_to_string(&path).expect("the manifest");
        assert!(text.contains(from), "{from} is not in the manifest");
        std::fs::write(path, text.replace(from, to)).expect("written");
    }

    fn load(&self) -> Result<Stack, StackError> {
        let variables = BTreeMap::from([("AWS_REGION".to_owned(), REGION.to_owned())]);
        Stack::load(&self.path(), "dev", Inputs { variables, region: REGION.to_owned() })
    }

    /// Work on the stack as a process that has just begun does it.
    fn work(&self, resources: &Resources) -> Work {
        self.work_with(resources, Arc::new(NoHost))
    }

    fn work_with(&self, resources: &Resources, host: Arc<dyn Host>) -> Work {
        let stack = self.load().unwrap_or_else(|error| panic!("{error}"));
        let record = Record::open(Some(self.path().join("record.jsonl")), stack.name()).expect("a record");
        Work::new(stack, resources.clone(), host, record)
    }

    async fn survey(&self, resources: &Resources) -> Survey {
        survey(&self.work(resources)).await.unwrap_or_else(|error| panic!("{error}"))
    }

    async fn build(&self, resources: &Resources) -> Built {
        self.build_or(resources, OnFailure::Error).await
    }

    async fn build_or(&self, resources: &Resources, on_failure: OnFailure) -> Built {
        let work = self.work(resources);
        let survey = survey(&work).await.unwrap_or_else(|error| panic!("{error}"));
        build(&work, &survey, on_failure, &Silent).await.unwrap_or_else(|error| panic!("{error}"))
    }
}

/// What must happen to each part, a line each.
fn verdicts(survey: &Survey) -> String {
    survey.all().map(|it| format!("{} {:?}", it.name, it.verdict)).collect::<Vec<_>>().join("\n")
}

/// What became of each part, in the order of their names.
fn outcomes(built: &Built) -> String {
    let mut lines: Vec<String> = built.outcomes.iter().map(|it| format!("{} {:?}", it.name, it.done)).collect();
    lines.sort();
    lines.join("\n")
}
