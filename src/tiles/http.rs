//! One polite, suspicious HTTP client: limits on time, size and redirects; says who it is; obeys the proxy.

use std::{io::Read, path::PathBuf, time::Duration};

use ureq::{Agent, http::Uri};

use super::{decode::short, error::TileError, proxy::ProxyChoice};

/// Named to servers, as tile policies ask, with a way to reach the project once `Cargo.toml` names its repository.
pub fn user_agent() -> String {
    let contact = env!("CARGO_PKG_REPOSITORY");
    let contact = if contact.is_empty() { String::new() } else { format!(" (+{contact})") };
    format!("Dateline/{}{contact}", env!("CARGO_PKG_VERSION"))
}

const MAX_REDIRECTS: usize = 3;
const MAX_LIFETIME: Duration = Duration::from_secs(365 * 86400);
/// Where a server names no lifetime.
const USUAL_LIFETIME: Duration = Duration::from_secs(7 * 86400);

/// Limits and habits of the client.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest time for a whole answer.
    pub total: Duration,
    /// Largest answer in bytes.
    pub body_limit: u64,
    /// How long a tile that failed is left alone.
    pub negative: Duration,
    /// First pause after a server refused or failed; doubles each time.
    pub back_off: Duration,
    pub proxy: ProxyChoice,
    /// Folder of the disk cache; `None` for no cache.
    pub cache_dir: Option<PathBuf>,
    /// Largest disk cache in bytes.
    pub cache_limit: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        use etcetera::BaseStrategy;
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            body_limit: 4 << 20,
            negative: Duration::from_secs(60),
            back_off: Duration::from_secs(2),
            proxy: ProxyChoice::Environment,
            cache_dir: etcetera::choose_base_strategy().ok().map(|base| base.cache_dir().join("dateline")),
            cache_limit: 256 << 20,
        }
    }
}

/// What a server remembers a tile by, to be sent back when asking whether it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub etag: Option<String>,
    pub modified: Option<String>,
}

pub(super) enum Answer {
    Body {
        bytes: Vec<u8>,
        validators: Validators,
        lifetime: Option<Duration>,
    },
    /// What is in the cache is still right, for so long.
    NotModified {
        lifetime: Option<Duration>,
    },
    /// The server has no such tile.
    Missing,
}

/// A failure, with how long the server asked to be left alone.
pub(super) struct Refusal {
    pub error: TileError,
    pub retry_after: Option<Duration>,
}

impl From<TileError> for Refusal {
    fn from(error: TileError) -> Self {
        Self { error, retry_after: None }
    }
}

pub(super) struct Client {
    agent: Agent,
    body_limit: u64,
}

impl Client {
    pub fn new(options: &HttpOptions) -> Result<Self, TileError> {
        let proxy = options.proxy.resolve(|name| std::env::var(name).ok())?;
        let agent = Agent::config_builder()
            .user_agent(user_agent())
            .proxy(proxy)
            .timeout_connect(Some(options.connect))
            .timeout_global(Some(options.total))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(32 << 10)
            .max_idle_connections_per_host(2)
            .build()
            .new_agent();
        Ok(Self { agent, body_limit: options.body_limit })
    }

    /// Fetches `url`, following at most three redirects, and only on the same server.
    pub fn get(&self, url: &str, known: &Validators) -> Result<Answer, Refusal> {
        let mut url: Uri = url.parse().map_err(|_| TileError::Address("it cannot be parsed".into()))?;
        for _ in 0..=MAX_REDIRECTS {
            let mut request =
                self.agent.get(url.clone()).header("Accept", "image/*, application/x-protobuf, application/json");
            if let Some(etag) = &known.etag {
                request = request.header("If-None-Match", etag);
            }
            if let Some(modified) = &known.modified {
                request = request.header("If-Modified-Since", modified);
            }
            let response = request.call().map_err(|error| network(&error))?;
            let header =
                |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(String::from);
            let lifetime = lifetime(header("cache-control").as_deref());
            match response.status().as_u16() {
                200 => {
                    let validators = Validators { etag: header("etag"), modified: header("last-modified") };
                    let bytes = self.body(response)?;
                    return Ok(Answer::Body { bytes, validators, lifetime });
                }
                304 => return Ok(Answer::NotModified { lifetime }),
                204 | 404 | 410 => return Ok(Answer::Missing),
                301 | 302 | 303 | 307 | 308 => {
                    url = header("location").and_then(|to| same_server(&url, &to)).ok_or(TileError::Redirect)?;
                }
                status => {
                    let retry_after =
                        header("retry-after").and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
                    return Err(Refusal { error: TileError::Status { status, hint: hint(status) }, retry_after });
                }
            }
        }
        Err(TileError::Redirect.into())
    }

