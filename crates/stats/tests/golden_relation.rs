//! Goldens of the relations between two series.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{close, column, golden, number, numbers, read, shared, within, words};
use serde_json::Value;
use stats::{
    Interval,
    distribution::{chi_squared_upper, f_upper},
    random::Draws,
    relation::{
        bayes_factor::{bayes_factor, ln_bayes_factor},
        covariates::{choose_covariates, variance_inflation},
        domain_effects::{Cell, domain_effects, standardise_within_domains},
        equivalence::correlation_equivalence,
        exposure::exposure,
        fragility::fragility,
        hypothesis::{Evidence, Outcome, SESOI_R, judge},
        importance::{CrossProducts, importance, johnson_weights},
        mantel_haenszel::{TwoByTwo, mantel_haenszel},
        meta_regression::meta_regression,
        operating::operating_characteristics,
        partial::partial_correlation,
        permutation::{kendall_permutation, pearson_permutation, spearman_permutation, spearman_up_to},
        power::{
            correlation_power, critical_r, detectable, minimum_detectable_r, needed_places,
            partial_detectable_r, solved_detectable_r,
        },
        regression::{breusch_pagan, regression},
        two_waves::two_waves,
        within_between::{GroupSums, within_between},
    },
};

fn data(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/golden/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn draws() -> Draws {
    Draws::seeded(1, "golden")
}

#[track_caller]
fn all_close(found: &[f64], want: &Value, tolerance: f64) {
    let want = numbers(want);
    assert_eq!(found.len(), want.len());
    found.iter().zip(want).for_each(|(f, w)| within(*f, w, tolerance));
}

#[track_caller]
fn interval_close(found: Interval, want: &Value, tolerance: f64) {
    all_close(&[found.low, found.high], want, tolerance);
}

/// metafor stops at the first step of tau² below 1e-5; here it is iterated to the end. The unit tests of `relation`
/// stop where metafor stops and compare g08 and g39 to 1e-9.
#[test]
fn golden_g08_meta_regression() {
    let g = golden("g08_meta_regression");
    let csv = data("bcg.csv");
    let (y, v, x) = (column(&csv, "yi"), column(&csv, "vi"), column(&csv, "ablat"));
    let none = meta_regression(&y, &v, &[]).unwrap();
    let o = &g["outputs"];
    assert!((none.tau2 - number(&o["no_moderator"]["REML"]["tau2"])).abs() <= 1e-5);
    close(none.heterogeneity, &o["no_moderator"]["REML"]["Q"]);
    close(none.heterogeneity_p, &o["no_moderator"]["REML"]["Qp"]);
    let found = meta_regression(&y, &v, &[&x]).unwrap();
    assert!((found.tau2 - number(&o["mods_REML_z"]["tau2"])).abs() <= 1e-5);
    assert_eq!(found.df as u64, o["mods_REML_knha"]["df"].as_u64().unwrap());
}

#[test]
fn golden_g11_permutation() {
    let g = golden("g11_correlation");
    let (x, y) = (
        numbers(&g["inputs"]["law_LSAT"]),
        numbers(&g["inputs"]["law_GPA"]),
    );
    let want = &g["outputs"]["law_first8_exact_perm"];
    let found = pearson_permutation(&x[..8], &y[..8], &mut draws()).unwrap();
    assert_eq!(found.as_extreme as u64, want["count_of_40320"].as_u64().unwrap());
    assert_eq!((found.exact, found.orders), (true, 40_320));
    close(found.p, &want["p_two_sided_abs"]);
    close(
        spearman_permutation(&x[..8], &y[..8], &mut draws()).unwrap().p,
        &want["rho_p"],
    );

    let (x, y) = (
        numbers(&g["inputs"]["HollanderWolfe_x"]),
        numbers(&g["inputs"]["HollanderWolfe_y"]),
    );
    let tuna = &g["outputs"]["HollanderWolfe"];
    let every = spearman_up_to(&x, &y, 9, &mut draws()).unwrap();
    close(every.p, &tuna["rho_p_exact"]);
    // above eight places orders are drawn: four Monte-Carlo errors of p
    let spread = |p: f64| 4.0 * (p * (1.0 - p) / 19_999.0).sqrt();
    for (found, want) in [
        (
            spearman_permutation(&x, &y, &mut draws()),
            number(&tuna["rho_p_exact"]),
        ),
        (
            kendall_permutation(&x, &y, &mut draws()),
            number(&tuna["p_exact"]),
        ),
    ] {
        assert!((found.unwrap().p - want).abs() < spread(want), "{found:?} {want}");
    }
}

/// pwr solves by `uniroot`, whose answer is good to .Machine$double.eps^0.25; here the equation is solved to the end.
const UNIROOT: f64 = 1.220703125e-4;

#[test]
fn golden_g14_power_and_detectable_correlations() {
    let g = golden("g14_power_mde");
    let n: Vec<usize> = numbers(&g["inputs"]["n"]).iter().map(|n| *n as usize).collect();
    let o = &g["outputs"];
    for (i, &n) in n.iter().enumerate() {
        close(
            minimum_detectable_r(n, 0.8, 0.05).unwrap(),
            &o["mde_fisher_closed"][i],
        );
        close(critical_r(n as f64, 0.05).unwrap(), &o["critical_r"][i]);
        let zero = stats::fisher_interval(0.0, n, 0.95).unwrap();
        close(zero.high, &o["ci_halfwidth_at_r0"][i]);
        let r = solved_detectable_r(n as f64, 0.8, 0.05).unwrap();
        assert!((r - number(&o["mde_pwr"][i])).abs() <= UNIROOT);
        within(correlation_power(r, n as f64, 0.05).unwrap(), 0.8, 1e-12);
    }
    for (i, r) in numbers(&g["inputs"]["r"]).into_iter().enumerate() {
        let needed = needed_places(r, 0.8, 0.05).unwrap();
        assert!((needed - number(&o["n_needed"][i])).abs() <= UNIROOT);
        within(correlation_power(r, needed, 0.05).unwrap(), 0.8, 1e-12);
    }
    let partial = &o["partial_r_mde_2covariates"];
    for (n, want) in numbers(&partial["n"]).into_iter().zip(numbers(&partial["mde"])) {
        let found = partial_detectable_r(n as usize, 2, 0.8, 0.05).unwrap();
        assert!((found - want).abs() <= UNIROOT);
    }
}

#[test]
fn golden_g38_detectable_true_correlations() {
    let g = golden("g38_mde_design_table");
    let rows = g["outputs"]["rows"].as_array().unwrap();
    assert!(rows.len() > 90);
    for row in rows {
        let [n, answers, tau, reliability, observed, truth, points] = numbers(row)[..] else {
            panic!("a row has seven columns")
        };
        let found = detectable(n as usize, tau, 1.8 * 24.0 * 24.0 / answers).unwrap();
        // printed with four and three decimals
        assert!((found.reliability - reliability).abs() <= 5e-5 + 1e-12);
        assert!((found.observed_r - observed).abs() <= 5e-5 + 1e-12);
        match (found.true_r, found.points_per_sd) {
            (Some(r), Some(p)) => {
                assert!((r - truth).abs() <= 5e-5 + 1e-12 && (p - points).abs() <= 5e-4 + 1e-12)
            }
            (None, None) => assert!(truth > 1.0),
            other => panic!("{other:?}"),
        }
        assert!((found.observed_r / found.reliability.sqrt() - truth).abs() <= 5e-5 + 1e-12);
    }
}

#[test]
fn golden_g15_equivalence_and_bayes_factor() {
    let g = golden("g15_tost_bf_correlation");
    for (case, want) in g["inputs"]["tost"]
        .as_array()
        .unwrap()
        .iter()
        .zip(g["outputs"]["tost"].as_array().unwrap())
    {
        let bounds = Interval {
            low: number(&case["lo"]),
            high: number(&case["hi"]),
        };
        let found = correlation_equivalence(number(&case["r"]), number(&case["n"]) as usize, bounds).unwrap();
        close(found.p_low, &want["p1"]);
        close(found.p_high, &want["p2"]);
        close(found.p, &want["p"]);
        interval_close(found.interval90, &want["ci90"], 1e-9);
    }
    let o = &g["outputs"];
    for (i, r) in numbers(&g["inputs"]["bf"]["r"]).into_iter().enumerate() {
        for (j, n) in numbers(&g["inputs"]["bf"]["n"]).into_iter().enumerate() {
            close(bayes_factor(r, n).unwrap(), &o["bf10_jeffreys_beta33"][i][j]);
            close(
                ln_bayes_factor(r, n, 1.0).unwrap().exp(),
                &o["bf10_jeffreys_uniform"][i][j],
            );
            // the package has the exact likelihood: half a percent (STATISTICS 2.11), a little more where r is .8
            within(
                ln_bayes_factor(r, n, 1.0).unwrap().exp(),
                number(&o["bf10_package_rscale_1"][i][j]),
                0.006,
            );
            within(
                bayes_factor(r, n).unwrap(),
                number(&o["bf10_package_rscale_third"][i][j]),
                0.005,
            );
        }
    }
}

#[test]
fn golden_g18_longley() {
    let g = golden("g18_ols_partial");
    let csv = data("longley.csv");
    let names = [
        "GNP.deflator",
        "GNP",
        "Unemployed",
        "Armed.Forces",
        "Population",
        "Year",
    ];
    let columns: Vec<Vec<f64>> = names.iter().map(|n| column(&csv, n)).collect();
    let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let y = column(&csv, "Employed");
    let fit = regression(&y, &views).unwrap();
    let o = &g["outputs"];
    let hc3 = fit.hc3_errors.clone().unwrap();
    let exact = golden("longley_hc3_exact");
    for (j, name) in std::iter::once("(Intercept)").chain(names).enumerate() {
        close(fit.coefficients[j], &o["coef"][name]);
        close(fit.standard_errors[j], &o["se"][name]);
        // R multiplies the squared columns out, which costs it the ninth digit: rational arithmetic decides
        close(hc3[j], &exact["outputs"]["hc3"][name]);
        within(hc3[j], number(&o["hc3"][name]), 1e-8);
    }
    close(fit.sigma, &o["sigma"]);
    close(fit.r_squared, &o["r2"]);
    close(fit.f_statistic().unwrap(), &o["F"]);
    for (found, want) in fit.cooks_distances().iter().zip(numbers(&o["cooks"])) {
        within(found.unwrap(), want, 1e-9);
    }
    let (statistic, p) = breusch_pagan(&y, &views).unwrap();
    close(statistic, &o["bp"]["stat"]);
    close(p, &o["bp"]["p"]);
    for (found, name) in variance_inflation(&views).unwrap().into_iter().zip(names) {
        close(found, &o["vif"][name]);
    }
    let rest: Vec<&[f64]> = [0, 2, 3, 4, 5].map(|j| views[j]).to_vec();
    let partial = partial_correlation(&columns[1], &y, &rest, 0.95).unwrap();
    close(partial.r, &o["partial_r_Employed_GNP_given_rest"]);
    assert_eq!(partial.df, 16 - 2 - 5);
    let chosen = choose_covariates(&views, y.len());
    assert!(chosen.kept.len() <= 2 && chosen.dropped.len() >= 4);
}

#[test]
fn golden_g19_importance() {
    let g = golden("g19_relative_importance");
    let csv = data("swiss.csv");
    let names = [
        "Agriculture",
        "Examination",
        "Education",
        "Catholic",
        "Infant.Mortality",
    ];
    let mut columns: Vec<Vec<f64>> = names.iter().map(|n| column(&csv, n)).collect();
    columns.push(column(&csv, "Fertility"));
    let mut sums = CrossProducts::new(6);
    for i in 0..columns[0].len() {
        let row: Vec<f64> = columns.iter().map(|c| c[i]).collect();
        assert!(sums.add(&row, 1.0));
    }
    let correlations = sums.correlations().unwrap();
    let found = importance(&correlations).unwrap();
    let johnson = johnson_weights(&correlations).unwrap();
    let o = &g["outputs"];
    close(found.r_squared, &o["r2"]);
    for (j, name) in names.iter().enumerate() {
        close(found.shares[j], &o["lmg"][name]);
        close(johnson[j], &o["johnson"][name]);
        close(found.first[j], &o["first"][name]);
        close(found.last[j], &o["last"][name]);
    }
    close(found.shares.iter().sum(), &o["sum"]);
    // Pratt's shares, which may be negative, are never shown: they check the coefficients behind R²
    let views: Vec<&[f64]> = columns[..5].iter().map(Vec::as_slice).collect();
    let fit = regression(&columns[5], &views).unwrap();
    let spread = |j: usize| stats::standard_deviation(&columns[j]).unwrap();
    for (j, name) in names.iter().enumerate() {
        let beta = fit.coefficients[j + 1] * spread(j) / spread(5);
        close(beta * correlations.at(j, 5), &o["pratt"][name]);
    }
    if let Some(file) = shared("golden/g19_relative_importance.json") {
        for (j, name) in names.iter().enumerate() {
            close(found.shares[j], &read(&file)["outputs"]["relaimpo_lmg"][name]);
        }
    }
}

#[test]
fn golden_g22_simpson_and_mantel_haenszel() {
    let g = golden("g22_simpson_ecological");
    let csv = data("ucb.csv");
    let (admit, gender, dept) = (words(&csv, "Admit"), words(&csv, "Gender"), words(&csv, "Dept"));
    let count = column(&csv, "Freq");
    let cell = |a: &str, s: &str, d: &str| {
        let at = (0..count.len()).find(|&i| admit[i] == a && gender[i] == s && dept[i] == d);
        count[at.unwrap()]
    };
    let strata: Vec<TwoByTwo> = ["A", "B", "C", "D", "E", "F"]
        .map(|d| TwoByTwo {
            first_yes: cell("Admitted", "Male", d),
            first_no: cell("Rejected", "Male", d),
            second_yes: cell("Admitted", "Female", d),
            second_no: cell("Rejected", "Female", d),
        })
        .to_vec();
    let found = mantel_haenszel(&strata).unwrap();
    let o = &g["outputs"];
    close(found.odds_ratio.unwrap(), &o["mantel_haenszel_OR"]);
    close(found.p.unwrap(), &o["mh_p"]);
    let (male, female) = found.pooled.shares().unwrap();
    close(male, &o["pooled_rate"]["male"]);
    close(female, &o["pooled_rate"]["female"]);
    let differences: Vec<f64> = found.differences.iter().map(|d| d.unwrap()).collect();
    all_close(&differences, &o["dept_diff_male_minus_female"], 1e-9);
    assert!(found.reversed);

    let wb = &g["inputs"]["wb"];
    let (of, x, y) = (numbers(&wb["g"]), numbers(&wb["x"]), numbers(&wb["y"]));
    let groups: Vec<GroupSums> = (1..=6)
        .map(|k| {
            let pick = |v: &[f64]| -> Vec<f64> {
                v.iter()
                    .zip(&of)
                    .filter(|(_, g)| **g == f64::from(k))
                    .map(|(v, _)| *v)
                    .collect()
            };
            GroupSums::of(&pick(&x), &pick(&y)).unwrap()
        })
        .collect();
    let found = within_between(&groups).unwrap();
    for (figure, name) in [
        (found.pooled, "pooled"),
        (found.within, "within"),
        (found.between, "between"),
        (found.r_total, "r_total"),
        (found.r_between, "r_between"),
        (found.r_within, "r_within"),
        (found.eta2_x, "eta2_x"),
        (found.eta2_y, "eta2_y"),
    ] {
        close(figure.unwrap(), &o["wb"][name]);
    }
    assert_eq!(found.notices.len(), 1);
}

#[test]
fn golden_g34_two_waves() {
    let g = golden("g34_change_ancova_bracket");
    let series = |name: &str| numbers(&g["inputs"][name]);
    let (y1, y2, dx) = (series("y1"), series("y2"), series("dx"));
    let found = two_waves(&y1, &y2, &dx, &[]).unwrap();
    let o = &g["outputs"];
    for (one, name) in [(found.change, "change"), (found.ancova, "ancova")] {
        let want = &o[name];
        close(one.estimate, &want["b"][1]);
        close(one.standard_error, &want["se_hc3"][1]);
        close(one.df, &want["df"]);
        close(one.p, &want["p"][1]);
        interval_close(one.interval, &want["ci90"][1], 1e-9);
    }
    close(found.carried_over, &o["ancova"]["b"][2]);
    interval_close(found.bracket, &o["bracket"], 1e-9);
    let lows = [
        number(&o["change"]["ci90"][1][0]),
        number(&o["ancova"]["ci90"][1][0]),
    ];
    within(found.union90.low, lows[0].min(lows[1]), 1e-9);
    let all = regression(&y2, &[&dx, &y1]).unwrap();
    for j in 0..3 {
        let one = all.hc3(j, 0.95).unwrap();
        close(one.p, &o["ancova"]["p"][j]);
        interval_close(one.interval, &o["ancova"]["ci95"][j], 1e-9);
    }
}

#[test]
fn golden_g35_chi_squared_and_f() {
    let g = golden("g35_special_functions");
    for row in g["outputs"]["chi2_sf"].as_array().unwrap() {
        close(
            chi_squared_upper(number(&row[0]), number(&row[1])).unwrap(),
            &row[2],
        );
    }
    for row in g["outputs"]["f_sf"].as_array().unwrap() {
        let row = numbers(row);
        within(f_upper(row[0], row[1], row[2]).unwrap(), row[3], 1e-9);
    }
}

#[test]
fn golden_g41_domain_effects() {
    let Some(file) = shared("golden/g41_domain_twfe.json") else {
        return;
    };
    let Some(table) = shared("golden/data/lgbf_2016_19.csv") else {
        return;
    };
    let g = read(&file);
    let csv = std::fs::read_to_string(table).unwrap();
    let (places, domains) = (numbered(&words(&csv, "la")), numbered(&words(&csv, "dom")));
    let (z, y) = (column(&csv, "z"), column(&csv, "y"));
    let cells: Vec<Cell> = (0..y.len())
        .map(|i| Cell {
            place: places[i],
            domain: domains[i],
            x: z[i],
            y: y[i],
        })
        .collect();
    for (place_effects, name) in [(false, "domain_FE_only"), (true, "domain_and_township_FE")] {
        let want = &g["outputs"][name];
        let found = domain_effects(&cells, place_effects).unwrap().slope;
        close(found.estimate, &want["beta"]);
        close(found.standard_error, &want["se"]);
        close(found.df, &want["df"]);
        close(found.p, &want["p"]);
    }
    let of_domain = |d: usize| -> Vec<f64> {
        let mut own: Vec<&Cell> = cells.iter().filter(|c| c.domain == d).collect();
        own.sort_by_key(|c| c.place);
        own.iter().map(|c| c.y).collect()
    };
    let series: Vec<Vec<f64>> = (0..=*domains.iter().max().unwrap()).map(of_domain).collect();
    let pairs = (0..series.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let between: Vec<f64> = pairs
        .map(|(a, b)| stats::pearson(&series[a], &series[b]).unwrap().r)
        .collect();
    let mean = between.iter().sum::<f64>() / between.len() as f64;
    close(mean, &g["outputs"]["mean_interdomain_correlation"]);
    // every place has every domain, so what places explain beyond domains is what they explain alone
    let of_place = |p: usize| {
        let own = || cells.iter().filter(|c| c.place == p);
        let (x, y): (Vec<f64>, Vec<f64>) = own().map(|c| (c.x, c.y)).unzip();
        GroupSums::of(&x, &y).unwrap()
    };
    let groups: Vec<GroupSums> = (0..=*places.iter().max().unwrap()).map(of_place).collect();
    close(
        within_between(&groups).unwrap().eta2_y.unwrap(),
        &g["outputs"]["r2_township_given_domain"],
    );
}

fn numbered(names: &[String]) -> Vec<usize> {
    let all: std::collections::BTreeSet<&String> = names.iter().collect();
    names
        .iter()
        .map(|n| all.iter().position(|a| *a == n).unwrap())
        .collect()
}

/// The files of the LGBF, as the project carries them.
fn lgbf(name: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/../insight/tests/lgbf/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// Score and spending per head, by area.
type ByArea = BTreeMap<String, (f64, f64)>;

/// Score and three-year real spending per head of the period 2017–20, by domain and area; population 2020 by area.
fn lgbf_series() -> (BTreeMap<String, ByArea>, BTreeMap<String, f64>) {
    let (population, spending, scores) = (
        lgbf("population.csv"),
        lgbf("spending.csv"),
        lgbf("satisfaction.csv"),
    );
    let years = |csv: &str| column(csv, "fy_end");
    let mut people = BTreeMap::<String, f64>::new();
    let mut latest = BTreeMap::new();
    for ((area, year), n) in words(&population, "area")
        .into_iter()
        .zip(years(&population))
        .zip(column(&population, "population"))
    {
        if year >= 2018.0 {
            *people.entry(area.clone()).or_default() += n;
        }
        if year == 2020.0 {
            latest.insert(area, n);
        }
    }
    let mut spent = BTreeMap::<(String, String), f64>::new();
    let (areas, domains, amounts) = (
        words(&spending, "area"),
        words(&spending, "domain"),
        column(&spending, "spend_real_k"),
    );
    for (i, year) in years(&spending).into_iter().enumerate() {
        if (2018.0..=2020.0).contains(&year) {
            *spent.entry((domains[i].clone(), areas[i].clone())).or_default() += 1000.0 * amounts[i];
        }
    }
    let mut found = BTreeMap::<String, ByArea>::new();
    let (areas, domains, score) = (
        words(&scores, "area"),
        words(&scores, "domain"),
        column(&scores, "pct_satisfied"),
    );
    for (i, end) in column(&scores, "period_end").into_iter().enumerate() {
        if end == 2020.0 {
            let per_head = spent[&(domains[i].clone(), areas[i].clone())] / people[&areas[i]];
            found
                .entry(domains[i].clone())
                .or_default()
                .insert(areas[i].clone(), (score[i], per_head));
        }
    }
    (found, latest)
}

#[test]
fn golden_lgbf_public_battery() {
    let g = golden("lgbf_public");
    let (series, population) = lgbf_series();
    let mut cells = Vec::new();
    let tolerance = 1e-8;
    for (k, (domain, of)) in series.iter().enumerate() {
        let want = &g["outputs"]["per_domain"][domain];
        let names: Vec<&String> = of.keys().collect();
        let y: Vec<f64> = of.values().map(|v| v.0).collect();
        let x = exposure(&of.values().map(|v| v.1).collect::<Vec<f64>>())
            .unwrap()
            .x;
        let size: Vec<f64> = of.keys().map(|a| population[a].ln()).collect();
        let pearson = stats::pearson(&x, &y).unwrap();
        within(pearson.r, number(&want["pearson"]), tolerance);
        within(pearson.p.unwrap(), number(&want["pearson_p"]), tolerance);
        interval_close(
            stats::fisher_interval(pearson.r, pearson.n, 0.95).unwrap(),
            &want["fisher_ci"],
            tolerance,
        );
        let panel = fragility(&x, &y).unwrap();
        within(panel.rho, number(&want["spearman"]), tolerance);
        all_close(&[panel.r.min, panel.r.max], &want["loo_pearson"], tolerance);
        assert_eq!(
            names[panel.r.min_without],
            want["loo_min_dropped"].as_str().unwrap()
        );
        assert_eq!(
            names[panel.r.max_without],
            want["loo_max_dropped"].as_str().unwrap()
        );
        let partial = partial_correlation(&x, &y, &[&size], 0.95).unwrap();
        within(partial.r, number(&want["partial_given_ln_population"]), tolerance);
        within(partial.p, number(&want["partial_p"]), tolerance);
        let robust = panel.robust_slope.unwrap();
        within(robust.all, number(&want["theil_sen"]), tolerance);
        all_close(&[robust.min, robust.max], &want["theil_sen_loo"], tolerance);
        if domain == "parks" {
            let codes: Vec<String> = panel
                .notices
                .iter()
                .map(|n| serde_json::to_string(n).unwrap())
                .collect();
            assert_eq!(codes, ["\"FRAGILE\"", "\"OUTLIER_DRIVEN\""]);
        }
        let cell = |(place, (x, y)): (usize, (&f64, &f64))| Cell {
            place,
            domain: k,
            x: *x,
            y: *y,
        };
        cells.extend(x.iter().zip(&y).enumerate().map(cell));
    }
    let want = &g["outputs"]["domain_fixed_effects"];
    let found = domain_effects(&standardise_within_domains(&cells).unwrap(), true).unwrap();
    within(found.slope.estimate, number(&want["coef"]), tolerance);
    within(found.slope.standard_error, number(&want["se_cr2"]), tolerance);
    within(found.slope.df, number(&want["df"]), 1e-6);
    within(found.slope.p, number(&want["p"]), 1e-6);
    assert_eq!(
        (found.n as u64, found.clusters as u64),
        (want["n"].as_u64().unwrap(), want["clusters"].as_u64().unwrap())
    );
}

#[test]
fn operating_characteristics_are_those_simulated() {
    for row in golden("sim_hypothesis")["rows"].as_array().unwrap() {
        let (n, rho) = (number(&row["n"]) as usize, number(&row["rho"]));
        let found = operating_characteristics(n, rho, SESOI_R).unwrap();
        for (chance, name) in [
            (found.supported, "supported"),
            (found.contradicted, "contradicted"),
            (found.practically_nil, "nil"),
            (found.not_enough_data, "not_enough"),
        ] {
            let want = number(&row[name]);
            // 20,000 simulations, three decimals: five Monte-Carlo errors and half of the last digit
            let error = 5.0 * (chance * (1.0 - chance) / 20_000.0).sqrt() + 0.0005;
            assert!(
                (chance - want).abs() <= error,
                "n {n} rho {rho} {name}: {chance} is not {want}"
            );
        }
    }
}

#[test]
fn the_rule_on_series_says_what_its_characteristics_promise() {
    let (n, rho, runs) = (20, 0.5_f64, 3000);
    let mut draws = Draws::seeded(2, "series");
    let mut supported = 0;
    for _ in 0..runs {
        let x: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|x| rho * x + (1.0 - rho * rho).sqrt() * draws.normal())
            .collect();
        let r = stats::pearson(&x, &y).unwrap().r;
        let outcome = judge(&Evidence::of_r(r, n, SESOI_R).unwrap()).outcome;
        supported += u32::from(outcome == Outcome::Supported);
    }
    let want = operating_characteristics(n, rho, SESOI_R).unwrap().supported;
    let found = f64::from(supported) / f64::from(runs);
    assert!(
        (found - want).abs() < 4.0 * (want * (1.0 - want) / f64::from(runs)).sqrt(),
        "{found} {want}"
    );
}
