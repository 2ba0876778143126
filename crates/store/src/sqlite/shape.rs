//! The identity rules of import files as data: for each kind its key, the values that may conflict, and the SQL
//! that follows from them.
//!
//! The statements are put together from the constants below and nothing else.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr, Sqlite, query::Query, sqlite::SqliteArguments};
use survey::{Area, Deflator, Indicator, Population, PublishedScore, Spending};

use super::reading;
use crate::{error::Result, submission::NewSubmission};

/// A statement and what is bound to it.
pub(super) type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// How a value is told to a person.
#[derive(Clone, Copy)]
pub(super) enum Told {
    /// As it is.
    Text,
    /// As a number.
    Number,
    /// Fen, told in currency units.
    Money,
    /// The first digits of a hash: enough to see that two differ, too little to say what was answered.
    Digest,
}

/// A column whose stored value must be that of the file.
#[derive(Clone, Copy)]
pub(super) struct Value {
    /// In the table.
    pub column: &'static str,
    /// In the file.
    pub named: &'static str,
    /// In a message.
    pub told: Told,
}

/// One kind of file and its table.
pub(super) struct Shape {
    pub kind: &'static str,
    pub table: &'static str,
    pub key: &'static [&'static str],
    pub values: &'static [Value],
    /// Stored with the row, but not what it is known by.
    pub rest: &'static [&'static str],
    /// The column that names an area.
    pub area: Option<&'static str>,
    /// Where a stored row `t` of another key cannot stand beside a staged row `s` and gives way to it.
    pub displaces: Option<&'static str>,
}

/// Bands of ages of one area, year and sex that share an age; −1 is an open end, and a row without ages is no band.
const SHARED_AGES: &str = "t.area = s.area and t.year = s.year and t.sex = s.sex \
    and (t.age_from <> s.age_from or t.age_to <> s.age_to) \
    and max(t.age_from, t.age_to) >= 0 and max(s.age_from, s.age_to) >= 0 \
    and (s.age_to < 0 or max(t.age_from, 0) <= s.age_to) and (t.age_to < 0 or max(s.age_from, 0) <= t.age_to)";

const fn value(column: &'static str, told: Told) -> Value {
    Value {
        column,
        named: column,
        told,
    }
}

