//! minxin
fn main() {}
