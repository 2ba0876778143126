//! Small dense linear algebra (up to a few hundred rows, a dozen columns): Cholesky, Householder QR, symmetric powers.
//!
//! Whatever is not finite or not full rank gives `None`.

use nalgebra::{DMatrix, SymmetricEigen};

/// A dense matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    cols: usize,
    data: Vec<f64>,
}

impl Matrix {
    /// All zero.
    pub fn zeros(rows: usize, cols: usize) -> Self {
        Self {
            rows,
            cols,
            data: vec![0.0; rows * cols],
        }
    }

    /// Ones on the diagonal.
    pub fn identity(n: usize) -> Self {
        Self::diagonal(&vec![1.0; n])
    }

    /// `d` on the diagonal.
    pub fn diagonal(d: &[f64]) -> Self {
        let mut m = Self::zeros(d.len(), d.len());
        d.iter().enumerate().for_each(|(i, v)| m.set(i, i, *v));
        m
    }

    /// Columns of equal length side by side; none if their lengths differ.
    pub fn from_columns(columns: &[&[f64]]) -> Option<Self> {
        let rows = columns.first().map_or(0, |c| c.len());
        if columns.iter().any(|c| c.len() != rows) {
            return None;
        }
        let mut m = Self::zeros(rows, columns.len());
        for (j, column) in columns.iter().enumerate() {
            column.iter().enumerate().for_each(|(i, v)| m.set(i, j, *v));
        }
        Some(m)
    }

