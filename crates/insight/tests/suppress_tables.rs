//! Two-way tables with published margins: an attacker with linear programmes, and the optimum by trying everything.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::print_stdout,
    reason = "how much more than the optimum is lost is told, not only judged"
)]

use insight::suppress::{Base, Pattern, Threshold};
use microlp::{ComparisonOp, OptimizationDirection, Problem};
use proptest::prelude::*;
use stats::random::Draws;

const K: u64 = 10;
const WIDTH: u64 = 5;

/// Cells row by row, all margins visible.
#[derive(Clone, Debug)]
struct Table {
    cols: usize,
    cells: Vec<u64>,
}

impl Table {
    fn rows(&self) -> usize {
        self.cells.len() / self.cols
    }

    fn lines(&self) -> Vec<Vec<usize>> {
        let rows = (0..self.rows()).map(|r| (0..self.cols).map(|c| r * self.cols + c).collect());
        let cols = (0..self.cols).map(|c| (0..self.rows()).map(|r| r * self.cols + c).collect());
        rows.chain(cols).collect()
    }

    fn small(&self) -> Vec<usize> {
        (0..self.cells.len())
            .filter(|&i| (1..K).contains(&self.cells[i]))
            .collect()
    }

    fn pattern(&self) -> Vec<bool> {
        let pattern = Pattern::from_people(Threshold::default(), &self.cells, self.cols, &[], &[]).unwrap();
        (0..self.cells.len())
            .map(|i| pattern.hides(i / self.cols, i % self.cols))
            .collect()
    }

    /// What is possible of cell `i`, by linear programmes over the hidden cells.
    fn bounds(&self, hidden: &[bool], i: usize) -> (f64, f64) {
        let solve = |direction| {
            let mut problem = Problem::new(direction);
            let cells: Vec<_> = (0..self.cells.len())
                .map(|j| {
                    let range = if hidden[j] {
                        (0.0, f64::INFINITY)
                    } else {
                        (self.cells[j] as f64, self.cells[j] as f64)
                    };
                    problem.add_var(f64::from(u8::from(j == i)), range)
                })
                .collect();
            for line in self.lines() {
                let sum: u64 = line.iter().map(|&j| self.cells[j]).sum();
                let terms: Vec<_> = line.iter().map(|&j| (cells[j], 1.0)).collect();
                problem.add_constraint(&terms, ComparisonOp::Eq, sum as f64);
            }
            problem.solve().unwrap().into_solution().unwrap().objective()
        };
        (
            solve(OptimizationDirection::Minimize),
            solve(OptimizationDirection::Maximize),
        )
    }

    /// The cells that can be more than one number as long as everything is hidden.
    fn free(&self) -> Vec<bool> {
        let all: Vec<bool> = self.cells.iter().map(|&n| n > 0).collect();
        let free = |i: usize| {
            let (low, high) = self.bounds(&all, i);
            high - low > 1.0 - 1e-6
        };
        (0..self.cells.len()).map(|i| all[i] && free(i)).collect()
    }

    /// The interval that has to be left of each small cell: 5 either way, or what is left with everything hidden.
    fn wanted(&self) -> Vec<(usize, f64, f64)> {
        let all: Vec<bool> = self.cells.iter().map(|&n| n > 0).collect();
        let want = |i: usize| {
            let (low, high) = self.bounds(&all, i);
            let n = self.cells[i];
            (
                i,
                low.max(n.saturating_sub(WIDTH) as f64),
                high.min((n + WIDTH) as f64),
            )
        };
        self.small().into_iter().map(want).collect()
    }

    /// Is every small cell left in doubt, and could the hidden ones of each line be shown together?
    fn protects(&self, hidden: &[bool], wanted: &[(usize, f64, f64)]) -> bool {
        self.lines().iter().all(|line| {
            let sum: u64 = line.iter().filter(|&&i| hidden[i]).map(|&i| self.cells[i]).sum();
            sum == 0 || sum >= K
        }) && wanted.iter().all(|&(i, least, most)| {
            let (low, high) = self.bounds(hidden, i);
            low <= least + 1e-6 && high >= most - 1e-6
        })
    }

    fn lost(&self, hidden: &[bool]) -> u64 {
        (0..hidden.len())
            .filter(|&i| hidden[i] && self.cells[i] >= K)
            .map(|i| self.cells[i])
            .sum()
    }

    /// Does nothing hidden have to be what it is, but what has to be with everything hidden?
    fn pins_none(&self, hidden: &[bool], free: &[bool]) -> bool {
        (0..hidden.len()).filter(|&i| hidden[i] && free[i]).all(|i| {
            let (low, high) = self.bounds(hidden, i);
            high - low > 1.0 - 1e-6
        })
    }

