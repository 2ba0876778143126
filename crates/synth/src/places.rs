//! Townships and villages: who lives there, how remote, how well off, how finely managed.

use stats::random::Draws;

use crate::{
    names,
    numbers::{exp, round, share_out, standardised},
    parameters::Parameters,
};

/// Code of the county; no real code begins with 99.
pub const COUNTY: &str = "999901000000";
/// Name of the county.
pub const COUNTY_NAME: &str = "示例县";

/// Age bands of the population file; the first is not asked.
pub(crate) const BANDS: [(u32, Option<u32>); 6] = [
    (0, Some(17)),
    (18, Some(29)),
    (30, Some(44)),
    (45, Some(59)),
    (60, Some(69)),
    (70, None),
];
const CHILDREN: f64 = 0.18;
/// Share of women in each band.
const WOMEN: [f64; 6] = [0.47, 0.48, 0.49, 0.495, 0.505, 0.55];

/// A village.
#[derive(Clone, Debug)]
pub(crate) struct Village {
    pub code: String,
    pub name: String,
    pub alias: String,
    pub settlement: &'static str,
    pub township: usize,
    /// Residents in the year of the first wave.
    pub residents: u64,
    /// Answers are collected here.
    pub visited: bool,
    pub coached: bool,
}

/// A township.
#[derive(Clone, Debug)]
pub(crate) struct Township {
    pub code: String,
    pub name: String,
    pub alias: String,
    pub settlement: &'static str,
    pub villages: Vec<usize>,
    /// Shares of the six age bands.
    pub ages: [f64; 6],
    /// Growth of the population a year.
    pub growth: f64,
    pub minutes: f64,
    pub urban: f64,
    pub density: f64,
    pub income: f64,
    pub housing: f64,
    pub old: f64,
    pub gini: f64,
    /// Standard scores over townships.
    pub remoteness: f64,
    pub context: f64,
    pub material: f64,
    pub fineness: f64,
    pub omitted: f64,
}

/// All of them.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub townships: Vec<Township>,
    pub villages: Vec<Village>,
    base_year: i32,
}

impl Places {
    pub fn draw(p: &Parameters) -> Self {
        let mut draws = Draws::seeded(p.seed, "places");
        let n = p.townships;
        let far: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let names = names::townships(n, &mut draws);
        let mut townships: Vec<Township> = names
            .iter()
            .zip(&far)
            .enumerate()
            .map(|(i, (name, far))| township(i, name, *far, &mut draws))
            .collect();
        scores(&mut townships);
        name_kinds(&mut townships);
        let sizes: Vec<f64> = far
            .iter()
            .map(|f| 20_000.0 * exp(0.4 * (-0.5 * f + 0.85 * draws.normal())))
            .collect();
        let villages = villages(p, &mut townships, &sizes, &mut draws);
        let mut places = Self {
            townships,
            villages,
            base_year: p.start_year,
        };
        places.visit(p);
        places.coach(p);
        places
    }

    /// Marks the villages that are visited: of each township, every one equally likely.
    fn visit(&mut self, p: &Parameters) {
        let mut draws = Draws::seeded(p.seed, "visited");
        let most = (p.responses / self.townships.len().max(1) as u64).max(1) as usize;
        for t in &self.townships {
            let mut order = t.villages.clone();
            let wanted = (order.len() as f64 * p.visited).round().max(1.0) as usize;
            draws.shuffle(&mut order);
            for v in order.into_iter().take(wanted.min(most)) {
                if let Some(village) = self.villages.get_mut(v) {
                    village.visited = true;
                }
            }
        }
    }

    /// Marks the coached villages, visited ones first: elsewhere nobody would notice.
    fn coach(&mut self, p: &Parameters) {
        let mut order: Vec<usize> = (0..self.villages.len()).collect();
        Draws::seeded(p.seed, "coached").shuffle(&mut order);
        order.sort_by_key(|v| !self.villages.get(*v).is_some_and(|v| v.visited));
        for v in order.into_iter().take(p.coached) {
            if let Some(village) = self.villages.get_mut(v) {
                village.coached = true;
            }
        }
    }

    /// Residents of a village in a year.
    pub fn residents(&self, village: &Village, year: i32) -> u64 {
        let growth = self.townships.get(village.township).map_or(0.0, |t| t.growth);
        let factor = exp(growth * f64::from(year - self.base_year));
        (village.residents as f64 * factor).round().max(1.0) as u64
    }

    /// Residents of a township in a year: those of its villages.
    pub fn township_residents(&self, t: &Township, year: i32) -> u64 {
        t.villages
            .iter()
            .filter_map(|v| self.villages.get(*v))
            .map(|v| self.residents(v, year))
            .sum()
    }

    /// Residents of a township by age band and sex (men, women); they add up to the whole.
    pub fn parts(&self, t: &Township, year: i32) -> [[u64; 2]; 6] {
        let mut weights = Vec::with_capacity(12);
        for (share, women) in t.ages.iter().zip(WOMEN) {
            weights.push(share * (1.0 - women));
            weights.push(share * women);
        }
        let counts = share_out(self.township_residents(t, year), &weights);
        let at = |i: usize| counts.get(i).copied().unwrap_or(0);
        std::array::from_fn(|band| [at(2 * band), at(2 * band + 1)])
    }

