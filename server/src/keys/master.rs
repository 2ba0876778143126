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
    let master = read(path)?;
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
        Ok(text) => Master::read(&text)
            .map(Some)
            .map_err(|e| format!("{}: {e}", path.display())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(format!("{}: the master key cannot be read: {e}", path.display())),
    }
}

/// Writes a new file that only its owner can read, and waits for the disk.
///
/// # Errors
/// What the system says; `AlreadyExists` where something is there.
pub fn write(path: &Path, master: &Master) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|f| !f.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(master.line().as_bytes())?;
    file.sync_all()?;
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}
