//! The workspace's folders and the tools the commands call: found, or installed where that is ours to do,
//! or else named with the line that installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{Outcome, output, run, step};

/// The target the two wasm entries are compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Where things are in this checkout.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The site the server serves or embeds; `.cargo/config.toml` tells the server the same folder.
    pub site: PathBuf,
}

impl Workspace {
    /// Reads the folders from the environment cargo gives to `cargo xtask`.
    pub fn find() -> Outcome<Self> {
        let manifest_dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = manifest_dir
            .as_deref()
            .and_then(Path::parent)
            .ok_or("start it as `cargo xtask`")?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => root.join(dir),
            None => root.join("target"),
        };
        let site = match std::env::var_os("MINXIN_SITE") {
            Some(dir) => root.join(dir),
            None => root.join("target/site"),
        };
        Ok(Self {
            root: root.to_path_buf(),
            target,
            site,
        })
    }

    /// `cargo`, at the root, as if typed there: what `cargo run` told xtask about its own package is removed,
    /// so that nothing is compiled anew for a changed environment.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
            {
                command.env_remove(name);
            }
        }
        command
    }

    /// A program that npm installed.
    pub fn npm_program(&self, name: &str) -> Command {
        let mut command = Command::new(self.root.join("node_modules/.bin").join(name));
        command.current_dir(&self.root);
        command
    }
}

/// Makes sure the standard library for wasm is there.
pub fn ensure_wasm_target(workspace: &Workspace) -> Outcome {
    let rustc = || Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let args = ["--print", "target-libdir", "--target", WASM_TARGET];
    let libraries = output(rustc().current_dir(&workspace.root).args(args))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    step("rustup target add", || {
        run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
    })
    .map_err(|error| {
        format!(
            "Rust's standard library for {WASM_TARGET} is missing and could not be added: {error}\n\
             Run `rustup target add {WASM_TARGET}` where rustup reaches its release server, or set \
             RUSTUP_DIST_SERVER to a mirror you trust and run it again"
        )
    })
}

/// The oldest Node that runs what is in `end2end/`: `import.meta.dirname` came with it.
const NODE: (u32, u32) = (20, 11);

/// Makes sure that Node is there and new enough.
fn ensure_node() -> Outcome {
    let (major, minor) = NODE;
    let install = format!("install Node {major}.{minor} or newer, with its npm, from https://nodejs.org");
    let found = output(Command::new("node").arg("--version"))
        .map_err(|_| format!("Node is needed and `node --version` did not run; {install}"))?;
    if node_version(&found).is_some_and(|version| version >= NODE) {
        Ok(())
    } else {
        Err(format!("Node {} is too old; {install}", found.trim()))
    }
}

/// Major and minor of what `node --version` prints, like `v20.11.1`.
fn node_version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs the npm packages of `package-lock.json`, unless the last installation is newer than that file.
pub fn ensure_npm_packages(workspace: &Workspace) -> Outcome {
    ensure_node()?;
    let modified = |file: &str| {
        std::fs::metadata(workspace.root.join(file))
            .and_then(|data| data.modified())
            .ok()
    };
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_some() && installed >= modified("package-lock.json") {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--loglevel=error"])
        .current_dir(&workspace.root)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    step("npm ci", || run(&mut npm))
}

/// The browser for the browser tests: `$CHROMIUM`, else Debian's, which is installed if it can be.
pub fn ensure_chromium() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        let missing = || {
            format!(
                "CHROMIUM is {}, but there is no such file; unset it or correct it",
                path.display()
            )
        };
        return if path.is_file() { Ok(path) } else { Err(missing()) };
    }
    let debian = PathBuf::from("/usr/bin/chromium");
    if !debian.is_file() {
        apt_install(&["chromium"]).map_err(|error| {
            format!("the browser tests need Chromium: {error}\nOr set CHROMIUM to the path of any Chromium or Chrome")
        })?;
    }
    Ok(debian)
}

/// A Chinese font, without which pages and charts show boxes.
pub fn ensure_cjk_font() -> Outcome {
    let found =
        || output(Command::new("fc-list").arg(":lang=zh")).is_ok_and(|fonts| !fonts.trim().is_empty());
    if !cfg!(target_os = "linux") || found() {
        return Ok(());
    }
    apt_install(&["fontconfig", "fonts-noto-cjk"]).map_err(|error| {
        format!("the browser tests need a Chinese font (`fc-list :lang=zh` lists none): {error}")
    })
}

/// Whether `cargo SUBCOMMAND` exists.
pub fn has_cargo_subcommand(workspace: &Workspace, subcommand: &str) -> bool {
    let mut cargo = workspace.cargo();
    cargo
        .args([subcommand, "--version"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    cargo.status().is_ok_and(|status| status.success())
}

/// Installs Debian packages if we are root or may become it without being asked.
fn apt_install(packages: &[&str]) -> Outcome {
    let by_hand = format!(
        "run `sudo apt-get install -y --no-install-recommends {}`",
        packages.join(" ")
    );
    let quiet_success = |command: &mut Command| output(command).is_ok();
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !quiet_success(Command::new("apt-get").arg("--version")) {
        return Err(format!(
            "apt-get is not here; on Debian {by_hand}, elsewhere install the same by its own means"
        ));
    }
    if !is_root && !quiet_success(Command::new("sudo").args(["-n", "true"])) {
        return Err(by_hand);
    }
    let apt = |args: &[&str]| {
        let mut command = Command::new(if is_root { "env" } else { "sudo" });
        if !is_root {
            command.args(["-n", "env"]);
        }
        run(command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(args)
            .stdin(Stdio::null()))
    };
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    step(&format!("apt-get install {}", packages.join(" ")), || {
        apt(&install).or_else(|_| apt(&["update"]).and_then(|()| apt(&install)))
    })
    .map_err(|error| format!("{error}; {by_hand}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_new_enough_from_20_11_on() {
        assert_eq!(node_version("v20.11.1\n"), Some((20, 11)));
        assert!(node_version("v20.10.0").is_some_and(|version| version < NODE));
        assert!(node_version("v22.0.0").is_some_and(|version| version >= NODE));
        assert_eq!(node_version("20.11.1"), None);
        assert_eq!(node_version("vX.1"), None);
    }
}
