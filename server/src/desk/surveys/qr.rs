//! A QR code as a path of squares, with the quiet zone of four modules that the standard asks for.

use app::desk::surveys::qr::Qr;
use fast_qr::{ECL, QRBuilder};

const QUIET: usize = 4;

/// The code of a link; none where the link is too long for one.
pub fn code(link: &str) -> Option<Qr> {
    let made = QRBuilder::new(link).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..made.size {
        let mut x = 0;
        while x < made.size {
            let start = x;
            while x < made.size && made[y][x].value() {
                x += 1;
            }
            if x > start {
                path.push_str(&format!(
                    "M{} {}h{}v1H{}z",
                    start + QUIET,
                    y + QUIET,
                    x - start,
                    start + QUIET
                ));
            } else {
                x += 1;
            }
        }
    }
    Some(Qr {
        side: made.size + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of a module: what a phone sees of a poster is larger than one.
    const SCALE: usize = 4;

    /// What a reader finds on the path drawn as black squares on white paper, as a browser fills it.
    fn read(qr: &Qr) -> Vec<String> {
        let mut dark = vec![false; qr.side * qr.side];
        for run in qr.path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let (length, back) = rest.split_once("v1H").unwrap();
            assert_eq!(back, format!("{x}z"), "the run is closed where it began");
            let length: usize = length.parse().unwrap();
            dark[y * qr.side + x..][..length].fill(true);
        }
        let side = qr.side * SCALE;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark[(y / SCALE) * qr.side + x / SCALE] {
                0
            } else {
                255
            }
        });
        let found = image.detect_grids();
        found.iter().map(|code| code.decode().unwrap().1).collect()
    }

    #[test]
    fn a_reader_of_codes_finds_the_address_that_was_put_in() {
        for link in [
            "http://127.0.0.1:3000/s/demo",
            "https://wenjuan.example.gov.cn/s/0123456789abcdef",
            "https://例.中国/s/一二三?lang=zh-Hans",
        ] {
            assert_eq!(read(&code(link).unwrap()), [link]);
        }
    }

    #[test]
    fn a_code_has_its_three_corners_and_its_quiet_zone() {
        let qr = code("http://127.0.0.1:3000/s/demo").unwrap();
        assert!(qr.side >= 21 + 8);
        let far = qr.side - QUIET - 7;
        for corner in [
            format!("M{QUIET} {QUIET}h7"),
            format!("M{far} {QUIET}h7"),
            format!("M{QUIET} {far}h7"),
        ] {
            assert!(qr.path.contains(&corner), "{corner}");
        }
        assert!(code(&"x".repeat(10_000)).is_none());
    }
}
