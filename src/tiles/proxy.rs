//! The proxy: obeyed where one is set, and nothing goes around it.

use ureq::Proxy;

use super::error::TileError;

/// Which way connections take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// As `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY` say, in this order; directly where none is set.
    #[default]
    Environment,
    /// `http://…`, `https://…`, `socks4://…`, `socks5://…` or `socks5h://…`.
    Url(String),
    Direct,
}

const VARIABLES: [&str; 6] = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

impl ProxyChoice {
    /// # Errors
    /// [`TileError::Proxy`] where a proxy is set but not understood: going around it would break its purpose.
    pub(super) fn resolve(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>, TileError> {
        let (name, url) = match self {
            Self::Direct => return Ok(None),
            Self::Url(url) => ("in the settings", url.clone()),
            Self::Environment => {
                let set = |name: &'static str| Some((name, variable(name)?)).filter(|(_, url)| !url.trim().is_empty());
                match VARIABLES.into_iter().find_map(set) {
                    Some(found) => found,
                    None => return Ok(None),
                }
            }
        };
        Proxy::new(url.trim()).map(Some).map_err(|_| TileError::Proxy(name.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_that_is_not_understood_stops_everything() {
        let nonsense = |name: &str| (name == "HTTPS_PROXY").then(|| "gopher://x".to_owned());
        assert!(matches!(ProxyChoice::Environment.resolve(nonsense), Err(TileError::Proxy(_))));
    }

    #[test]
    fn the_environment_is_obeyed_and_empty_means_unset() {
        let tor = |name: &str| match name {
            "ALL_PROXY" => Some(String::new()),
            "http_proxy" => Some("socks5h://127.0.0.1:9050".to_owned()),
            _ => None,
        };
        let proxy = ProxyChoice::Environment.resolve(tor).unwrap().unwrap();
        assert_eq!((proxy.host(), proxy.port(), proxy.resolve_target()), ("127.0.0.1", 9050, false));
        assert!(ProxyChoice::Environment.resolve(|_| None).unwrap().is_none());
    }
}
