//! A workbook is a zip: what it unpacks to is measured before anything opens it.

use std::io::Read;

use zip::ZipArchive;

use crate::{
    problem::Wrong,
    said::{Said, said},
};

use super::Input;

/// Most bytes a workbook may unpack to.
pub(crate) const UNPACKED_LIMIT: u64 = 512 << 20;
/// Most times its own size, once it unpacks to more than [`RATIO_FROM`].
pub(crate) const RATIO_LIMIT: u64 = 200;
/// Below this, any ratio is fine.
pub(crate) const RATIO_FROM: u64 = 16 << 20;
const ENTRIES_LIMIT: usize = 10_000;

/// Unpacks into nowhere and counts: sizes that a zip states about itself may be lies.
pub(crate) fn inspect(input: &mut dyn Input, length: u64) -> Result<(), Wrong> {
    let damaged = || {
        Wrong::new(
            "is a damaged workbook or was cut off",
            "copy the file again, or save it anew",
        )
    };
    let mut archive = ZipArchive::new(input).map_err(|_| damaged())?;
    if archive.len() > ENTRIES_LIMIT {
        return Err(bomb(said!("holds {0} parts", archive.len())));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(Wrong::new(
            "is a zip file but not an XLSX workbook",
            "save the table as .xlsx or .csv",
        ));
    }
    let mut buffer = vec![0_u8; 64 << 10];
    let mut total = 0_u64;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| damaged())?;
        loop {
            let got = part.read(&mut buffer).map_err(|_| damaged())?;
            if got == 0 {
                break;
            }
            total += got as u64;
            if total > UNPACKED_LIMIT {
                return Err(bomb(said!("unpacks to more than {0} MiB", UNPACKED_LIMIT >> 20)));
            }
            if total > RATIO_FROM && total > length.saturating_mul(RATIO_LIMIT) {
                return Err(bomb(said!(
                    "unpacks to more than {0} times its size",
                    RATIO_LIMIT
                )));
            }
        }
    }
    Ok(())
}

fn bomb(what: Said) -> Wrong {
    Wrong::new(what, "save the table alone as .csv")
}
