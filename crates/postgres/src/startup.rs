//! Startup: who may come in.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use futures::Sink;
use pgwire::api::ClientInfo;
use pgwire::api::auth::mechanism::{AuthMechanism, AuthState};
use pgwire::api::auth::{
    AuthDriver, AuthOutcome, DefaultServerParameterProvider, ServerParameterProvider, StartupHandler,
    protocol_negotiation, save_startup_parameters_to_metadata,
};
use pgwire::api::{METADATA_USER, PgWireConnectionState};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::startup::{Authentication as Message, PasswordMessageFamily};
use pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};

use crate::connection::Connection;
use crate::error;
use crate::options::Authentication;
use crate::scram::{self, Exchange, Verifier};

/// What a client is told of the server: as old as the features that clients look for allow.
const SERVER_VERSION: &str = "16.6 (callboard)";

/// Who may come in; shared by all connections.
pub(crate) enum Gate {
    Open,
    Password { user: String, verifier: Verifier },
}

impl Gate {
    pub(crate) fn new(authentication: &Authentication) -> Self {
        match authentication {
            Authentication::Trust => Self::Open,
            Authentication::Password { user, password } => {
                Self::Password { user: user.clone(), verifier: Verifier::of_password(password) }
            }
        }
    }

    fn mechanism(&self, user: Option<&str>) -> Box<dyn AuthMechanism> {
        match self {
            Self::Open => Box::new(Trust),
            Self::Password { user: known, verifier } => {
                // Somebody unknown goes through the same exchange and fails at its end.
                let verifier = match user == Some(known) {
                    true => verifier.clone(),
                    false => Verifier::of_password(&format!("{:?}", std::time::Instant::now())),
                };
                let user = user.unwrap_or_default().to_owned();
                Box::new(Scram { user, verifier, exchange: None })
            }
        }
    }
}

/// The startup of one connection.
pub(crate) struct Startup {
    gate: Arc<Gate>,
    driver: AuthDriver<Parameters>,
    connection: Arc<Connection>,
}

impl Startup {
    pub(crate) fn new(gate: Arc<Gate>, connection: Arc<Connection>) -> Self {
        Self { gate, driver: AuthDriver::new(Parameters), connection }
    }
}

#[async_trait]
impl StartupHandler for Startup {
    async fn on_startup<C>(&self, client: &mut C, message: PgWireFrontendMessage) -> PgWireResult<()>
    where
        C: ClientInfo + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let outcome = match message {
            PgWireFrontendMessage::Startup(startup) => {
                protocol_negotiation(client, &startup).await?;
                save_startup_parameters_to_metadata(client, &startup);
                client.set_state(PgWireConnectionState::AuthenticationInProgress);
                let mechanism = self.gate.mechanism(client.metadata().get(METADATA_USER).map(String::as_str));
                self.driver.begin_authentication(client, mechanism).await?
            }
            PgWireFrontendMessage::PasswordMessageFamily(message) => {
                self.driver.advance_authentication(client, message).await?
            }
            _ => return Err(error::fatal("08P01", "a startup packet was expected")),
        };
        if let AuthOutcome::Authenticated { final_message, .. } = outcome {
            self.driver.complete_authentication(client, final_message).await?;
            let (pid, secret) = client.pid_and_secret_key();
            self.connection.begins(pid, secret);
        }
        Ok(())
    }
}

/// What the server says of itself.
#[derive(Debug)]
struct Parameters;

impl ServerParameterProvider for Parameters {
    fn server_parameters<C: ClientInfo>(&self, client: &C) -> Option<HashMap<String, String>> {
        let mut own = DefaultServerParameterProvider::default();
        own.server_version = SERVER_VERSION.to_owned();
        own.is_superuser = false;
        own.time_zone = "UTC".to_owned();
        own.server_parameters(client)
    }
}

struct Trust;

#[async_trait]
impl AuthMechanism for Trust {
    async fn begin(&mut self, _: &(dyn ClientInfo + Send + Sync)) -> PgWireResult<AuthState> {
        Ok(AuthState::Ok { final_message: None, identity: None })
    }

    async fn next(&mut self, _: &(dyn ClientInfo + Send + Sync), _: PasswordMessageFamily) -> PgWireResult<AuthState> {
        Err(error::fatal("08P01", "no password was asked for"))
    }
}

struct Scram {
    user: String,
    verifier: Verifier,
    exchange: Option<Exchange>,
}

#[async_trait]
impl AuthMechanism for Scram {
    async fn begin(&mut self, _: &(dyn ClientInfo + Send + Sync)) -> PgWireResult<AuthState> {
        Ok(AuthState::InProgress(Message::SASL(vec![scram::MECHANISM.to_owned()])))
    }

    async fn next(
        &mut self,
        _: &(dyn ClientInfo + Send + Sync),
        message: PasswordMessageFamily,
    ) -> PgWireResult<AuthState> {
        let malformed = |_| error::fatal("08P01", "malformed SCRAM message: not UTF-8");
        let refused = |user: &str, err: scram::ScramError| match err {
            scram::ScramError::Malformed(_) => error::fatal("08P01", err.to_string()),
            scram::ScramError::WrongPassword => {
                error::fatal("28P01", format!("password authentication failed for user \"{user}\""))
            }
        };
        match self.exchange.take() {
            None => {
                let initial = message.into_sasl_initial_response()?;
                if initial.auth_method != scram::MECHANISM {
                    return Err(PgWireError::UnsupportedSASLAuthMethod(initial.auth_method));
                }
                let text = String::from_utf8(initial.data.unwrap_or_default().to_vec()).map_err(malformed)?;
                let (exchange, answer) = self.verifier.begin(&text).map_err(|err| refused(&self.user, err))?;
                self.exchange = Some(exchange);
                Ok(AuthState::InProgress(Message::SASLContinue(answer.into())))
            }
            Some(exchange) => {
                let response = message.into_sasl_response()?;
                let text = String::from_utf8(response.data.to_vec()).map_err(malformed)?;
                let answer = exchange.finish(&text).map_err(|err| refused(&self.user, err))?;
                Ok(AuthState::Ok { final_message: Some(Message::SASLFinal(answer.into())), identity: None })
            }
        }
    }
}
