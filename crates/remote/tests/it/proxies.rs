//! Proxies: whole URLs for `http`, tunnels for `https`.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use callboard_plane::Plane;
use callboard_remote::retry::RetryPolicy;
use callboard_remote::transport::{ProxySettings, TlsSettings, Transport, TransportOptions};
use callboard_remote::{Destination, GLOBAL_REGION, RemoteOptions, RemotePlane, has_global_endpoint};
use callboard_testkit::canned::{CannedAnswer, CannedServer};
use expect_test::expect;

use crate::server::{RawServer, read_request};
use crate::tls::tls_server;
use crate::{call, line, list_stages, once, options};

fn through(proxy: &str, no: &str) -> TransportOptions {
    let proxy = ProxySettings { http: proxy.to_owned(), https: proxy.to_owned(), no: no.to_owned() };
    TransportOptions { proxy, tls: TlsSettings { verify: false, ca_bundle: None }, ..TransportOptions::default() }
}

/// A proxy that makes tunnels to wherever it is asked; and the heads of the requests for them.
fn tunnels() -> (RawServer, Receiver<String>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let server = RawServer::start(move |_, mut client| {
        let head = read_request(&mut client);
        let place = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let _ = sender.lock().expect("no thread panicked").send(head);
        let Ok(host) = TcpStream::connect(place) else { return };
        let _ = client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        let (Ok(from_host), Ok(to_client)) = (host.try_clone(), client.try_clone()) else { return };
        thread::spawn(move || copy(from_host, to_client));
        copy(client, host);
    });
    (server, receiver)
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_proxy_of_http_is_asked_for_whole_urls() {
    let proxy = CannedServer::start(|_| CannedAnswer::json("{}"));
    let with_password = proxy.url().replace("http://", "http://ada:l%40velace@");
    let outcome = list_stages(&once("http://service.invalid/base", through(&with_password, ""))).await;
    expect!["200 {}"].assert_eq(&line(outcome));
    let requests = proxy.take_requests();
    assert_eq!(requests[0].target, "http://service.invalid/base/ListStages");
    assert_eq!(requests[0].header("host"), Some("service.invalid"));
    // `ada:l@velace`
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic YWRhOmxAdmVsYWNl"));
}

#[tokio::test]
async fn a_proxy_of_https_makes_a_tunnel_and_sees_nothing_else() {
    let (proxy, heads) = tunnels();
    let server = tls_server();
    let url = format!("https://127.0.0.1:{}", server.port());
    let with_password = proxy.url().replace("http://", "http://ada:lovelace@");
    let outcome = list_stages(&once(&url, through(&with_password, ""))).await;
    expect!["200 {}"].assert_eq(&line(outcome));
    let head = heads.recv().expect("the proxy was asked").replace(&server.port().to_string(), "PORT");
    expect![[r#"
        CONNECT 127.0.0.1:PORT HTTP/1.1
        Host: 127.0.0.1:PORT
        Proxy-Authorization: Basic YWRhOmxvdmVsYWNl

    "#]]
    .assert_eq(&head.replace('\r', ""));
}

#[tokio::test]
async fn exceptions_are_reached_directly() {
    let server = CannedServer::start(|_| CannedAnswer::json("{}"));
    let plane = once(&server.url(), through("http://127.0.0.1:1", "other, 127.0.0.1"));
    expect!["200 {}"].assert_eq(&line(list_stages(&plane).await));
}

#[tokio::test]
async fn a_proxy_that_fails_is_named_without_its_password() {
    let refuses = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
    });
    let outcome = list_stages(&once("https://service.invalid", through(&refuses.url(), ""))).await;
    expect!["no answer from https://service.invalid/ListStages (1 attempts): proxy http://127.0.0.1:PORT"]
        .assert_eq(&line(outcome).replace(&refuses.port().to_string(), "PORT"));
    let outcome = list_stages(&once("http://service.invalid", through("http://u:secret@127.0.0.1:1", ""))).await;
    expect!["no answer from http://service.invalid/ListStages (1 attempts): proxy http://***:***@127.0.0.1:1"]
        .assert_eq(&line(outcome));
    let outcome = list_stages(&once("http://service.invalid", through("socks5://127.0.0.1:1", ""))).await;
    expect!["no answer from http://service.invalid/ListStages (1 attempts): proxy socks5://127.0.0.1:1"]
        .assert_eq(&line(outcome));
}

/// The hosts that calls go to on AWS itself, as a proxy is told them.
#[tokio::test]
async fn aws_itself_is_found_by_the_rules_of_its_services() {
    let (sender, heads) = channel();
    let sender = Mutex::new(sender);
    let proxy = RawServer::start(move |_, mut client| {
        let _ = sender.lock().expect("no thread panicked").send(read_request(&mut client));
    });
    let mut hosts = Vec::new();
    for (command, region, use_fips, use_dual_stack) in [
        ("ivs-realtime ListStages", "eu-west-1", false, false),
        ("ivs-realtime ListStages", "eu-west-1", false, true),
        ("sts GetCallerIdentity", "us-gov-west-1", true, false),
        ("iam ListUsers", "eu-west-1", false, false),
        ("iam ListUsers", GLOBAL_REGION, false, false),
        ("s3 ListBuckets", GLOBAL_REGION, false, false),
    ] {
        let destination = Destination::Aws { use_fips, use_dual_stack };
        let retry = RetryPolicy { max_attempts: 1, ..RetryPolicy::default() };
        let options = RemoteOptions { destination, retry, ..options("http://unused") };
        let plane = RemotePlane::new(Transport::new(through(&proxy.url(), "")), options);
        let mut call = call(command, "{}");
        call.scope.region = region.into();
        plane.call(call).await.expect_err("the proxy hangs up");
        let head = heads.recv().expect("the proxy was asked");
        hosts.push(format!("{command} {region}: {}", head.split(' ').nth(1).unwrap_or_default()));
    }
    expect![[r#"
        ivs-realtime ListStages eu-west-1: ivsrealtime.eu-west-1.amazonaws.com:443
        ivs-realtime ListStages eu-west-1: ivsrealtime.eu-west-1.api.aws:443
        sts GetCallerIdentity us-gov-west-1: sts.us-gov-west-1.amazonaws.com:443
        iam ListUsers eu-west-1: iam.amazonaws.com:443
        iam ListUsers aws-global: iam.amazonaws.com:443
        s3 ListBuckets aws-global: s3.amazonaws.com:443"#]]
    .assert_eq(&hosts.join("\n"));
}

#[test]
fn services_with_one_endpoint_for_all_regions_are_known() {
    let global = ["iam", "sts", "route53", "s3", "dynamodb", "ec2", "ivs-realtime"].map(has_global_endpoint);
    assert_eq!(global, [true, true, true, true, false, false, false]);
}
