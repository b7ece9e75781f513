//! The servers of this process.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, Writes};
use callboard_model::document::{Document, Map};
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_server::{AccessKey, Auth, KeyRing, NoLocalRoutes, Server, ServerOptions};
use callboard_wire::json;
use http::Response;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Failure;
use crate::requests::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// An answer of GetStage.
const STAGE: &str = concat!(
    r#"{"stage":{"activeSessionId":"","arn":"arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl","#,
    r#""autoParticipantRecordingConfiguration":{"hlsConfiguration":{"targetSegmentDurationSeconds":6},"#,
    r#""mediaTypes":["AUDIO_VIDEO"],"recordParticipantReplicas":true,"recordingReconnectWindowSeconds":0,"#,
    r#""storageConfigurationArn":"","thumbnailConfiguration":{"recordingMode":"DISABLED","storage":["SEQUENTIAL"],"#,
    r#""targetIntervalSeconds":60}},"endpoints":{"events":"wss://global.events.live-video.net","#,
    r#""rtmp":"rtmp://abcdefghijkl.global-contribute.live-video.net/app/","#,
    r#""rtmps":"rtmps://abcdefghijkl.global-contribute.live-video.net:443/app/","#,
    r#""whip":"https://abcdefghijkl.global-bm.whip.live-video.net"},"name":"bench","tags":{}}}"#
);

/// The least a server does: hyper, and an answer that is always the same.
pub async fn bare_hyper() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let addr = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                stream.set_nodelay(true)?;
                let answer = |_: http::Request<Incoming>| async {
                    Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(STAGE.as_bytes()))))
                };
                http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await?;
                Ok::<_, Failure>(())
            });
        }
    });
    Ok(addr)
}

/// The door over a plane that knows one answer: what the door itself costs.
pub async fn fixed_plane(auth: Auth) -> Result<SocketAddr, Failure> {
    let Document::Map(answer) = json::read_any(STAGE.as_bytes())? else {
        return Err("the answer is no structure".into());
    };
    serve(Arc::new(FixedPlane(answer)), auth).await
}

struct FixedPlane(Map);

#[async_trait::async_trait]
impl Plane for FixedPlane {
    async fn call(&self, _call: Call) -> Result<Output, PlaneError> {
        Ok(Output::from(self.0.clone()))
    }
}

/// The door over an embedded plane that commits the changes of many callers together.
pub async fn embedded(options: EmbeddedOptions) -> Result<SocketAddr, Failure> {
    serve(Arc::new(EmbeddedPlane::open(options.with_writes(Writes::Shared))?), Auth::Accept).await
}

/// The door over a plane.
async fn serve(plane: Arc<dyn Plane>, auth: Auth) -> Result<SocketAddr, Failure> {
    let options = ServerOptions {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        auth,
        services: vec!["ivs-realtime"],
        ..ServerOptions::default()
    };
    let server = Server::bind(options, plane, Arc::new(OneKey::new()), Arc::new(NoLocalRoutes)).await?;
    let addr = server.local_addr();
    tokio::spawn(server.run(std::future::pending()));
    Ok(addr)
}

/// The key that all requests are signed with.
struct OneKey(Arc<AccessKey>);

impl OneKey {
    fn new() -> Self {
        Self(Arc::new(AccessKey {
            secret_access_key: SECRET_ACCESS_KEY.to_owned(),
            session_token: None,
            account: "123456789012".to_owned(),
            caller_arn: "arn:aws:iam::123456789012:root".to_owned(),
            user_id: "123456789012".to_owned(),
        }))
    }
}

impl KeyRing for OneKey {
    fn key(&self, access_key_id: &str) -> Option<Arc<AccessKey>> {
        (access_key_id == ACCESS_KEY_ID).then(|| Arc::clone(&self.0))
    }
}
