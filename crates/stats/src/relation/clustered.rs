//! A slope over rows that come in clusters, such as the services of one place: each cluster is one witness, however many
//! rows it gives. Errors CR2, degrees of freedom Satterthwaite's.

use super::regression::{Inference, LEAST_DF, inference};
use crate::linear::{Matrix, dot};

/// A column of which the others leave no more than this part says nothing of its own.
const NOTHING_LEFT: f64 = 1e-9;

/// Rows of y = a level for each of `levels` + `columns` + b x + e.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Unit of the slope: y per x.
    pub y: &'a [f64],
    /// Whose slope it is.
    pub x: &'a [f64],
    /// Held equal, each as long as y. One that is a combination of those before it, or of the levels, is passed over.
    pub columns: &'a [&'a [f64]],
    /// Which level each row belongs to, any numbers; all the same for a plain intercept.
    pub levels: &'a [usize],
    /// Which cluster each row belongs to, any numbers.
    pub clusters: &'a [usize],
}

impl Rows<'_> {
    /// b with its CR2 error and Satterthwaite degrees of freedom.
    ///
    /// `None`: unequal lengths, a value that is not finite, fewer than two clusters, fewer than three rows more than
    /// levels and columns, x that the rest explains, or an exact fit.
    /// Source: Bell & McCaffrey (2002), Survey Methodology 28:169; Pustejovsky & Tipton (2018), JBES 36:672. Golden g41
    /// (clubSandwich), which the services' own levels reproduce.
    pub fn slope(&self, confidence: f64) -> Option<Inference> {
        let clusters = members(self.clusters.iter().copied());
        if clusters.len() < 2 {
            return None;
        }
        let fit = self.fit(&clusters)?;
        let (error, df) = fit.error(&clusters)?;
        inference(fit.slope, error, df, confidence)
    }

    /// b alone. `None` as [`Rows::slope`], but that one cluster is enough.
    pub fn estimate(&self) -> Option<f64> {
        self.fit(&members(self.clusters.iter().copied())).map(|f| f.slope)
    }

    fn fit(&self, clusters: &[Vec<usize>]) -> Option<Fit> {
        let n = self.y.len();
        let lengths = [self.x.len(), self.levels.len(), self.clusters.len()];
        if lengths
            .iter()
            .chain(self.columns.iter().map(|c| c.len()).collect::<Vec<_>>().iter())
            .any(|l| *l != n)
        {
            return None;
        }
        let numbers = self
            .y
            .iter()
            .chain(self.x)
            .chain(self.columns.iter().copied().flatten());
        if numbers.copied().any(|v| !v.is_finite()) {
            return None;
        }
        let levels = members(self.levels.iter().copied());
        let own = self.columns.iter().map(|c| c.to_vec());
        let others = indicators(&levels, n).into_iter().chain(own).collect();
        let fit = Fit::new(self.y, self.x, others, clusters, false)?;
        (n >= fit.basis.len() + LEAST_DF).then_some(fit)
    }
}

/// Positions of equal keys, keys ascending.
pub(super) fn members(keys: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    let mut groups = std::collections::BTreeMap::<usize, Vec<usize>>::new();
    keys.enumerate()
        .for_each(|(i, key)| groups.entry(key).or_default().push(i));
    groups.into_values().collect()
}

/// One column of ones a group.
pub(super) fn indicators(groups: &[Vec<usize>], n: usize) -> Vec<Vec<f64>> {
    let of = |group: &Vec<usize>| {
        let mut column = vec![0.0; n];
        group.iter().for_each(|&i| column[i] = 1.0);
        column
    };
    groups.iter().map(of).collect()
}

/// The fit once everything but x is taken out. The hat matrix is `basis` times its transpose, and the clusters' means
/// where they were taken off.
pub(super) struct Fit {
    pub(super) slope: f64,
    residuals: Vec<f64>,
    /// Orthonormal columns; the last one is x without the others.
    pub(super) basis: Vec<Vec<f64>>,
    /// Length of x without the others.
    length: f64,
    within: bool,
}

