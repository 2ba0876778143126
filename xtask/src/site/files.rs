//! Reading, writing and listing files, with messages that name them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::Outcome;

pub(super) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
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
