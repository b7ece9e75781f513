//! Every service, operation, shape and type of the pack is read once.

use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_model::shape::ShapeKind;
use callboard_model::{endpoints, registry, types};
use expect_test::expect;

/// Runs `visit` for each number below `count`, on two threads.
fn in_parallel(count: usize, visit: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    visit(number);
                }
            });
        }
    });
}

#[test]
fn every_line_of_every_model_is_read() {
    let (operations, shapes, members) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let (paginators, waiters) = (AtomicUsize::new(0), AtomicUsize::new(0));
    in_parallel(registry::services().len(), |number| {
        let entry = &registry::services()[number];
        let service = entry.service();
        assert_eq!(service.metadata.protocol, entry.protocol, "{}", entry.name);
        assert_eq!(service.metadata.signing_name, entry.signing_name, "{}", entry.name);
        assert!(service.operation_names().eq(entry.operation_names()), "{}", entry.name);
        for name in service.operation_names() {
            let operation = service.operation(name).expect("an operation has a line");
            operations.fetch_add(1, Ordering::Relaxed);
            for error in &operation.errors {
                assert!(service.shape(error).is_some(), "{}: {name}: {error}", entry.name);
            }
        }
        for name in service.shape_names() {
            let shape = service.shape(name).expect("a shape has a line");
            shapes.fetch_add(1, Ordering::Relaxed);
            let targets = match &shape.kind {
                ShapeKind::Structure(of_structure) => {
                    members.fetch_add(of_structure.len(), Ordering::Relaxed);
                    of_structure.iter().collect()
                }
                ShapeKind::List(member) => vec![&**member],
                ShapeKind::Map(key, value) => vec![&**key, &**value],
                _ => Vec::new(),
            };
            for member in targets {
                assert!(service.shape(member.shape_name).is_some(), "{}: {name}: {}", entry.name, member.shape_name);
            }
        }
        for name in service.paginator_names() {
            assert!(service.operation(name).is_some(), "{}: {name}", entry.name);
            assert!(service.paginator(name).is_some_and(|it| !it.input_token.is_empty()), "{}: {name}", entry.name);
            paginators.fetch_add(1, Ordering::Relaxed);
        }
        for waiter in service.waiters() {
            assert!(service.operation(waiter.operation).is_some(), "{}: {}", entry.name, waiter.name);
            waiters.fetch_add(1, Ordering::Relaxed);
        }
    });
    expect!["439 services, 19796 operations, 126940 shapes, 239807 members, 3449 paginators, 410 waiters"].assert_eq(
        &format!(
            "{} services, {operations:?} operations, {shapes:?} shapes, {members:?} members, {paginators:?} paginators, {waiters:?} waiters",
            registry::services().len()
        ),
    );
}

#[test]
fn every_type_has_a_schema() {
    let names: Vec<String> = types::names().collect();
    let provisionable = AtomicUsize::new(0);
    in_parallel(names.len(), |number| {
        let name = &names[number];
        let resource_type = types::resource_type(name).unwrap_or_else(|| panic!("{name} is in the index only"));
        assert!(!resource_type.properties().is_empty(), "{name}");
        provisionable.fetch_add(usize::from(resource_type.is_provisionable()), Ordering::Relaxed);
    });
    expect!["1898 types, 1765 provisionable"]
        .assert_eq(&format!("{} types, {provisionable:?} provisionable", names.len()));
}

#[test]
fn every_rule_set_is_json() {
    in_parallel(registry::services().len(), |number| {
        let name = registry::services()[number].name;
        assert!(endpoints::rule_set(name).is_some_and(|it| it["rules"].is_array()), "{name}");
    });
    assert!(endpoints::partitions()["partitions"].is_array());
}

/// The facts as committed: every file's path and text.
fn committed() -> Vec<(String, String)> {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/facts"))];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the facts are committed") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("facts are text");
                files.push((path.display().to_string(), text));
            }
        }
    }
    files
}

#[test]
fn no_documentation_came_along() {
    // The errors of endpoint rules are answers a client gives, links included.
    for (path, text) in committed().into_iter().filter(|(path, _)| !path.ends_with("rules.jsonl")) {
        for mark in ["<p>", "</a>", "<code>", "For more information", "docs.aws.amazon.com"] {
            assert!(!text.contains(mark), "{path} has `{mark}`");
        }
        for key in ["documentation", "deprecatedMessage", "description", "title"] {
            let mark = format!("\"{key}\":\"");
            assert!(path.ends_with("partitions.json") || !text.contains(&mark), "{path} has {mark}");
        }
    }
}

#[test]
fn lines_are_sorted_so_that_they_can_be_found() {
    in_parallel(registry::services().len(), |number| {
        let service = registry::services()[number].service();
        assert!(service.operation_names().is_sorted() && service.shape_names().is_sorted(), "{}", service.name);
        assert!(service.paginator_names().is_sorted(), "{}", service.name);
    });
    assert!(registry::services().is_sorted_by_key(|it| it.name));
    assert!(types::namespaces().is_sorted());
}

#[test]
fn services_are_found_by_what_requests_carry() {
    let names = |services: &mut dyn Iterator<Item = &'static registry::ServiceEntry>| {
        services.map(|it| it.name).collect::<Vec<_>>().join(" ")
    };
    let found = [
        names(&mut registry::services_by_signing_name("ivs")),
        names(&mut registry::services_by_signing_name("execute-api")),
        names(&mut registry::services_by_signing_name("nothing")),
        names(&mut registry::services_by_target_prefix("AmazonSSM")),
        names(&mut registry::services_by_target_prefix("DynamoDB_20120810")),
        names(&mut registry::services_by_endpoint_prefix("ivsrealtime")),
        names(&mut registry::service_by_id("ivs_realtime").into_iter()),
    ];
    expect![[r#"
        ivs ivs-realtime
        apigatewaymanagementapi connectparticipant

        ssm
        dynamodb
        ivs-realtime
        ivs-realtime"#]]
    .assert_eq(&found.join("\n"));
}
