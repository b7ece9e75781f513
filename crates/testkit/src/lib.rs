//! What tests share: running the binary, canned servers, conformance suites.
