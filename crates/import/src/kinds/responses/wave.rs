//! The wave that imported responses belong to.

use jiff::{civil::Date, tz::TimeZone};
use survey::{
    Instrument, Level, PublicationLevel, Wave,
    wave::{RESERVED_IDS, valid_id},
};

use crate::{
    areas::AreaIndex,
    problem::{Wrong, quoted},
    request::Request,
    said::said,
};

/// Options that contradict a wave that is there already.
pub(crate) fn agrees(wave: &Wave, request: &Request) -> Result<(), Wrong> {
    let Wave {
        id, instrument, year, ..
    } = wave;
    if let Some(other) = request.instrument.as_ref().filter(|i| *i != instrument) {
        let what = said!("wave {0} is of instrument {1}, not {2}", id, instrument, other);
        return Err(Wrong::new(what, "leave --instrument out, or name another wave"));
    }
    if let Some(other) = request.year.filter(|y| y != year) {
        return Err(Wrong::new(
            said!("wave {0} is of {1}, not {2}", id, year, other),
            "leave --year out, or name another wave",
        ));
    }
    Ok(())
}

/// What a wave that is not there yet needs: an instrument and a year.
pub(crate) fn asked_for(id: &str, request: &Request) -> Result<(String, i32), Wrong> {
    if !valid_id(id) {
        let what = said!("wave {0} cannot be used as an id", quoted(id));
        return Err(Wrong::new(what, "use 1 to 64 letters, digits, '-', '_' or '.'"));
    }
    if RESERVED_IDS.contains(&id) {
        let what = said!(
            "wave {0} cannot be used as an id: a page has that address",
            quoted(id)
        );
        return Err(Wrong::new(what, "name the wave otherwise"));
    }
    let (Some(instrument), Some(year)) = (&request.instrument, request.year) else {
        return Err(Wrong::new(
            said!("there is no wave {0}", id),
            "add --instrument I and --year Y to make it",
        ));
    };
    if !(1900..=2200).contains(&year) {
        return Err(no_year(year));
    }
    Ok((instrument.clone(), year))
}

/// A wave that stands alone on the county, open through its year and closed by now.
///
/// Its answers were drawn by somebody else: it is not an open link. Published at county level until the county says
/// otherwise; answers kept five years.
pub(crate) fn made(
    id: &str,
    instrument: &Instrument,
    year: i32,
    areas: &AreaIndex,
    (now, zone): (i64, &TimeZone),
) -> Result<Wave, Wrong> {
    let counties: Vec<_> = areas.all().iter().filter(|a| a.level == Level::County).collect();
    let county = match counties.as_slice() {
        [one] => *one,
        [] => {
            return Err(Wrong::new(
                "there is no county for the wave",
                "import the areas first",
            ));
        }
        several => {
            let what = said!("there are {0} counties for wave {1}", several.len(), id);
            return Err(Wrong::new(what, "open the wave for one of them first"));
        }
    };
    let (Some(opens), Some(next)) = (new_year(year, zone), new_year(year + 1, zone)) else {
        return Err(no_year(year));
    };
    let closes = (next - 1000).min(now);
    if closes <= opens {
        return Err(Wrong::new(
            said!("the year {0} has not come yet", year),
            "give the year of the answers",
        ));
    }
    Ok(Wave {
        id: id.to_owned(),
        round: None,
        area: county.code.clone(),
        title: instrument.title.clone(),
        instrument: instrument.id.clone(),
        version: instrument.newest,
        opens,
        closes,
        grace_until: closes,
        year,
        results_on: None,
        asker: county.name.clone(),
        keep_years: 5,
        publication: PublicationLevel::County,
        approval: survey::wave::Approval::default(),
        open_link: false,
        withdrawn: None,
    })
}

fn no_year(year: i32) -> Wrong {
    Wrong::new(said!("{0} is not a year", year), "write a year from 1900 to 2200")
}

/// The first moment of a year by the clocks of a zone, epoch milliseconds.
fn new_year(year: i32, zone: &TimeZone) -> Option<i64> {
    let first = Date::new(i16::try_from(year).ok()?, 1, 1).ok()?;
    let moment = first.to_zoned_datetime(zone.clone()).ok()?;
    Some(moment.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_by_the_clocks_of_the_county() {
        const HOUR: i64 = 3_600_000;
        for (zone, hours) in [("Asia/Shanghai", -8), ("America/Chicago", 6), ("UTC", 0)] {
            let zone = TimeZone::get(zone).unwrap();
            assert_eq!(new_year(1970, &zone), Some(hours * HOUR));
            assert_eq!(new_year(2021, &zone), Some(1_609_459_200_000 + hours * HOUR));
            assert_eq!(new_year(2000, &zone), Some(946_684_800_000 + hours * HOUR));
            assert_eq!(new_year(99_999, &zone), None);
        }
    }
}
