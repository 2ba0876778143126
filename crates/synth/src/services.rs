//! What each service of the catalogue costs and is like in the sample county. Judgements, not measurements.

/// One service.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Service {
    /// Id in the catalogue.
    pub id: &'static str,
    /// The item that rates it.
    pub item: &'static str,
    /// The item that must be answered with 1 first, and how many people do.
    pub gate: Option<(&'static str, f64)>,
    /// Satisfaction of the whole county, points.
    pub level: f64,
    /// Yuan per resident and year.
    pub per_resident: f64,
    /// Share of the money that is capital.
    pub capital: f64,
    /// Share of the money that the township decides.
    pub township: f64,
    /// Share of the money that somebody above the county decides.
    pub higher: f64,
    /// The bureau that decides the rest.
    pub bureau: &'static str,
    /// Share of people who have not used it, where the item offers that answer.
    pub unused: f64,
}

#[expect(clippy::too_many_arguments, reason = "one row of a table")]
const fn row(
    id: &'static str,
    item: &'static str,
    level: f64,
    per_resident: f64,
    capital: f64,
    township: f64,
    higher: f64,
    bureau: &'static str,
    unused: f64,
) -> Service {
    Service {
        id,
        item,
        gate: None,
        level,
        per_resident,
        capital,
        township,
        higher,
        bureau,
        unused,
    }
}

/// In the order in which `--domains N` takes them.
const ALL: [Service; 18] = [
    row(
        "roads",
        "S_ROADS",
        66.0,
        320.0,
        0.8,
        0.40,
        0.20,
        "县交通运输局",
        0.0,
    ),
    row("water", "S_WATER", 70.0, 140.0, 0.8, 0.35, 0.25, "县水利局", 0.0),
    row(
        "health",
        "S_HEALTH",
        68.0,
        520.0,
        0.3,
        0.05,
        0.15,
        "县卫生健康局",
        0.1,
    ),
    row(
        "schools",
        "S_SCHOOLS",
        72.0,
        900.0,
        0.3,
        0.03,
        0.10,
        "县教育局",
        0.35,
    ),
    row(
        "sanitation",
        "S_SANIT",
        64.0,
        160.0,
        0.4,
        0.65,
        0.05,
        "县城市管理局",
        0.0,
    ),
    row(
        "elder_care",
        "S_ELDER",
        67.0,
        90.0,
        0.0,
        0.45,
        0.10,
        "县民政局",
        0.3,
    ),
    row(
        "safety",
        "S_SAFETY",
        78.0,
        110.0,
        0.0,
        0.20,
        0.05,
        "县公安局",
        0.0,
    ),
    row(
        "culture",
        "S_CULTURE",
        66.0,
        45.0,
        0.4,
        0.55,
        0.05,
        "县文化旅游局",
        0.15,
    ),
    row(
        "office",
        "S_OFFICE",
        73.0,
        60.0,
        0.0,
        0.60,
        0.00,
        "县政务服务局",
        0.2,
    ),
    row(
        "farming",
        "S_FARM",
        62.0,
        210.0,
        0.4,
        0.35,
        0.30,
        "县农业农村局",
        0.3,
    ),
    row(
        "jobs",
        "S_JOBS",
        58.0,
        70.0,
        0.0,
        0.25,
        0.25,
        "县人力资源社会保障局",
        0.35,
    ),
    row(
        "network",
        "S_NETWORK",
        71.0,
        30.0,
        0.8,
        0.15,
        0.40,
        "县工业信息化局",
        0.05,
    ),
    row(
        "social_aid",
        "S_AID",
        63.0,
        180.0,
        0.0,
        0.30,
        0.30,
        "县民政局",
        0.35,
    ),
    row(
        "housing",
        "S_HOUSING",
        60.0,
        85.0,
        0.8,
        0.20,
        0.35,
        "县住房城乡建设局",
        0.45,
    ),
    row(
        "buses",
        "S_BUSES",
        61.0,
        40.0,
        0.0,
        0.05,
        0.05,
        "县交通运输局",
        0.2,
    ),
    row(
        "community",
        "S_COMMUNITY",
        69.0,
        95.0,
        0.0,
        0.75,
        0.00,
        "县委社会工作部",
        0.1,
    ),
    Service {
        gate: Some(("L_TAKEN", 0.1)),
        ..row(
            "land",
            "L_AMOUNT",
            52.0,
            65.0,
            0.0,
            0.35,
            0.05,
            "县自然资源局",
            0.0,
        )
    },
    Service {
        gate: Some(("C_REPORTED", 0.2)),
        ..row(
            "appeals",
            "C_HANDLING",
            56.0,
            12.0,
            0.0,
            0.45,
            0.00,
            "县信访局",
            0.0,
        )
    },
];

/// The service of a domain.
pub(crate) fn service(id: &str) -> Option<&'static Service> {
    ALL.iter().find(|s| s.id == id)
}

/// Ids of the first `n` domains, in the order in which a smaller county takes them.
pub fn first(n: usize) -> Vec<String> {
    ALL.iter().take(n).map(|s| s.id.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use survey::content::{DOMAINS, bank_item};

    use super::*;

    #[test]
    fn every_service_of_the_catalogue_is_there_with_the_item_that_rates_it() {
        assert_eq!(ALL.len(), DOMAINS.len());
        for s in &ALL {
            assert!(DOMAINS.iter().any(|d| d.id.as_str() == s.id), "{}", s.id);
            let item = bank_item(s.item).unwrap();
            assert_eq!((item.scale.as_str(), item.domain.unwrap().as_str()), ("S5", s.id));
            let asked = item.condition.map(|c| c.all[0].item.clone());
            assert_eq!(asked.as_deref(), s.gate.map(|(code, _)| code));
            assert!(s.township + s.higher < 1.0);
        }
    }
}
