//! The form of `/data`, field by field.

use import::{FileKind, Request, Source};

use crate::state::AppState;

/// What was sent.
#[derive(Default)]
pub struct Fields {
    /// The word of the kind.
    pub kind: String,
    file: Option<(String, Vec<u8>)>,
    replace: bool,
    wave: Option<String>,
    instrument: Option<String>,
    year: Option<i32>,
}

impl Fields {
    /// Takes note of one field.
    pub fn set(&mut self, name: &str, file: Option<String>, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        let given = (!text.is_empty()).then(|| text.clone());
        match name {
            "kind" => self.kind = text,
            "replace" => self.replace = true,
            "wave" => self.wave = given,
            "instrument" => self.instrument = given,
            "year" => self.year = text.parse().ok(),
            "file" => self.file = file.filter(|f| !f.is_empty()).map(|f| (f, bytes.to_vec())),
            _ => {}
        }
    }

    /// What is asked; none without a kind and a file.
    pub fn request(&self, state: &AppState) -> Option<Request> {
        let kind = FileKind::parse(&self.kind)?;
        let (name, bytes) = self.file.clone()?;
        let now = (state.now)();
        Some(Request {
            replace: self.replace,
            wave: self.wave.clone().filter(|_| kind == FileKind::Responses),
            instrument: self.instrument.clone(),
            year: self.year,
            zone: state.zone.time_zone(),
            ..Request::new(
                kind,
                Source::Bytes {
                    name,
                    bytes: bytes.into(),
                },
                now,
                state.zone.day(now),
            )
        })
    }
}