impl Fit {
    /// `within`: the means of the clusters are taken off everything first.
    pub(super) fn new(
        y: &[f64],
        x: &[f64],
        others: Vec<Vec<f64>>,
        clusters: &[Vec<usize>],
        within: bool,
    ) -> Option<Self> {
        let absorb = |column: &mut [f64]| {
            for of in clusters.iter().filter(|_| within) {
                let mean = of.iter().map(|&i| column[i]).sum::<f64>() / of.len() as f64;
                of.iter().for_each(|&i| column[i] -= mean);
            }
        };
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for mut column in others {
            let whole = dot(&column, &column).sqrt();
            absorb(&mut column);
            if let Some((unit, _)) = own_direction(column, whole, &basis) {
                basis.push(unit);
            }
        }
        let mut x = x.to_vec();
        let whole = dot(&x, &x).sqrt();
        absorb(&mut x);
        let (unit, length) = own_direction(x, whole, &basis)?;
        let mut residuals = y.to_vec();
        let centre = residuals.iter().sum::<f64>() / residuals.len() as f64;
        residuals.iter_mut().for_each(|y| *y -= centre);
        let spread = dot(&residuals, &residuals).sqrt();
        absorb(&mut residuals);
        let slope = dot(&unit, &residuals) / length;
        basis.push(unit);
        remove(&mut residuals, &basis);
        remove(&mut residuals, &basis);
        let left = dot(&residuals, &residuals).sqrt();
        let real = left > 1e-10 * spread.max(1e-6 * centre.abs()) && left.is_finite();
        (real && slope.is_finite()).then_some(Self {
            slope,
            residuals,
            basis,
            length,
            within,
        })
    }

    /// CR2 error of the slope and its Satterthwaite degrees of freedom.
    pub(super) fn error(&self, clusters: &[Vec<usize>]) -> Option<(f64, f64)> {
        let k = self.basis.len();
        let x = self.basis.last()?;
        let mut variance = 0.0;
        // O = diag(own) − T T' with one row of T a cluster
        let (mut own, mut through) = (Vec::new(), Vec::new());
        for of in clusters {
            let mean = if self.within { 1.0 / of.len() as f64 } else { 0.0 };
            let mut outside = Matrix::zeros(of.len(), of.len());
            for (a, &i) in of.iter().enumerate() {
                for (b, &j) in of.iter().enumerate() {
                    let hat = mean + (0..k).map(|c| self.basis[c][i] * self.basis[c][j]).sum::<f64>();
                    outside.set(a, b, f64::from(u8::from(a == b)) - hat);
                }
            }
            let of_x: Vec<f64> = of.iter().map(|&i| x[i] / self.length).collect();
            let p = outside_root(&outside)?.times_vector(&of_x)?;
            variance += p
                .iter()
                .zip(of)
                .map(|(p, &i)| p * self.residuals[i])
                .sum::<f64>()
                .powi(2);
            own.push(dot(&p, &p) - mean * p.iter().sum::<f64>().powi(2));
            let along = |c: &Vec<f64>| p.iter().zip(of).map(|(p, &i)| p * c[i]).sum::<f64>();
            through.push(self.basis.iter().map(along).collect::<Vec<f64>>());
        }
        let (mut trace, mut squares) = (0.0, 0.0);
        for (g, row) in through.iter().enumerate() {
            for (h, other) in through.iter().enumerate() {
                let o = if g == h { own[g] } else { 0.0 } - dot(row, other);
                squares += o * o;
                trace += if g == h { o } else { 0.0 };
            }
        }
        let df = trace * trace / squares;
        (variance > 0.0 && df > 0.0 && df.is_finite()).then(|| (variance.sqrt(), df))
    }
}

/// (I − H)^(−½) of one cluster, on what the fit leaves of it. Eigenvalues are those of a part of a projection, 0–1.
fn outside_root(outside: &Matrix) -> Option<Matrix> {
    let largest = (0..outside.rows())
        .map(|i| outside.at(i, i))
        .fold(0.0_f64, f64::max);
    if largest < NOTHING_LEFT {
        return Some(Matrix::zeros(outside.rows(), outside.cols()));
    }
    outside.symmetric_power(-0.5, NOTHING_LEFT)
}

/// What is left of a column beside an orthonormal basis, to length one, and its length; none if nothing of `whole`.
fn own_direction(mut column: Vec<f64>, whole: f64, basis: &[Vec<f64>]) -> Option<(Vec<f64>, f64)> {
    // twice, so that rounding of the first pass is removed, too
    remove(&mut column, basis);
    remove(&mut column, basis);
    let length = dot(&column, &column).sqrt();
    if !(length > NOTHING_LEFT * whole && length.is_finite()) {
        return None;
    }
    column.iter_mut().for_each(|v| *v /= length);
    Some((column, length))
}

