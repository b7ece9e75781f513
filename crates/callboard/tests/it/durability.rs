//! What was acknowledged over HTTP survives `kill -9` of the server.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::serve::serve;
use crate::{callboard, json};

#[test]
fn acknowledged_stages_survive_a_killed_server() {
    let (_home, callboard) = callboard();
    let callboard = callboard.variable("AWS_ACCESS_KEY_ID", "test").variable("AWS_SECRET_ACCESS_KEY", "test");
    let callboard = callboard.variable("AWS_DEFAULT_REGION", "us-east-1");
    let mut acknowledged = Vec::new();
    for round in 0..3 {
        let (mut server, url) = serve(&callboard, &[]);
        let mut writers: Vec<_> = (0..4)
            .map(|writer| {
                let name = format!("r{round}w{writer}");
                let script = format!(
                    "for i in 1 2 3 4 5 6; do \"$CALLBOARD\" aws ivs-realtime create-stage --name {name}-$i \
                     --endpoint-url {url} --query stage.arn --output text || exit 0; done"
                );
                let mut command = callboard.command();
                command = {
                    let mut shell = std::process::Command::new("sh");
                    shell.env_clear().envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
                    shell.env("CALLBOARD", env!("CARGO_BIN_EXE_callboard")).args(["-c", &script]);
                    shell
                };
                command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a shell")
            })
            .collect();
        for (at, writer) in writers.iter_mut().enumerate() {
            let stdout = writer.stdout.take().expect("stdout is piped");
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            // The server dies while the other writers are at work.
            acknowledged.extend(lines.by_ref().take(2));
            if at == 1 {
                server.kill();
            }
            acknowledged.extend(lines);
        }
        for mut writer in writers {
            let _ = writer.wait();
        }
    }
    assert!(acknowledged.len() >= 6, "{acknowledged:?}");
    for arn in &acknowledged {
        let stage = json(&callboard, &["aws", "ivs-realtime", "get-stage", "--arn", arn]);
        assert_eq!(stage["stage"]["arn"], arn.as_str());
    }
}
