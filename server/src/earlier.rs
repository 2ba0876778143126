//! Files of the releases before, so that a page that was opened before an update still finds its own.
//!
//! Each binary carries its own files only. At its start it leaves them in the data folder, `assets/{build}/`, and
//! serves what the last [`RELEASES`] left there; older ones go. Their names carry hashes, so nothing is ever replaced.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

/// Releases whose files are served, this one included.
pub const RELEASES: usize = 3;

/// What earlier releases left.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    folders: Vec<PathBuf>,
}

impl Earlier {
    /// Leaves `own` files in `folder`, whose last change tells which release was used last, and forgets old ones.
    ///
    /// # Errors
    /// The folder cannot be written; the server then serves its own files only.
    pub fn leave(folder: &Path, own: impl Iterator<Item = (String, Vec<u8>)>) -> io::Result<Self> {
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            return Self::of(folder);
        }
        let mut hash = Sha256::new();
        own.iter().for_each(|(name, _)| hash.update(name));
        let build: String = hash.finalize()[..6].iter().map(|b| format!("{b:02x}")).collect();
        let place = folder.join(&build);
        if !place.exists() {
            // whole or not at all: a folder that is half written has another name
            let half = folder.join(format!("{build}.part"));
            for (name, bytes) in &own {
                let file = half.join(name);
                fs::create_dir_all(file.parent().unwrap_or(&half))?;
                fs::write(file, bytes)?;
            }
            fs::rename(&half, &place)?;
        }
        fs::write(place.join("used"), [])?;
        let all = Self::of(folder)?;
        for old in all.folders.iter().skip(RELEASES) {
            fs::remove_dir_all(old)?;
        }
        Ok(all.newest())
    }

    /// The releases in a folder, last used first.
    fn of(folder: &Path) -> io::Result<Self> {
        let mut found = Vec::new();
        if folder.exists() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if let Ok(used) = fs::metadata(path.join("used")).and_then(|m| m.modified()) {
                    found.push((used, path));
                }
            }
        }
        found.sort_by_key(|(used, _): &(SystemTime, PathBuf)| std::cmp::Reverse(*used));
        let folders = found.into_iter().map(|(_, path)| path).collect();
        Ok(Self { folders })
    }

    fn newest(mut self) -> Self {
        self.folders.truncate(RELEASES);
        self
    }

    /// A file below `pkg/` of one of them, packed with gzip; only plain names are looked for.
    pub async fn read(&self, path: &str) -> Option<Vec<u8>> {
        let plain = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            !part.is_empty() && !part.starts_with('.') && part.chars().all(known)
        };
        if !path.split('/').all(plain) {
            return None;
        }
        for folder in &self.folders {
            if let Ok(bytes) = tokio::fs::read(folder.join(path)).await {
                return Some(bytes);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(name: &str) -> std::vec::IntoIter<(String, Vec<u8>)> {
        vec![(format!("resident.{name}.js"), name.as_bytes().to_vec())].into_iter()
    }

    #[tokio::test]
    async fn the_last_three_releases_are_served_and_older_ones_are_gone() {
        let dir = tempfile::tempdir().unwrap();
        let mut last = Earlier::default();
        for (hour, name) in (1..).zip(["a", "b", "c", "d", "e"]) {
            last = Earlier::leave(dir.path(), release(name)).unwrap();
            // one release an hour
            let used = fs::File::options()
                .write(true)
                .open(last.folders[0].join("used"))
                .unwrap();
            let long_ago = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(3600 * hour);
            used.set_modified(long_ago).unwrap();
            last = Earlier::of(dir.path()).unwrap().newest();
        }
        for (name, there) in [("a", false), ("b", false), ("c", true), ("d", true), ("e", true)] {
            let found = last.read(&format!("resident.{name}.js")).await;
            assert_eq!(found.is_some(), there, "{name}");
        }
        assert!(fs::read_dir(dir.path()).unwrap().count() <= RELEASES);
    }

    #[tokio::test]
    async fn nothing_outside_is_ever_read() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("secret"), "x").unwrap();
        let earlier = Earlier::leave(&dir.path().join("assets"), release("a")).unwrap();
        for path in [
            "../secret",
            "..%2fsecret",
            "/etc/passwd",
            "",
            ".",
            "a/../../../secret",
        ] {
            assert_eq!(earlier.read(path).await, None, "{path}");
        }
        assert!(earlier.read("resident.a.js").await.is_some());
    }
}
