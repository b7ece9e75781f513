//! How the released binary is linked.
//!
//! A position-independent executable of this size has 50,000 addresses to
//! write before `main`: a quarter of the time that `callboard aws --version`
//! takes. Linked at a fixed address there are none. Heap, stack and libraries
//! stay where the system puts them at random.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|it| it == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
