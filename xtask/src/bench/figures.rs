//! Tables of figures on stdout.

use super::process::Run;

/// Prints one row: name, wall, processor time, peak memory.
pub fn row(name: &str, run: &Run) {
    println!(
        "{name:<52} {:>9.2} ms wall {:>9.2} ms cpu {:>7.1} MiB",
        run.wall.as_secs_f64() * 1e3,
        run.cpu.as_secs_f64() * 1e3,
        run.peak_bytes as f64 / 1048576.0
    );
}

/// Prints how many times faster `ours` was than `theirs`, beside what is wanted.
pub fn ratio(name: &str, ours: &Run, theirs: &Run, wanted: f64) {
    let wall = theirs.wall.as_secs_f64() / ours.wall.as_secs_f64();
    let cpu = theirs.cpu.as_secs_f64() / ours.cpu.as_secs_f64();
    println!("{name:<52} {wall:>9.0} x wall  {cpu:>9.0} x cpu  (wanted {wanted:.0} x)");
}
