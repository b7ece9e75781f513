//! The `callboard` binary: joins one door to one plane.
mod arguments;
mod credentials;
mod folders;
mod target;
fn main() {}