    fn body(&self, mut response: ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, TileError> {
        let limit = self.body_limit;
        let too_large = TileError::TooLarge { what: "the server's answer", limit };
        if response.body().content_length().is_some_and(|length| length > limit) {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        // The length a server names is only its claim: what arrives is counted.
        let read = response.body_mut().as_reader().take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(too_large);
        }
        read.map_err(|error| TileError::Network(short(&error.to_string())))?;
        Ok(bytes)
    }
}

fn network(error: &ureq::Error) -> TileError {
    TileError::Network(match error {
        ureq::Error::Timeout(_) => "no answer in time".into(),
        ureq::Error::HostNotFound => "no such server".into(),
        ureq::Error::Io(error) => short(&error.to_string()),
        // Never the address: it would tell the log which area is looked at.
        ureq::Error::BadUri(_) => "the address is not valid".into(),
        other => short(&other.to_string()),
    })
}

fn hint(status: u16) -> &'static str {
    match status {
        401 | 403 => ": it refuses this program or asks for a key",
        429 => ": too many requests",
        500..=599 => ": it has a problem",
        _ => "",
    }
}

/// Where a redirect leads, if to the same host and port by the same scheme or from http to https.
fn same_server(from: &Uri, location: &str) -> Option<Uri> {
    let to: Uri = location.parse().ok()?;
    let path = to.path_and_query().map_or("/", |path| path.as_str());
    if to.scheme().is_none() && to.authority().is_none() && path.starts_with('/') && !location.starts_with("//") {
        let mut parts = from.clone().into_parts();
        parts.path_and_query = path.parse().ok();
        return Uri::from_parts(parts).ok();
    }
    let upgrade = from.scheme_str() == Some("http") && to.scheme_str() == Some("https");
    let safe = upgrade || from.scheme() == to.scheme();
    let same_port = upgrade || from.port_u16() == to.port_u16();
    (safe && same_port && from.host()?.eq_ignore_ascii_case(to.host()?)).then_some(to)
}

/// How long an answer may be kept; `None` where the server forbids keeping it.
fn lifetime(cache_control: Option<&str>) -> Option<Duration> {
    let mut lifetime = USUAL_LIFETIME;
    for directive in cache_control.unwrap_or("").split(',') {
        let directive = directive.trim().to_ascii_lowercase();
        if directive == "no-store" {
            return None;
        }
        if directive == "no-cache" {
            lifetime = Duration::ZERO;
        }
        if let Some(seconds) = directive.strip_prefix("max-age=").and_then(|text| text.trim_matches('"').parse().ok()) {
            lifetime = Duration::from_secs(seconds).min(MAX_LIFETIME);
        }
    }
    Some(lifetime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_on_the_server() {
        let from: Uri = "https://tiles.example/1/2/3".parse().unwrap();
        let follow = |to: &str| same_server(&from, to).map(|uri| uri.to_string());
        assert_eq!(follow("/a?b").as_deref(), Some("https://tiles.example/a?b"));
        assert_eq!(follow("https://TILES.example/x").as_deref(), Some("https://TILES.example/x"));
        for elsewhere in [
            "https://other.example/",
            "http://tiles.example/",
            "file:///etc/passwd",
            "//other/x",
            "https://tiles.example:8443/",
        ] {
            assert_eq!(follow(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_lifetime_is_honoured() {
        assert_eq!(lifetime(Some("public, max-age=600")), Some(Duration::from_secs(600)));
        assert_eq!(lifetime(Some("no-store")), None);
        assert_eq!(lifetime(None), Some(USUAL_LIFETIME));
    }
}
