//! The county's files, in the import formats.

use std::io::{self, Write};

use survey::content::DOMAINS;

use crate::{
    County,
    money::{Benefits, Decider, Line},
    numbers::{exp, round, share_out},
    parameters::Allocation,
    people::Field,
    places::{BANDS, COUNTY, COUNTY_NAME, Places, Township},
    services::service,
    truth::Fieldwork,
};

const ADULTS: f64 = 0.82;
/// Rows between two reports of progress.
const STEP: u64 = 20_000;

impl County {
    /// areas.csv
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_areas(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "code,name,level,parent,settlement,alias")?;
        writeln!(out, "{COUNTY},{COUNTY_NAME},county,,,Sample County")?;
        for t in &self.places.townships {
            let Township {
                code,
                name,
                settlement,
                alias,
                ..
            } = t;
            writeln!(out, "{code},{name},township,{COUNTY},{settlement},{alias}")?;
        }
        for v in &self.places.villages {
            let parent = self.places.townships.get(v.township).map_or("", |t| &t.code);
            writeln!(
                out,
                "{},{},village,{parent},{},{}",
                v.code, v.name, v.settlement, v.alias
            )?;
        }
        Ok(())
    }

    /// population.csv: totals of every area, and sex by age of the county and its townships.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_population(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "area,year,population,sex,age_from,age_to")?;
        for year in self.money.years() {
            let mut county = [[0_u64; 2]; 6];
            for t in &self.places.townships {
                let parts = self.places.parts(t, year);
                write_parts(out, &t.code, year, &parts)?;
                for (sum, part) in county.iter_mut().flatten().zip(parts.iter().flatten()) {
                    *sum += part;
                }
            }
            write_parts(out, COUNTY, year, &county)?;
            for v in &self.places.villages {
                writeln!(out, "{},{year},{},,,", v.code, self.places.residents(v, year))?;
            }
        }
        Ok(())
    }

    /// spending.csv
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_spending(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "area,year,domain,amount,kind,stage,payer,decides,project,source"
        )?;
        for line in &self.money.lines {
            let domain = self
                .parameters
                .domains
                .get(line.domain)
                .map_or("", String::as_str);
            writeln!(
                out,
                "{},{},{domain},{},{},{},{},{},{},{}{}",
                code_of(line.benefits, &self.places),
                line.year,
                yuan(line.fen),
                line.kind,
                line.stage,
                line.payer,
                decides(line, domain),
                project(line, domain, &self.places),
                if line.stage == "budget" {
                    "示例预算"
                } else {
                    "示例决算"
                },
                line.year,
            )?;
        }
        Ok(())
    }

    /// deflator.csv
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_deflator(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "year,index")?;
        for year in self.money.years() {
            writeln!(out, "{year},{}", self.money.index(year))?;
        }
        Ok(())
    }

    /// indicators.csv: every township, each year from the first wave to the last.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_indicators(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "area,year,indicator,value")?;
        for year in self.parameters.start_year..=self.money.last_year {
            for (i, t) in self.places.townships.iter().enumerate() {
                for (id, value) in self.indicators(i, t, year) {
                    writeln!(out, "{},{year},{id},{value}", t.code)?;
                }
            }
        }
        Ok(())
    }

    fn indicators(&self, at: usize, t: &Township, year: i32) -> [(&'static str, f64); 14] {
        let since = f64::from(year - self.parameters.start_year);
        // small things that nobody explains, the same whenever they are asked for
        let mut draws = stats::random::Draws::seeded(self.parameters.seed, &format!("ind {at} {year}"));
        let mut vary = |scale: f64| scale * draws.normal();
        let fine = t.fineness;
        [
            ("distance_to_county_town", t.minutes),
            ("density", t.density),
            ("urban_share", t.urban),
            ("disposable_income", (t.income * exp(0.05 * since)).round()),
            ("share_60plus", t.old),
            ("gini", t.gini),
            ("housing_area", t.housing),
            (
                "public_asset_stock",
                (9000.0 * exp(0.15 * t.material + vary(0.1))).round(),
            ),
            ("grids_per_1000", round(3.3 * exp(0.25 * fine + vary(0.08)), 2)),
            ("staff_per_grid", round(1.4 * exp(0.15 * fine + vary(0.1)), 2)),
            ("hotline_close_days", round(6.0 * exp(-0.3 * fine + vary(0.1)), 1)),
            (
                "hotline_on_time_rate",
                round((88.0 + 4.0 * fine + vary(1.5)).clamp(30.0, 100.0), 1),
            ),
            (
                "disputes_per_1000",
                round(
                    4.0 * exp(-0.08 * self.parameters.material_effect * t.material + vary(0.15)),
                    2,
                ),
            ),
            ("petitions_per_1000", round(1.5 * exp(vary(0.3)), 2)),
        ]
    }

    /// instrument.json
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_instrument(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.items.instrument(&self.parameters))?;
        writeln!(out)
    }

    /// `responses-<wave>.csv` of a wave counted from 0, row by row; tells `progress` how many are written.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_responses(
        &self,
        wave: usize,
        out: &mut dyn Write,
        progress: &mut dyn FnMut(u64),
    ) -> io::Result<Vec<Fieldwork>> {
        let (p, places) = (&self.parameters, &self.places);
        let mut field = Field::new(p, places, &self.items, &self.levels, wave);
        let (id, year) = (p.wave_id(wave), p.year(wave));
        let width = p.responses.to_string().len();
        write!(out, "nr,mode,weight")?;
        for (_, code, _) in &self.items.columns {
            write!(out, ",{code}")?;
        }
        writeln!(out)?;
        let mut row = Vec::with_capacity(160);
        let (mut written, mut all) = (0_u64, Vec::new());
        for (t, answers) in self.answers_by_township().into_iter().enumerate() {
            let Some(town) = places.townships.get(t) else {
                continue;
            };
            let visited: Vec<usize> = town
                .villages
                .iter()
                .copied()
                .filter(|v| places.villages.get(*v).is_some_and(|v| v.visited))
                .collect();
            let people: Vec<f64> = visited
                .iter()
                .filter_map(|v| places.villages.get(*v))
                .map(|v| places.residents(v, year) as f64 * ADULTS)
                .collect();
            let more = share_out(answers.saturating_sub(visited.len() as u64), &people);
            let mut work = Fieldwork {
                wave: id.clone(),
                township: town.code.clone(),
                villages: visited.len() as u64,
                asked: 0,
                answered: answers,
                coached: 0,
            };
            let stands_for = town.villages.len() as f64 / visited.len().max(1) as f64;
            for ((village, adults), more) in visited.iter().zip(&people).zip(more) {
                let weight = stands_for * adults / (more + 1) as f64;
                for _ in 0..=more {
                    let (person, asked) = field.next(*village);
                    written += 1;
                    work.asked += asked;
                    work.coached += u64::from(person.coached);
                    let name = format!("{id}-{written:0width$}");
                    row.clear();
                    write!(row, "{name},{},{weight:.3}", person.mode)?;
                    field.write(&person, &name, &mut row);
                    row.push(b'\n');
                    out.write_all(&row)?;
                    if written.is_multiple_of(STEP) {
                        progress(written);
                    }
                }
            }
            all.push(work);
        }
        Ok(all)
    }

    /// Answers of each township in a wave; at least one for each visited village.
    fn answers_by_township(&self) -> Vec<u64> {
        let (p, places) = (&self.parameters, &self.places);
        let visited: Vec<u64> = places
            .townships
            .iter()
            .map(|t| {
                let here = |v: &&usize| places.villages.get(**v).is_some_and(|v| v.visited);
                t.villages.iter().filter(here).count() as u64
            })
            .collect();
        match p.allocation {
            Allocation::Equal => share_out(p.responses, &vec![1.0; visited.len()]),
            Allocation::Population => {
                let people: Vec<f64> = places
                    .townships
                    .iter()
                    .map(|t| places.township_residents(t, p.start_year) as f64)
                    .collect();
                let least: u64 = visited.iter().sum();
                let more = share_out(p.responses.saturating_sub(least), &people);
                visited.iter().zip(more).map(|(a, b)| a + b).collect()
            }
        }
    }
}

