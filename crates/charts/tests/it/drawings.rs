//! One drawing of each kind and one table, as they are sent.

use crate::{findings, samples};
use charts::Chart;

/// The narrow drawing of a sample of the finding pages.
fn sample(name: &str) -> String {
    let samples = findings::samples();
    let (_, chart, _) = samples
        .iter()
        .find(|(n, _, _)| *n == name)
        .expect("it is among the samples");
    chart
        .svg(name, charts::NARROW)
        .expect("every sample has something to draw")
}

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

#[test]
fn places_as_rows_of_dots() {
    insta::assert_snapshot!(sample("dots"));
}

#[test]
fn the_gap_of_a_verdict_card() {
    insta::assert_snapshot!(sample("gap"));
}

#[test]
fn two_waves() {
    insta::assert_snapshot!(sample("slope"));
}

#[test]
fn a_funnel() {
    insta::assert_snapshot!(sample("funnel"));
}

#[test]
fn a_place_beside_its_county() {
    insta::assert_snapshot!(sample("dumbbell"));
}

#[test]
fn tiers_of_drivers() {
    insta::assert_snapshot!(sample("tiers"));
}

#[test]
fn an_order_under_four_scorings() {
    insta::assert_snapshot!(sample("strip"));
}
