//! One command line, from its words to its exit code.

use std::io::Write;

use crate::host::Host;

/// Carries out one `aws` command line and returns its exit code.
///
/// `words` are the words after the program's name.
pub async fn run(words: Vec<String>, host: &dyn Host, out: &mut dyn Write, err: &mut dyn Write) -> i32 {
    let _ = (words, host, out);
    let _ = writeln!(err, "\naws: [ERROR]: the command line is not read yet");
    255
}