impl Shape {
    fn columns(&self) -> Vec<&'static str> {
        let values = self.values.iter().map(|v| v.column);
        self.key
            .iter()
            .copied()
            .chain(values)
            .chain(self.rest.iter().copied())
            .collect()
    }

    /// The stored row `t` of a staged row `s`.
    fn same_key(&self) -> String {
        let parts: Vec<String> = self.key.iter().map(|k| format!("t.{k} = s.{k}")).collect();
        parts.join(" and ")
    }

    /// Whether any value differs between two rows.
    fn differs(&self, stored: &str, given: &str) -> String {
        let parts: Vec<String> = self
            .values
            .iter()
            .map(|v| format!("{stored}.{0} is not {given}.{0}", v.column))
            .collect();
        format!("({})", parts.join(" or "))
    }

    /// A temporary table with the same key; `again` takes the row that repeats it.
    pub(super) fn create(&self) -> SqlStr {
        safe(format!(
            "create table temp.staged_{} ({}, line, again, primary key ({})) without rowid",
            self.table,
            self.columns().join(", "),
            self.key.join(", "),
        ))
    }

    /// Stages so many rows at once: every column, then the row's number.
    pub(super) fn stage(&self, rows: usize) -> SqlStr {
        let columns = self.columns();
        let row = format!("({})", vec!["?"; columns.len() + 1].join(", "));
        safe(format!(
            "insert into temp.staged_{} ({}, line) values {} \
             on conflict do update set again = coalesce(again, excluded.line)",
            self.table,
            columns.join(", "),
            vec![row; rows].join(", "),
        ))
    }

    /// The first row whose key the file has had before.
    pub(super) fn first_repeated(&self) -> SqlStr {
        safe(format!(
            "select again, line from temp.staged_{} where again is not null order by again limit 1",
            self.table
        ))
    }

    /// An area that is neither stored nor, where areas come with the file, staged.
    pub(super) fn missing_area(&self, areas_staged: bool) -> Option<SqlStr> {
        let column = self.area?;
        let staged = if areas_staged {
            format!("and s.{column} not in (select code from temp.staged_area)")
        } else {
            String::new()
        };
        Some(safe(format!(
            "select s.{column} from temp.staged_{} s where s.{column} is not null \
             and s.{column} not in (select code from main.area) {staged} limit 1",
            self.table
        )))
    }

    /// How many rows are staged, how many of them are stored, and how many of those with another value.
    pub(super) fn compare(&self) -> SqlStr {
        safe(format!(
            "select count(*) as staged, count(t.{key}) as stored, \
             coalesce(sum(t.{key} is not null and {differs}), 0) as differing \
             from temp.staged_{table} s left join main.{table} t on {same}",
            key = self.key[0],
            differs = self.differs("t", "s"),
            table = self.table,
            same = self.same_key(),
        ))
    }

    /// The first rows with another value: line, then stored and given of each value in turn.
    pub(super) fn conflicts(&self, limit: usize) -> SqlStr {
        let pairs: Vec<String> = self
            .values
            .iter()
            .map(|v| format!("t.{0}, s.{0}", v.column))
            .collect();
        safe(format!(
            "select s.line, {} from temp.staged_{table} s cross join main.{table} t on {} \
             where {} order by s.line limit {limit}",
            pairs.join(", "),
            self.same_key(),
            self.differs("t", "s"),
            table = self.table,
        ))
    }

    fn displaced(&self, what: &str) -> Option<SqlStr> {
        let rule = self.displaces?;
        Some(safe(format!(
            "{what} from main.{table} as t where exists (select 1 from temp.staged_{table} s where {rule})",
            table = self.table,
        )))
    }

    /// How many stored rows give way to staged rows of another key; none where rows of a kind stand side by side.
    pub(super) fn count_displaced(&self) -> Option<SqlStr> {
        self.displaced("select count(*)")
    }

    /// Takes those rows away.
    pub(super) fn take_displaced_away(&self) -> Option<SqlStr> {
        self.displaced("delete")
    }

    /// Takes the staged rows over, in the order of their key.
    pub(super) fn merge(&self, replace: bool) -> SqlStr {
        let columns = self.columns().join(", ");
        let given = self
            .values
            .iter()
            .map(|v| v.column)
            .chain(self.rest.iter().copied());
        let set: Vec<String> = given.map(|c| format!("{c} = excluded.{c}")).collect();
        let otherwise = if replace {
            format!(
                "do update set {} where {}",
                set.join(", "),
                self.differs(self.table, "excluded")
            )
        } else {
            "do nothing".to_owned()
        };
        safe(format!(
            "insert into main.{table} ({columns}) select {columns} from temp.staged_{table} where true \
             on conflict ({}) {otherwise}",
            self.key.join(", "),
            table = self.table,
        ))
    }
}

fn safe(sql: String) -> SqlStr {
    AssertSqlSafe(sql).into_sql_str()
}

/// A row that can be staged.
pub(super) trait Staged: Send {
    /// Its kind.
    const SHAPE: &'static Shape;
    /// Binds key, values and rest, in the order of the shape.
    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>>;
}

impl Staged for Area {
    const SHAPE: &'static Shape = &Shape {
        kind: "areas",
        table: "area",
        key: &["code"],
        values: &[
            value("name", Told::Text),
            value("level", Told::Text),
            value("parent", Told::Text),
            value("settlement", Told::Text),
            value("aliases", Told::Text),
        ],
        rest: &[],
        area: Some("parent"),
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.code.to_string())
            .bind(self.name)
            .bind(self.level.as_str())
            .bind(self.parent.map(|p| p.to_string()))
            .bind(self.settlement)
            .bind(self.aliases.join("|")))
    }
}

