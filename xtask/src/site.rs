//! The folder the server serves: content-hashed code and style below `pkg/`, `public/` as it is, compressed twins,
//! and `manifest.json` that maps logical names to hashed URLs. Only what changed is written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use crate::build::Mode;
use crate::step::{Outcome, output};
use crate::tools::Workspace;

/// Which files of `style/` a page gets, in the order of the cascade; one that does not exist is left out.
const STYLES: [(&str, &[&str]); 2] = [
    ("desk", &["tokens.css", "base.css", "components.css", "desk.css"]),
    ("resident", &["resident.css"]),
];

/// What a resident on a slow line, or a county leader, may at most be made to download: brotli bytes.
const BUDGETS: [(&str, usize); 3] = [
    ("resident.wasm", 80_000),
    ("resident.js", 8_000),
    ("desk.wasm", 350_000),
];

/// Kinds of files that get a `.br` and a `.gz` beside them.
const COMPRESSED: [&str; 4] = ["css", "js", "svg", "wasm"];

/// One wasm entry as wasm-bindgen leaves it.
pub struct Entry {
    /// `resident` or `desk`.
    pub name: String,
    /// The glue; it names `{name}_bg.wasm` and `./snippets/`.
    pub js: String,
    /// The code.
    pub wasm: Vec<u8>,
    /// JavaScript that crates bring along, by path below `snippets/`.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// How large one file of the manifest is.
pub struct Size {
    /// Its logical name.
    pub name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Writes the site and removes what earlier builds left in it.
pub fn assemble(workspace: &Workspace, mode: Mode, entries: &[Entry]) -> Outcome<Vec<Size>> {
    forget_other_mode(workspace, mode)?;
    let mut site = Site {
        dir: &workspace.site,
        mode,
        written: BTreeSet::new(),
    };
    let mut files = BTreeMap::new(); // logical name → path below the site
    for entry in entries {
        let entry = small(workspace, mode, entry)?;
        let (js, wasm) = put_entry(&mut site, &entry)?;
        files.insert(format!("{}.js", entry.name), js);
        files.insert(format!("{}.wasm", entry.name), wasm);
    }
    for (name, parts) in STYLES {
        let css = style(workspace, mode, name, parts)?;
        files.insert(
            format!("{name}.css"),
            site.put(&format!("pkg/{name}.{}.css", short_hash(&css)), &css)?,
        );
    }
    put_public(&mut site, &workspace.root.join("public"))?;
    let urls: BTreeMap<_, _> = files
        .iter()
        .map(|(name, path)| (name, format!("/{path}")))
        .collect();
    let manifest = serde_json::to_string_pretty(&urls).map_err(|error| format!("manifest.json: {error}"))?;
    site.put("manifest.json", format!("{manifest}\n").as_bytes())?;
    site.remove_the_rest()?;
    files
        .into_iter()
        .map(|(name, path)| site.size(name, &path))
        .collect()
}

/// The sizes against their budgets, for the terminal.
pub fn size_table(sizes: &[Size]) -> String {
    let mut table = format!(
        "{:<14} {:>9} {:>9} {:>9} {:>9}",
        "bytes", "raw", "gzip", "brotli", "budget"
    );
    for size in sizes {
        let budget = budget(&size.name)
            .map(|bytes| bytes.to_string())
            .unwrap_or_default();
        let Size {
            name,
            raw,
            gzip,
            brotli,
        } = size;
        write!(table, "\n{name:<14} {raw:>9} {gzip:>9} {brotli:>9} {budget:>9}").expect("a String takes all");
    }
    table
}

/// Fails with every file that is over its budget.
pub fn within_budget(sizes: &[Size]) -> Outcome {
    let over = sizes.iter().filter_map(|size| {
        let budget = budget(&size.name).filter(|&budget| size.brotli > budget)?;
        Some(format!(
            "{} is {} bytes of brotli over its budget of {budget}",
            size.name,
            size.brotli - budget
        ))
    });
    match over.collect::<Vec<_>>().join("; ") {
        over if over.is_empty() => Ok(()),
        over => Err(format!("{over}; drop a dependency or move code to the server")),
    }
}

fn budget(name: &str) -> Option<usize> {
    BUDGETS
        .iter()
        .find(|(of, _)| *of == name)
        .map(|&(_, bytes)| bytes)
}

/// A site being written.
struct Site<'a> {
    dir: &'a Path,
    mode: Mode,
    written: BTreeSet<PathBuf>,
}

impl Site<'_> {
    /// Writes a file and its compressed twins, unless they are there already; returns the path below the site.
    fn put(&mut self, path: &str, bytes: &[u8]) -> Outcome<String> {
        let file = self.dir.join(path);
        let compressed = file
            .extension()
            .is_some_and(|kind| COMPRESSED.iter().any(|known| kind == *known));
        let (br, gz) = (with_suffix(&file, "br"), with_suffix(&file, "gz"));
        let is_same = fs::read(&file).is_ok_and(|old| old == bytes);
        if !is_same {
            write(&file, bytes)?;
        }
        if compressed && !(is_same && br.is_file() && gz.is_file()) {
            write(&br, &brotli(bytes, self.mode)?)?;
            write(&gz, &gzip(bytes, self.mode)?)?;
        }
        if compressed {
            self.written.extend([br, gz]);
        }
        if self.written.insert(file) {
            Ok(path.to_owned())
        } else {
            Err(format!(
                "two files of the site are called {path}; rename the one in public/"
            ))
        }
    }

