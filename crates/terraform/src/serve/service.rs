//! Answers gRPC requests by their path, for all services that a plugin has.
//!
//! Methods of a provider run as tasks of their own: one that panics ends alone, and one whose host goes away still ends
//! what it has begun.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use prost::Message;
use tonic::body::Body;
use tonic::server::{Grpc, ServerStreamingService, UnaryService};
use tonic::{Request, Response, Status};

use super::codec::BytesCodec;
use super::instance::Provided;
use super::lifetime::Lifetime;
use super::methods::{self, Method};
use crate::proto::HealthAnswer;
use crate::schema::ProtocolVersion;

/// The largest message that is read: hosts have the same limit.
const LARGEST_MESSAGE: usize = 256 << 20;

/// The health of a service that answers.
const SERVING: i32 = 1;

/// All services of a plugin.
#[derive(Clone)]
pub(super) struct PluginService {
    lifetime: Lifetime,
}

/// What a path asks for.
enum Asked {
    Provider(ProtocolVersion, Method),
    Shutdown,
    Stdio,
    Health,
    Unknown,
}

impl PluginService {
    pub fn new(lifetime: Lifetime) -> Self {
        Self { lifetime }
    }
}

impl tower_service::Service<http::Request<Body>> for PluginService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let asked = asked(request.uri().path());
        let lifetime = self.lifetime.clone();
        let answer = async move {
            let mut grpc = Grpc::new(BytesCodec).max_decoding_message_size(LARGEST_MESSAGE);
            grpc = grpc.max_encoding_message_size(usize::MAX);
            match asked {
                Asked::Provider(protocol, method) => {
                    let provided = request.extensions().get::<Provided>().cloned();
                    grpc.unary(OfProvider { protocol, method, provided }, request).await
                }
                Asked::Shutdown => grpc.unary(Shutdown(lifetime), request).await,
                Asked::Health => grpc.unary(Health, request).await,
                Asked::Stdio => grpc.server_streaming(Stdio(lifetime), request).await,
                Asked::Unknown => Status::unimplemented(format!("there is no {}", request.uri().path())).into_http(),
            }
        };
        Box::pin(answer.map(Ok))
    }
}

fn asked(path: &str) -> Asked {
    let Some((service, name)) = path.strip_prefix('/').and_then(|it| it.split_once('/')) else {
        return Asked::Unknown;
    };
    let of = |protocol| Method::find(protocol, name).map_or(Asked::Unknown, |it| Asked::Provider(protocol, it));
    match (service, name) {
        ("tfplugin5.Provider", _) => of(ProtocolVersion::V5),
        ("tfplugin6.Provider", _) => of(ProtocolVersion::V6),
        ("plugin.GRPCController", "Shutdown") => Asked::Shutdown,
        ("plugin.GRPCStdio", "StreamStdio") => Asked::Stdio,
        ("grpc.health.v1.Health", "Check") => Asked::Health,
        // The broker makes further connections, which hosts of providers never ask for; they take its absence.
        _ => Asked::Unknown,
    }
}

type Answering<T> = Pin<Box<dyn Future<Output = Result<Response<T>, Status>> + Send>>;

struct OfProvider {
    protocol: ProtocolVersion,
    method: Method,
    provided: Option<Provided>,
}

impl UnaryService<Bytes> for OfProvider {
    type Response = Bytes;
    type Future = Answering<Bytes>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let session = self.provided.as_ref().and_then(|it| it.under(self.protocol)).cloned();
        let method = self.method;
        Box::pin(async move {
            let Some(session) = session else {
                return Err(Status::unimplemented("no provider is served under this version of the protocol"));
            };
            methods::answer(method, session, request.into_inner()).await.map(Response::new)
        })
    }
}

struct Shutdown(Lifetime);

impl UnaryService<Bytes> for Shutdown {
    type Response = Bytes;
    type Future = Answering<Bytes>;

    fn call(&mut self, _request: Request<Bytes>) -> Self::Future {
        self.0.end();
        Box::pin(async { Ok(Response::new(Bytes::new())) })
    }
}

struct Health;

impl UnaryService<Bytes> for Health {
    type Response = Bytes;
    type Future = Answering<Bytes>;

    fn call(&mut self, _request: Request<Bytes>) -> Self::Future {
        let answer = HealthAnswer { status: SERVING };
        Box::pin(async move { Ok(Response::new(answer.encode_to_vec().into())) })
    }
}

/// What the plugin printed after the handshake: nothing, until it ends or its host has gone.
struct Stdio(Lifetime);

impl ServerStreamingService<Bytes> for Stdio {
    type Response = Bytes;
    type ResponseStream = BoxStream<'static, Result<Bytes, Status>>;
    type Future = Answering<Self::ResponseStream>;

    fn call(&mut self, _request: Request<Bytes>) -> Self::Future {
        let nothing = stream::once(self.0.ended()).filter_map(async |()| None);
        Box::pin(async { Ok(Response::new(nothing.boxed())) })
    }
}
