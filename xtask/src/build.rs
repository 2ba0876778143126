//! `build`: the two wasm entries, the site around them and the server binary, in that order, because a release
//! binary carries the site inside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::form;
use crate::site::{self, Entry};
use crate::step::{Outcome, run, step};
use crate::tools::{self, WASM_TARGET, Workspace};

/// How a build is meant to be used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Quick to build: for tests and the demo.
    Dev,
    /// Small and fast: what ships.
    Release,
}

impl Mode {
    /// What cargo is told of the profile of the wasm entries. For tests and the demo it is the server's own, so that macros
    /// and build scripts are compiled once for both, but for what a browser should not have to load and run.
    pub fn wasm_profile(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &[
                "--config",
                "profile.dev.debug=false",
                "--config",
                "profile.dev.opt-level=1",
            ],
            Self::Release => &["--profile", "wasm-release"],
        }
    }

    /// The folder that cargo leaves wasm of this mode in; named so wherever something of one mode is kept.
    pub fn wasm_folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds everything; with [`Mode::Release`] also prints the sizes and fails over budget.
pub fn build(workspace: &Workspace, mode: Mode) -> Outcome {
    tools::ensure_wasm_target(workspace)?;
    if mode == Mode::Release {
        tools::ensure_npm_packages(workspace)?;
    }
    step("cargo build, wasm entries", || {
        let mut cargo = workspace.cargo();
        cargo.args([
            "build",
            "-p",
            "resident",
            "-p",
            "desk",
            "--lib",
            "--target",
            WASM_TARGET,
        ]);
        if mode == Mode::Release {
            cargo.env("CARGO_ENCODED_RUSTFLAGS", smaller(workspace));
        }
        run(cargo.args(mode.wasm_profile()))
    })?;
    // two entries, two cores
    let (resident, desk) = std::thread::scope(|scope| {
        let resident = scope.spawn(|| entry(workspace, mode, "resident"));
        let desk = entry(workspace, mode, "desk");
        (resident.join().expect("it returns its errors"), desk)
    });
    let mut sizes = step("site", || site::assemble(workspace, mode, &[resident?, desk?]))?;
    step("cargo build, server", || {
        let mut cargo = workspace.cargo();
        run(cargo.args(match mode {
            // with the features of all rooms together, as the tests are built, so that nothing is compiled twice
            Mode::Dev => &["build", "--bin", "minxin"][..],
            Mode::Release => &["build", "--release", "-p", "server", "--bin", "minxin"],
        }))
    })?;
    if mode == Mode::Release {
        sizes.push(step("size of the form", || {
            form::size(workspace, &release_binary(workspace))
        })?);
        println!("{}", site::size_table(&sizes));
        site::within_budget(&sizes)
    } else {
        Ok(())
    }
}

/// What the compiler is told for wasm that ships: SHA-256 with its loop left rolled up, and names of source files, which
/// stand in the messages of panics, without the folders of the machine that built them.
fn smaller(workspace: &Workspace) -> String {
    let mut flags = vec!["--cfg=sha2_backend_soft=\"compact\"".to_owned()];
    let home = std::env::var("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|_| std::env::var("HOME").map(|home| Path::new(&home).join(".cargo")));
    if let Ok(home) = home
        && let Ok(registries) = fs::read_dir(home.join("registry/src"))
    {
        let of = |folder: fs::DirEntry| format!("--remap-path-prefix={}/=", folder.path().display());
        flags.extend(registries.flatten().map(of));
    }
    flags.push(format!("--remap-path-prefix={}/=", workspace.root.display()));
    flags.join("\u{1f}")
}

/// The development binary that [`build`] leaves behind.
pub fn dev_binary(workspace: &Workspace) -> PathBuf {
    binary(workspace, "debug")
}

fn release_binary(workspace: &Workspace) -> PathBuf {
    binary(workspace, "release")
}

fn binary(workspace: &Workspace, profile: &str) -> PathBuf {
    let name = format!("minxin{}", std::env::consts::EXE_SUFFIX);
    workspace.target.join(profile).join(name)
}

/// Passes one compiled entry through wasm-bindgen and, for a release, wasm-opt. The result is kept beside the hash
/// of what it was made from and used again while that is the same.
fn entry(workspace: &Workspace, mode: Mode, name: &str) -> Outcome<Entry> {
    let input = workspace
        .target
        .join(WASM_TARGET)
        .join(mode.wasm_folder())
        .join(name)
        .with_extension("wasm");
    let dir = workspace.target.join("xtask").join(mode.wasm_folder()).join(name);
    let stamp = dir.join("made-from.sha256");
    let mut hash = Sha256::new_with_prefix(site::read(&input)?);
    hash.update(include_str!("build.rs")); // another recipe, another result
    if mode == Mode::Release {
        hash.update(site::read(&workspace.root.join("package-lock.json"))?); // another wasm-opt, another result
    }
    let made_from = site::hex(&hash.finalize());
    if fs::read_to_string(&stamp).is_ok_and(|last| last == made_from) {
        return kept_entry(&dir, name);
    }
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(|error| format!("cannot remove {}: {error}", dir.display()))?;
    }
    step(&format!("wasm-bindgen, {name}"), || {
        let mut bindgen = Bindgen::new();
        bindgen
            .input_path(&input)
            .out_name(name)
            .typescript(false)
            .omit_default_module_path(false);
        bindgen.remove_name_section(mode == Mode::Release);
        bindgen
            .web(true)
            .and_then(|bindgen| bindgen.generate(&dir))
            .map_err(|error| format!("wasm-bindgen on {}: {error:#}", input.display()))
    })?;
    if mode == Mode::Release {
        step(&format!("wasm-opt, {name}"), || {
            optimise(workspace, &dir.join(format!("{name}_bg.wasm")))
        })?;
    }
    site::write(&stamp, made_from.as_bytes())?;
    kept_entry(&dir, name)
}

/// Makes a wasm file small, in place.
fn optimise(workspace: &Workspace, wasm: &Path) -> Outcome {
    // No --all-features: it writes compact imports, which browsers refuse. Without a flag wasm-opt keeps to the
    // features that the compiler noted in the file.
    run(workspace
        .npm_program("wasm-opt")
        // Flattened once, it finds more that is said twice. The first kilobyte of memory is the far end of the stack.
        .args([
            "--low-memory-unused",
            "--flatten",
            "--rereloop",
            "-Oz",
            "-Oz",
            "-Oz",
            "-o",
        ])
        .args([wasm, wasm]))?;
    let script =
        "process.exitCode = WebAssembly.validate(require('fs').readFileSync(process.argv[1])) ? 0 : 1";
    run(Command::new("node").args(["-e", script]).arg(wasm)).map_err(|_| {
        format!(
            "{} is not what a browser understands; did wasm-opt change?",
            wasm.display()
        )
    })
}

fn kept_entry(dir: &Path, name: &str) -> Outcome<Entry> {
    let js = site::read(&dir.join(format!("{name}.js")))?;
    let js = String::from_utf8(js).map_err(|error| format!("the glue of {name} is not UTF-8: {error}"))?;
    let wasm = site::read(&dir.join(format!("{name}_bg.wasm")))?;
    let mut snippets = BTreeMap::new();
    let snippets_dir = dir.join("snippets");
    if snippets_dir.is_dir() {
        for file in site::files_below(&snippets_dir)? {
            snippets.insert(site::relative(&file, &snippets_dir), site::read(&file)?);
        }
    }
    Ok(Entry {
        name: name.to_owned(),
        js,
        wasm,
        snippets,
    })
}
