//! The access log has a line for each request, and no secrets.

use std::io;
use std::sync::{Arc, Mutex};

use expect_test::expect;

use crate::support::{FakePlane, exchange, options, start};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_request_is_one_line_without_secrets() {
    let lines = Lines::default();
    let written = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || written.clone())
        .with_max_level(tracing::Level::TRACE)
        .without_time()
        .with_ansi(false)
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = start(options(), FakePlane::quiet()).await;
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=PUBLIC%2F20261121%2Fus-east-1%2Fivs%2Faws4_request\
        &X-Amz-Signature=SECRET&X-Amz-Security-Token=SECRET";
    let body = r#"{"stageArn":"SECRET"}"#;
    let request = format!(
        "POST /ListStages?{query} HTTP/1.1\nHost: localhost\nX-Amz-Security-Token: SECRET\nConnection: close\n\
         Content-Length: {}\n\n{body}",
        body.len()
    );
    exchange(server.addr, &request).await;
    server.stop().await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let of_access: Vec<&str> = text.lines().filter(|it| it.contains("callboard::access")).collect();
    assert_eq!(of_access.len(), 1, "{text}");
    let words = of_access[0]
        .split_whitespace()
        .filter(|it| !["micros=", "request_id=", "peer="].iter().any(|changing| it.starts_with(changing)));
    expect![[r#"INFO callboard::access: method="POST" path="/ListStages" version=HTTP/1.1 service="ivs-realtime" operation="ListStages" status=200 error="" received_bytes=21 sent_bytes=2"#]]
    .assert_eq(&words.collect::<Vec<_>>().join(" "));
    let ours: Vec<&str> = text.lines().filter(|it| it.contains("callboard")).collect();
    assert!(!ours.join("\n").contains("SECRET"), "{text}");
}
