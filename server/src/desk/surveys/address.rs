//! The address residents can reach: a setting of the house, editable on the page of any wave.

use app::words::Words;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
};

use super::{encode, fields::Fields, places, see_other, wave, with_status};
use crate::{desk::Desk, error::PageResult, guard::loopback_host, scope::Scope, state::AppState};

/// Key of the setting.
pub const SETTING: &str = "public_base";
const BAD: Words = Words(
    "网址要以 http:// 或 https:// 开头，只写到域名（或端口）为止，比如 https://wenjuan.example.gov.cn",
    "網址要以 http:// 或 https:// 開頭，只寫到網域（或埠）為止，比如 https://wenjuan.example.gov.cn",
    "The address begins with http:// or https:// and ends with the host, or its port, e.g. https://survey.example.gov",
);

/// Where residents are sent: the configured base, else where this page was asked for.
///
/// # Errors
/// What the store says.
pub async fn base(state: &AppState, headers: &HeaderMap) -> store::Result<String> {
    if let Some(base) = state.store.setting(SETTING).await?.filter(|b| !b.is_empty()) {
        return Ok(base);
    }
    let host = headers
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("localhost");
    Ok(format!("http://{host}"))
}

/// The resident's address of a wave.
pub fn link(base: &str, wave: &str) -> String {
    format!("{base}/s/{}", encode(wave))
}

/// Does the base lead to this machine only?
pub fn is_local(base: &str) -> bool {
    base.split_once("://").is_none_or(|(_, host)| loopback_host(host))
}

/// `https://host[:port]` without a path; empty takes the setting back.
fn parse(typed: &str) -> Option<String> {
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() {
        return Some(String::new());
    }
    let (scheme, host) = typed.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let ok = matches!(scheme.as_str(), "http" | "https")
        && (1..=200).contains(&host.len())
        && host.chars().all(fits);
    let known = ok
        && format!("{scheme}://{host}")
            .parse::<axum::http::Uri>()
            .is_ok_and(|u| u.host().is_some());
    known.then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

/// `POST /surveys/{wave}/address`
pub async fn save(
    State(state): State<AppState>,
    scope: Scope,
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> PageResult {
    let (wave, _) = places::wave(&state, &scope, &id).await?;
    let fields = Fields::parse(&body);
    let Some(base) = parse(&fields.line(SETTING)) else {
        let mut form = fields.kept();
        form.refuse(SETTING, BAD.get(desk.locale));
        let page = wave::render(&state, &scope, &desk, &headers, &id, Some(form)).await?;
        return Ok(with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
    };
    state.store.set_setting(SETTING, &base).await?;
    Ok(see_other(&format!("/surveys/{}#share", encode(&wave.id))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_scheme_and_a_host_and_nothing_else() {
        assert_eq!(
            parse(" HTTPS://Survey.Example.gov/ ").as_deref(),
            Some("https://survey.example.gov")
        );
        assert_eq!(
            parse("http://10.0.0.5:3000").as_deref(),
            Some("http://10.0.0.5:3000")
        );
        assert_eq!(parse("").as_deref(), Some(""));
        for bad in [
            "survey.example.gov",
            "javascript://x",
            "https://a/b",
            "https://a\"><script>",
            "https://",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_loopback_base_is_known_as_local() {
        assert!(is_local("http://127.0.0.1:3000") && is_local("http://localhost"));
        assert!(!is_local("https://survey.example.gov"));
        assert_eq!(link("https://a", "民心"), "https://a/s/%E6%B0%91%E5%BF%83");
    }
}
