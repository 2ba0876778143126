//! One step of a command: a child process or a piece of work, timed, with an error that says what to do.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a step comes to; the error is the message the user reads.
pub type Outcome<T = ()> = Result<T, String>;

/// Does `work` and prints its name and time if it took a second or more.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let start = Instant::now();
    let outcome = work();
    let elapsed = start.elapsed();
    if elapsed >= Duration::from_secs(1) {
        let failed = if outcome.is_err() { "  failed" } else { "" };
        println!("xtask: {name:<40} {:>6.1} s{failed}", elapsed.as_secs_f64());
    }
    outcome
}

/// Runs a child whose output goes to the terminal.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status}); see above", line(command)))
    }
}

/// Runs a child and returns what it wrote to stdout.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let stderr = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "`{}` failed ({}): {}",
            line(command),
            output.status,
            stderr.trim()
        ))
    }
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    format!("cannot start `{program}`: {error}; install it or put it on PATH")
}

/// The command as one would type it, its program without the path.
fn line(command: &Command) -> String {
    let program = command.get_program();
    let program = Path::new(program).file_name().unwrap_or(program);
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_child_is_named_with_its_arguments() {
        let message = run(Command::new("/bin/sh").args(["-c", "exit 3"])).unwrap_err();
        assert!(
            message.contains("`sh -c exit 3`") && message.contains('3'),
            "{message}"
        );
    }

    #[test]
    fn a_missing_program_says_what_to_install() {
        let message = output(&mut Command::new("no-such-program-of-minxin")).unwrap_err();
        assert!(
            message.contains("`no-such-program-of-minxin`") && message.contains("install it"),
            "{message}"
        );
    }
}
