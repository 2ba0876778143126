//! `demo`: builds, then serves the demo county until it is stopped.

use std::process::Command;

use crate::build::{self, Mode};
use crate::step::{Outcome, run};
use crate::tools::Workspace;

/// Builds and runs `minxin demo`. Of the options, `--data DIR` and `--listen ADDR` replace our own; all are passed on.
pub fn demo(workspace: &Workspace, options: &[&str]) -> Outcome {
    build::build(workspace, Mode::Dev)?;
    let Options { data, listen, rest } = Options::parse(options)?;
    println!(
        "xtask: the demo county will answer on http://{listen}; Ctrl-C stops it, its data stay in {data}"
    );
    let mut minxin = Command::new(build::dev_binary(workspace));
    minxin.current_dir(&workspace.root);
    run(minxin
        .args(["--data", data, "demo", "--listen", listen])
        .args(rest))
}

#[derive(Debug, PartialEq)]
struct Options<'a> {
    data: &'a str,
    listen: &'a str,
    rest: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn parse(options: &[&'a str]) -> Outcome<Self> {
        let mut parsed = Self {
            data: "minxin-data",
            listen: "127.0.0.1:3000",
            rest: Vec::new(),
        };
        let mut options = options.iter().copied();
        while let Some(option) = options.next() {
            let (name, value) = option
                .split_once('=')
                .map_or((option, None), |(name, value)| (name, Some(value)));
            let place = match name {
                "--data" => &mut parsed.data,
                "--listen" => &mut parsed.listen,
                _ => {
                    parsed.rest.push(option);
                    continue;
                }
            };
            *place = value
                .or_else(|| options.next())
                .ok_or_else(|| format!("{name} wants a value"))?;
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_replace_the_defaults_and_the_others_are_passed_on() {
        let parsed = Options::parse(&[
            "--county",
            "synthetic",
            "--listen=127.0.0.1:4000",
            "--data",
            "elsewhere",
        ]);
        let rest = vec!["--county", "synthetic"];
        assert_eq!(
            parsed,
            Ok(Options {
                data: "elsewhere",
                listen: "127.0.0.1:4000",
                rest
            })
        );
        assert_eq!(
            Options::parse(&["--data"]),
            Err("--data wants a value".to_owned())
        );
    }
}
