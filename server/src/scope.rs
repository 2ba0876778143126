//! Who may see what: a role and the part of the county it covers. Every desk page takes one.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use survey::{Area, AreaCode};

/// The part of the county that a person may see. Until there are accounts it is the whole county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    County,
    /// One area and what lies in it.
    Area(AreaCode),
}

impl Scope {
    /// May this scope see the area?
    pub fn covers(&self, area: &AreaCode, areas: &[Area]) -> bool {
        match self {
            Self::County => true,
            Self::Area(top) => {
                let mut at = Some(area);
                for _ in 0..=areas.len() {
                    match at {
                        Some(code) if code == top => return true,
                        Some(code) => {
                            at = areas
                                .iter()
                                .find(|a| &a.code == code)
                                .and_then(|a| a.parent.as_ref());
                        }
                        None => return false,
                    }
                }
                false
            }
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Scope {
    type Rejection = Infallible;

    /// What the door that let the request in has said of it; until there are accounts no door says anything.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self::County))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::Level;

    #[test]
    fn a_township_sees_its_villages_and_no_neighbour() {
        let area = |code: &str, level, parent: Option<&str>| Area {
            code: AreaCode::parse(code).unwrap(),
            name: code.into(),
            level,
            parent: parent.and_then(AreaCode::parse),
            settlement: None,
            aliases: vec![],
        };
        let areas = [
            area("c", Level::County, None),
            area("t1", Level::Township, Some("c")),
            area("t2", Level::Township, Some("c")),
            area("v1", Level::Village, Some("t1")),
        ];
        let scope = Scope::Area(AreaCode::parse("t1").unwrap());
        let covers = |code: &str| scope.covers(&AreaCode::parse(code).unwrap(), &areas);
        assert!(covers("t1") && covers("v1"));
        assert!(!covers("t2") && !covers("c"));
        assert!(Scope::County.covers(&areas[2].code, &areas));
    }
}
