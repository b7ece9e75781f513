//! The state of a part that statements make: whether it is there, and as it should be.
//!
//! Anchors that its file has say so; what the file leaves out is answered by
//! the part's type, see [`crate::fallback`].

use callboard_resource::Action;

use crate::difference::differences;
use crate::error::StackError;
use crate::fallback::Fallback;
use crate::live::Live;
use crate::query_file::Anchor;
use crate::statements::Statements;
use crate::values::Rendered;
use crate::work::Work;

/// A part that statements make.
pub(crate) struct Stated<'a> {
    pub(crate) statements: Statements<'a>,
    fallback: Option<Fallback<'a>>,
    /// The resource, once it was found by its type.
    live: Option<Live>,
    /// Whether that it is there is enough.
    skips_validation: bool,
}

impl<'a> Stated<'a> {
    pub(crate) fn new(work: &'a Work, index: usize, rendered: &'a Rendered) -> Self {
        let statements = Statements::new(work, index, rendered);
        let skips_validation = work.part(index).entry.skip_validation;
        Self { statements, fallback: Fallback::of(work, index, rendered), live: None, skips_validation }
    }

    /// What stands in for anchors that are left out, where everything follows from the part's type.
    pub(crate) fn whole(&self) -> Option<&Fallback<'a>> {
        self.fallback.as_ref().filter(|it| it.is_whole())
    }

    /// Whether it is there.
    pub(crate) async fn is_there(&mut self) -> Result<bool, StackError> {
        if let Some(block) = self.statements.block(Anchor::Exists) {
            return Ok(self.statements.is_known(&block.text) && self.statements.exists(block).await?);
        }
        if self.whole().is_some_and(Fallback::is_sure) {
            return Ok(self.live().await?.is_some());
        }
        // What says that it is as it should be says that it is there.
        let check = self.statements.block(Anchor::StateCheck).or(self.statements.block(Anchor::Exports));
        if let Some(block) = check
            && self.statements.is_known(&block.text)
            && self.statements.is_as_wanted(1).await?
        {
            return Ok(true);
        }
        if self.whole().is_none() {
            return Ok(false);
        }
        Ok(self.live().await?.is_some())
    }

    /// Whether it is as it should be, looked at as often as its check says; so many times at most.
    pub(crate) async fn is_as_wanted(&mut self, most_looks: u32) -> Result<bool, StackError> {
        if self.is_compared() {
            return Ok(self.action().await? == Some(Action::NoOp));
        }
        if self.skips_validation {
            return Ok(true);
        }
        let check = self.statements.block(Anchor::StateCheck).or(self.statements.block(Anchor::Exports));
        if check.is_some_and(|it| !self.statements.is_known(&it.text)) {
            return Ok(false);
        }
        self.statements.is_as_wanted(most_looks).await
    }

    /// Whether its properties are held against those of the resource: where no statements do that, and none make it
    /// in a way of their own and select it.
    fn is_compared(&self) -> bool {
        let has = |anchor| self.statements.block(anchor).is_some();
        self.whole().is_some() && !has(Anchor::StateCheck) && !(has(Anchor::Exports) && has(Anchor::Create))
    }

    /// Why it is not as it should be, after it was changed.
    pub(crate) async fn difference(&mut self) -> Result<StackError, StackError> {
        let of = self.whole().map(|it| it.of);
        if self.is_compared()
            && let (Some(of), Some(action)) = (of, self.action().await?)
        {
            let desired = self.whole().map(|it| it.desired(self.live.as_ref())).unwrap_or_default();
            let found = differences(of, &action, self.live.as_ref().map(|it| &it.properties), &desired);
            let differences = found.into_iter().map(|it| format!("`{}`", it.path)).collect();
            return Ok(StackError::NotAsWanted { resource: self.statements.part().name().to_owned(), differences });
        }
        Ok(self.statements.failed("statecheck", "it is not as it should be".to_owned(), None))
    }

    /// What must happen to it by its properties, where they say that.
    pub(crate) async fn action(&mut self) -> Result<Option<Action>, StackError> {
        self.live().await?;
        let Some(live) = &self.live else { return Ok(None) };
        self.whole().map(|it| it.action(Some(live))).transpose()
    }

    /// The resource, where it can be found by its type.
    pub(crate) async fn live(&mut self) -> Result<Option<&Live>, StackError> {
        if self.live.is_none()
            && let Some(fallback) = &self.fallback
        {
            self.live = fallback.live(&self.statements).await?;
        }
        Ok(self.live.as_ref())
    }

    /// What it has become.
    pub(crate) fn is_now(&mut self, live: Option<Live>) {
        self.live = live;
    }
}