    /// Adults of a village in the year of the first wave.
    pub fn adults(&self, village: &Village) -> f64 {
        village.residents as f64 * (1.0 - CHILDREN)
    }
}

/// Share of women of an asked age band, 0 to 4.
pub(crate) fn women(age: usize) -> f64 {
    WOMEN.get(age + 1).copied().unwrap_or(0.5)
}

fn township(i: usize, (hanzi, letters): &names::Name, far: f64, draws: &mut Draws) -> Township {
    let mut vary = |scale: f64| scale * draws.normal();
    let minutes = (35.0 * exp(0.5 * far)).round().clamp(3.0, 240.0);
    let urban = round((30.0 - 12.0 * far + vary(8.0)).clamp(3.0, 92.0), 1);
    let density = round((300.0 * exp(-0.6 * far + vary(0.4))).max(1.0), 1);
    let income = (24_000.0 * exp(-0.12 * far + vary(0.12))).round();
    let housing = round(42.0 * exp(0.05 * far + vary(0.12)), 1);
    let old = round((22.0 + 3.0 * far + vary(2.0)).clamp(8.0, 45.0), 1);
    let gini = round((0.36 + vary(0.03)).clamp(0.2, 0.6), 3);
    let share = old / 100.0;
    let rest = 1.0 - CHILDREN - share;
    Township {
        code: format!("999901{:03}000", 100 + i),
        name: hanzi.clone(),
        alias: letters.clone(),
        settlement: "220",
        villages: Vec::new(),
        ages: [
            CHILDREN,
            rest * 0.25,
            rest * 0.35,
            rest * 0.40,
            share * 0.55,
            share * 0.45,
        ],
        growth: 0.002 - 0.004 * far,
        minutes,
        urban,
        density,
        income,
        housing,
        old,
        gini,
        remoteness: 0.0,
        context: 0.0,
        material: 0.0,
        fineness: vary(1.0),
        omitted: vary(1.0),
    }
}

/// Standard scores of what is published, so that context, linear in the indicators, explains what it truly explains.
fn scores(townships: &mut [Township]) {
    let of = |get: fn(&Township) -> f64| standardised(&townships.iter().map(get).collect::<Vec<_>>());
    let remoteness = of(|t| t.minutes);
    let income = of(|t| t.income);
    let housing = of(|t| t.housing);
    let fineness = of(|t| t.fineness);
    let omitted = of(|t| t.omitted);
    let mix = |a: &[f64], wa: f64, b: &[f64], wb: f64| {
        standardised(&a.iter().zip(b).map(|(x, y)| wa * x + wb * y).collect::<Vec<_>>())
    };
    let context = mix(&remoteness, -0.6, &income, 0.4);
    let material = mix(&income, 0.7, &housing, 0.3);
    let columns = [remoteness, context, material, fineness, omitted];
    for (i, t) in townships.iter_mut().enumerate() {
        let [r, c, m, f, o] = std::array::from_fn(|k| {
            columns
                .get(k)
                .and_then(|column: &Vec<f64>| column.get(i))
                .copied()
                .unwrap_or(0.0)
        });
        (t.remoteness, t.context, t.material, t.fineness, t.omitted) = (r, c, m, f, o);
    }
}

/// The nearest township is a 街道, the others 镇 or 乡.
fn name_kinds(townships: &mut [Township]) {
    let nearest = townships
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.minutes.total_cmp(&b.1.minutes))
        .map(|(i, _)| i);
    for (i, t) in townships.iter_mut().enumerate() {
        let (kind, letters, class) = match (Some(i) == nearest, t.urban > 25.0) {
            (true, _) => ("街道", " Subdistrict", "111"),
            (false, true) => ("镇", " Town", "121"),
            (false, false) => ("乡", " Township", "210"),
        };
        t.name.push_str(kind);
        t.alias.push_str(letters);
        t.settlement = class;
    }
}

fn villages(p: &Parameters, townships: &mut [Township], sizes: &[f64], draws: &mut Draws) -> Vec<Village> {
    // one village each, the rest by size
    let spare = share_out((p.villages - townships.len().min(p.villages)) as u64, sizes);
    let mut names = names::villages(p.villages, draws).into_iter();
    let mut all = Vec::with_capacity(p.villages);
    for (i, t) in townships.iter_mut().enumerate() {
        let count = 1 + spare.get(i).copied().unwrap_or(0) as usize;
        let weights: Vec<f64> = (0..count).map(|_| exp(0.4 * draws.normal())).collect();
        let residents = share_out(sizes.get(i).copied().unwrap_or(0.0) as u64, &weights);
        let towns = (count as f64 * t.urban / 100.0).round() as usize;
        for (k, residents) in residents.into_iter().enumerate() {
            let (hanzi, letters) = names.next().unwrap_or_default();
            let community = k < towns;
            t.villages.push(all.len());
            all.push(Village {
                code: format!("{}{:03}", t.code.get(..9).unwrap_or_default(), k + 1),
                name: format!("{hanzi}{}", if community { "社区" } else { "村" }),
                alias: format!("{letters}{}", if community { " Community" } else { " Village" }),
                settlement: match (community, t.settlement) {
                    (true, "111") => "111",
                    (true, _) => "121",
                    (false, _) => "220",
                },
                township: i,
                residents: residents.max(50),
                visited: false,
                coached: false,
            });
        }
    }
    all
}
