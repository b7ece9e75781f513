//! One connection: its session, and the messages that come in, answered in their order.
//!
//! ```text
//! Query               ─▶ parse ─▶ run each statement ─▶ rows, tag
//! Parse, Bind, Execute ─▶ Prepared ─▶ Portal ─▶ run ─▶ rows, tag         until Sync; after an error all is skipped
//! ```

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use callboard_sql::session::TransactionStatus;
use callboard_sql::{Answer, Parsed, Session, SqlError, Statement};

use crate::cancel::{Cancellation, Since};
use crate::commands::Command;
use crate::encode;
use crate::error::{Fault, Report, cancelled};
use crate::frames::Incoming;
use crate::prepared::{Portal, PortalState, Prepared, room_for_one};
use crate::protocol::read::Bind;
use crate::protocol::{Formats, Message, Outgoing, Status, Target};
use crate::rows::Rows;

/// One connection.
pub(crate) struct Connection {
    session: Session,
    incoming: Incoming,
    outgoing: Outgoing,
    cancellation: Arc<Cancellation>,
    statements: HashMap<String, Arc<Prepared>>,
    portals: HashMap<String, Portal>,
    /// After an error in the extended protocol, all is skipped until `Sync`.
    skips: bool,
    /// Held as long as the connection is.
    _place: Box<dyn Any + Send + Sync>,
}

/// What a statement gave.
enum Begun {
    Done(String),
    /// And the tag at their end, where it is not counted by the rows that were sent.
    Rows(Rows, Option<String>),
}

impl Connection {
    pub(crate) fn new(
        session: Session,
        incoming: Incoming,
        outgoing: Outgoing,
        cancellation: Arc<Cancellation>,
        place: Box<dyn Any + Send + Sync>,
    ) -> Self {
        Self {
            session,
            incoming,
            outgoing,
            cancellation,
            statements: HashMap::new(),
            portals: HashMap::new(),
            skips: false,
            _place: place,
        }
    }

    /// Answers messages until the client goes away.
    pub(crate) async fn converse(mut self) -> Result<(), Fault> {
        loop {
            let message = tokio::select! {
                biased;
                () = self.cancellation.server_stops() => {
                    let error = SqlError::new("57P01", "terminating connection: the server stops");
                    return self.leave(error).await;
                }
                message = self.incoming.next() => message,
            };
            let (is_simple, outcome) = match message {
                None | Some(Ok(Message::Terminate)) => return Ok(()),
                Some(Ok(message)) => {
                    let is_simple = matches!(message, Message::Query(_) | Message::FunctionCall);
                    (is_simple, self.answer(message).await)
                }
                Some(Err(fault)) => (false, Err(fault)),
            };
            match outcome {
                Ok(()) => {}
                Err(Fault::Statement(error)) => {
                    self.session.fail_transaction();
                    self.outgoing.error(&Report::error(error));
                    match is_simple {
                        true => self.ready(),
                        false => self.skips = true,
                    }
                    self.outgoing.flush().await?;
                }
                Err(Fault::Fatal(error)) => return self.leave(error).await,
                Err(lost) => return Err(lost),
            }
        }
    }

    /// Tells the client why it must go.
    async fn leave(mut self, error: SqlError) -> Result<(), Fault> {
        self.outgoing.error(&Report::fatal(error.clone()));
        self.outgoing.close().await?;
        Err(Fault::Fatal(error))
    }

    async fn answer(&mut self, message: Message) -> Result<(), Fault> {
        if self.skips && message != Message::Sync {
            return Ok(());
        }
        match message {
            Message::Query(text) => self.query(&text).await,
            Message::Parse { name, text, types } => self.parse(name, &text, &types).await,
            Message::Bind(bind) => self.bind(bind).await,
            Message::Describe(target) => self.describe(&target),
            Message::Execute { portal, most_rows } => self.execute(&portal, most_rows).await,
            Message::Close(target) => {
                match target {
                    Target::Statement(name) => drop(self.statements.remove(&name)),
                    Target::Portal(name) => drop(self.portals.remove(&name)),
                }
                self.outgoing.closed();
                Ok(())
            }
            Message::Flush => Ok(self.outgoing.flush().await?),
            Message::Sync => {
                self.skips = false;
                self.ready();
                Ok(self.outgoing.flush().await?)
            }
            // The rest of a COPY that was refused already.
            Message::CopyIn | Message::Terminate => Ok(()),
            Message::FunctionCall => Err(SqlError::unsupported("function calls by message are not supported")
                .with_hint("call functions by SELECT")
                .into()),
            Message::Password(_) => Err(Fault::fatal("08P01", "a password was not asked for")),
        }
    }