impl Staged for Population {
    const SHAPE: &'static Shape = &Shape {
        kind: "population",
        table: "population",
        key: &["area", "year", "sex", "age_from", "age_to"],
        values: &[value("population", Told::Number)],
        rest: &[],
        area: Some("area"),
        displaces: Some(SHARED_AGES),
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.area.to_string())
            .bind(self.year)
            .bind(self.sex.unwrap_or_default())
            .bind(self.age_from.unwrap_or(-1))
            .bind(self.age_to.unwrap_or(-1))
            .bind(self.population))
    }
}

impl Staged for Spending {
    const SHAPE: &'static Shape = &Shape {
        kind: "spending",
        table: "spending",
        key: &[
            "area", "year", "domain", "kind", "stage", "payer", "decides", "project", "source",
        ],
        values: &[value("amount", Told::Money)],
        rest: &[],
        area: Some("area"),
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.area.to_string())
            .bind(self.year)
            .bind(self.domain.to_string())
            .bind(self.kind.as_str())
            .bind(self.stage.as_str())
            .bind(self.payer.unwrap_or_default())
            .bind(self.decides.unwrap_or_default())
            .bind(self.project.unwrap_or_default())
            .bind(self.source.unwrap_or_default())
            .bind(self.amount.0))
    }
}

impl Staged for Deflator {
    const SHAPE: &'static Shape = &Shape {
        kind: "deflator",
        table: "deflator",
        key: &["year"],
        values: &[Value {
            column: "price_index",
            named: "index",
            told: Told::Number,
        }],
        rest: &[],
        area: None,
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query.bind(self.year).bind(self.index))
    }
}

impl Staged for PublishedScore {
    const SHAPE: &'static Shape = &Shape {
        kind: "scores",
        table: "score",
        key: &["area", "wave", "domain"],
        values: &[
            value("year", Told::Number),
            value("score", Told::Number),
            value("n", Told::Number),
            value("se", Told::Number),
        ],
        rest: &[],
        area: Some("area"),
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.area.to_string())
            .bind(self.wave)
            .bind(self.domain.to_string())
            .bind(self.year)
            .bind(self.score)
            .bind(self.n)
            .bind(self.se))
    }
}

impl Staged for Indicator {
    const SHAPE: &'static Shape = &Shape {
        kind: "indicators",
        table: "indicator",
        key: &["area", "year", "indicator"],
        values: &[value("value", Told::Number)],
        rest: &[],
        area: Some("area"),
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.area.to_string())
            .bind(self.year)
            .bind(self.indicator)
            .bind(self.value))
    }
}

impl Staged for NewSubmission {
    const SHAPE: &'static Shape = &Shape {
        kind: "responses",
        table: "submission",
        key: &["id"],
        values: &[
            value("wave", Told::Text),
            Value {
                column: "hash",
                named: "answers",
                told: Told::Digest,
            },
        ],
        rest: &[
            "version", "receipt", "lang", "mode", "day", "area", "age", "sex", "weight", "answers", "late",
            "quality",
        ],
        area: None,
        displaces: None,
    };

    fn bind(self, query: Bound<'_>) -> Result<Bound<'_>> {
        Ok(query
            .bind(self.id.0.to_vec())
            .bind(self.wave)
            .bind(self.hash.to_vec())
            .bind(self.version)
            .bind(self.id.receipt().plain().to_owned())
            .bind(self.lang)
            .bind(self.mode.as_str())
            .bind(self.day)
            .bind(self.area.to_string())
            .bind(self.age)
            .bind(self.sex)
            .bind(self.weight)
            .bind(reading::to_json("answers", &self.answers)?)
            .bind(self.late)
            .bind(self.quality.map(survey::quality::Bits::number)))
    }
}
