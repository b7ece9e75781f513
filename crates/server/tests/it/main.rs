//! The server from outside: raw connections and a real client against a plane that remembers what it was asked.

mod apigatewayv2;
mod auth;
mod aws;
mod door;
mod embedded;
mod log;
mod shutdown;
mod support;
mod tls;
