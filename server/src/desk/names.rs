//! Names of services: the catalogue's and the county's own.

use app::words::Locale;
use survey::{Domain, DomainId, content};

use crate::{error::PageError, state::AppState};

/// All services.
///
/// # Errors
/// What the store says.
pub async fn domains(state: &AppState) -> Result<Vec<Domain>, PageError> {
    let mut all = content::DOMAINS.clone();
    all.extend(state.store.own_domains().await?);
    Ok(all)
}

/// Name of a service; its id where nobody named it.
pub fn of(domains: &[Domain], id: &DomainId, locale: Locale) -> String {
    let found = domains
        .iter()
        .find(|d| &d.id == id)
        .map(|d| d.name.get(locale.tag()))
        .unwrap_or_default();
    if found.is_empty() {
        id.as_str().replace('_', " ")
    } else {
        found.to_owned()
    }
}
