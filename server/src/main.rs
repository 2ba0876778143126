//! The `minxin` binary: reads the command line and does what it says.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    server::cli::main()
}