    /// Tells that the next statement may come. Portals live as long as their transaction.
    fn ready(&mut self) {
        let status = match self.session.transaction_status() {
            TransactionStatus::Idle => Status::Idle,
            TransactionStatus::Open => Status::Open,
            TransactionStatus::Failed => Status::Failed,
        };
        if status == Status::Idle {
            self.portals.clear();
        }
        self.outgoing.ready(status);
    }

    /// One statement after the other, each answered whole before the next begins.
    async fn query(&mut self, text: &str) -> Result<(), Fault> {
        self.statements.remove("");
        self.portals.remove("");
        let since = self.cancellation.now();
        let statements = self.session.parse(text)?;
        if statements.is_empty() {
            self.outgoing.empty_query();
        }
        for parsed in &statements {
            let command = Command::of(&self.session, parsed)?;
            if let Command::Fetch { name, most_rows } = command {
                self.fetch(&name, most_rows, since).await?;
                continue;
            }
            match self.begin(command, parsed, &Formats::default(), since).await? {
                Begun::Done(tag) => self.outgoing.done(&tag),
                Begun::Rows(mut rows, tag) => {
                    self.outgoing.columns(rows.columns());
                    self.send(&mut rows, tag.as_deref(), since).await?;
                }
            }
        }
        self.ready();
        Ok(self.outgoing.flush().await?)
    }

    async fn parse(&mut self, name: String, text: &str, types: &[u32]) -> Result<(), Fault> {
        if !name.is_empty() && self.statements.contains_key(&name) {
            let message = format!("prepared statement \"{name}\" already exists");
            return Err(SqlError::new("42P05", message).into());
        }
        room_for_one(&self.statements, "prepared statements")?;
        let prepared = Prepared::new(&self.session, text, types).await?;
        self.statements.insert(name, Arc::new(prepared));
        self.outgoing.parsed();
        Ok(())
    }

    async fn bind(&mut self, bind: Bind) -> Result<(), Fault> {
        let prepared = Arc::clone(self.statement(&bind.statement)?);
        if !bind.portal.is_empty() && self.portals.contains_key(&bind.portal) {
            let message = format!("cursor \"{}\" already exists", bind.portal);
            return Err(SqlError::new("42P03", message).into());
        }
        room_for_one(&self.portals, "portals")?;
        let mut portal = prepared.bind(&self.session, &bind).await?;
        // The columns of rows that are fetched are those of the cursor.
        if let PortalState::Ready(parsed) = &portal.state
            && let Command::Fetch { name, .. } = Command::of(&self.session, parsed)?
        {
            portal.columns = self.portals.get(&name).ok_or_else(|| no_cursor(&name))?.columns.clone();
        }
        self.portals.insert(bind.portal, portal);
        self.outgoing.bound();
        Ok(())
    }

    fn describe(&mut self, target: &Target) -> Result<(), Fault> {
        let (columns, formats) = match target {
            Target::Statement(name) => {
                let prepared = Arc::clone(self.statement(name)?);
                self.outgoing.parameter_types(prepared.parameters.iter().map(|it| it.0));
                (prepared.columns.clone(), Formats::default())
            }
            Target::Portal(name) => {
                let portal = self.portal(name)?;
                (portal.columns.clone(), portal.formats.clone())
            }
        };
        match columns {
            Some(columns) => self.outgoing.columns(&encode::columns(&columns, &formats)),
            None => self.outgoing.no_columns(),
        }
        Ok(())
    }

