//! The last bytes of a backup: a checksum of all before them, for SQLite itself does not notice a flipped bit in a value.
//!
//! SQLite reads as many pages as the header of the file says, so whatever can open a database can open a backup; the
//! first write to it goes over the checksum, and then it is a backup no more.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use sha2::{Digest as _, Sha256};

/// What stands before the 32 bytes of the checksum.
const MARK: &[u8; 16] = b"minxin sha-256: ";
/// Length of mark and checksum.
const LENGTH: u64 = MARK.len() as u64 + 32;

/// What the end of a file says about the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Every byte is as it was written.
    Whole,
    /// There is a checksum, of other bytes.
    Changed,
    /// There is no checksum.
    Missing,
}

/// Appends the checksum and brings the file to the disk.
pub(super) fn append(file: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(file)?;
    let sum = sum_of(&mut file)?;
    file.write_all(&[&MARK[..], &sum].concat())?;
    file.sync_all()
}

/// Reads a file from end to end and compares.
pub(super) fn look_at(file: &Path) -> io::Result<Seen> {
    let mut file = File::open(file)?;
    let Some(rest) = file.metadata()?.len().checked_sub(LENGTH) else {
        return Ok(Seen::Missing);
    };
    let mut end = [0; LENGTH as usize];
    file.seek(SeekFrom::Start(rest))?;
    file.read_exact(&mut end)?;
    let Some(written) = end.strip_prefix(&MARK[..]) else {
        return Ok(Seen::Missing);
    };
    file.rewind()?;
    Ok(if sum_of(file.take(rest))? == written {
        Seen::Whole
    } else {
        Seen::Changed
    })
}

/// Copies a backup without its checksum, as a database to be written to, and brings the copy to the disk. Where that
/// breaks off, no copy is left.
///
/// # Errors
/// What the system says of either file.
pub fn copy_back(backup: &Path, to: &Path) -> io::Result<()> {
    let copied = std::fs::copy(backup, to).and_then(|length| {
        let copy = OpenOptions::new().write(true).open(to)?;
        copy.set_len(length.saturating_sub(LENGTH))?;
        copy.sync_all()
    });
    if copied.is_err() {
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn sum_of(mut bytes: impl Read) -> io::Result<[u8; 32]> {
    let (mut sum, mut part) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match bytes.read(&mut part) {
            Ok(0) => return Ok(sum.finalize().into()),
            Ok(read) => sum.update(&part[..read]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_changed_is_seen_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, b"some bytes").unwrap();
        assert_eq!(look_at(&path).unwrap(), Seen::Missing);
        append(&path).unwrap();
        assert_eq!(look_at(&path).unwrap(), Seen::Whole);
        let good = std::fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 4;
            std::fs::write(&path, bad).unwrap();
            assert_ne!(look_at(&path).unwrap(), Seen::Whole, "byte {at}");
        }
        for length in 0..good.len() {
            std::fs::write(&path, &good[..length]).unwrap();
            assert_ne!(look_at(&path).unwrap(), Seen::Whole, "cut to {length}");
        }
        std::fs::write(&path, &good).unwrap();
        let back = folder.path().join("back");
        copy_back(&path, &back).unwrap();
        assert_eq!(std::fs::read(&back).unwrap(), b"some bytes");
    }
}