fn write_parts(out: &mut dyn Write, code: &str, year: i32, parts: &[[u64; 2]; 6]) -> io::Result<()> {
    let total: u64 = parts.iter().flatten().sum();
    writeln!(out, "{code},{year},{total},,,")?;
    for ((from, to), counts) in BANDS.iter().zip(parts) {
        let to = to.map_or_else(String::new, |t| t.to_string());
        for (sex, count) in ["male", "female"].iter().zip(counts) {
            writeln!(out, "{code},{year},{count},{sex},{from},{to}")?;
        }
    }
    Ok(())
}

pub(crate) fn code_of(benefits: Benefits, places: &Places) -> &str {
    match benefits {
        Benefits::County => COUNTY,
        Benefits::Township(t) => places.townships.get(t).map_or("", |t| &t.code),
        Benefits::Village(v) => places.villages.get(v).map_or("", |v| &v.code),
    }
}

/// `township`, `higher`, or the bureau by its name.
fn decides(line: &Line, domain: &str) -> &'static str {
    match line.decider {
        Decider::Township => "township",
        Decider::Higher => "higher",
        Decider::Bureau => service(domain).map_or("county", |s| s.bureau),
    }
}

fn project(line: &Line, domain: &str, places: &Places) -> String {
    if line.kind != "capital" || line.benefits == Benefits::County {
        return line.project.clone();
    }
    let place = match line.benefits {
        Benefits::County => "",
        Benefits::Township(t) => places.townships.get(t).map_or("", |t| &t.name),
        Benefits::Village(v) => places.villages.get(v).map_or("", |v| &v.name),
    };
    let known = DOMAINS.iter().find(|d| d.id.as_str() == domain);
    let service = known.map_or(domain, |d| d.name.get("zh-Hans"));
    format!("{place}{service}项目{}", line.year)
}

/// Fen as yuan with two decimals.
fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}