    /// Runs a portal, or goes on with it.
    async fn execute(&mut self, name: &str, most_rows: u32) -> Result<(), Fault> {
        let since = self.cancellation.now();
        let portal = self.portals.get_mut(name).ok_or_else(|| no_portal(name))?;
        let formats = portal.formats.clone();
        let state = std::mem::replace(&mut portal.state, PortalState::Over);
        let (mut rows, tag) = match state {
            PortalState::Empty => {
                portal.state = PortalState::Empty;
                self.outgoing.empty_query();
                return Ok(());
            }
            PortalState::Over => {
                self.outgoing.done("SELECT 0");
                return Ok(());
            }
            PortalState::Running(rows, tag) => (rows, tag),
            PortalState::Ready(parsed) => {
                let columns = portal.columns.clone();
                let command = Command::of(&self.session, &parsed)?;
                if let Command::Fetch { name, most_rows } = command {
                    return self.fetch_rows(&name, most_rows, since).await;
                }
                match self.begin(command, &parsed, &formats, since).await? {
                    Begun::Done(tag) => {
                        self.outgoing.done(&tag);
                        return Ok(());
                    }
                    Begun::Rows(rows, tag) => (rows.told_as(columns.as_deref(), &formats)?, tag),
                }
            }
        };
        let most = usize::try_from(most_rows).ok().filter(|it| *it != 0);
        if most.is_none() {
            return self.send(&mut rows, tag.as_deref(), since).await;
        }
        let sent = rows.send(&mut self.outgoing, most, &self.cancellation, since).await?;
        self.tell_notices();
        match sent.is_over {
            true => self.outgoing.done(&tag.unwrap_or_else(|| format!("SELECT {}", sent.rows))),
            false => {
                self.outgoing.suspended();
                if let Some(portal) = self.portals.get_mut(name) {
                    portal.state = PortalState::Running(rows, tag);
                }
            }
        }
        Ok(())
    }

    /// All rows, then the tag.
    async fn send(&mut self, rows: &mut Rows, tag: Option<&str>, since: Since) -> Result<(), Fault> {
        let sent = rows.send(&mut self.outgoing, None, &self.cancellation, since).await?;
        self.tell_notices();
        match tag {
            Some(tag) => self.outgoing.done(tag),
            None => self.outgoing.done(&format!("SELECT {}", sent.rows)),
        }
        Ok(())
    }

    /// `FETCH` in the simple protocol: the columns go before the rows.
    async fn fetch(&mut self, name: &str, most: Option<usize>, since: Since) -> Result<(), Fault> {
        let columns = self.portals.get(name).ok_or_else(|| no_cursor(name))?.columns.clone();
        match columns {
            Some(columns) => self.outgoing.columns(&encode::columns(&columns, &Formats::default())),
            None => self.outgoing.no_columns(),
        }
        self.fetch_rows(name, most, since).await
    }

    async fn fetch_rows(&mut self, name: &str, most: Option<usize>, since: Since) -> Result<(), Fault> {
        let portal = self.portals.get_mut(name).ok_or_else(|| no_cursor(name))?;
        let columns = portal.columns.clone();
        let state = std::mem::replace(&mut portal.state, PortalState::Over);
        let mut rows = match state {
            PortalState::Running(rows, _) => rows,
            PortalState::Ready(parsed) => match self.begin(Command::Run, &parsed, &Formats::default(), since).await? {
                Begun::Rows(rows, _) => rows.told_as(columns.as_deref(), &Formats::default())?,
                Begun::Done(_) => return Err(SqlError::unsupported("the statement gives no rows").into()),
            },
            PortalState::Empty | PortalState::Over => {
                self.outgoing.done("FETCH 0");
                return Ok(());
            }
        };
        let sent = rows.send(&mut self.outgoing, most, &self.cancellation, since).await?;
        self.tell_notices();
        self.outgoing.done(&format!("FETCH {}", sent.rows));
        if !sent.is_over
            && let Some(portal) = self.portals.get_mut(name)
        {
            portal.state = PortalState::Running(rows, None);
        }
        Ok(())
    }

