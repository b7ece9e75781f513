//! The same statements over HTTP: a server in this process, and the plane that AWS is reached by.
//!
//! Answers are the same. Calls are not counted: a plane that is elsewhere may not say in a listing all that there is.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use callboard_embedded::EmbeddedPlane;
use callboard_remote::credentials::Credentials;
use callboard_remote::endpoint::Endpoint;
use callboard_remote::retry::RetryPolicy;
use callboard_remote::transport::{Transport, TransportOptions};
use callboard_remote::{Destination, RemoteOptions, RemotePlane};
use callboard_server::{NoKeys, NoLocalRoutes, Server, ServerOptions};

use crate::slt::{Player, file};
use crate::world::{ACCOUNT, World, block_on, on_a_deep_stack, plane};

macro_rules! corpus {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

corpus! {
    seed_page
    children
    delete
    errors
    exec
    insert
    json
    replace
    select
    stackql_change
    stackql_query
    stackql_session
    table_functions
    tags
    transactions
    update
}

/// An empty plane behind a server.
pub fn world() -> World {
    let mut world = World::over(served(plane()));
    world.patience.first_look = Duration::from_millis(1);
    world
}

/// Plays a file, whose answers are those that it has in this process.
#[track_caller]
fn check(name: &str) {
    let text = std::fs::read_to_string(file(name)).expect("a text");
    let played = text.clone();
    let answered = on_a_deep_stack(async move { Player::new(world()).play(&played).await });
    assert_eq!(without_calls(&answered), without_calls(&text));
}

fn without_calls(text: &str) -> String {
    text.lines().filter(|it| !it.starts_with("> ")).map(|it| format!("{it}\n")).collect()
}

/// The plane behind a server on a free port, for as long as the tests run.
fn served(plane: EmbeddedPlane) -> RemotePlane {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        block_on(async move {
            let options = ServerOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerOptions::default() };
            let server = Server::bind(options, Arc::new(plane), Arc::new(NoKeys), Arc::new(NoLocalRoutes));
            let server = server.await.expect("a free port");
            sender.send(server.url()).expect("somebody waits for it");
            server.run(std::future::pending()).await
        })
    });
    let url = receiver.recv().expect("a server");
    let options = RemoteOptions {
        destination: Destination::Url(Endpoint::parse(&url).expect("an endpoint")),
        credentials: Some(Arc::new(Credentials {
            access_key_id: ACCOUNT.to_owned(),
            secret_access_key: "secret".to_owned(),
            session_token: None,
        })),
        bearer_token: None,
        retry: RetryPolicy::default(),
        user_agent: "callboard/test".to_owned(),
        inject_host_prefix: false,
        observer: None,
    };
    RemotePlane::new(Transport::new(TransportOptions::default()), options)
}
