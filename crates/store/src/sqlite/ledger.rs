//! What the county loaded, read back: areas, populations, ledger lines and their sums, prices, scores, indicators.

use sqlx::{AssertSqlSafe, Row as _, sqlite::SqliteRow};
use survey::{
    Area, AreaCode, Deflator, Domain, DomainId, Indicator, LedgerKind, Level, Money, Population,
    PublishedScore, Spending, Stage,
};

use super::{
    SqliteStore,
    reading::{absent_if_empty, count, json, parsed, unreadable},
};
use crate::{
    error::Result,
    view::{LedgerLine, LineFilter, Loaded, PayerTotal, Total},
};

/// The amount of a line, nothing where another line has its money too: capital paid for a project of the area that is there
/// as in service as well; without a project, capital of a year, payer and decider that is there as both to the fen. The same
/// lines as `insight::report::exposure::told_twice` names.
const ONCE: &str = "case
    when stage = 'paid' and project <> '' and kind in ('capital', 'reversal') and (area, domain, project) in
        (select area, domain, project from spending where kind = 'capital' and stage = 'in_service')
    then 0
    when stage = 'paid' and project = '' and kind = 'capital' and (area, year, domain, payer, decides) in
        (select area, year, domain, payer, decides from spending
         where kind = 'capital' and project = '' and stage in ('paid', 'in_service')
         group by area, year, domain, payer, decides
         having sum(case stage when 'paid' then amount else -amount end) = 0)
    then 0
    else amount end";

impl SqliteStore {
    pub(super) async fn read_areas(&self) -> Result<Vec<Area>> {
        // county, township, village: their order in the alphabet is their order
        let sql = "select code, name, level, parent, settlement, aliases from area order by level, code";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter().map(area_of).collect()
    }

    pub(super) async fn read_own_domains(&self) -> Result<Vec<Domain>> {
        let rows = sqlx::query("select body from own_domain order by id")
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(|row| json(row, "body")).collect()
    }

    pub(super) async fn read_own_indicators(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar("select id from own_indicator order by id")
            .fetch_all(&self.reads)
            .await?)
    }

    pub(super) async fn read_population(&self) -> Result<Vec<Population>> {
        let sql = "select area, year, sex, age_from, age_to, population from population
                   order by area, year, sex, age_from, age_to";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter().map(population_of).collect()
    }

    pub(super) async fn sum_spending(&self) -> Result<Vec<Total>> {
        let sql = format!(
            "select area, year, domain, sum({ONCE}) as amount, count(*) as lines from spending
             where stage in ('paid', 'in_service') group by area, year, domain order by area, year, domain"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.reads).await?;
        rows.iter().map(total_of).collect()
    }

    pub(super) async fn sum_spending_by_payer(&self) -> Result<Vec<PayerTotal>> {
        let sql = format!(
            "select area, year, domain, payer, sum({ONCE}) as amount, count(*) as lines from spending
             where stage in ('paid', 'in_service')
             group by area, year, domain, payer order by area, year, domain, payer"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.reads).await?;
        rows.iter()
            .map(|row| {
                Ok(PayerTotal {
                    total: total_of(row)?,
                    payer: absent_if_empty(row, "payer")?,
                })
            })
            .collect()
    }

    pub(super) async fn sum_spending_lines(&self) -> Result<Vec<LedgerLine>> {
        // which project capital is of decides whether it is there twice
        let sql = "select area, year, domain, kind, stage, payer, decides,
                          case kind when 'recurrent' then '' else project end as project,
                          '' as source, sum(amount) as amount
                   from spending where stage in ('paid', 'in_service')
                   group by 1, 2, 3, 4, 5, 6, 7, 8 order by 1, 2, 3, 4, 5, 6, 7, 8";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter().map(line_of).collect()
    }

    pub(super) async fn read_spending_lines(&self, filter: &LineFilter) -> Result<Vec<LedgerLine>> {
        let sql = "with recursive inside (code) as (
                select code from area where code = $4
                union select area.code from area join inside on area.parent = inside.code
            )
            select area, year, domain, kind, stage, payer, decides, project, source, amount from spending
            where ($1 is null or area = $1) and ($2 is null or domain = $2) and ($3 is null or year = $3)
              and ($4 is null or area in (select code from inside))
            order by year, area, domain, kind, stage, payer, decides, project, source limit $5 offset $6";
        let rows = sqlx::query(sql)
            .bind(filter.area.as_ref().map(AreaCode::as_str))
            .bind(filter.domain.as_ref().map(DomainId::as_str))
            .bind(filter.year)
            .bind(filter.within.as_ref().map(AreaCode::as_str))
            .bind(filter.limit)
            .bind(filter.skip)
            .fetch_all(&self.reads)
            .await?;
        rows.iter().map(line_of).collect()
    }

    pub(super) async fn read_spending_line_count(&self, filter: &LineFilter) -> Result<u64> {
        let sql = "with recursive inside (code) as (
                select code from area where code = $4
                union select area.code from area join inside on area.parent = inside.code
            )
            select count(*) as lines from spending
            where ($1 is null or area = $1) and ($2 is null or domain = $2) and ($3 is null or year = $3)
              and ($4 is null or area in (select code from inside))";
        let row = sqlx::query(sql)
            .bind(filter.area.as_ref().map(AreaCode::as_str))
            .bind(filter.domain.as_ref().map(DomainId::as_str))
            .bind(filter.year)
            .bind(filter.within.as_ref().map(AreaCode::as_str))
            .fetch_one(&self.reads)
            .await?;
        count(&row, "lines")
    }

    pub(super) async fn read_deflator(&self) -> Result<Vec<Deflator>> {
        let rows = sqlx::query("select year, price_index from deflator order by year")
            .fetch_all(&self.reads)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Deflator {
                    year: row.try_get("year")?,
                    index: row.try_get("price_index")?,
                })
            })
            .collect()
    }

    pub(super) async fn read_scores(&self) -> Result<Vec<PublishedScore>> {
        let sql =
            "select area, wave, year, domain, score, n, se from score order by domain, year, area, wave";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter()
            .map(|row| {
                Ok(PublishedScore {
                    area: parsed(row, "area", AreaCode::parse)?,
                    wave: row.try_get("wave")?,
                    year: row.try_get("year")?,
                    domain: parsed(row, "domain", DomainId::parse)?,
                    score: row.try_get("score")?,
                    n: row.try_get("n")?,
                    se: row.try_get("se")?,
                })
            })
            .collect()
    }

    pub(super) async fn read_indicators(&self) -> Result<Vec<Indicator>> {
        let sql = "select area, year, indicator, value from indicator order by indicator, year, area";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter()
            .map(|row| {
                Ok(Indicator {
                    area: parsed(row, "area", AreaCode::parse)?,
                    year: row.try_get("year")?,
                    indicator: row.try_get("indicator")?,
                    value: row.try_get("value")?,
                })
            })
            .collect()
    }

    pub(super) async fn read_loaded(&self) -> Result<Vec<Loaded>> {
        let sql = "with stored (kind, entries, first, last) as (
                select 'areas', count(*), null, null from area
                union all select 'population', count(*), min(year), max(year) from population
                union all select 'spending', count(*), min(year), max(year) from spending
                union all select 'deflator', count(*), min(year), max(year) from deflator
                union all select 'scores', count(*), min(year), max(year) from score
                union all select 'indicators', count(*), min(year), max(year) from indicator
                union all select 'responses', count(*), null, null from submission
            )
            select kind, entries, first, last,
                   (select max(imported_at) from import_log where import_log.kind = stored.kind) as imported_at
            from stored";
        let rows = sqlx::query(sql).fetch_all(&self.reads).await?;
        rows.iter().map(loaded_of).collect()
    }
}