    /// Begins a statement: what it gave at once, or what is to be sent.
    async fn begin(
        &mut self,
        command: Command,
        parsed: &Parsed,
        formats: &Formats,
        since: Since,
    ) -> Result<Begun, Fault> {
        match command {
            Command::Run => {
                let was_idle = self.session.transaction_status() == TransactionStatus::Idle;
                let answer = run(&self.session, &self.cancellation, parsed, since).await;
                self.tell_notices();
                if !was_idle && self.session.transaction_status() == TransactionStatus::Idle {
                    self.portals.clear();
                }
                Ok(match answer? {
                    Answer::Done(tag) => Begun::Done(wire_tag(tag)),
                    Answer::Rows(rows) => Begun::Rows(Rows::new(rows, formats), None),
                    Answer::DoneWithRows(tag, rows) => Begun::Rows(Rows::new(rows, formats), Some(wire_tag(tag))),
                })
            }
            Command::CopyOut(copy) => {
                let answer = run(&self.session, &self.cancellation, &copy.query, since).await;
                self.tell_notices();
                let (Answer::Rows(rows) | Answer::DoneWithRows(_, rows)) = answer? else {
                    return Err(SqlError::unsupported("COPY needs a query that gives rows").into());
                };
                let mut rows = Rows::new(rows, &Formats::default());
                self.outgoing.copy_begins(rows.columns().len());
                if copy.header {
                    let columns = rows.columns();
                    self.outgoing.message(b'd', |out| {
                        copy.format.header(columns, out);
                        Ok::<_, Fault>(())
                    })?;
                }
                let count = rows.copy(&mut self.outgoing, &copy.format, &self.cancellation, since).await?;
                self.outgoing.copy_ends();
                self.tell_notices();
                Ok(Begun::Done(format!("COPY {count}")))
            }
            Command::Declare { name, query } => {
                if self.session.transaction_status() == TransactionStatus::Idle {
                    let message = "DECLARE CURSOR can only be used in transaction blocks";
                    return Err(SqlError::new("25P01", message).with_hint("BEGIN begins one").into());
                }
                if self.portals.contains_key(&name) {
                    return Err(SqlError::new("42P03", format!("cursor \"{name}\" already exists")).into());
                }
                room_for_one(&self.portals, "portals")?;
                let portal = Portal::of_cursor(&self.session, query).await?;
                self.portals.insert(name, portal);
                Ok(Begun::Done("DECLARE CURSOR".to_owned()))
            }
            Command::Close(None) => {
                self.portals.clear();
                Ok(Begun::Done("CLOSE CURSOR ALL".to_owned()))
            }
            Command::Close(Some(name)) => match self.portals.remove(&name) {
                Some(_) => Ok(Begun::Done("CLOSE CURSOR".to_owned())),
                None => Err(no_cursor(&name).into()),
            },
            Command::Deallocate { name: Some(name), .. } if self.statements.remove(&name).is_some() => {
                Ok(Begun::Done("DEALLOCATE".to_owned()))
            }
            Command::Deallocate { name, portals } => {
                if name.is_none() {
                    self.statements.clear();
                }
                if portals {
                    self.portals.clear();
                }
                Box::pin(self.begin(Command::Run, parsed, formats, since)).await
            }
            Command::Nothing(tag) => Ok(Begun::Done(tag.to_owned())),
            // Its rows are those of another portal: `fetch` does it.
            Command::Fetch { .. } => Err(SqlError::unsupported("FETCH is not possible here").into()),
        }
    }

    fn statement(&self, name: &str) -> Result<&Arc<Prepared>, SqlError> {
        let unknown = || SqlError::new("26000", format!("prepared statement \"{name}\" does not exist"));
        self.statements.get(name).ok_or_else(unknown)
    }

    fn portal(&self, name: &str) -> Result<&Portal, SqlError> {
        self.portals.get(name).ok_or_else(|| no_portal(name))
    }

    fn tell_notices(&mut self) {
        for notice in self.session.take_notices() {
            self.outgoing.notice(&Report::notice(notice));
        }
    }
}

/// Runs a statement until it has an answer. A cancelled query is dropped; a cancelled change stops by itself
/// between two calls and reports what it did.
async fn run(
    session: &Session,
    cancellation: &Cancellation,
    parsed: &Parsed,
    since: Since,
) -> Result<Answer, SqlError> {
    let requested = cancellation.requested(since);
    let answer = session.run(parsed);
    tokio::pin!(requested, answer);
    tokio::select! {
        answer = &mut answer => answer,
        () = &mut requested => {
            session.cancel();
            match &parsed.statement {
                Statement::Query(_) | Statement::Show(_) | Statement::Explain { .. } => Err(cancelled()),
                _ => answer.await,
            }
        }
    }
}

fn no_cursor(name: &str) -> SqlError {
    SqlError::new("34000", format!("cursor \"{name}\" does not exist"))
}

fn no_portal(name: &str) -> SqlError {
    SqlError::new("34000", format!("portal \"{name}\" does not exist"))
}

/// A tag as clients read it: they look for a number at its end.
fn wire_tag(tag: String) -> String {
    match tag.strip_suffix(" (queued)") {
        Some(queued) => queued.to_owned(),
        None => tag,
    }
}
