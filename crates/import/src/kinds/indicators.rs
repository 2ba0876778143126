//! indicators: area★ year★ indicator★ value★.

use std::sync::Arc;

use store::Rows;
use survey::Indicator;

use super::{Columns, Header, Rules, chunks};
use crate::{
    areas::AreaIndex,
    catalogue::IndicatorNames,
    keys::{Keys, twice},
    problem::Problems,
    read::Record,
    report::Report,
};

/// Reads area × year numbers.
pub(crate) struct IndicatorRules {
    areas: Arc<AreaIndex>,
    names: IndicatorNames,
    columns: Columns<4>,
    keys: Keys,
    rows: Vec<(u64, Indicator)>,
}

impl IndicatorRules {
    pub fn new(areas: Arc<AreaIndex>, names: IndicatorNames) -> Self {
        let columns = Columns::unread();
        Self {
            areas,
            names,
            columns,
            keys: Keys::default(),
            rows: Vec::new(),
        }
    }
}

impl Rules for IndicatorRules {
    fn header(&mut self, header: &Header, found: &mut Problems) {
        self.columns = header.resolve(&["area★", "year★", "indicator★", "value★"], found);
    }

    fn row(&mut self, record: &Record, found: &mut Problems) {
        let columns = self.columns;
        let [area, year, indicator, value] = columns.of(record);
        let hint = !found.full();
        let area = found
            .keep(&area, area.name().and_then(|t| self.areas.find(t, hint)))
            .map(|a| a.code.clone());
        let year = found.keep(&year, year.year());
        let id = found.keep(&indicator, indicator.name().and_then(|t| self.names.find(t)));
        let value = found.keep(&value, value.number("write a finite number, such as 12.5"));
        let (Some(area), Some(year), Some(indicator), Some(value)) = (area, year, id, value) else {
            return;
        };
        if let Some(first) = self.keys.seen_at(&(&area, year, &indicator), record.row) {
            return found.push(twice(
                record.row,
                first,
                "area, year and indicator",
                "keep one of the two",
            ));
        }
        self.rows.push((
            record.row,
            Indicator {
                area,
                year,
                indicator,
                value,
            },
        ));
    }

    fn waiting(&self) -> usize {
        self.rows.len()
    }

    fn take(&mut self) -> Vec<Rows> {
        let new = self.names.unsent();
        let own = (!new.is_empty()).then_some(Rows::OwnIndicators(new));
        own.into_iter()
            .chain(chunks(&mut self.rows, Rows::Indicators))
            .collect()
    }

    fn tell(&self, report: &mut Report) {
        report.new_indicators = self.names.new_names();
    }
}