fn area_of(row: &SqliteRow) -> Result<Area> {
    let parent: Option<String> = row.try_get("parent")?;
    let aliases: String = row.try_get("aliases")?;
    Ok(Area {
        code: parsed(row, "code", AreaCode::parse)?,
        name: row.try_get("name")?,
        level: parsed(row, "level", Level::parse)?,
        parent: parent.as_deref().and_then(AreaCode::parse),
        settlement: row.try_get("settlement")?,
        aliases: aliases
            .split('|')
            .filter(|a| !a.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

fn population_of(row: &SqliteRow) -> Result<Population> {
    let age = |column: &'static str| -> Result<Option<i32>> {
        let years: i32 = row.try_get(column)?;
        Ok(Some(years).filter(|y| *y >= 0))
    };
    Ok(Population {
        area: parsed(row, "area", AreaCode::parse)?,
        year: row.try_get("year")?,
        sex: absent_if_empty(row, "sex")?,
        age_from: age("age_from")?,
        age_to: age("age_to")?,
        population: row.try_get("population")?,
    })
}

fn total_of(row: &SqliteRow) -> Result<Total> {
    Ok(Total {
        area: parsed(row, "area", AreaCode::parse)?,
        year: row.try_get("year")?,
        domain: parsed(row, "domain", DomainId::parse)?,
        amount: Money(row.try_get("amount")?),
        lines: count(row, "lines")?,
    })
}

fn line_of(row: &SqliteRow) -> Result<Spending> {
    Ok(Spending {
        area: parsed(row, "area", AreaCode::parse)?,
        year: row.try_get("year")?,
        domain: parsed(row, "domain", DomainId::parse)?,
        amount: Money(row.try_get("amount")?),
        kind: parsed(row, "kind", LedgerKind::parse)?,
        stage: parsed(row, "stage", Stage::parse)?,
        payer: absent_if_empty(row, "payer")?,
        decides: absent_if_empty(row, "decides")?,
        project: absent_if_empty(row, "project")?,
        source: absent_if_empty(row, "source")?,
    })
}

/// The kinds of import files, as the contract names them.
const KINDS: [&str; 7] = [
    "areas",
    "population",
    "spending",
    "deflator",
    "scores",
    "indicators",
    "responses",
];

fn loaded_of(row: &SqliteRow) -> Result<Loaded> {
    let kind: &str = row.try_get("kind")?;
    let first: Option<i32> = row.try_get("first")?;
    let last: Option<i32> = row.try_get("last")?;
    Ok(Loaded {
        kind: KINDS
            .into_iter()
            .find(|k| *k == kind)
            .ok_or_else(|| unreadable("kind", "a kind of file"))?,
        rows: count(row, "entries")?,
        years: first.zip(last),
        imported_at: row.try_get("imported_at")?,
    })
}
