//! The words of a form on a shared tablet: what they say of the phone in somebody's hand holds for the tablet.

/// The sentence about this phone, said of this tablet. A phone number stays one.
pub fn on_tablet(text: &str) -> String {
    let text = text.replace("手机", "平板").replace("手機", "平板");
    let mut parts = text.split("phone");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.starts_with(" number") || part.starts_with(" or ID number");
        out.push_str(if number { "phone" } else { "tablet" });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resident::{notice_today, words_of::form_words};

    #[test]
    fn no_word_of_a_form_on_a_tablet_speaks_of_a_phone() {
        for (lang, phone, tablet) in [
            ("zh-Hans", "手机", "平板"),
            ("zh-Hant", "手機", "平板"),
            ("en", "phone", "tablet"),
        ] {
            let all = [form_words(lang).0, notice_today("County", lang)].concat();
            let own = all.iter().filter(|s| s.contains(phone)).count();
            let said: Vec<String> = all.iter().map(|s| on_tablet(s)).collect();
            assert!(
                own > 5,
                "{lang}: the words speak of phones, or this tests nothing"
            );
            assert!(said.iter().filter(|s| s.contains(tablet)).count() >= own);
            for sentence in said {
                assert!(
                    !sentence.replace("phone numbers", "").contains(phone),
                    "{sentence}"
                );
            }
        }
    }

    #[test]
    fn a_phone_number_stays_one() {
        assert_eq!(
            on_tablet("We never keep phone numbers or phone models; the phone judges."),
            "We never keep phone numbers or tablet models; the tablet judges."
        );
    }
}
