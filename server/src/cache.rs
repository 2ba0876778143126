//! Waves for a second, published versions for ever: intake must not read the same rows for every answer.
//!
//! Another process (`minxin wave close`) may change a wave, so nothing that can change is kept longer.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use store::{Result, SealKey, Store};
use survey::{Area, AreaCode, Choice, Version, Wave};

const FRESH_MS: i64 = 1_000;
const MOST: usize = 10_000;

/// A wave with what is needed to put and check its form.
#[derive(Clone, Debug)]
pub struct OpenWave {
    /// The wave.
    pub wave: Wave,
    /// Name of its area.
    pub area_name: String,
    /// Places a resident may live in: the lowest areas below the wave's.
    pub places: Vec<Choice>,
    /// What devices seal their answers to, if it has been made.
    pub key: Option<SealKey>,
}

/// When a wave was read, and what was there.
type Read = (i64, Option<Arc<OpenWave>>);

/// See the module.
pub struct Cache {
    waves: RwLock<HashMap<String, Read>>,
    versions: RwLock<HashMap<(String, u32), Arc<Version>>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self::new()
    }
}

impl Cache {
    /// Empty.
    pub fn new() -> Self {
        Self {
            waves: RwLock::default(),
            versions: RwLock::default(),
        }
    }

    /// A wave, at most a second old.
    ///
    /// # Errors
    /// What the store says.
    pub async fn wave(&self, store: &dyn Store, id: &str, now: i64) -> Result<Option<Arc<OpenWave>>> {
        if !survey::wave::valid_id(id) {
            return Ok(None);
        }
        if let Ok(map) = self.waves.read()
            && let Some((at, found)) = map.get(id)
            && (now - at).abs() < FRESH_MS
        {
            return Ok(found.clone());
        }
        let found = match store.wave(id).await? {
            None => None,
            Some(wave) => {
                let areas = store.areas().await?;
                let area_name = areas
                    .iter()
                    .find(|a| a.code == wave.area)
                    .map_or_else(|| wave.area.to_string(), |a| a.name.clone());
                let places = places(&areas, &wave.area);
                let key = store.newest_seal_key(&wave.id).await?;
                Some(Arc::new(OpenWave {
                    key,
                    wave,
                    area_name,
                    places,
                }))
            }
        };
        if let Ok(mut map) = self.waves.write() {
            if map.len() >= MOST {
                map.clear();
            }
            map.insert(id.to_owned(), (now, found.clone()));
        }
        Ok(found)
    }

    /// A published version.
    ///
    /// # Errors
    /// What the store says.
    pub async fn version(
        &self,
        store: &dyn Store,
        instrument: &str,
        version: u32,
    ) -> Result<Option<Arc<Version>>> {
        let key = (instrument.to_owned(), version);
        if let Ok(map) = self.versions.read()
            && let Some(found) = map.get(&key)
        {
            return Ok(Some(found.clone()));
        }
        let Some(found) = store.version(instrument, version).await?.map(Arc::new) else {
            return Ok(None);
        };
        if let Ok(mut map) = self.versions.write() {
            map.insert(key, found.clone());
        }
        Ok(Some(found))
    }

    /// Forgets a wave that has just been changed here.
    pub fn forget(&self, wave: &str) {
        if let Ok(mut map) = self.waves.write() {
            map.remove(wave);
        }
    }
}

/// The lowest areas below `top`, in the store's order; none when `top` has nothing below it. A name that several have
/// stands behind that of the area above.
pub fn places(areas: &[Area], top: &AreaCode) -> Vec<Choice> {
    let children = |code: &AreaCode| -> Vec<&Area> {
        areas.iter().filter(|a| a.parent.as_ref() == Some(code)).collect()
    };
    let mut found: Vec<&Area> = Vec::new();
    let mut stack = children(top);
    stack.reverse();
    while let Some(area) = stack.pop() {
        let below = children(&area.code);
        if below.is_empty() {
            found.push(area);
        } else {
            stack.extend(below.into_iter().rev());
        }
    }
    let alone = |area: &Area| found.iter().filter(|other| other.name == area.name).count() == 1;
    let label = |area: &&Area| {
        let above = area.parent.as_ref().filter(|_| !alone(area));
        match above.and_then(|p| areas.iter().find(|a| &a.code == p)) {
            Some(above) => format!("{} {}", above.name, area.name),
            None => area.name.clone(),
        }
    };
    let choice = |area: &&Area| Choice {
        code: area.code.to_string(),
        label: label(area),
    };
    found.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_several_villages_have_stands_behind_its_township() {
        let area = |code: &str, name: &str, level, parent: Option<&str>| Area {
            code: AreaCode::parse(code).expect("a code"),
            name: name.to_owned(),
            level,
            parent: parent.and_then(AreaCode::parse),
            settlement: None,
            aliases: Vec::new(),
        };
        use survey::Level::{County, Township, Village};
        let areas = [
            area("c", "县", County, None),
            area("t", "城关镇", Township, Some("c")),
            area("u", "河口镇", Township, Some("c")),
            area("t1", "东村", Village, Some("t")),
            area("u1", "东村", Village, Some("u")),
            area("u2", "西村", Village, Some("u")),
        ];
        let labels = |top| -> Vec<String> {
            let top = AreaCode::parse(top).expect("a code");
            places(&areas, &top).into_iter().map(|c| c.label).collect()
        };
        assert_eq!(labels("c"), ["城关镇 东村", "河口镇 东村", "西村"]);
        assert_eq!(labels("u"), ["东村", "西村"]);
    }
}