    /// By trying every set of large cells that protects the small ones and pins no other: fewest answers lost, fewest cells
    /// hidden, and whether any set is within a quarter of both.
    fn optimum(&self) -> (u64, usize, bool) {
        let large: Vec<usize> = (0..self.cells.len()).filter(|&i| self.cells[i] >= K).collect();
        let start: Vec<bool> = self.cells.iter().map(|n| (1..K).contains(n)).collect();
        let inside = |set: u32| {
            let chosen = large
                .iter()
                .enumerate()
                .filter(move |(bit, _)| set >> bit & 1 == 1);
            chosen.map(|(_, &i)| i)
        };
        let (wanted, free) = (self.wanted(), self.free());
        let protects = |set: u32| {
            let mut hidden = start.clone();
            inside(set).for_each(|i| hidden[i] = true);
            self.protects(&hidden, &wanted) && self.pins_none(&hidden, &free)
        };
        let lost = |set: u32| -> u64 { inside(set).map(|i| self.cells[i]).sum() };
        let mut sets: Vec<u32> = (0..1_u32 << large.len()).collect();
        sets.sort_unstable_by_key(|set| (lost(*set), *set));
        let fewest_answers = lost(*sets.iter().find(|set| protects(**set)).unwrap());
        sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
        let fewest_cells = sets.iter().find(|set| protects(**set)).unwrap().count_ones() as usize;
        let small = self.small().len();
        let cells = |set: u32| set.count_ones() as usize + small;
        let near = |set: &&u32| {
            4 * lost(**set) <= 5 * fewest_answers && 4 * cells(**set) <= 5 * (fewest_cells + small)
        };
        let both = sets.iter().filter(near).any(|set| protects(*set));
        (fewest_answers, fewest_cells + small, both)
    }

    fn random(draws: &mut Draws, rows: usize, cols: usize) -> Self {
        let of = |draws: &mut Draws| match draws.below(10) {
            0 => 0,
            1 | 2 => 1 + draws.below(9) as u64,
            _ => 10 + draws.below(60) as u64,
        };
        Self {
            cols,
            cells: (0..rows * cols).map(|_| of(draws)).collect(),
        }
    }
}

fn golden() -> serde_json::Value {
    serde_json::from_str(include_str!("golden/g28_cell_suppression.json")).unwrap()
}

#[test]
fn golden_g28_cell_suppression() {
    let golden = golden();
    let rows: Vec<Vec<u64>> = serde_json::from_value(golden["inputs"]["table"].clone()).unwrap();
    let table = Table {
        cols: 4,
        cells: rows.concat(),
    };
    let wanted = table.wanted();
    let rectangle: Vec<bool> = (0..16).map(|i| [1, 2, 9, 10].contains(&i)).collect();
    assert_eq!(
        (table.lost(&rectangle), table.protects(&rectangle, &wanted)),
        (106, false)
    );
    let optimum = golden["outputs"]["optimal_cost"].as_u64().unwrap();
    let hidden = table.pattern();
    assert!(table.protects(&hidden, &wanted));
    assert_eq!(table.lost(&hidden), optimum);
    let places = |name: &str| -> Vec<usize> {
        let of: Vec<[usize; 2]> = serde_json::from_value(golden["outputs"][name].clone()).unwrap();
        of.iter().map(|[row, col]| row * 4 + col).collect()
    };
    assert_eq!(table.small(), places("primary"));
    let set = places("optimal_set");
    let best: Vec<bool> = (0..16).map(|i| set.contains(&i)).collect();
    assert_eq!(
        (table.lost(&best), table.protects(&best, &wanted)),
        (optimum, true)
    );
    for &i in &table.small() {
        let range = golden["outputs"]["ranges"][format!("({}, {})", i / 4, i % 4)].clone();
        let range: (f64, f64) = serde_json::from_value(range).unwrap();
        assert_eq!(table.bounds(&hidden, i), range);
    }
}

/// Every visible line of k or more, or of nobody: smaller ones are not published.
fn published(table: &Table) -> bool {
    let sum = |line: &Vec<usize>| line.iter().map(|&i| table.cells[i]).sum::<u64>();
    table.lines().iter().map(sum).all(|sum| sum == 0 || sum >= K)
}

/// How many tables: more where somebody has the time.
fn tables(few: usize, many: usize) -> usize {
    if std::env::var_os("MINXIN_LONG").is_some() {
        many
    } else {
        few
    }
}

/// Tells of all tables what is lost as a part of the least that would do.
fn told(what: &str, mut parts: Vec<f64>) {
    parts.sort_by(f64::total_cmp);
    let at = |q: f64| parts[((parts.len() - 1) as f64 * q) as usize];
    let (half, most, all, worst) = (at(0.5), at(0.95), at(0.99), at(1.0));
    println!(
        "{what} of {} tables, the optimum being 1: median {half:.3}, 95 % {most:.3}, 99 % {all:.3}, worst {worst:.3}",
        parts.len()
    );
}

