//! What stands before every page: headers, a nonce for the one inline script, and the desk's own door.

use std::net::SocketAddr;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The nonce of this answer's content security policy.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// Sets the security headers of every answer; one that a handler has set itself stays.
pub async fn headers(mut request: Request, next: Next) -> Response {
    let nonce = nonce();
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let h = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&policy) {
        h.entry(header::CONTENT_SECURITY_POLICY).or_insert(value);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        h.entry(name).or_insert(HeaderValue::from_static(value));
    }
    h.entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The desk answers only to this machine, under a loopback name, and takes changes only from its own pages.
pub async fn desk_door(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .map(str::to_owned)
        .or_else(|| request.uri().authority().map(ToString::to_string))
        .unwrap_or_default();
    if !loopback_host(&host) {
        return (
            StatusCode::FORBIDDEN,
            "the desk answers only at a loopback address\n",
        )
            .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !same_origin(&request, &host)
    {
        return (
            StatusCode::FORBIDDEN,
            "this change did not come from a page of the desk\n",
        )
            .into_response();
    }
    next.run(request).await
}

/// Does the host name mean this machine?
pub fn loopback_host(host: &str) -> bool {
    if let Ok(addr) = host.parse::<SocketAddr>() {
        return addr.ip().is_loopback();
    }
    let name = host
        .rsplit_once(':')
        .filter(|(_, p)| p.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(n, _)| n);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn same_origin(request: &Request, host: &str) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    // a browser that names no origin may name the page it comes from
    let from = header("origin").or_else(|| header("referer"));
    let at = |page: &str| {
        let (_, rest) = page.split_once("://")?;
        rest.split(['/', '?', '#']).next().map(|h| h == host)
    };
    from.is_none_or(|page| at(page) == Some(true)) // none: not a browser, but curl on the same machine
}

/// Bytes in a path that are no text become U+FFFD, which is in no name: what is named so is not found, as any other
/// thing that is not there.
pub fn readable<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    if !path.contains('%') {
        return request;
    }
    let decoded = percent_encoding::percent_decode_str(path);
    if decoded.clone().decode_utf8().is_ok() {
        return request;
    }
    let pieces: Vec<String> = path
        .split('/')
        .map(|piece| {
            let bytes = percent_encoding::percent_decode_str(piece);
            match bytes.clone().decode_utf8() {
                Ok(_) => piece.to_owned(),
                Err(_) => crate::desk::encode(&bytes.decode_utf8_lossy()),
            }
        })
        .collect();
    let query = request.uri().query().map(|q| format!("?{q}")).unwrap_or_default();
    let mut parts = request.uri().clone().into_parts();
    if let Ok(readable) = format!("{}{query}", pieces.join("/")).parse() {
        parts.path_and_query = Some(readable);
        if let Ok(uri) = axum::http::Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}

fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_open_the_desk() {
        for good in [
            "127.0.0.1:3000",
            "localhost",
            "localhost:80",
            "[::1]:3000",
            "127.0.0.2",
        ] {
            assert!(loopback_host(good), "{good}");
        }
        for bad in [
            "",
            "evil.example:3000",
            "10.0.0.1:3000",
            "localhost.evil.example",
            "[2001:db8::1]:80",
        ] {
            assert!(!loopback_host(bad), "{bad}");
        }
    }
}
