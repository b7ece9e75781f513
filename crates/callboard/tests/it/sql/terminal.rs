//! The shell on a pseudo terminal, driven by Python's `pty`.

use std::process::Command;

use callboard_testkit::program::Program;
use callboard_testkit::skipped;

use crate::callboard;

/// Types lines when the prompt is there, and prints what the terminal saw.
const DRIVER: &str = r#"
import os, pty, re, select, sys, time

keys = eval(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
import fcntl, struct, termios
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
seen = b''
mark = 0
def read_until(pattern):
    global seen, mark
    end = time.time() + 60
    while True:
        found = re.search(pattern, seen[mark:], re.S)
        if found:
            mark += found.end()
            return
        if time.time() > end:
            os.kill(pid, 9)
            sys.exit('did not see %r in %r of %r' % (pattern, seen[mark:], seen))
        if select.select([terminal], [], [], 0.1)[0]:
            data = os.read(terminal, 65536)
            seen += data
            # A line editor asks where the cursor is.
            for _ in range(data.count(b'\x1b[6n')):
                os.write(terminal, b'\x1b[1;1R')
for wait, key in keys:
    read_until(wait)
    os.write(terminal, key)
end = time.time() + 60
while time.time() < end:
    try:
        if select.select([terminal], [], [], 0.1)[0]:
            data = os.read(terminal, 65536)
            if not data:
                break
            seen += data
    except OSError:
        break
_, status = os.waitpid(pid, 0)
text = re.sub(rb'\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x1b\][^\x07]*\x07', b'', seen).decode(errors='replace')
sys.stdout.write(text.replace('\r', ''))
sys.stdout.write('\nexit code %d\n' % os.waitstatus_to_exitcode(status))
"#;

/// What a terminal saw of a shell into which these keys were typed, each once its pattern was seen; none without Python.
fn session(callboard: &Program, words: &[&str], keys: &[(&str, &str)]) -> Option<String> {
    let hex = |text: &str| text.bytes().map(|it| format!("{it:02x}")).collect::<String>();
    let keys =
        keys.iter().map(|(wait, key)| format!("(bytes.fromhex('{}'), bytes.fromhex('{}'))", hex(wait), hex(key)));
    let keys: Vec<String> = keys.collect();
    let program = callboard.command();
    let mut command = Command::new("python3");
    command.args(["-c", DRIVER, &format!("[{}]", keys.join(","))]).arg(program.get_program()).arg("sql").args(words);
    command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    if let Some(folder) = program.get_current_dir() {
        command.current_dir(folder);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(err) => {
            skipped("the shell on a terminal", &format!("python3: {err}"));
            return None;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first prompt; the editor repeats it while keys are typed, so later ones are waited for with what comes before.
const PROMPT: &str = r"embedded\)=> ";

/// The prompt after a message.
fn prompt_after(message: &str) -> String {
    format!("{message}.*{PROMPT}")
}

#[test]
fn statements_are_typed_over_several_lines() {
    let (_home, callboard) = callboard();
    let keys = [(PROMPT, "SELECT 40 +\r"), ("-> ", "2 AS answer;\r"), (&prompt_after("1 row"), "\\q\r")];
    let Some(seen) = session(&callboard, &[], &keys) else { return };
    assert!(seen.contains("| answer |\n"), "{seen}");
    assert!(seen.contains("(1 row)\n"), "{seen}");
    assert!(seen.ends_with("exit code 0\n"), "{seen}");
}

#[test]
fn tab_completes_names() {
    let (_home, callboard) = callboard();
    let keys = [(PROMPT, "DESCRIBE aws.ivs.stag\t"), ("stages ", ";\r"), (&prompt_after("rows"), "\x04")];
    let Some(seen) = session(&callboard, &[], &keys) else { return };
    assert!(seen.contains("| active_session_id "), "{seen}");
    assert!(seen.ends_with("exit code 0\n"), "{seen}");
}

#[test]
fn an_interrupt_ends_the_statement_and_keeps_the_shell() {
    let (_home, callboard) = callboard();
    let endless = "SELECT count(*) FROM generate_series(1, 1000000000000) AS t (n) WHERE n % 7 = 3;\r";
    let keys = [
        (PROMPT, endless),
        // The line of progress.
        (r"\d\.\d s", "\x03"),
        (&prompt_after("was interrupted"), "SELECT 'still' || ' here' AS it;\r"),
        (&prompt_after("1 row"), "\x04"),
    ];
    let Some(seen) = session(&callboard, &[], &keys) else { return };
    assert!(seen.contains("error: 57014: the statement was interrupted\n"), "{seen}");
    assert!(seen.contains("| still here |\n"), "{seen}");
}

#[test]
fn the_prompt_tells_of_a_transaction_and_leaving_rolls_it_back() {
    let (_home, callboard) = callboard();
    let insert = "INSERT INTO aws.ivs.stages (name, region) VALUES ('a', 'us-east-1');\r";
    let keys = [(PROMPT, "BEGIN;\r"), (r"embedded\)\*=> ", insert), (r"queued.*\*=> ", "exit\r")];
    let Some(seen) = session(&callboard, &[], &keys) else { return };
    assert!(seen.contains("the open transaction was rolled back"), "{seen}");
    assert_eq!(super::rows(&callboard, &["-Hotext", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
}

#[test]
fn statements_are_kept_for_the_next_shell_and_for_nobody_else() {
    let (home, callboard) = callboard();
    let first = [
        (PROMPT, "SELECT 'kept'\r"),
        ("-> ", "AS a;\r"),
        (&prompt_after("1 row"), " SELECT 'not kept';\r"),
        (&prompt_after("1 row"), "\x04"),
    ];
    if session(&callboard, &[], &first).is_none() {
        return;
    }
    let file = home.path().join(".local/share/callboard/sql/history");
    let kept = std::fs::read_to_string(&file).expect("a history");
    assert!(kept.contains("SELECT 'kept'") && !kept.contains("not kept"), "{kept}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let again = [(PROMPT, "\x1b[A"), ("AS a;", "\r"), (&prompt_after("1 row"), "\x04")];
    let seen = session(&callboard, &[], &again).expect("Python was there before");
    assert!(seen.contains("| kept |\n"), "{seen}");
}

#[test]
fn long_answers_go_through_the_pager() {
    let (_home, callboard) = callboard();
    let callboard = callboard.variable("PAGER", "sed s/^/paged:/");
    let keys = [
        (PROMPT, "SELECT * FROM generate_series(1, 5) AS t (short);\r"),
        (&prompt_after("5\r?\n"), "SELECT * FROM generate_series(1, 500) AS t (long);\r"),
        (&prompt_after("paged:500"), "\x04"),
    ];
    let Some(seen) = session(&callboard, &["-o", "csv"], &keys) else { return };
    assert!(seen.contains("\nshort\n1\n2\n"), "{seen}");
    assert!(seen.contains("\npaged:long\npaged:1\n") && seen.contains("\npaged:500\n"), "{seen}");
}
