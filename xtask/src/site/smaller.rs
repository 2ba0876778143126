//! Scripts made small, and the compressed twins of files.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use flate2::{Compression, write::GzEncoder};

use super::{
    Entry,
    files::{files_below, read, write},
};
use crate::build::Mode;
use crate::step::{Outcome, output};
use crate::tools::Workspace;

/// An entry with its scripts made small, in release.
pub(super) fn small(workspace: &Workspace, mode: Mode, entry: &Entry) -> Outcome<Entry> {
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

/// Makes every script of the pages small as a release does: what a browser of 2020 cannot read is refused here, and not
/// only on the day of the release.
pub fn scripts_are_read(workspace: &Workspace) -> Outcome {
    let all = files_below(&workspace.root.join("app/src"))?;
    for file in all
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "js"))
    {
        minified(workspace, Mode::Release, "tried", &read(file)?)
            .map_err(|why| format!("{}: {why}", file.display()))?;
    }
    Ok(())
}

/// A script without comments and spare words, in release; names that others import stay.
pub(super) fn minified(workspace: &Workspace, mode: Mode, name: &str, js: &[u8]) -> Outcome<Vec<u8>> {
    if mode == Mode::Dev {
        return Ok(js.to_vec());
    }
    let file = workspace
        .target
        .join("xtask")
        .join(mode.wasm_folder())
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

pub(super) fn brotli(bytes: &[u8], mode: Mode) -> Outcome<Vec<u8>> {
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

pub(super) fn gzip(bytes: &[u8], mode: Mode) -> Outcome<Vec<u8>> {
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