    fn remove_the_rest(&self) -> Outcome {
        for file in files_below(self.dir)? {
            if !self.written.contains(&file) {
                fs::remove_file(&file)
                    .map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
                for dir in file.ancestors().skip(1).take_while(|dir| *dir != self.dir) {
                    if fs::remove_dir(dir).is_err() {
                        break; // not empty
                    }
                }
            }
        }
        Ok(())
    }

    fn size(&self, name: String, path: &str) -> Outcome<Size> {
        let file = self.dir.join(path);
        let bytes = |file: &Path| read(file).map(|bytes| bytes.len());
        let (gzip, brotli) = (
            bytes(&with_suffix(&file, "gz"))?,
            bytes(&with_suffix(&file, "br"))?,
        );
        Ok(Size {
            name,
            raw: bytes(&file)?,
            gzip,
            brotli,
        })
    }
}

/// A development build compresses fast, a release hard; nothing of the one may stay in the other.
fn forget_other_mode(workspace: &Workspace, mode: Mode) -> Outcome {
    let stamp = workspace.target.join("xtask/site-mode");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == mode.wasm_profile()) {
        return Ok(());
    }
    if workspace.site.exists() {
        let cannot = |error| format!("cannot empty {}: {error}", workspace.site.display());
        fs::remove_dir_all(&workspace.site).map_err(cannot)?;
    }
    write(&stamp, mode.wasm_profile().as_bytes())
}

/// Writes an entry under hashed names. The snippets' folder carries a hash too, and the glue names the hashed ones,
/// so whatever changes, every URL that could be cached changes with it.
fn put_entry(site: &mut Site, entry: &Entry) -> Outcome<(String, String)> {
    let Entry {
        name,
        js,
        wasm,
        snippets,
    } = entry;
    let wasm_name = format!("{name}.{}.wasm", short_hash(wasm));
    let plain_name = format!("{name}_bg.wasm");
    if !js.contains(&plain_name) {
        return Err(format!(
            "the glue of {name} does not name {plain_name}: wasm-bindgen has changed its output"
        ));
    }
    let mut js = js.replace(&plain_name, &wasm_name);
    if !snippets.is_empty() {
        let mut all = Vec::new();
        for (path, bytes) in snippets {
            all.extend_from_slice(path.as_bytes());
            all.extend_from_slice(bytes);
        }
        let folder = format!("{name}.{}.snippets", short_hash(&all));
        // only where the glue imports from: the wasm goes on asking for the module by its first name
        for from in ["from '", "from \"", "from\""] {
            js = js.replace(&format!("{from}./snippets/"), &format!("{from}./{folder}/"));
        }
        for (path, bytes) in snippets {
            site.put(&format!("pkg/{folder}/{path}"), bytes)?;
        }
    }
    let wasm = site.put(&format!("pkg/{wasm_name}"), wasm)?;
    let js = site.put(
        &format!("pkg/{name}.{}.js", short_hash(js.as_bytes())),
        js.as_bytes(),
    )?;
    Ok((js, wasm))
}

