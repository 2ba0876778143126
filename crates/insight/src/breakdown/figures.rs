//! The figures of one item in one row, before anything is hidden.

use schemars::JsonSchema;
use serde::Serialize;
use survey::{
    Item, Role, Scale, ScaleKind, Version,
    score::{in_bottom_box, in_top_box, option_score},
};

use super::Sampled;
use crate::{
    suppress::{Base, Threshold},
    tally::{Count, ItemTally},
};

/// Confidence of the intervals of shares.
const CONFIDENCE: f64 = 0.95;

/// What a row says. Shares are 0–1, scores 0–100, n unweighted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Figures {
    /// People, whether the item was put to them or not.
    pub n_all: u64,
    /// Answers that count: scored ones, or any option of a scale without scores.
    pub n_valid: u64,
    /// Don't know.
    pub n_dont_know: u64,
    /// Not used, or does not apply.
    pub n_not_used: u64,
    /// Refused.
    pub n_refused: u64,
    /// Left blank.
    pub n_blank: u64,
    /// Not asked, by condition or rotation.
    pub n_not_asked: u64,
    /// Valid answers by option, in the order of the scale; of several picks each once.
    pub distribution: Vec<CodeCount>,
    /// Mean of the codes, or of the numbers typed in.
    pub mean: Option<f64>,
    /// Mean score, reversed items turned.
    pub score: Option<f64>,
    /// The error of the score, where the answers are a drawn sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_sampled: Option<Sampled>,
    /// Standard deviation of the codes or numbers, n − 1 below the line.
    pub sd: Option<f64>,
    /// Share in the top box.
    pub top_two: Option<Share>,
    /// Share in the bottom box.
    pub bottom_two: Option<Share>,
    /// The same with weights, where these differ.
    pub weighted: Option<Weighted>,
    /// What the number of valid answers is good for.
    pub base: BaseSize,
}

/// Valid answers with one option.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CodeCount {
    /// Option.
    pub code: String,
    /// People.
    pub n: u64,
    /// Of the valid answers.
    pub share: f64,
}

/// A share with its 95 % interval: by the design where the answers are a drawn sample, else Wilson's, which says how far
/// as many answers of chance would lead and is no margin of error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Share {
    /// People.
    pub n: u64,
    /// Of the valid answers.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Its error, where the answers are a drawn sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Sampled>,
}

impl Share {
    /// With what the sample says, whose interval takes the place of Wilson's.
    pub(super) fn of_sample(&mut self, sampled: Sampled) {
        [self.low, self.high] = sampled.interval;
        self.sampled = Some(sampled);
    }
}

/// Weighted figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Weighted {
    /// Effective n, (Σw)²/Σw² (Kish 1965).
    pub n_eff: f64,
    /// Σwx/Σw of the codes or numbers.
    pub mean: Option<f64>,
    /// Σws/Σw of the scores.
    pub score: Option<f64>,
}

/// STATISTICS §2.4: 10 to be shown, 30 to be ranked, 50 to be called reliable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BaseSize {
    /// Nobody answered.
    NoData,
    /// Below 30 answers: shown, never ranked.
    Small,
    /// 30 to 49.
    Rankable,
    /// 50 or more.
    Reliable,
}

impl BaseSize {
    fn of(n_valid: u64) -> Self {
        match n_valid {
            0 => Self::NoData,
            1..30 => Self::Small,
            30..50 => Self::Rankable,
            _ => Self::Reliable,
        }
    }
}

/// One option with the number it stands for, its score and its people.
struct Point {
    value: Option<f64>,
    score: Option<f64>,
    count: Count,
}

