//! One run of a command: wall time, processor time, peak memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

/// What one run took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// From start to end.
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// Peak resident memory.
    pub peak_bytes: u64,
}

/// Runs a command to its end, its output read by nobody.
pub fn time(command: &mut Command) -> Result<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("{command:?}"))?;
    let used = child.wait4()?;
    let wall = start.elapsed();
    if !used.status.success() {
        bail!("{command:?} ended with {}", used.status);
    }
    Ok(Run { wall, cpu: used.rusage.utime + used.rusage.stime, peak_bytes: used.rusage.maxrss })
}

/// Runs commands in turn, `runs` times each after one warm-up; the median of each.
pub fn in_turn(runs: usize, commands: &mut [Command]) -> Result<Vec<Run>> {
    for command in commands.iter_mut() {
        time(command)?;
    }
    let mut taken = vec![Vec::with_capacity(runs); commands.len()];
    for _ in 0..runs {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            taken.push(time(command)?);
        }
    }
    Ok(taken.into_iter().map(|runs| median(&runs)).collect())
}

fn median(runs: &[Run]) -> Run {
    let middle = |value: &dyn Fn(&Run) -> Duration| {
        let mut values: Vec<Duration> = runs.iter().map(value).collect();
        values.sort();
        values[values.len() / 2]
    };
    let mut peaks: Vec<u64> = runs.iter().map(|it| it.peak_bytes).collect();
    peaks.sort_unstable();
    Run { wall: middle(&|it| it.wall), cpu: middle(&|it| it.cpu), peak_bytes: peaks[peaks.len() / 2] }
}
