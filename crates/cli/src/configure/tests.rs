//! `configure` commands against files in memory, and as the AWS CLI answered them where its recordings are at hand.

use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::service::Service;
use serde_json::Value;

use super::ini::ConfigFile;
use super::*;
use crate::encode::Style;
use crate::encode::error::ErrorFormat;
use crate::encode::tests::recording;
use crate::host::{Connection, Session as PlaneSession};

/// Two files, variables and answers.
#[derive(Default)]
struct World {
    variables: BTreeMap<String, String>,
    files: Mutex<BTreeMap<&'static str, String>>,
    answers: Mutex<VecDeque<String>>,
}

fn name(file: File) -> &'static str {
    match file {
        File::Config => "config",
        File::Credentials => "credentials",
    }
}

impl Host for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn setting(&self, _: Option<&str>, _: &str) -> Result<Option<String>, HostError> {
        Ok(None)
    }

    fn alias_file(&self) -> Option<(String, String)> {
        None
    }

    fn open(&self, _: &Connection, _: &'static Service) -> Result<PlaneSession, HostError> {
        Err(HostError::NoRegion)
    }

    fn stdout_is_terminal(&self) -> bool {
        false
    }

    fn terminal_width(&self) -> Option<usize> {
        None
    }

    fn documentation(&self, _: &str) -> Option<String> {
        None
    }
}

#[async_trait::async_trait]
impl Files for World {
    fn path(&self, file: File) -> String {
        format!("{{TMP}}/{}", name(file))
    }

    fn read(&self, file: File) -> io::Result<Option<String>> {
        Ok(self.files.lock().unwrap().get(name(file)).cloned())
    }

    fn write(&self, file: File, text: &str) -> io::Result<()> {
        self.files.lock().unwrap().insert(name(file), text.to_owned());
        Ok(())
    }

    fn read_line(&self) -> io::Result<Option<String>> {
        Ok(self.answers.lock().unwrap().pop_front())
    }

    async fn credentials(&self, _: Option<&str>) -> Result<Option<Credentials>, HostError> {
        let credentials = |access_key: &str, secret_key: &str, source: &str| {
            let token = self.variables.get("AWS_SESSION_TOKEN").cloned();
            Some(Credentials {
                access_key: access_key.to_owned(),
                secret_key: secret_key.to_owned(),
                token,
                expiration: None,
                source: source.to_owned(),
            })
        };
        let variable = |name: &str| self.variables.get(name).filter(|it| !it.is_empty());
        if let (Some(access_key), Some(secret_key)) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"))
        {
            return Ok(credentials(access_key, secret_key, "env"));
        }
        let text = self.read(File::Credentials).unwrap().unwrap_or_default();
        let file = ConfigFile::parse(&text).unwrap();
        Ok(file.section("default").and_then(|it| {
            credentials(it.get("aws_access_key_id")?, it.get("aws_secret_access_key")?, "shared-credentials-file")
        }))
    }
}

/// Nothing in memory has to be waited for.
fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a file in memory was not ready"),
    }
}

/// Exit code, stdout and stderr of one command.
fn answer(world: &World, words: &[String], profile: Option<&str>) -> (i32, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = match block_on(run(words, profile, world, world, &mut out, &mut err)) {
        Ok(exit) => exit,
        Err(failure) => failure.write(ErrorFormat::default(), &Style::default(), &mut err).unwrap(),
    };
    (exit.code(), String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// What is different on purpose.
const KNOWN: [(&str, &str); 2] = [
    ("cli/config/set-01", "the AWS CLI writes profile `p` as [p], since the letter is in the word `plugins`"),
    ("cli/config/interactive", "we do not advise `aws login`, which we do not have"),
];

#[test]
fn commands_answer_as_the_aws_cli_does() {
    let Some(cases) = recording("harness/awscli/cache/v2/cli/_all.jsonl.gz") else { return };
    let mut count = 0;
    for case in &cases {
        let id = case["id"].as_str().unwrap_or_default();
        let mut words: Vec<String> =
            case["argv"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        if !id.starts_with("cli/config/") || words[0] != "configure" || KNOWN.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let text = |packed: &Value| String::from_utf8(STANDARD.decode(packed.as_str().unwrap()).unwrap()).unwrap();
        let mut world = World::default();
        for (name, value) in [
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
        ] {
            world.variables.insert(name.to_owned(), value.to_owned());
        }
        for (name, value) in case["env"].as_object().into_iter().flatten() {
            world.variables.insert(name.clone(), value.as_str().unwrap().to_owned());
        }
        let folder = tempfile::tempdir().unwrap();
        for (path, packed) in case["files"].as_object().into_iter().flatten() {
            match path.as_str() {
                "config" => world.files.lock().unwrap().insert("config", text(packed)),
                "credentials" => world.files.lock().unwrap().insert("credentials", text(packed)),
                other => {
                    std::fs::write(folder.path().join(other), text(packed)).unwrap();
                    let full = format!("file://{}", folder.path().join(other).display());
                    words.iter_mut().filter(|it| **it == format!("file://{other}")).for_each(|it| *it = full.clone());
                    None
                }
            };
        }
        if let Some(stdin) = case["stdin"].as_str() {
            let stdin = text(&Value::from(stdin));
            *world.answers.lock().unwrap() = stdin.lines().map(str::to_owned).collect();
        }
        let profile = words.iter().position(|it| it == "--profile").map(|at| words.drain(at..at + 2).nth(1).unwrap());
        let (exit, out, err) = answer(&world, &words[1..], profile.as_deref());
        let expected = &case["exp"];
        assert_eq!(
            (exit, out.as_str()),
            (expected["rc"].as_i64().unwrap() as i32, expected["out"].as_str().unwrap()),
            "{id} {err}"
        );
        assert_eq!(err, expected["err"].as_str().unwrap(), "{id}");
        for (path, packed) in expected["files"].as_object().into_iter().flatten() {
            let found = world.files.lock().unwrap().get(path.as_str()).cloned();
            let wanted = packed.as_str().map(|it| text(&Value::from(it)));
            assert_eq!(found, wanted, "{id} {path}");
        }
        count += 1;
    }
    assert!(count > 35, "only {count} commands were found");
}
