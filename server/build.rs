//! Tells cargo that the built site is part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=../target/site/manifest.json");
    println!("cargo:rerun-if-changed=../target/site");
}