fn remove(column: &mut [f64], basis: &[Vec<f64>]) {
    for b in basis {
        let along = dot(b, column);
        column.iter_mut().zip(b).for_each(|(c, b)| *c -= along * b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        random::Draws,
        relation::{
            domain_effects::{Cell, domain_effects},
            regression::regression,
        },
    };

    /// Places of so many services: x, y, service, place. What places have in common is in x and in y.
    fn county(places: usize, services: usize) -> [Vec<f64>; 4] {
        let mut draws = Draws::seeded(5, "clustered");
        let mut found = [const { Vec::new() }; 4];
        for place in 0..places {
            let (mood, money) = (3.0 * draws.normal(), 2.0 * draws.normal());
            for service in 0..services {
                let x = money + draws.normal();
                let row = [x, 60.0 + mood + draws.normal(), service as f64, place as f64];
                found.iter_mut().zip(row).for_each(|(all, one)| all.push(one));
            }
        }
        found
    }

    fn numbers(values: &[f64]) -> Vec<usize> {
        values.iter().map(|v| *v as usize).collect()
    }

    #[test]
    fn services_as_levels_and_places_as_columns_are_the_effects_of_both() {
        let [x, y, service, place] = county(9, 4);
        let (levels, clusters) = (numbers(&service), numbers(&place));
        let cells: Vec<Cell> = (0..y.len())
            .map(|i| Cell {
                place: clusters[i],
                domain: levels[i],
                x: x[i],
                y: y[i],
            })
            .collect();
        let of_places = indicators(&members(clusters.iter().copied()), y.len());
        let columns: Vec<&[f64]> = of_places.iter().map(Vec::as_slice).collect();
        for (place_effects, columns) in [(false, &[][..]), (true, &columns[..])] {
            let rows = Rows {
                y: &y,
                x: &x,
                columns,
                levels: &levels,
                clusters: &clusters,
            };
            let found = rows.slope(0.9).unwrap();
            let want = domain_effects(&cells, place_effects).unwrap().slope;
            assert!((found.estimate - want.estimate).abs() < 1e-9);
            assert!((found.standard_error - want.standard_error).abs() < 1e-9);
            assert!((found.df - want.df).abs() < 1e-6, "{found:?} {want:?}");
            assert_eq!(rows.estimate(), Some(found.estimate));
        }
    }

    #[test]
    fn rows_of_one_place_are_not_so_many_witnesses() {
        let [x, y, service, place] = county(20, 12);
        let rows = Rows {
            y: &y,
            x: &x,
            columns: &[],
            levels: &numbers(&service),
            clusters: &numbers(&place),
        };
        let clustered = rows.slope(0.9).unwrap();
        let apart = regression(&y, &[&x]).unwrap().hc3(1, 0.9).unwrap();
        assert!(clustered.standard_error > 2.0 * apart.standard_error);
        assert!(clustered.df < 20.0 && apart.df > 200.0);
    }

    #[test]
    fn what_is_undefined_is_none() {
        let [x, y, service, place] = county(6, 3);
        let (levels, clusters) = (numbers(&service), numbers(&place));
        let rows = Rows {
            y: &y,
            x: &x,
            columns: &[],
            levels: &levels,
            clusters: &clusters,
        };
        assert!(rows.slope(0.9).is_some());
        let one = vec![0; y.len()];
        assert_eq!(
            Rows {
                clusters: &one,
                ..rows
            }
            .slope(0.9),
            None
        );
        assert_eq!(
            Rows {
                columns: &[&x],
                ..rows
            }
            .slope(0.9),
            None
        );
        assert_eq!(
            Rows {
                columns: &[&x[1..]],
                ..rows
            }
            .slope(0.9),
            None
        );
        assert_eq!(Rows { y: &x, ..rows }.slope(0.9), None);
        let alone: Vec<usize> = (0..y.len()).collect();
        assert_eq!(
            Rows {
                levels: &alone,
                ..rows
            }
            .slope(0.9),
            None
        );
        let mut infinite = x.clone();
        infinite[3] = f64::INFINITY;
        assert_eq!(Rows { x: &infinite, ..rows }.slope(0.9), None);
    }
}
