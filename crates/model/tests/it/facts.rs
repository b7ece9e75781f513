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