fn put_public(site: &mut Site, public: &Path) -> Outcome {
    for file in files_below(public)? {
        let path = relative(&file, public);
        if path.starts_with("pkg/") || path == "manifest.json" {
            return Err(format!(
                "public/{path}: the build writes that name itself; choose another"
            ));
        }
        site.put(&path, &read(&file)?)?;
    }
    Ok(())
}

/// The parts of one style sheet, one after the other; minified for a release.
fn style(workspace: &Workspace, mode: Mode, name: &str, parts: &[&str]) -> Outcome<Vec<u8>> {
    let mut css = Vec::new();
    for part in parts
        .iter()
        .map(|part| workspace.root.join("style").join(part))
        .filter(|part| part.is_file())
    {
        css.extend(read(&part)?);
        css.push(b'\n');
    }
    if mode == Mode::Dev || css.is_empty() {
        return Ok(css);
    }
    let file = workspace
        .target
        .join("xtask")
        .join(mode.wasm_profile())
        .join(format!("{name}.css"));
    write(&file, &css)?;
    output(workspace.npm_program("lightningcss").arg("--minify").arg(&file)).map(String::into_bytes)
}

/// An entry with its scripts made small, in release.
fn small(workspace: &Workspace, mode: Mode, entry: &Entry) -> Outcome<Entry> {
    let js = minified(workspace, mode, &entry.name, entry.js.as_bytes())?;
    let mut snippets = BTreeMap::new();
    for (path, bytes) in &entry.snippets {
        snippets.insert(path.clone(), minified(workspace, mode, "snippet", bytes)?);
    }
    Ok(Entry {
        name: entry.name.clone(),
        js: String::from_utf8(js).map_err(|_| format!("the glue of {} is not text", entry.name))?,
        wasm: entry.wasm.clone(),
        snippets,
    })
}

/// A script without comments and spare words, in release; names that others import stay.
fn minified(workspace: &Workspace, mode: Mode, name: &str, js: &[u8]) -> Outcome<Vec<u8>> {
    if mode == Mode::Dev {
        return Ok(js.to_vec());
    }
    let file = workspace
        .target
        .join("xtask")
        .join(mode.wasm_profile())
        .join(format!("{name}.min.js"));
    write(&file, js)?;
    output(workspace.npm_program("esbuild").arg(&file).args([
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--log-level=error",
    ]))
    .map(String::into_bytes)
}

fn brotli(bytes: &[u8], mode: Mode) -> Outcome<Vec<u8>> {
    let quality = if mode == Mode::Release { 11 } else { 5 };
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut Cursor::new(bytes), &mut compressed, &params)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(compressed)
}

fn gzip(bytes: &[u8], mode: Mode) -> Outcome<Vec<u8>> {
    let level = if mode == Mode::Release {
        Compression::best()
    } else {
        Compression::default()
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| format!("gzip: {error}"))
}

/// Twelve hex digits of SHA-256: enough to never meet the same name twice.
fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..6])
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

/// Reads a file, or says which one cannot be read.
pub fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// Writes a file and the folders above it, or says which one cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> Outcome {
    let cannot = |error| format!("cannot write {}: {error}", file.display());
    file.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
    fs::write(file, bytes).map_err(cannot)
}