/// Each table is judged by itself. Fewest cells and fewest answers are two optima, and few tables have no set within a quarter
/// of both: there the cells count.
#[test]
fn on_no_small_table_over_a_quarter_more_cells_or_answers_than_the_optimum_are_lost() {
    let mut draws = Draws::seeded(28, "small tables");
    let shapes = [(3, 3), (4, 3), (3, 4), (5, 2), (2, 5)];
    let (mut cells, mut answers) = (Vec::new(), Vec::new());
    let (mut tried, mut neither) = (0, 0);
    while tried < tables(200, 4000) {
        let (rows, cols) = shapes[draws.below(shapes.len())];
        let table = Table::random(&mut draws, rows, cols);
        if !published(&table) {
            continue;
        }
        tried += 1;
        let hidden = table.pattern();
        assert!(table.protects(&hidden, &table.wanted()), "{table:?} {hidden:?}");
        assert!(table.pins_none(&hidden, &table.free()), "{table:?} {hidden:?}");
        let (fewest_answers, fewest_cells, both) = table.optimum();
        let own = (0..hidden.len())
            .filter(|&i| hidden[i] && table.cells[i] > 0)
            .count();
        let lost = table.lost(&hidden);
        let said = format!(
            "{own} cells for {fewest_cells}, {lost} answers for {fewest_answers}: {table:?} {hidden:?}"
        );
        assert!(4 * own <= 5 * fewest_cells, "{said}");
        assert!(!both || 4 * lost <= 5 * fewest_answers, "{said}");
        if !both {
            neither += 1;
            println!("{said}");
        }
        if fewest_cells > 0 {
            cells.push(own as f64 / fewest_cells as f64);
        }
        if fewest_answers > 0 {
            answers.push(lost as f64 / fewest_answers as f64);
        }
    }
    told("cells hidden", cells);
    told("answers lost for the sake of others", answers);
    assert!(100 * neither <= tried, "{neither} of {tried}");
}

#[test]
fn no_small_cell_of_a_table_of_up_to_24_rows_can_be_told_from_its_margins() {
    let mut draws = Draws::seeded(24, "large tables");
    let shapes = [(24, 3), (12, 6), (24, 6), (6, 6), (24, 2)];
    let mut tried = 0;
    while tried < tables(5, 100) {
        let (rows, cols) = shapes[tried % shapes.len()];
        let table = Table::random(&mut draws, rows, cols);
        if published(&table) {
            tried += 1;
            let hidden = table.pattern();
            assert!(table.protects(&hidden, &table.wanted()), "{table:?} {hidden:?}");
        }
    }
}

#[test]
fn margins_that_are_hidden_hide_their_lines_and_cells_of_nobody_stay_empty() {
    let people = [4, 0, 3, 30, 20, 25, 12, 40, 31, 44, 0, 28];
    let pattern = Pattern::from_people(Threshold::default(), &people, 3, &[true, false, true], &[]).unwrap();
    for col in 0..3 {
        assert!(pattern.hides(0, col) && pattern.hides(2, col));
    }
    assert!(!pattern.hides(3, 1));
}

#[test]
fn a_table_of_another_shape_is_refused_or_hidden() {
    let pattern =
        |people: &[u64], cols: usize| Pattern::from_people(Threshold::default(), people, cols, &[], &[]);
    assert_eq!((pattern(&[40, 40, 40], 2), pattern(&[40], 0)), (None, None));
    let whole = pattern(&[40, 40, 40, 40], 2).unwrap();
    assert!(whole.hides(2, 0) && whole.hides(0, 2) && !whole.hides(1, 1));
    assert!(
        whole
            .item(&vec![Base::default(); 3], &[], &[])
            .iter()
            .all(Option::is_some)
    );
    assert!(whole.item(&[], &[], &[]).is_empty());
    assert!(pattern(&[], 3).unwrap().hides(0, 0));
    assert!(pattern(&[3, 2, 1, 1], 2).unwrap().hides(1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_cell_below_k_is_shown_whatever_the_counts(
        cells in proptest::collection::vec((0_u64..40, 0_u64..9, prop::bool::weighted(0.05)), 0..40),
        cols in 1_usize..7,
        rows_hidden in proptest::collection::vec(prop::bool::weighted(0.1), 0..9),
    ) {
        let size = |&(valid, blank, huge): &(u64, u64, bool)| (valid, valid + blank + if huge { u64::MAX - 49 } else { 0 });
        let cells: Vec<(u64, u64)> = cells.iter().map(size).take(cells.len() / cols * cols).collect();
        let people: Vec<u64> = cells.iter().map(|c| c.1).collect();
        let pattern = Pattern::from_people(Threshold::default(), &people, cols, &rows_hidden, &[]).unwrap();
        let bases: Vec<Base> =
            cells.iter().map(|&(valid, people)| Base { valid, people, ..Base::default() }).collect();
        let item = pattern.item(&bases, &rows_hidden, &[]);
        for (i, (valid, people)) in cells.into_iter().enumerate() {
            let fixed = pattern.hides(i / cols, i % cols);
            prop_assert!(fixed || people == 0 || people >= K);
            prop_assert!(item[i].is_some() || valid >= K || people == 0);
            prop_assert!(item[i].is_some() || !fixed);
        }
    }
}
