//! One arena for what is allocated.
//!
//! The C library gives threads arenas of their own and keeps in each what was freed there: a server that has made its reports
//! then holds twice the memory it uses. It reads how many there may be when a program starts, so whoever serves starts itself
//! once more with that said.

/// Starts the program anew with one arena, unless whoever started it said how many. Comes back where that cannot be done, or
/// need not: then it takes more memory, and nothing else.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn in_one() {
    use std::{env, os::unix::process::CommandExt as _, process::Command};

    const ARENAS: &str = "MALLOC_ARENA_MAX";
    if env::var_os(ARENAS).is_some() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut said = env::args_os();
    let mut again = Command::new(program);
    if let Some(name) = said.next() {
        again.arg0(name);
    }
    let why = again.args(said).env(ARENAS, "1").exec();
    tracing::debug!(error = %why, "goes on with many arenas");
}

/// Elsewhere the allocator sees to it.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn in_one() {}