/// Every file below a folder, in order; none if there is no such folder. Hidden files are left out.
pub fn files_below(dir: &Path) -> Outcome<Vec<PathBuf>> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let cannot = |error| format!("cannot list {}: {error}", dir.display());
    let mut files = Vec::new();
    for found in fs::read_dir(dir).map_err(cannot)? {
        let found = found.map_err(cannot)?;
        let path = found.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if !found.file_name().to_string_lossy().starts_with('.') {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The path below `dir`, with `/` between its parts.
pub fn relative(file: &Path, dir: &Path) -> String {
    let below = file.strip_prefix(dir).unwrap_or(file);
    below
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkout with nothing in it but what a test writes.
    fn workspace(name: &str) -> Workspace {
        let root = std::env::temp_dir().join(format!("minxin-xtask-{name}-{}", std::process::id()));
        Workspace {
            target: root.join("target"),
            site: root.join("target/site"),
            root,
        }
    }

    fn entry(name: &str, wasm: &[u8]) -> Entry {
        Entry {
            name: name.to_owned(),
            js: format!(
                "import {{ f }} from './snippets/a-1/inline0.js'; new URL('{name}_bg.wasm', import.meta.url)"
            ),
            wasm: wasm.to_vec(),
            snippets: BTreeMap::from([("a-1/inline0.js".to_owned(), b"export function f() {}".to_vec())]),
        }
    }

    fn manifest(workspace: &Workspace) -> BTreeMap<String, String> {
        let json = fs::read(workspace.site.join("manifest.json")).unwrap();
        serde_json::from_slice(&json).unwrap()
    }

    #[test]
    fn the_manifest_leads_to_glue_that_leads_to_hashed_code() {
        let workspace = workspace("manifest");
        assemble(&workspace, Mode::Dev, &[entry("resident", b"code")]).unwrap();
        let manifest = manifest(&workspace);
        let names: Vec<_> = manifest.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["desk.css", "resident.css", "resident.js", "resident.wasm"]
        );
        let js = fs::read_to_string(workspace.site.join(&manifest["resident.js"][1..])).unwrap();
        let wasm = manifest["resident.wasm"].strip_prefix("/pkg/").unwrap();
        assert!(js.contains(&format!("new URL('{wasm}'")), "{js}");
        let snippet = js.split('\'').nth(1).unwrap().strip_prefix("./").unwrap();
        assert!(
            snippet.starts_with("resident.") && workspace.site.join("pkg").join(snippet).is_file(),
            "{js}"
        );
        fs::remove_dir_all(workspace.root).unwrap();
    }

    #[test]
    fn only_the_current_build_is_left_and_every_twin_opens() {
        let workspace = workspace("stale");
        write(&workspace.root.join("public/icons/a.svg"), b"<svg/>").unwrap();
        write(&workspace.root.join("style/base.css"), b"b{}").unwrap();
        write(&workspace.root.join("style/tokens.css"), b"a{}").unwrap();
        assemble(&workspace, Mode::Dev, &[entry("desk", b"old")]).unwrap();
        let old = manifest(&workspace);
        assemble(&workspace, Mode::Dev, &[entry("desk", b"new")]).unwrap();
        let new = manifest(&workspace);
        assert_ne!(old["desk.wasm"], new["desk.wasm"]);
        assert_ne!(old["desk.js"], new["desk.js"]);
        let files = files_below(&workspace.site).unwrap();
        let files: Vec<_> = files.iter().map(|file| relative(file, &workspace.site)).collect();
        assert!(!files.contains(&old["desk.wasm"][1..].to_owned()), "{files:?}");
        assert!(files.contains(&"icons/a.svg.br".to_owned()), "{files:?}");
        assert_eq!(
            fs::read(workspace.site.join(&new["desk.css"][1..])).unwrap(),
            b"a{}\nb{}\n"
        );
        let mut wasm = Vec::new();
        let twin = read(&workspace.site.join(format!("{}.br", &new["desk.wasm"][1..]))).unwrap();
        brotli::BrotliDecompress(&mut Cursor::new(twin), &mut wasm).unwrap();
        assert_eq!(wasm, b"new");
        fs::remove_dir_all(workspace.root).unwrap();
    }

    #[test]
    fn a_public_file_may_not_take_a_name_of_the_build() {
        let workspace = workspace("taken");
        write(&workspace.root.join("public/manifest.json"), b"{}").unwrap();
        let message = assemble(&workspace, Mode::Dev, &[]).err().unwrap();
        assert!(message.contains("public/manifest.json"), "{message}");
        fs::remove_dir_all(workspace.root).unwrap();
    }

    #[test]
    fn a_file_over_its_budget_is_named_and_others_are_not() {
        let size = |name: &str, brotli| Size {
            name: name.to_owned(),
            raw: 0,
            gzip: 0,
            brotli,
        };
        assert_eq!(
            within_budget(&[size("resident.wasm", 80_000), size("desk.css", 9_999_999)]),
            Ok(())
        );
        let message = within_budget(&[size("resident.wasm", 80_001), size("desk.wasm", 1)]).unwrap_err();
        assert!(
            message.starts_with("resident.wasm is 1 bytes") && !message.contains("desk"),
            "{message}"
        );
    }
}
