//! Progress: one line for each resource that is done, and on a terminal a line that tells what is under way.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use nu_ansi_term::Color;

use crate::report::{Done, Outcome, Reporter};

/// Names of parts under way that are shown.
const MOST_NAMES: usize = 4;

/// Shows what happens as it happens.
pub struct Progress {
    state: Mutex<State>,
    is_terminal: bool,
    colours: bool,
}

struct State {
    out: Box<dyn Write + Send>,
    begun: Instant,
    total: usize,
    ended: usize,
    running: Vec<(String, Instant)>,
}

impl Progress {
    /// Progress on a terminal, or line by line.
    pub fn new(out: Box<dyn Write + Send>, is_terminal: bool, colours: bool) -> Self {
        let state = State { out, begun: Instant::now(), total: 0, ended: 0, running: Vec::new() };
        Self { state: Mutex::new(state), is_terminal, colours }
    }

    fn draw(&self, state: &mut State) {
        if !self.is_terminal || state.running.is_empty() {
            return;
        }
        let names: Vec<&str> = state.running.iter().take(MOST_NAMES).map(|(name, _)| name.as_str()).collect();
        let more = state.running.len().saturating_sub(MOST_NAMES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let seconds = state.begun.elapsed().as_secs_f64();
        // Where the line cannot be drawn, there is nobody to see it.
        let _ = write!(state.out, "[{}/{}] {}{more} … {seconds:.1} s", state.ended, state.total, names.join(", "));
        let _ = state.out.flush();
    }

    fn erase(&self, state: &mut State) {
        if self.is_terminal {
            let _ = state.out.write_all(b"\r\x1b[K");
        }
    }
}

impl Reporter for Progress {
    fn total(&self, parts: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).total = parts;
    }

    fn begin(&self, name: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.running.iter().all(|(it, _)| it != name) {
            state.running.push((name.to_owned(), Instant::now()));
        }
        self.erase(&mut state);
        self.draw(&mut state);
    }

    fn end(&self, outcome: &Outcome) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let place = state.running.iter().position(|(name, _)| *name == outcome.name);
        let begun = place.map(|place| state.running.remove(place).1);
        state.ended += 1;
        self.erase(&mut state);
        if outcome.done != Done::Nothing {
            let mut line = line(outcome, self.colours);
            if let Some(begun) = begun.filter(|_| self.is_terminal) {
                line.push_str(&format!(" ({:.1} s)", begun.elapsed().as_secs_f64()));
            }
            let _ = writeln!(state.out, "{line}");
        }
        self.draw(&mut state);
        let _ = state.out.flush();
    }
}

/// `created    logs: AWS::Logs::LogGroup /web`
fn line(outcome: &Outcome, colours: bool) -> String {
    let word = format!("{:10}", outcome.done.word());
    let colour = match outcome.done {
        Done::Created => Color::Green,
        Done::Updated | Done::Undone | Done::Kept(_) => Color::Yellow,
        Done::Replaced => Color::Magenta,
        Done::Deleted | Done::Failed(..) | Done::NotUndone(_) | Done::NotBegun => Color::Red,
        Done::Unchanged | Done::Read | Done::Ran | Done::Nothing => Color::Default,
    };
    let mut text = if colours { colour.paint(word).to_string() } else { word };
    text.push_str(&format!(" {}", outcome.name));
    if let Some(of) = outcome.of {
        text.push_str(&format!(": {}", of.name));
    }
    if let Some(identifier) = &outcome.identifier {
        text.push_str(&format!(" {identifier}"));
    }
    match &outcome.done {
        Done::Failed(why, hint) => {
            text.push_str(&format!("\nerror: {why}"));
            if let Some(hint) = hint {
                text.push_str(&format!("\nhint: {hint}"));
            }
        }
        Done::NotUndone(why) | Done::Kept(why) => text.push_str(&format!(": {why}")),
        _ => {}
    }
    text
}
