//! A county for the benches: what was asked, and random answers in columns.

use insight::cube::Columns;
use serde_json::json;
use stats::random::Draws;
use survey::{AreaCode, Mode, Version};

pub const VILLAGES: usize = 300;
pub const TOWNSHIPS: usize = 24;
pub const ITEMS: usize = 40;
pub const MODES: [Mode; 4] = [Mode::Web, Mode::Kiosk, Mode::Phone, Mode::Paper];

/// Ages as the form has them, from and to.
pub const BANDS: [(&str, i32, i32); 5] = [
    ("18–29", 18, 29),
    ("30–39", 30, 39),
    ("40–49", 40, 49),
    ("50–59", 50, 59),
    ("60+", 60, 130),
];
pub const SEXES: [&str; 2] = ["male", "female"];

/// Forty items.
pub fn version() -> Version {
    let options: Vec<_> = (1..=5).map(|c| json!({"code": c, "label": {}})).collect();
    let mut items = Vec::new();
    for at in 0..ITEMS {
        let mut item = json!({"code": format!("I{at:02}"), "text": {"en": "?"}, "scale": "S5"});
        let more = match at {
            0 => json!({"outcome": "overall"}),
            1 => json!({"outcome": "happiness"}),
            38 => json!({"outcome": "harmony_trust"}),
            39 => json!({"outcome": "harmony_neighbours"}),
            _ => json!({"domain": format!("d{:02}", (at - 2) / 3)}),
        };
        item.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        if at == 10 {
            item["condition"] = json!({"all": [{"item": "I09", "in": [4, 5]}]});
        }
        items.push(item);
    }
    let block = |id: &str, of: [usize; 3]| json!({"id": id, "items": of.map(|at| format!("I{at:02}"))});
    serde_json::from_value(json!({
        "instrument": "bench", "version": 1, "title": {}, "languages": ["en"], "items": items,
        "blocks": [block("A", [29, 30, 31]), block("B", [32, 33, 34]), block("C", [35, 36, 37])],
        "scales": [{"id": "S5", "kind": "ordinal", "scored": true, "top_box": [4, 5], "bottom_box": [1, 2],
                    "options": options, "special": [{"code": 8, "role": "dont_know", "label": {}},
                                                    {"code": 9, "role": "refused", "label": {}}]}],
    }))
    .unwrap()
}

/// Random answers; another `seed`, other ones.
pub fn columns(n: usize, weighted: bool, seed: u64) -> Columns {
    let mut draws = Draws::seeded(seed, "bench of the cube");
    let mut columns = Columns {
        areas: (0..VILLAGES)
            .map(|v| AreaCode::parse(&format!("{v:012}")).unwrap())
            .collect(),
        ages: BANDS.map(|(label, ..)| Some(label.to_owned())).to_vec(),
        sexes: SEXES.map(|sex| Some(sex.to_owned())).to_vec(),
        items: vec![Vec::new(); ITEMS],
        ..Columns::default()
    };
    // 1 to 5, then don't know and refused, blank; as often as in a satisfied county
    let mut wheel = [0_u8; 256];
    let shares = [
        (1, 10),
        (2, 23),
        (3, 51),
        (4, 87),
        (5, 64),
        (6, 13),
        (7, 2),
        (0, 6),
    ];
    let values = shares
        .iter()
        .flat_map(|&(value, times)| std::iter::repeat_n(value, times));
    wheel
        .iter_mut()
        .zip(values)
        .for_each(|(place, value)| *place = value);
    for _ in 0..n {
        let bits = draws.bits();
        columns.area.push((bits % VILLAGES as u64) as u16);
        columns.age.push((bits >> 16 & 0xff) as u8 % 5);
        columns.sex.push((bits >> 24) as u8 & 1);
        columns.mode.push(MODES[(bits >> 32) as usize & 3]);
        columns.block.push((bits >> 40 & 0xff) as u8 % 3);
        columns.weight.push(if weighted {
            0.3 + 2.7 * (bits >> 44) as f64 / 1_048_576.0
        } else {
            1.0
        });
        for eight in columns.items.chunks_mut(8) {
            let bits = draws.bits().to_le_bytes();
            for (column, byte) in eight.iter_mut().zip(bits) {
                column.push(wheel[usize::from(byte)]);
            }
        }
    }
    columns
}

/// Figures beside their bounds (issue of the engine, "Speed and memory"); a run that is not measured judges none.
#[derive(Default)]
pub struct Bounds {
    broken: Vec<String>,
}

impl Bounds {
    /// Prints a figure beside its bound and what it is compared with.
    pub fn at_most(&mut self, what: &str, value: f64, unit: &str, bound: f64, reference: &str) {
        let measured = std::env::args().any(|a| a == "--bench");
        let verdict = match (measured, value <= bound) {
            (false, _) => "not judged, not measured",
            (true, true) => "holds",
            (true, false) => "BROKEN",
        };
        println!("{what}: {value:.3} {unit}, bound {bound} {unit}: {verdict}; reference: {reference}");
        if verdict == "BROKEN" {
            self.broken.push(format!("{what} {value:.3} {unit}, not {bound}"));
        }
    }

    /// Ends with 1 where a bound is broken, and names it.
    pub fn end(self) -> std::process::ExitCode {
        if self.broken.is_empty() {
            return std::process::ExitCode::SUCCESS;
        }
        println!("over the bound: {}", self.broken.join("; "));
        std::process::ExitCode::FAILURE
    }
}
