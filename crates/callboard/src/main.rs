//! The `callboard` binary: joins one door to one plane.
mod arguments;
mod credentials;
mod folders;
mod settings;
mod target;
fn main() {}
