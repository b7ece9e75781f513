//! One connection: its session, and the statements that come in.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use callboard_sql::datafusion::arrow::datatypes::SchemaRef;
use callboard_sql::session::TransactionStatus;
use callboard_sql::{Answer, Parsed, Session, SqlError, Statement, error::sqlstate};
use futures::{Sink, SinkExt as _};
use pgwire::api::portal::{Format, Portal};
use pgwire::api::query::{
    ExtendedQueryHandler, SimpleQueryHandler, send_execution_response, send_query_response, send_ready_for_query,
};
use pgwire::api::results::{FieldFormat, FieldInfo, Response, Tag};
use pgwire::api::stmt::QueryParser;
use pgwire::api::store::PortalStore;
use pgwire::api::{ClientInfo, ClientPortalStore, PgWireConnectionState, Type};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::response::{EmptyQueryResponse, NoticeResponse, TransactionStatus as WireStatus};
use pgwire::messages::simplequery::Query;
use pgwire::messages::startup::SecretKey;
use tokio::sync::watch;

use crate::server::Shared;
use crate::{encode, error, parameters};

/// One connection: its session, and how its statement is stopped.
pub(crate) struct Connection {
    shared: Arc<Shared>,
    session: OnceLock<Session>,
    cancellation: Arc<Cancellation>,
    pid: Mutex<Option<i32>>,
}

/// Stops the statement that a connection runs.
#[derive(Default)]
pub(crate) struct Cancellation {
    requests: watch::Sender<u64>,
}

/// A statement that was parsed once, to run many times.
pub(crate) struct Prepared {
    parsed: Parsed,
    columns: Option<SchemaRef>,
    parameters: Vec<Type>,
}

/// Runs the statements of a connection, by the simple and the extended protocol.
pub(crate) struct Statements(pub(crate) Arc<Connection>);

impl Cancellation {
    pub(crate) fn cancel(&self) {
        self.requests.send_modify(|count| *count += 1);
    }

    /// Is there when a request comes that is newer than this call.
    pub(crate) fn requested(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut requests = self.requests.subscribe();
        async move {
            if requests.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Connection {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, session: OnceLock::new(), cancellation: Arc::default(), pid: Mutex::default() }
    }

    /// The client was let in.
    pub(crate) fn begins(&self, pid: i32, secret: SecretKey) {
        self.shared.register(pid, secret, Arc::clone(&self.cancellation));
        *self.pid.lock().unwrap_or_else(PoisonError::into_inner) = Some(pid);
    }

    /// The client went away.
    pub(crate) fn ends(&self) {
        if let Some(pid) = self.pid.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.shared.forget(pid);
        }
    }

    fn session(&self) -> &Session {
        self.session.get_or_init(|| self.shared.open_session())
    }

    /// As a client is told it after each statement.
    pub(crate) fn transaction_status(&self) -> WireStatus {
        match self.session.get().map_or(TransactionStatus::Idle, Session::transaction_status) {
            TransactionStatus::Idle => WireStatus::Idle,
            TransactionStatus::Open => WireStatus::Transaction,
            TransactionStatus::Failed => WireStatus::Error,
        }
    }

    /// Runs a statement until it has an answer. A cancelled query is dropped; a cancelled change stops by itself
    /// between two calls and reports what it did.
    async fn run(&self, parsed: &Parsed) -> Result<Answer, SqlError> {
        let session = self.session();
        let requested = self.cancellation.requested();
        let answer = session.run(parsed);
        tokio::pin!(requested, answer);
        tokio::select! {
            answer = &mut answer => answer,
            () = &mut requested => {
                session.cancel();
                match &parsed.statement {
                    Statement::Query(_) => Err(cancelled()),
                    _ => answer.await,
                }
            }
        }
    }

    /// The answer to a statement, whose rows are encoded while they are read.
    fn response(&self, answer: Answer, format: &Format) -> Response {
        match answer {
            Answer::Done(tag) => match tag.as_str() {
                "BEGIN" => Response::TransactionStart(Tag::new(&tag)),
                "COMMIT" | "ROLLBACK" => Response::TransactionEnd(Tag::new(&tag)),
                _ => Response::Execution(Tag::new(&tag)),
            },
            Answer::Rows(rows) => {
                let requested = self.cancellation.requested();
                Response::Query(encode::response(rows, format, requested))
            }
            Answer::DoneWithRows(tag, rows) => {
                let requested = self.cancellation.requested();
                let mut response = encode::response(rows, format, requested);
                // The number of rows is counted while they are sent.
                let words = tag.trim_end_matches(|it: char| it.is_ascii_digit()).trim_end();
                response.set_command_tag(words);
                Response::Query(response)
            }
        }
    }