impl Figures {
    /// The figures of `counts`; only `counts` says who is in the row.
    pub(super) fn new(version: &Version, item: &Item, counts: &ItemTally) -> Self {
        let scale = version.scale_of(item);
        let special = |roles: &[Role]| -> u64 {
            counts
                .special
                .iter()
                .filter(|(code, _)| {
                    scale
                        .and_then(|s| s.special(code))
                        .is_some_and(|row| roles.contains(&row.role))
                })
                .map(|(_, count)| count.n)
                .sum()
        };
        let points: Vec<Point> = scale.map_or_else(Vec::new, |scale| points(scale, item, counts));
        let scored = scale.is_some_and(|s| s.scored);
        let valid = if scored {
            total(points.iter().filter(|p| p.score.is_some()).map(|p| p.count))
        } else {
            counts.answered
        };
        let boxed = |inside: fn(&Scale, &Item, &str) -> bool| -> Option<Share> {
            let scale = scale.filter(|s| !(s.top_box.is_empty() && s.bottom_box.is_empty()))?;
            let n = counts
                .codes
                .iter()
                .filter(|(code, _)| inside(scale, item, code))
                .map(|(_, c)| c.n)
                .sum();
            share(n, valid.n)
        };
        let numbers = counts.numbers.unwrap_or_default();
        let typed = scale.is_some_and(|s| s.kind == ScaleKind::Number) && valid.n > 0;
        let n = valid.n as f64;
        let (mean, sd) = if typed {
            let spread = (numbers.squares - numbers.sum * numbers.sum / n).max(0.0);
            (
                Some(numbers.sum / n),
                (valid.n > 1).then(|| (spread / (n - 1.0)).sqrt()),
            )
        } else {
            let mean = average(&points, |p| p.value, |c| c.n as f64);
            (mean, mean.and_then(|mean| deviation(&points, mean)))
        };
        Self {
            n_all: counts.people(),
            n_valid: valid.n,
            n_dont_know: special(&[Role::DontKnow]),
            n_not_used: special(&[Role::NotUsed, Role::NotApplicable]),
            n_refused: special(&[Role::Refused]),
            n_blank: counts.skipped.n,
            n_not_asked: counts.not_asked.n,
            distribution: distribution(version, scale, counts, valid.n),
            mean,
            score: average(&points, |p| p.score, |c| c.n as f64),
            score_sampled: None,
            sd,
            top_two: boxed(in_top_box),
            bottom_two: boxed(in_bottom_box),
            weighted: differing(valid).map(|n_eff| Weighted {
                n_eff,
                mean: if typed {
                    Some(numbers.weighted / valid.w)
                } else {
                    average(&points, |p| p.value, |c| c.w)
                },
                score: average(&points, |p| p.score, |c| c.w),
            }),
            base: BaseSize::of(valid.n),
        }
    }

    /// Of an item that says who answers, options are groups of people: where one holds fewer than k, none is shown.
    pub(super) fn hide_small_groups(&mut self, threshold: Threshold) {
        if self.distribution.iter().any(|c| c.n > 0 && c.n < threshold.k()) {
            self.distribution.clear();
            (self.mean, self.score, self.sd) = (None, None, None);
            self.score_sampled = None;
            (self.top_two, self.bottom_two, self.weighted) = (None, None, None);
        }
    }

    /// What suppression looks at.
    pub(super) fn base(&self, item: &Item) -> Base {
        let others = |n: u64| self.n_valid - n;
        let exposed = match (item.sensitive, self.top_two, self.bottom_two) {
            (false, ..) => Vec::new(),
            (true, Some(top), Some(bottom)) => vec![top.n, others(top.n), bottom.n, others(bottom.n)],
            (true, ..) => self.distribution.iter().map(|d| d.n).collect(),
        };
        Base {
            valid: self.n_valid,
            people: self.n_all,
            exposed,
            ..Base::default()
        }
    }
}

/// The options that were counted. Only ordered codes stand for numbers.
fn points(scale: &Scale, item: &Item, counts: &ItemTally) -> Vec<Point> {
    let ordered = matches!(scale.kind, ScaleKind::Ordinal | ScaleKind::Numeric);
    counts
        .codes
        .iter()
        .map(|(code, count)| Point {
            value: code.parse().ok().filter(|v: &f64| ordered && v.is_finite()),
            score: option_score(scale, item, code),
            count: *count,
        })
        .collect()
}

