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
