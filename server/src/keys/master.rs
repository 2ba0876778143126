//! The file of the master key: made once, for its owner alone, and never part of a backup.

use std::{
    io::{self, Write as _},
    path::Path,
};

use seal::Master;
use store::Store;

use super::{Keys, random};

/// What became of looking for the master key.
#[derive(Debug)]
pub enum Found {
    /// It is there and fits, or nothing has been wrapped yet.
    Fits(Master),
    /// There is none; nothing needs it.
    NotNeeded,
}

/// Reads the file and holds it against what the store has.
///
/// # Errors
/// A sentence: keys are there and the file is missing or another one, or the file cannot be read.
pub async fn find(store: &dyn Store, path: &Path) -> Result<Found, String> {
    let name = path.display();
    let canary = store.seal_canary().await.map_err(|e| e.to_string())?;
    let master = read(path).map_err(|why| match canary {
        Some(_) => why,
        None => format!("{why}; or, for nothing here is sealed under it yet, delete the file: the next start makes a new key"),
    })?;
    match (canary, master) {
        (None, None) => Ok(Found::NotNeeded),
        (None, Some(master)) => Ok(Found::Fits(master)),
        (Some(canary), Some(master)) if master.fits(&canary) => Ok(Found::Fits(master)),
        (Some(_), Some(_)) => Err(format!(
            "{name}: is not the master key that the keys here were made under; put back the copy that `minxin keys export-master` made, or name it with --master-key; if it is lost for good, see `minxin keys start-over --help`"
        )),
        (Some(_), None) => Err(format!(
            "{name}: the master key is missing, and sealed answers cannot be opened without it; put back the copy that `minxin keys export-master` made, or name it with --master-key; if it is lost for good, see `minxin keys start-over --help`"
        )),
    }
}

/// The keys to serve with; makes the master key where there is none and none is needed yet.
///
/// # Errors
/// Those of [`find`], and a file that cannot be written.
pub async fn ready(store: &dyn Store, path: &Path) -> Result<Keys, String> {
    match find(store, path).await? {
        Found::Fits(master) => Ok(Keys::with(master)),
        Found::NotNeeded => {
            let master = Master::new(random());
            match write(path, &master) {
                Ok(()) => Ok(Keys::with(master)),
                // another process was faster
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => match read(path)? {
                    Some(master) => Ok(Keys::with(master)),
                    None => Err(format!("{}: cannot be read", path.display())),
                },
                Err(e) => Err(format!(
                    "{}: the master key cannot be written: {e}; name another place with --master-key",
                    path.display()
                )),
            }
        }
    }
}

/// The master key in a file; none where there is no file.
///
/// # Errors
/// A sentence.
pub fn read(path: &Path) -> Result<Option<Master>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Master::read(&text).map(Some).map_err(|e| {
            let how = if text.trim().is_empty() {
                "the file is empty: "
            } else {
                ""
            };
            format!(
                "{}: {how}{e}; put back the copy that `minxin keys export-master` made",
                path.display()
            )
        }),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(format!("{}: the master key cannot be read: {e}", path.display())),
    }
}

/// Writes a new file that only its owner can read, whole or not at all: under another name first, until it is on the disk.
///
/// # Errors
/// What the system says; `AlreadyExists` where something is there.
pub fn write(path: &Path, master: &Master) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|f| !f.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = folder.join(name);
    let written = draft_of(&draft, master).and_then(|()| put(&draft, path));
    if written.is_err() {
        // what stands in the way of the key is worth saying, not what stands in the way of tidying up
        let _ = std::fs::remove_file(&draft);
    }
    written?;
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn draft_of(draft: &Path, master: &Master) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(master.line().as_bytes())?;
    file.sync_all()
}

/// Gives the draft its name, unless something has that name: a second process may be making a key at this moment.
fn put(draft: &Path, path: &Path) -> io::Result<()> {
    match std::fs::hard_link(draft, path) {
        Ok(()) => std::fs::remove_file(draft),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
        // a disk without links
        Err(_) if path.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => std::fs::rename(draft, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_there_whole_under_its_name_and_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys").join("master.key");
        let first = Master::new([1; 32]);
        write(&path, &first).unwrap();
        let refused = write(&path, &Master::new([2; 32])).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), first.line());
        let kept = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(kept, 1, "no draft stays behind");
    }

    #[test]
    fn drafts_that_a_power_cut_left_are_not_taken_for_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        std::fs::write(
            folder
                .path()
                .join(format!("master.key.{}.new", std::process::id())),
            "minxin",
        )
        .unwrap();
        assert!(read(&path).unwrap().is_none());
        write(&path, &Master::new([3; 32])).unwrap();
        assert!(read(&path).unwrap().is_some());
    }

    #[test]
    fn an_empty_or_cut_key_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let line = Master::new([1; 32]).line();
        for (text, says) in [
            ("", "the file is empty"),
            ("\n", "the file is empty"),
            (&line[..40], "is not a master key"),
        ] {
            std::fs::write(&path, text).unwrap();
            let why = read(&path).unwrap_err();
            assert!(why.contains(says) && why.contains("export-master"), "{why}");
        }
    }
}
