//! The folder the server serves: content-hashed code and style below `pkg/`, `public/` as it is, compressed twins,
//! and `manifest.json` that maps logical names to hashed URLs. Only what changed is written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::build::Mode;
use crate::step::{Outcome, output};
use crate::tools::Workspace;

mod files;
mod offline;
mod sizes;
mod smaller;

pub use files::{files_below, read, relative, write};
pub use sizes::{FORM, Size, size_table, within_budget};
pub use smaller::scripts_are_read;

use files::with_suffix;
use smaller::{brotli, gzip, small};

/// Which files of `style/` a page gets, in the order of the cascade; one that does not exist is left out.
const STYLES: [(&str, &[&str]); 3] = [
    (
        "desk",
        &[
            "tokens.css",
            "base.css",
            "components.css",
            "desk.css",
            "paper.css",
        ],
    ),
    ("resident", &["resident.css"]),
    ("kiosk", &["resident.css", "kiosk.css"]),
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
    let worker = offline::put(workspace, &mut site, &mut files)?;
    let urls: BTreeMap<_, _> = files
        .iter()
        .map(|(name, path)| (name, format!("/{path}")))
        .collect();
    let manifest = serde_json::to_string_pretty(&urls).map_err(|error| format!("manifest.json: {error}"))?;
    site.put("manifest.json", format!("{manifest}\n").as_bytes())?;
    site.remove_the_rest()?;
    files.extend(worker.map(|path| ("sw.js".to_owned(), path)));
    let mut all = Vec::new();
    for (name, path) in files {
        all.push(site.size(name, &path)?);
    }
    all.push(site.offline_size()?);
    Ok(all)
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

    /// See [`sizes::OFFLINE`].
    fn offline_size(&self) -> Outcome<Size> {
        let is_part = |path: &String| {
            path.ends_with(".js")
                && (path == "sw.js"
                    || path.starts_with("pkg/offline.")
                    || path.starts_with("pkg/kiosk.")
                    || path.starts_with("pkg/resident.") && path.contains(".snippets/"))
        };
        let paths = self.written.iter().map(|file| relative(file, self.dir));
        let parts = paths
            .filter(is_part)
            .map(|path| self.size(path.clone(), &path))
            .collect::<Outcome<Vec<_>>>()?;
        Ok(Size::together(sizes::OFFLINE, &parts))
    }

    fn size(&self, name: String, path: &str) -> Outcome<Size> {
        let file = self.dir.join(path);
        let bytes = |file: &Path| read(file).map(|bytes| bytes.len());
        let raw = bytes(&file)?;
        // what is small already has no twin
        let twin = |kind| {
            let twin = with_suffix(&file, kind);
            if twin.is_file() { bytes(&twin) } else { Ok(raw) }
        };
        Ok(Size {
            name,
            raw,
            gzip: twin("gz")?,
            brotli: twin("br")?,
        })
    }
}

/// A development build compresses fast, a release hard; nothing of the one may stay in the other.
fn forget_other_mode(workspace: &Workspace, mode: Mode) -> Outcome {
    let stamp = workspace.target.join("xtask/site-mode");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == mode.wasm_folder()) {
        return Ok(());
    }
    if workspace.site.exists() {
        let cannot = |error| format!("cannot empty {}: {error}", workspace.site.display());
        fs::remove_dir_all(&workspace.site).map_err(cannot)?;
    }
    write(&stamp, mode.wasm_folder().as_bytes())
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
        .join(mode.wasm_folder())
        .join(format!("{name}.css"));
    write(&file, &css)?;
    output(workspace.npm_program("lightningcss").arg("--minify").arg(&file)).map(String::into_bytes)
}

/// Twelve hex digits of SHA-256: enough to never meet the same name twice.
fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..6])
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A checkout with nothing in it but the worker, the kiosk's script and what a test writes.
    fn workspace(name: &str) -> Workspace {
        let root = std::env::temp_dir().join(format!("minxin-xtask-{name}-{}", std::process::id()));
        write(
            &root.join(offline::WORKER),
            b"addEventListener('fetch', () => {})",
        )
        .unwrap();
        write(&root.join(offline::KIOSK), b"addEventListener('click', () => {})").unwrap();
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
            [
                "desk.css",
                "kiosk.css",
                "kiosk.js",
                "offline.js",
                "resident.css",
                "resident.js",
                "resident.wasm"
            ]
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
    fn a_phone_keeps_every_file_of_the_residents_part_by_its_hash_and_no_other() {
        let workspace = workspace("kept");
        let sizes = assemble(
            &workspace,
            Mode::Dev,
            &[entry("resident", b"code"), entry("desk", b"desk")],
        )
        .unwrap();
        let json = fs::read(workspace.site.join("precache.json")).unwrap();
        let kept: Vec<[String; 2]> = serde_json::from_slice(&json).unwrap();
        let named = |ending: &str| kept.iter().filter(|[name, _]| name.ends_with(ending)).count();
        assert_eq!(
            (named(".wasm"), named(".css"), named(".js")),
            (1, 2, 4),
            "{kept:?}"
        );
        for [name, hash] in &kept {
            assert!(
                workspace.site.join(&name[1..]).is_file() && !name.contains("desk"),
                "{name}"
            );
            assert_eq!(hash.len(), "sha256-".len() + 44);
        }
        assert!(workspace.site.join("sw.js.br").is_file());
        let named = manifest(&workspace);
        let parts = ["sw.js", &named["offline.js"][1..], &named["kiosk.js"][1..]].map(str::to_owned);
        let snippet = kept.iter().find(|[name, _]| name.contains(".snippets/")).unwrap()[0][1..].to_owned();
        let bytes = |path: &String| fs::read(workspace.site.join(path)).unwrap().len();
        let offline = sizes.iter().find(|size| size.name == sizes::OFFLINE).unwrap();
        assert_eq!(
            offline.raw,
            parts.iter().map(bytes).sum::<usize>() + bytes(&snippet)
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
}
