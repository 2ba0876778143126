//! `synth`: the files of a county with known truth (docs/synthetic.md).

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use synth::{Allocation, County, Form, Parameters};

use super::{Context, Done, Refused, say};

/// Year of the last wave where no first year is given.
const LAST_YEAR: i32 = 2025;

/// Arguments of `synth`. Points are points of the 0–100 score.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub struct Synth {
    /// Folder of the files; made if absent.
    #[arg(long, default_value = "synthetic")]
    out: PathBuf,
    /// File of the truth; truth.json in the folder if left out.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Write over files that are there.
    #[arg(long)]
    force: bool,
    /// The same options and seed give the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Townships, 1 to 200.
    #[arg(long, default_value_t = 24)]
    townships: usize,
    /// Villages of all townships together, up to 10,000.
    #[arg(long, default_value_t = 300)]
    villages: usize,
    /// Answers of each wave.
    #[arg(long, default_value_t = 6000)]
    responses: u64,
    /// Waves, 1 to 20.
    #[arg(long, default_value_t = 2)]
    waves: usize,
    /// Year of the first wave; so that the last is of 2025 if left out.
    #[arg(long)]
    start_year: Option<i32>,
    /// Years from one wave to the next.
    #[arg(long, default_value_t = 2)]
    wave_gap: i32,
    /// How many domains of the catalogue, or their ids with commas between them.
    #[arg(long, default_value = "12", value_parser = read_domains)]
    domains: Domains,
    /// Who is asked what.
    #[arg(long, value_enum, default_value_t = FormWord::Rotating)]
    form: FormWord,
    /// How the answers are shared out over townships.
    #[arg(long, value_enum, default_value_t = AllocationWord::Equal)]
    allocation: AllocationWord,
    /// Share of the villages that are visited, the same ones in each wave.
    #[arg(long, default_value_t = 1.0)]
    visited: f64,
    /// Effect of spending: points per SD of log spending per resident.
    #[arg(long, default_value_t = 1.0)]
    effect: f64,
    /// How far spending follows need: correlation, -1 to 1.
    #[arg(long, default_value_t = 0.4)]
    targeting: f64,
    /// What remoteness costs: log spending per SD of driving time.
    #[arg(long, default_value_t = 0.15)]
    remoteness_cost: f64,
    /// SD of log spending beside that.
    #[arg(long, default_value_t = 0.4)]
    spend_sd: f64,
    /// Share of the money booked at the county for everyone.
    #[arg(long, default_value_t = 0.15)]
    shared: f64,
    /// SD of true differences between townships, points.
    #[arg(long, default_value_t = 4.0)]
    tau: f64,
    /// Correlation of those differences from wave to wave.
    #[arg(long, default_value_t = 0.8)]
    persistence: f64,
    /// Points per SD of context (near and well off).
    #[arg(long, default_value_t = 3.0)]
    context_effect: f64,
    /// Points per SD of a cause that is in no file and moves spending too.
    #[arg(long, default_value_t = 0.0)]
    omitted: f64,
    /// Points of happiness per SD of fineness of management.
    #[arg(long, default_value_t = 2.0)]
    fineness_effect: f64,
    /// Points of harmony per SD of material conditions.
    #[arg(long, default_value_t = 1.5)]
    material_effect: f64,
    /// Share of what townships, villages and people feel that is common to all services, 0 to 1.
    #[arg(long, default_value_t = 0.3)]
    halo: f64,
    /// SD of what people feel about one service, points.
    #[arg(long, default_value_t = 24.0)]
    item_sd: f64,
    /// SD of villages within a township, points.
    #[arg(long, default_value_t = 5.0)]
    village_sd: f64,
    /// Share of those asked who do not answer; the young least of all.
    #[arg(long, default_value_t = 0.4)]
    nonresponse: f64,
    /// How much readier contented people are to answer: log odds per SD.
    #[arg(long, default_value_t = 0.1)]
    nonresponse_tilt: f64,
    /// Villages in which people are told how to answer.
    #[arg(long, default_value_t = 6)]
    coached: usize,
    /// Share of the people there who do as they are told.
    #[arg(long, default_value_t = 0.7)]
    coached_share: f64,
    /// Share of answers that are don't know.
    #[arg(long, default_value_t = 0.03)]
    dont_know: f64,
    /// Share of items skipped.
    #[arg(long, default_value_t = 0.02)]
    skipped: f64,
    /// Points below expectation from which a cell is truly low.
    #[arg(long, default_value_t = 2.0)]
    margin: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormWord {
    /// The core and one of three blocks, by submission id.
    Rotating,
    /// Every item to everyone.
    Everyone,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AllocationWord {
    /// The same number in each township.
    Equal,
    /// By population.
    Population,
}

#[derive(Clone, Debug)]
struct Domains(Vec<String>);

fn read_domains(text: &str) -> Result<Domains, String> {
    if let Ok(n) = text.parse::<usize>() {
        let most = synth::first_domains(usize::MAX).len();
        let known = (1..=most).contains(&n);
        return if known {
            Ok(Domains(synth::first_domains(n)))
        } else {
            Err(format!("give 1 to {most}, or ids with commas between them"))
        };
    }
    Ok(Domains(text.split(',').map(|id| id.trim().to_owned()).collect()))
}

impl Synth {
    fn parameters(&self) -> Parameters {
        let before = i32::try_from(self.waves).unwrap_or(i32::MAX).saturating_sub(1);
        let first = LAST_YEAR.saturating_sub(self.wave_gap.saturating_mul(before));
        Parameters {
            seed: self.seed,
            townships: self.townships,
            villages: self.villages,
            responses: self.responses,
            waves: self.waves,
            start_year: self.start_year.unwrap_or(first),
            wave_gap: self.wave_gap,
            domains: self.domains.0.clone(),
            form: match self.form {
                FormWord::Rotating => Form::Rotating,
                FormWord::Everyone => Form::Everyone,
            },
            allocation: match self.allocation {
                AllocationWord::Equal => Allocation::Equal,
                AllocationWord::Population => Allocation::Population,
            },
            visited: self.visited,
            effect: self.effect,
            targeting: self.targeting,
            remoteness_cost: self.remoteness_cost,
            spend_sd: self.spend_sd,
            shared: self.shared,
            tau: self.tau,
            persistence: self.persistence,
            context_effect: self.context_effect,
            omitted: self.omitted,
            fineness_effect: self.fineness_effect,
            material_effect: self.material_effect,
            halo: self.halo,
            item_sd: self.item_sd,
            village_sd: self.village_sd,
            nonresponse: self.nonresponse,
            nonresponse_tilt: self.nonresponse_tilt,
            coached: self.coached,
            coached_share: self.coached_share,
            dont_know: self.dont_know,
            skipped: self.skipped,
            margin: self.margin,
        }
    }
}

pub(super) fn synth(context: &Context, args: &Synth) -> Done {
    let county = County::draw(args.parameters())?;
    let truth = args.truth.clone().unwrap_or_else(|| args.out.join("truth.json"));
    let mut files = Files::new(args.force);
    for name in names(&county) {
        files.plan(args.out.join(name))?;
    }
    files.plan(truth.clone())?;
    let result = files.write_all(&county, args, &truth);
    if result.is_err() {
        files.forget();
    }
    let this_year = context.zone.year(crate::clock::now());
    for wave in county.waves().iter().filter(|w| w.year > this_year) {
        say(&format!("wave {} can be imported from {} on", wave.id, wave.year));
    }
    result
}

const FIXED: [(&str, Write1); 6] = [
    ("areas.csv", |c, out| c.write_areas(out)),
    ("population.csv", |c, out| c.write_population(out)),
    ("spending.csv", |c, out| c.write_spending(out)),
    ("deflator.csv", |c, out| c.write_deflator(out)),
    ("indicators.csv", |c, out| c.write_indicators(out)),
    ("instrument.json", |c, out| c.write_instrument(out)),
];

type Write1 = fn(&County, &mut dyn Write) -> io::Result<()>;

fn names(county: &County) -> impl Iterator<Item = String> {
    let fixed = FIXED.iter().map(|(name, _)| (*name).to_owned());
    fixed.chain(county.waves().into_iter().map(|w| w.file))
}

/// Files on their way: written beside their names, renamed when all are whole.
struct Files {
    force: bool,
    all: Vec<PathBuf>,
}

impl Files {
    fn new(force: bool) -> Self {
        Self {
            force,
            all: Vec::new(),
        }
    }

    /// Refuses a file that is there already, and one name for two files.
    fn plan(&mut self, path: PathBuf) -> Result<(), Refused> {
        let shown = path.display();
        if self.all.contains(&path) {
            return Err(Refused(format!(
                "--truth {shown}: is the name of another file; give it its own"
            )));
        }
        if path.is_dir() {
            return Err(Refused(format!("{shown}: is a folder; name another file")));
        }
        if path.exists() && !self.force {
            return Err(Refused(format!(
                "{shown}: is there already; add --force to write over it, or name another folder with --out"
            )));
        }
        self.all.push(path);
        Ok(())
    }

    fn write_all(&self, county: &County, args: &Synth, truth: &Path) -> Done {
        let mut done = String::new();
        let mut tell = |path: &Path, count: u64, noun: &str| {
            done.push_str(&format!("{}: {count} {noun}\n", path.display()));
        };
        for (name, write) in FIXED {
            let path = args.out.join(name);
            let lines = write_part(&path, |out| write(county, out))?.1;
            if name.ends_with(".csv") {
                tell(&path, lines.saturating_sub(1), "rows");
            } else {
                tell(&path, 1, "questionnaire");
            }
        }
        let mut fieldwork = Vec::new();
        let mut clock = Clock::new();
        for (at, wave) in county.waves().iter().enumerate() {
            let path = args.out.join(&wave.file);
            let total = county.parameters().responses;
            let mut progress = |rows: u64| {
                if clock.rings() {
                    say(&format!("{}: {rows} of {total} rows", path.display()));
                }
            };
            let (work, lines) = write_part(&path, |out| county.write_responses(at, out, &mut progress))?;
            fieldwork.extend(work);
            tell(&path, lines.saturating_sub(1), "rows");
        }
        let all = county.truth(fieldwork);
        write_part(truth, |out| {
            serde_json::to_writer_pretty(&mut *out, &all)?;
            writeln!(out)
        })?;
        tell(truth, all.cells.len() as u64, "cells");
        for path in &self.all {
            fs::rename(part(path), path).map_err(|e| Refused(format!("{}: {e}", path.display())))?;
        }
        Ok(done)
    }

    /// Takes away what was written in part.
    fn forget(&self) {
        for path in &self.all {
            let _ = fs::remove_file(part(path));
        }
    }
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// Writes a file beside its name; gives what the writer gave, and the lines written.
fn write_part<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<(T, u64), Refused> {
    let written = || -> io::Result<(T, u64)> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = Lines {
            out: BufWriter::with_capacity(1 << 16, File::create(part(path))?),
            lines: 0,
        };
        let given = write(&mut out)?;
        out.flush()?;
        Ok((given, out.lines))
    };
    written().map_err(|e| Refused(format!("{}: cannot be written: {e}", path.display())))
}

/// Counts lines on their way.
struct Lines<W> {
    out: W,
    lines: u64,
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.out.write(bytes)?;
        let new = bytes.iter().take(taken).filter(|b| **b == b'\n').count();
        self.lines += new as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Rings once a second at most.
struct Clock(Instant);

impl Clock {
    fn new() -> Self {
        Self(Instant::now())
    }

    fn rings(&mut self) -> bool {
        let over = self.0.elapsed() >= Duration::from_secs(1);
        if over {
            self.0 = Instant::now();
        }
        over
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Alone {
        #[command(flatten)]
        synth: Synth,
    }

    #[test]
    fn without_options_it_is_the_default_county() {
        let args = Alone::try_parse_from(["synth"]).unwrap().synth;
        assert_eq!(args.parameters(), Parameters::default());
    }

    #[test]
    fn every_option_changes_the_parameter_of_its_name() {
        let words = "synth --seed 2 --townships 3 --villages 4 --responses 5 --waves 3 --start-year 2001 --wave-gap 4 \
            --domains jobs,roads --form everyone --allocation population --visited 0.5 --effect -1 --targeting -0.5 \
            --remoteness-cost 0.3 --spend-sd 0.6 --shared 0.1 --tau 7 --persistence 0.2 --context-effect -3 \
            --omitted 2 --fineness-effect 3 --material-effect 4 --halo 0.5 --item-sd 20 --village-sd 6 \
            --nonresponse 0.2 --nonresponse-tilt 0.3 --coached 1 --coached-share 0.9 --dont-know 0.1 --skipped 0.07 \
            --margin 3";
        let args = Alone::try_parse_from(words.split_whitespace()).unwrap().synth;
        let (given, default) = (args.parameters(), Parameters::default());
        let fields = |p: &Parameters| serde_json::to_value(p).unwrap();
        let (given, default) = (fields(&given), fields(&default));
        for (name, value) in given.as_object().unwrap() {
            assert_ne!(*value, default[name], "{name}");
        }
    }

    #[test]
    fn waves_end_in_the_same_year_unless_told_otherwise() {
        let args = Alone::try_parse_from(["synth", "--waves", "4", "--wave-gap", "1"]).unwrap();
        assert_eq!(args.synth.parameters().start_year, 2022);
    }
}
