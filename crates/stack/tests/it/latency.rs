//! How long a plan takes where every call does.

use std::time::Duration;

use callboard_plane::layers::Latency;

use crate::{Folder, client, plane};

/// 200 log groups, read at 50 ms a call, 16 at once: 13 rounds.
#[tokio::test(start_paused = true)]
async fn a_plan_of_two_hundred_resources_takes_no_longer_than_its_reads() {
    let mut manifest = "version: 1\nname: wide\nproviders: [aws]\nresources:\n".to_owned();
    for number in 0..200 {
        manifest.push_str(&format!(
            "  - {{name: g{number}, resource: aws.logs.log_groups, props: [{{name: LogGroupName, value: /w/{number}}}]}}\n"
        ));
    }
    let (folder, plane) = (Folder::new(&manifest), std::sync::Arc::new(plane()));
    let near = client(std::sync::Arc::clone(&plane));
    assert!(folder.build(&near).await.has_succeeded());
    let far = client(Latency::new(plane, Duration::from_millis(50)));
    let work = folder.work(&far);
    let start = tokio::time::Instant::now();
    let found = callboard_stack::survey::survey(&work).await.expect("a survey");
    let took = start.elapsed().as_millis();
    assert!(!found.has_changes());
    let ideal = 200_u128.div_ceil(16) * 50;
    println!("a plan of 200 resources at 50 ms a call: {took} ms, ideal {ideal} ms");
    assert!(took * 10 <= ideal * 13, "{took} ms, ideal {ideal} ms");
}
