//! One drawing of each kind and one table, as they are sent.

use crate::samples;
use charts::Chart;

#[test]
fn a_scatter_of_schools_in_scotland() {
    insta::assert_snapshot!(samples::schools().svg("schools", 340.0).unwrap());
}

#[test]
fn a_diverging_chart_of_answers() {
    insta::assert_snapshot!(samples::answers().svg("answers", 780.0).unwrap());
}

#[test]
fn a_dot_plot_of_scores() {
    insta::assert_snapshot!(samples::scores().svg("scores", 340.0).unwrap());
}

#[test]
fn a_bar_chart_of_spending() {
    insta::assert_snapshot!(samples::spending().svg("spending", 780.0).unwrap());
}

#[test]
fn a_line_chart_of_years() {
    insta::assert_snapshot!(samples::years().svg("years", 780.0).unwrap());
}

#[test]
fn a_table_keeps_raw_numbers_beside_the_printed_ones() {
    insta::assert_debug_snapshot!(samples::years().table());
}
