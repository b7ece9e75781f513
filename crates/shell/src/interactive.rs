//! The shell on a terminal: a line editor in front of the runner.
//!
//! ```text
//! editor (history, completion, several lines until `;`) ─▶ words of the shell, or a text for Runner::run_text
//! ```

mod completion;
mod lexer;
mod pager;
mod prompt;
mod words;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use callboard_sql::Session;
use nu_ansi_term::{Color, Style as Colour};
use reedline::{
    ColumnarMenu, DefaultHinter, EditCommand, Emacs, FileBackedHistory, KeyCode, KeyModifiers, MenuBuilder as _,
    Reedline, ReedlineEvent, ReedlineMenu, Signal, ValidationResult, Validator, default_emacs_keybindings,
};

pub(crate) use pager::Paged;
pub use pager::PagerOptions;

use crate::{Exit, Runner};
use completion::SqlCompleter;
use prompt::SqlPrompt;
use words::Word;

/// Statements that the history keeps.
const KEPT_STATEMENTS: usize = 10_000;
const MENU: &str = "completion";

/// What the shell needs to know of the terminal and its user.
#[derive(Debug, Clone, Default)]
pub struct TerminalOptions {
    /// Where statements are kept from one shell to the next.
    pub history: Option<PathBuf>,
    /// Whether colours are wanted.
    pub colours: bool,
}

/// Reads statements from the terminal and runs them, until the user leaves.
pub async fn run(session: &Arc<Session>, runner: &mut Runner, options: &TerminalOptions) -> io::Result<Exit> {
    let mut editor = editor(options, runner);
    runner.say(&format!(
        "callboard {}: target {} ({}). `help` shows what there is.\n",
        session.options().version,
        session.options().target.name,
        session.options().target.because
    ));
    loop {
        let prompt = SqlPrompt::new(&session.options().target.name, session.transaction_status());
        // The editor waits for keys: what else this thread drives may rest meanwhile, and other threads go on.
        let line = match editor.read_line(&prompt)? {
            Signal::Success(line) => line,
            Signal::CtrlD => return Ok(Exit::Done),
            _ => continue,
        };
        runner.resize();
        match words::parse(&line) {
            None => drop(runner.run_text(&line).await),
            Some(Err(message)) => runner.say(&format!("error: {message}\n")),
            Some(Ok(Word::Quit)) => return Ok(Exit::Done),
            Some(Ok(Word::Help)) => runner.say(words::HELP),
            Some(Ok(Word::Clear)) => editor.clear_screen().map_err(io::Error::other)?,
            Some(Ok(word)) => carry_out(word, runner).await,
        }
    }
}

async fn carry_out(word: Word, runner: &mut Runner) {
    let turned = |now: bool, wanted: Option<bool>| wanted.unwrap_or(!now);
    let told = |is_on: bool| if is_on { "on" } else { "off" };
    match word {
        Word::Format(Some(format)) => runner.options().format = format,
        Word::Format(None) => {
            let format = format!("{:?}\n", runner.options().format).to_lowercase();
            runner.say(&format);
        }
        Word::Timing(wanted) => {
            let is_on = turned(runner.options().timing, wanted);
            runner.options().timing = is_on;
            runner.say(&format!("timing is {}\n", told(is_on)));
        }
        Word::Expanded(wanted) => {
            let is_on = turned(runner.options().style.expanded, wanted);
            runner.options().style.expanded = is_on;
            runner.say(&format!("one line a value is {}\n", told(is_on)));
        }
        Word::File(path) => match std::fs::read_to_string(&path) {
            Ok(text) => drop(runner.run_text(&text).await),
            Err(err) => runner.say(&format!("error: {path}: {err}\n")),
        },
        Word::Statement(text) => drop(runner.run_text(&text).await),
        Word::Quit | Word::Help | Word::Clear => {}
    }
}

fn editor(options: &TerminalOptions, runner: &mut Runner) -> Reedline {
    let mut keys = default_emacs_keybindings();
    let next = ReedlineEvent::UntilFound(vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext]);
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, next);
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, ReedlineEvent::Edit(vec![EditCommand::InsertNewline]));
    let menu = ColumnarMenu::default().with_name(MENU);
    let hint = Colour::new().fg(Color::DarkGray);
    let mut editor = Reedline::create()
        .with_completer(Box::new(SqlCompleter))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_validator(Box::new(Complete))
        .with_history_exclusion_prefix(Some(" ".to_owned()))
        .with_ansi_colors(options.colours)
        .use_bracketed_paste(true);
    if options.colours {
        editor = editor.with_hinter(Box::new(DefaultHinter::default().with_style(hint)));
    }
    let Some(path) = &options.history else { return editor };
    match history(path) {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(message) => {
            runner.say(&format!("notice: {}: statements are not kept: {message}\n", path.display()));
            editor
        }
    }
}

/// The file of statements, for its user's eyes alone: statements may hold secrets.
fn history(path: &PathBuf) -> Result<FileBackedHistory, String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|err| err.to_string())?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|err| err.to_string())?;
    FileBackedHistory::with_file(KEPT_STATEMENTS, path.clone()).map_err(|err| err.to_string())
}

/// A statement ends with `;`, a word of the shell with its line.
struct Complete;

impl Validator for Complete {
    fn validate(&self, line: &str) -> ValidationResult {
        match words::parse(line).is_some() || lexer::is_complete(line) {
            true => ValidationResult::Complete,
            false => ValidationResult::Incomplete,
        }
    }
}