    async fn tell_notices<C>(&self, client: &mut C) -> PgWireResult<()>
    where
        C: Sink<PgWireBackendMessage> + Unpin + Send,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        for notice in self.session().take_notices() {
            client.feed(PgWireBackendMessage::NoticeResponse(NoticeResponse::from(error::notice(notice)))).await?;
        }
        Ok(())
    }
}

pub(crate) fn cancelled() -> SqlError {
    SqlError::new(sqlstate::QUERY_CANCELED, "canceling statement due to user request")
}

#[async_trait]
impl SimpleQueryHandler for Statements {
    /// One statement after the other, each answered whole before the next begins.
    async fn on_query<C>(&self, client: &mut C, query: Query) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        if !matches!(client.state(), PgWireConnectionState::ReadyForQuery) {
            return Err(PgWireError::NotReadyForQuery);
        }
        client.set_state(PgWireConnectionState::QueryInProgress);
        let statements = self.0.session().parse(&query.query).map_err(error::of_statement)?;
        if statements.is_empty() {
            client.feed(PgWireBackendMessage::EmptyQueryResponse(EmptyQueryResponse::new())).await?;
        }
        for parsed in &statements {
            let answer = self.0.run(parsed).await;
            self.0.tell_notices(client).await?;
            match self.0.response(answer.map_err(error::of_statement)?, &Format::UnifiedText) {
                Response::Query(rows) => {
                    send_query_response(client, rows, true).await?;
                }
                Response::Execution(tag) | Response::TransactionStart(tag) | Response::TransactionEnd(tag) => {
                    send_execution_response(client, tag).await?;
                }
                _ => {}
            }
            self.0.tell_notices(client).await?;
        }
        let status = self.0.transaction_status();
        client.set_state(PgWireConnectionState::ReadyForQuery);
        client.set_transaction_status(status);
        send_ready_for_query(client, status).await
    }

    async fn do_query<C>(&self, _: &mut C, _: &str) -> PgWireResult<Vec<Response>>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        Ok(Vec::new())
    }
}

#[async_trait]
impl ExtendedQueryHandler for Statements {
    type Statement = Arc<Prepared>;
    type QueryParser = Self;

    fn query_parser(&self) -> Arc<Self::QueryParser> {
        Arc::new(Self(Arc::clone(&self.0)))
    }

    async fn do_query<C>(
        &self,
        client: &mut C,
        portal: &Portal<Self::Statement>,
        _max_rows: usize,
    ) -> PgWireResult<Response>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Self::Statement>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let prepared = &portal.statement.statement;
        let bound = match prepared.parameters.is_empty() {
            true => None,
            false => {
                let values = parameters::values(portal, &prepared.parameters)?;
                Some(self.0.session().bind(&prepared.parsed, &values).map_err(error::of_statement)?)
            }
        };
        let answer = self.0.run(bound.as_ref().unwrap_or(&prepared.parsed)).await;
        self.0.tell_notices(client).await?;
        Ok(self.0.response(answer.map_err(error::of_statement)?, &portal.result_column_format))
    }
}

#[async_trait]
impl QueryParser for Statements {
    type Statement = Arc<Prepared>;

    async fn parse_sql<C>(
        &self,
        _client: &C,
        sql: &str,
        types: &[Option<Type>],
    ) -> PgWireResult<Option<Self::Statement>>
    where
        C: ClientInfo + Unpin + Send + Sync,
    {
        let session = self.0.session();
        let mut statements = session.parse(sql).map_err(error::of_statement)?;
        if statements.len() > 1 {
            let message = "cannot insert multiple commands into a prepared statement";
            return Err(error::of_statement(SqlError::syntax(message)));
        }
        let Some(parsed) = statements.pop() else { return Ok(None) };
        let described = session.describe(&parsed).await.map_err(error::of_statement)?;
        let count = parsed.parameters.max(described.parameters.len()).max(types.len());
        let parameters = (0..count)
            .map(|at| match types.get(at).cloned().flatten() {
                Some(given) if given != Type::UNKNOWN => given,
                _ => described.parameters.get(at).map_or(Type::TEXT, encode::wire_type),
            })
            .collect();
        Ok(Some(Arc::new(Prepared { parsed, columns: described.columns, parameters })))
    }

    fn get_parameter_types(&self, statement: &Self::Statement) -> PgWireResult<Vec<Type>> {
        Ok(statement.parameters.clone())
    }

    fn get_result_schema(
        &self,
        statement: &Self::Statement,
        column_format: Option<&Format>,
    ) -> PgWireResult<Vec<FieldInfo>> {
        let Some(columns) = &statement.columns else { return Ok(Vec::new()) };
        Ok(encode::fields(columns, |at| column_format.map_or(FieldFormat::Text, |it| it.format_for(at))))
    }
}
