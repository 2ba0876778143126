//! Expenditure on milk in 43 areas.

use stats::{
    linear::Matrix,
    places::fay_herriot::{FayHerriot, fay_herriot_reml},
};

use crate::common::{column, table};

pub fn milk() -> String {
    table("milk_arora_lahiri")
}

pub fn fitted_milk() -> FayHerriot {
    let milk = milk();
    let area = column(&milk, "major_area");
    let dummy = |k: f64| -> Vec<f64> { area.iter().map(|a| f64::from(u8::from(*a == k))).collect() };
    let columns = [vec![1.0; area.len()], dummy(2.0), dummy(3.0), dummy(4.0)];
    let x = Matrix::from_columns(&columns.each_ref().map(Vec::as_slice)).unwrap();
    let v: Vec<f64> = column(&milk, "std_error").iter().map(|se| se * se).collect();
    fay_herriot_reml(&column(&milk, "direct_est"), &v, &x).unwrap()
}
