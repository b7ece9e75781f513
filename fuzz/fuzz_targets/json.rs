//! JSON bodies: any bytes are read or refused, by a shape and without one; what is read can be written and read again.
#![no_main]

use callboard_model::registry;
use callboard_wire::json;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = json::read_any(bytes) {
        let mut text = Vec::new();
        json::write_any(&value, &mut text);
        assert!(json::read_any(&text).is_ok());
    }
    let service = registry::service("ivs-realtime").expect("a service of the registry");
    let shape = service.shape("CreateStageRequest").expect("a shape of the service");
    if let Ok(value) = json::read(bytes, shape) {
        let mut text = Vec::new();
        json::write(&value, shape, &mut text);
        assert!(json::read(&text, shape).is_ok());
    }
});