fn total(counts: impl Iterator<Item = Count>) -> Count {
    counts.fold(Count::default(), |mut sum, count| {
        sum.merge(count);
        sum
    })
}

/// Mean of what the options stand for, each as often as `weight` says; none where nothing does.
fn average(
    points: &[Point],
    what: impl Fn(&Point) -> Option<f64>,
    weight: impl Fn(Count) -> f64,
) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|p| Some((what(p)?, weight(p.count))))
        .collect();
    let all = stats::sum(&pairs.iter().map(|(_, w)| *w).collect::<Vec<_>>());
    (all > 0.0).then(|| stats::sum(&pairs.iter().map(|(v, w)| v * w).collect::<Vec<_>>()) / all)
}

/// Standard deviation of the codes about their mean.
fn deviation(points: &[Point], mean: f64) -> Option<f64> {
    let coded = || points.iter().filter_map(|p| Some((p.value?, p.count.n)));
    let n: u64 = coded().map(|(_, n)| n).sum();
    let squares: Vec<f64> = coded().map(|(v, n)| n as f64 * (v - mean) * (v - mean)).collect();
    (n > 1).then(|| (stats::sum(&squares) / (n - 1) as f64).sqrt())
}

/// A share of the valid answers with Wilson's 95 % interval; none without valid answers.
pub fn share(n: u64, valid: u64) -> Option<Share> {
    share_of_sample(n, valid, 1.0)
}

/// The same where the answers are a drawn sample: Wilson's interval for `valid` / `deff` people (STATISTICS §2.1).
/// `deff` is how many drawn answers are worth one of a simple random sample; what is below 1, or no number, counts as 1.
pub fn share_of_sample(n: u64, valid: u64, deff: f64) -> Option<Share> {
    let deff = if deff.is_finite() { deff.max(1.0) } else { 1.0 };
    let interval = stats::wilson_interval(n as f64 / deff, valid as f64 / deff, CONFIDENCE)?;
    Some(Share {
        n,
        share: n as f64 / valid as f64,
        low: interval.low,
        high: interval.high,
        sampled: None,
    })
}

/// Effective n where the weights are not all the same.
fn differing(valid: Count) -> Option<f64> {
    let n_eff = valid.w * valid.w / valid.w2;
    (n_eff < valid.n as f64 * (1.0 - 1e-9)).then_some(n_eff)
}

fn distribution(version: &Version, scale: Option<&Scale>, counts: &ItemTally, valid: u64) -> Vec<CodeCount> {
    let from_domains = scale.is_some_and(|s| s.options_from.as_deref() == Some("domains"));
    let offered = scale.into_iter().flat_map(|s| &s.options);
    let offered = offered.chain(version.domain_options.iter().filter(|_| from_domains));
    let mut codes: Vec<&str> = offered.map(|o| o.code.0.as_str()).collect();
    // options that only another version offers
    codes.extend(
        counts
            .codes
            .keys()
            .map(String::as_str)
            .filter(|c| !codes.contains(c))
            .collect::<Vec<_>>(),
    );
    let n = |code: &str| counts.codes.get(code).map_or(0, |count| count.n);
    let one = |code: &str| CodeCount {
        code: code.to_owned(),
        n: n(code),
        share: if valid == 0 {
            0.0
        } else {
            n(code) as f64 / valid as f64
        },
    };
    if counts.codes.is_empty() {
        Vec::new()
    } else {
        codes.into_iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_drawn_sample_is_as_sure_as_that_of_fewer_people() {
        let plain = share(60, 200).unwrap();
        let drawn = share_of_sample(60, 200, 2.0).unwrap();
        let half = stats::wilson_interval(30.0, 100.0, CONFIDENCE).unwrap();
        assert_eq!((drawn.n, drawn.share), (plain.n, plain.share));
        assert_eq!([drawn.low, drawn.high], [half.low, half.high]);
        assert!(drawn.low < plain.low && plain.high < drawn.high);
        for none in [0.4, f64::INFINITY, f64::NAN] {
            assert_eq!(share_of_sample(60, 200, none), Some(plain));
        }
    }
}