    /// Rows of equal length; none if their lengths differ.
    pub fn from_rows(rows: &[Vec<f64>]) -> Option<Self> {
        let cols = rows.first().map_or(0, Vec::len);
        rows.iter().all(|r| r.len() == cols).then(|| Self {
            rows: rows.len(),
            cols,
            data: rows.concat(),
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Value in row `i`, column `j`. Panics outside the matrix.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.data[i * self.cols + j]
    }

    /// Sets the value in row `i`, column `j`. Panics outside the matrix.
    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.data[i * self.cols + j] = value;
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// Column `j`, copied.
    pub fn column(&self, j: usize) -> Vec<f64> {
        (0..self.rows).map(|i| self.at(i, j)).collect()
    }

    /// Only these rows, in this order.
    pub fn take_rows(&self, rows: &[usize]) -> Self {
        Self {
            rows: rows.len(),
            cols: self.cols,
            data: rows.iter().flat_map(|&i| self.row(i).to_vec()).collect(),
        }
    }

    /// Transposed.
    pub fn transpose(&self) -> Self {
        let mut t = Self::zeros(self.cols, self.rows);
        for i in 0..self.rows {
            for j in 0..self.cols {
                t.set(j, i, self.at(i, j));
            }
        }
        t
    }

    /// Matrix product; none if the shapes do not fit.
    pub fn times(&self, other: &Self) -> Option<Self> {
        if self.cols != other.rows {
            return None;
        }
        let mut m = Self::zeros(self.rows, other.cols);
        for i in 0..self.rows {
            for k in 0..self.cols {
                let a = self.at(i, k);
                for j in 0..other.cols {
                    m.data[i * other.cols + j] += a * other.at(k, j);
                }
            }
        }
        Some(m)
    }

    /// Matrix times vector; none if the shapes do not fit.
    pub fn times_vector(&self, v: &[f64]) -> Option<Vec<f64>> {
        (self.cols == v.len()).then(|| (0..self.rows).map(|i| dot(self.row(i), v)).collect())
    }

    /// X'WX for weights `w` by row; none if the lengths differ.
    pub fn gram(&self, w: Option<&[f64]>) -> Option<Self> {
        if w.is_some_and(|w| w.len() != self.rows) {
            return None;
        }
        let mut g = Self::zeros(self.cols, self.cols);
        for i in 0..self.rows {
            let row = self.row(i);
            let weight = w.map_or(1.0, |w| w[i]);
            for a in 0..self.cols {
                for b in a..self.cols {
                    g.data[a * self.cols + b] += weight * row[a] * row[b];
                }
            }
        }
        for a in 0..self.cols {
            for b in 0..a {
                g.set(a, b, g.at(b, a));
            }
        }
        Some(g)
    }

    /// X'v; none if the lengths differ.
    pub fn transposed_times(&self, v: &[f64]) -> Option<Vec<f64>> {
        if self.rows != v.len() {
            return None;
        }
        let mut sum = vec![0.0; self.cols];
        for (i, value) in v.iter().enumerate() {
            for (s, x) in sum.iter_mut().zip(self.row(i)) {
                *s += x * value;
            }
        }
        Some(sum)
    }

    /// Every value times `by`.
    pub fn scaled(mut self, by: f64) -> Self {
        self.data.iter_mut().for_each(|v| *v *= by);
        self
    }

    /// Sum of both; none if the shapes differ.
    pub fn plus(mut self, other: &Self) -> Option<Self> {
        if (self.rows, self.cols) != (other.rows, other.cols) {
            return None;
        }
        self.data.iter_mut().zip(&other.data).for_each(|(a, b)| *a += b);
        Some(self)
    }

    /// Sum of the diagonal.
    pub fn trace(&self) -> f64 {
        (0..self.rows.min(self.cols)).map(|i| self.at(i, i)).sum()
    }

    /// Every value finite?
    pub fn is_finite(&self) -> bool {
        self.data.iter().all(|v| v.is_finite())
    }

    /// Cholesky factor of a symmetric positive definite matrix.
    pub fn cholesky(&self) -> Option<Cholesky> {
        Cholesky::new(self)
    }

    /// Symmetric matrix to a power, on the eigenvalues above `tolerance` × the largest one; the others count as zero
    /// (for a negative power this is the pseudo-inverse's). Eigenvalues below zero by more than that give `None`.
    ///
    /// Source: the spectral theorem; eigenvalues by `nalgebra`. Golden g19, through Johnson's weights.
    pub fn symmetric_power(&self, power: f64, tolerance: f64) -> Option<Self> {
        if self.rows != self.cols || !self.is_finite() {
            return None;
        }
        let eigen = SymmetricEigen::new(DMatrix::from_row_slice(self.rows, self.cols, &self.data));
        let largest = eigen.eigenvalues.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let cut = largest * tolerance;
        if eigen.eigenvalues.iter().any(|v| *v < -cut.max(f64::MIN_POSITIVE)) {
            return None;
        }
        let mut m = Self::zeros(self.rows, self.cols);
        for (k, value) in eigen.eigenvalues.iter().enumerate().filter(|(_, v)| **v > cut) {
            let scale = value.powf(power);
            let vector = eigen.eigenvectors.column(k);
            for i in 0..self.rows {
                for j in 0..self.cols {
                    m.data[i * self.cols + j] += scale * vector[i] * vector[j];
                }
            }
        }
        Some(m)
    }
}

/// Sum of products; the shorter one decides the length.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// L with LL' = A.
#[derive(Clone, Debug)]
pub struct Cholesky {
    l: Matrix,
}

impl Cholesky {
    fn new(a: &Matrix) -> Option<Self> {
        if a.rows != a.cols {
            return None;
        }
        let n = a.rows;
        let mut l = Matrix::zeros(n, n);
        for j in 0..n {
            let rest = a.at(j, j) - dot(&l.row(j)[..j], &l.row(j)[..j]);
            // relative to the diagonal: what is left of it after the columns before is rounding
            let enough = rest > a.at(j, j).abs() * 1e-14 && rest.is_finite();
            if !enough {
                return None;
            }
            let pivot = rest.sqrt();
            l.set(j, j, pivot);
            for i in j + 1..n {
                let value = (a.at(i, j) - dot(&l.row(i)[..j], &l.row(j)[..j])) / pivot;
                l.set(i, j, value);
            }
        }
        Some(Self { l })
    }

    /// x with Ax = b; none if the lengths differ.
    pub fn solve(&self, b: &[f64]) -> Option<Vec<f64>> {
        let n = self.l.rows;
        if b.len() != n {
            return None;
        }
        let mut x = b.to_vec();
        for i in 0..n {
            x[i] = (x[i] - dot(&self.l.row(i)[..i], &x[..i])) / self.l.at(i, i);
        }
        for i in (0..n).rev() {
            let above: f64 = (i + 1..n).map(|k| self.l.at(k, i) * x[k]).sum();
            x[i] = (x[i] - above) / self.l.at(i, i);
        }
        Some(x)
    }

    /// A⁻¹.
    pub fn inverse(&self) -> Matrix {
        let n = self.l.rows;
        let mut inverse = Matrix::zeros(n, n);
        for j in 0..n {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            for (i, value) in self.solve(&unit).into_iter().flatten().enumerate() {
                inverse.set(i, j, value);
            }
        }
        inverse
    }

    /// ln |A|.
    pub fn log_determinant(&self) -> f64 {
        2.0 * (0..self.l.rows).map(|i| self.l.at(i, i).ln()).sum::<f64>()
    }
}

/// Least squares by Householder QR with columns scaled to length one.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    /// Coefficients, one a column.
    pub coefficients: Vec<f64>,
    /// (X'X)⁻¹.
    pub inverse_gram: Matrix,
    /// y − Xb.
    pub residuals: Vec<f64>,
}

/// Solves min |y − Xb|². `None`: shapes that do not fit, fewer rows than columns, values that are not finite, or a column
/// that is, to 1e-10 of its length, a combination of the columns before it.
///
/// Source: Householder (1958), J. ACM 5:339. Golden g18, through
/// [`regression`](crate::relation::regression::regression).
pub fn least_squares(x: &Matrix, y: &[f64]) -> Option<LeastSquares> {
    let (n, p) = (x.rows, x.cols);
    if y.len() != n || n < p || p == 0 || !x.is_finite() || !y.iter().all(|v| v.is_finite()) {
        return None;
    }
    let lengths: Vec<f64> = (0..p)
        .map(|j| (0..n).map(|i| x.at(i, j).powi(2)).sum::<f64>().sqrt())
        .collect();
    if lengths.iter().any(|l| !(*l > 0.0 && l.is_finite())) {
        return None;
    }
    let mut a = x.clone();
    for i in 0..n {
        for (j, length) in lengths.iter().enumerate() {
            a.set(i, j, a.at(i, j) / length);
        }
    }
    let mut q_y = y.to_vec();
    for k in 0..p {
        let norm = (k..n).map(|i| a.at(i, k).powi(2)).sum::<f64>().sqrt();
        if norm < 1e-10 {
            return None;
        }
        let alpha = if a.at(k, k) > 0.0 { -norm } else { norm };
        let mut v: Vec<f64> = (k..n).map(|i| a.at(i, k)).collect();
        v[0] -= alpha;
        let vv = dot(&v, &v);
        for j in k..p {
            let scale = 2.0 * v.iter().enumerate().map(|(i, v)| v * a.at(k + i, j)).sum::<f64>() / vv;
            for (i, v) in v.iter().enumerate() {
                a.set(k + i, j, a.at(k + i, j) - scale * v);
            }
        }
        let scale = 2.0 * dot(&v, &q_y[k..]) / vv;
        v.iter().enumerate().for_each(|(i, v)| q_y[k + i] -= scale * v);
    }
    let mut inverse_r = Matrix::zeros(p, p);
    for j in 0..p {
        for i in (0..=j).rev() {
            let unit = f64::from(u8::from(i == j));
            let above: f64 = (i + 1..=j).map(|k| a.at(i, k) * inverse_r.at(k, j)).sum();
            inverse_r.set(i, j, (unit - above) / a.at(i, i));
        }
    }
    let coefficients: Vec<f64> = (0..p)
        .map(|i| dot(inverse_r.row(i), &q_y[..p]) / lengths[i])
        .collect();
    let mut inverse_gram = inverse_r.times(&inverse_r.transpose())?;
    for i in 0..p {
        for j in 0..p {
            let value = inverse_gram.at(i, j) / (lengths[i] * lengths[j]);
            inverse_gram.set(i, j, value);
        }
    }
    let fitted = x.times_vector(&coefficients)?;
    let residuals = y.iter().zip(fitted).map(|(y, f)| y - f).collect();
    Some(LeastSquares {
        coefficients,
        inverse_gram,
        residuals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cholesky_solves_and_inverts() {
        let a = Matrix::from_rows(&[vec![4.0, 2.0], vec![2.0, 3.0]]).unwrap();
        let c = a.cholesky().unwrap();
        let x = c.solve(&[8.0, 7.0]).unwrap();
        assert!((x[0] - 1.25).abs() < 1e-15 && (x[1] - 1.5).abs() < 1e-15);
        assert!((c.log_determinant() - 8.0_f64.ln()).abs() < 1e-15);
        let one = a.times(&c.inverse()).unwrap();
        assert!((one.at(0, 0) - 1.0).abs() < 1e-15 && one.at(0, 1).abs() < 1e-15);
        let singular = Matrix::from_rows(&[vec![1.0, 1.0], vec![1.0, 1.0]]).unwrap();
        assert!(singular.cholesky().is_none());
    }

    #[test]
    fn least_squares_finds_a_line_and_refuses_a_combination() {
        let x = Matrix::from_columns(&[&[1.0; 4], &[1.0, 2.0, 3.0, 4.0]]).unwrap();
        let fit = least_squares(&x, &[3.0, 5.0, 7.0, 9.0]).unwrap();
        assert!((fit.coefficients[0] - 1.0).abs() < 1e-12 && (fit.coefficients[1] - 2.0).abs() < 1e-12);
        assert!((fit.inverse_gram.at(1, 1) - 0.2).abs() < 1e-12);
        let double = Matrix::from_columns(&[&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]]).unwrap();
        assert!(least_squares(&double, &[1.0, 0.0, 1.0]).is_none());
    }

    #[test]
    fn a_root_squares_back_and_its_inverse_undoes_it() {
        let a = Matrix::from_rows(&[vec![2.0, 1.0], vec![1.0, 2.0]]).unwrap();
        let root = a.symmetric_power(0.5, 1e-12).unwrap();
        let square = root.times(&root).unwrap();
        assert!((square.at(0, 1) - 1.0).abs() < 1e-14 && (square.at(0, 0) - 2.0).abs() < 1e-14);
        let undone = root.times(&a.symmetric_power(-0.5, 1e-12).unwrap()).unwrap();
        assert!((undone.at(0, 0) - 1.0).abs() < 1e-14 && undone.at(1, 0).abs() < 1e-14);
    }
}
