//! Areas: county → township → village.

use serde::{Deserialize, Serialize};

/// The unique code of an area: a 12-digit 统计用区划代码 or any unique text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaCode(String);

impl AreaCode {
    /// A code of 1 to 64 characters without control characters; outer space is cut.
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim();
        let ok = (1..=64).contains(&code.chars().count()) && !code.chars().any(char::is_control);
        ok.then(|| Self(code.to_owned()))
    }

    /// A code that no area can have, where there is no area at all.
    pub fn nowhere() -> Self {
        Self(String::new())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The level of an area, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 县
    County,
    /// 乡镇(街道)
    Township,
    /// 村(社区)
    Village,
}

impl Level {
    /// The word used in import files; Chinese words are read too.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "county" | "县" | "县级" => Some(Self::County),
            "township" | "乡镇" | "乡" | "镇" | "街道" | "乡级" => Some(Self::Township),
            "village" | "村" | "社区" | "村级" => Some(Self::Village),
            _ => None,
        }
    }

    /// The word stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }
}

/// One area. Only `code` is unique; names may repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Unique code.
    pub code: AreaCode,
    /// Name as people say it.
    pub name: String,
    /// Level.
    pub level: Level,
    /// Code of the area above.
    pub parent: Option<AreaCode>,
    /// 城乡分类代码, 111–220, or `urban` / `rural`; free text.
    pub settlement: Option<String>,
    /// Other names that files may use.
    pub aliases: Vec<String>,
}
