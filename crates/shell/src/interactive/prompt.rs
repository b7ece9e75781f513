//! The prompt: where statements go, and whether a transaction is open.

use std::borrow::Cow;

use callboard_sql::session::TransactionStatus;
use reedline::{Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus};

/// `callboard(embedded)=> `, with `*` in a transaction and `!` in a failed one.
pub(crate) struct SqlPrompt {
    text: String,
}

impl SqlPrompt {
    /// The prompt for the next statement.
    pub(crate) fn new(target: &str, status: TransactionStatus) -> Self {
        let mark = match status {
            TransactionStatus::Idle => "",
            TransactionStatus::Open => "*",
            TransactionStatus::Failed => "!",
        };
        Self { text: format!("callboard({target}){mark}=> ") }
    }
}

impl Prompt for SqlPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        self.text.as_str().into()
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        "".into()
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        format!("{:>width$}", "-> ", width = self.text.chars().count()).into()
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let failing = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "failing ",
        };
        format!("({failing}search: {}) ", search.term).into()
    }
}
