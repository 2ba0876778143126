//! A county's files in memory, and rows by column name.

use std::collections::BTreeMap;

use synth::{County, Parameters, Truth};

pub type Row = BTreeMap<String, String>;

pub struct Made {
    pub files: BTreeMap<String, Vec<u8>>,
    pub truth: Truth,
}

/// A small county: 8 townships, 40 villages.
pub fn small() -> Parameters {
    Parameters {
        townships: 8,
        villages: 40,
        responses: 600,
        coached: 2,
        ..Parameters::default()
    }
}

pub fn made(p: Parameters) -> Made {
    let county = County::draw(p).unwrap();
    let mut files = BTreeMap::new();
    let mut file = |name: &str, write: &mut dyn FnMut(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        files.insert(name.to_owned(), bytes);
    };
    file("areas.csv", &mut |out| county.write_areas(out));
    file("population.csv", &mut |out| county.write_population(out));
    file("spending.csv", &mut |out| county.write_spending(out));
    file("deflator.csv", &mut |out| county.write_deflator(out));
    file("indicators.csv", &mut |out| county.write_indicators(out));
    file("instrument.json", &mut |out| county.write_instrument(out));
    let mut fieldwork = Vec::new();
    for (at, wave) in county.waves().into_iter().enumerate() {
        file(&wave.file, &mut |out| {
            fieldwork.extend(county.write_responses(at, out, &mut |_| {})?);
            Ok(())
        });
    }
    let truth = county.truth(fieldwork);
    Made { files, truth }
}

impl Made {
    pub fn rows(&self, file: &str) -> Vec<Row> {
        csv::Reader::from_reader(self.files[file].as_slice())
            .deserialize()
            .map(Result::unwrap)
            .collect()
    }

    /// Code of the township of every village.
    pub fn townships(&self) -> BTreeMap<String, String> {
        let areas = self.rows("areas.csv");
        let villages = areas.iter().filter(|a| a["level"] == "village");
        villages
            .map(|a| (a["code"].clone(), a["parent"].clone()))
            .collect()
    }
}
