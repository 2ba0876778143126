//! Names of what is measured: services by the catalogue, outcomes by a few words.

use super::Facts;
use crate::{
    desk::breakdown::printed,
    words::{Locale, Words},
};

impl Facts {
    /// Name of a measure: a service, an outcome, or the question where it has no short name.
    pub fn measure(&self, id: &str) -> String {
        if let Some(name) = self.domains.get(id) {
            return name.clone();
        }
        if let Some(words) = outcome(id) {
            return words.get(self.locale).to_owned();
        }
        let item = self
            .version
            .as_ref()
            .and_then(|v| v.items.iter().find(|i| i.code == id));
        match item {
            Some(item) => printed(self.locale, item.text.get(self.locale.tag())),
            None => id.replace('_', " "),
        }
    }

    /// “24 个乡镇”, “32 areas”: what is counted here by the level that answered.
    pub fn counted(&self, n: usize) -> String {
        let words = match self.report.wave.source {
            insight::report::scores::Source::Own => self.unit.counted(),
            insight::report::scores::Source::Published => {
                Words("{n} 个地区", "{n} 個地區", "{n} {n:area|areas}")
            }
        };
        words.fill(self.locale, &[("n", &n.to_string())])
    }
}

fn outcome(id: &str) -> Option<Words> {
    Some(match id {
        "Q_OVERALL" | "overall" | "总体满意度" => {
            Words("总体满意度", "總體滿意度", "Overall satisfaction")
        }
        "Q_HAPPY" => Words("幸福感", "幸福感", "Happiness"),
        "G_TOWN" => Words(
            "对乡镇政府工作的满意度",
            "對鄉鎮政府工作的滿意度",
            "Satisfaction with the township government",
        ),
        "V_NEED" => Words("钱花在需要处", "錢花在需要處", "Money spent on what people need"),
        "H_TRUST" => Words("邻里信任", "鄰里信任", "Trust in neighbours"),
        "H_HELP" => Words("邻里互助", "鄰里互助", "Help from neighbours"),
        "H_SAFE" => Words("夜间安全感", "夜間安全感", "Safety after dark"),
        "harmony" => Words("邻里和谐", "鄰里和諧", "Harmony"),
        "E_RISE" => Words("对服务的要求", "對服務的要求", "What people expect of services"),
        _ => return None,
    })
}

/// A name followed by a colon at the head of a sentence.
pub(super) fn headed(locale: Locale, name: &str, rest: &str) -> String {
    Words("{m}：{r}", "{m}：{r}", "{m}: {r}").fill(locale, &[("m", name), ("r", rest)])
}
