//! The body of a submission as bytes, written once.

use survey::{Answers, answer::Value, quality::Bits};

/// `{"version":…,"lang":…,"mode":…,"quality":{…},"answers":{…}}`; whole numbers as numbers, everything else as text.
pub fn body(version: u32, lang: &str, mode: &str, bits: Bits, answers: &Answers) -> String {
    let mut out = ["{\"version\":", &version.to_string(), ",\"lang\":"].concat();
    text(&mut out, lang);
    out.push_str(",\"mode\":");
    text(&mut out, mode);
    let said = [
        (",\"quality\":{\"fast\":", bits.fast),
        (",\"straight\":", bits.straight),
        (",\"helped\":", bits.helped),
    ];
    for (name, yes) in said {
        out.push_str(name);
        out.push_str(if yes { "true" } else { "false" });
    }
    out.push_str("},\"answers\":{");
    for (i, (code, value)) in answers.0.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        text(&mut out, code);
        out.push(':');
        match value {
            Value::One(a) => atom(&mut out, a),
            Value::Many(all) => {
                for (i, a) in all.iter().enumerate() {
                    out.push(if i == 0 { '[' } else { ',' });
                    atom(&mut out, a);
                }
                out.push(']');
            }
        }
    }
    out.push_str("}}");
    out
}

fn atom(out: &mut String, atom: &survey::answer::Atom) {
    match atom {
        survey::answer::Atom::Int(n) => out.push_str(&n.to_string()),
        other => text(out, &other.as_code()),
    }
}

/// A JSON string.
fn text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            // no other control character can be typed into a form and matter
            c if c < ' ' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::{Envelope, Mode};

    #[test]
    fn the_server_reads_what_the_phone_wrote() {
        let fields = [
            ("A", "5"),
            ("B", "roads"),
            ("B", "water"),
            ("C", "05"),
            ("T", "\"路\\不好\"\n</script>\u{1}é"),
        ];
        let answers = Answers::from_fields(fields);
        let bits = Bits {
            straight: true,
            ..Bits::default()
        };
        let read: Envelope = serde_json::from_str(&body(3, "zh-Hans", "kiosk", bits, &answers)).unwrap();
        assert_eq!(
            (read.version, read.lang.as_str(), read.mode),
            (3, "zh-Hans", Mode::Kiosk)
        );
        assert_eq!(read.quality, Some(bits));
        assert_eq!(read.answers.get("A"), answers.get("A"));
        assert_eq!(read.answers.get("B"), answers.get("B"));
        assert_eq!(read.answers.get("C"), answers.get("C"));
        assert_eq!(
            read.answers.get("T").unwrap().codes(),
            ["\"路\\不好\"\n</script> é"]
        );
        assert_eq!(
            body(1, "en", "web", Bits::default(), &Answers::default()),
            r#"{"version":1,"lang":"en","mode":"web","quality":{"fast":false,"straight":false,"helped":false},"answers":{}}"#
        );
    }
}
