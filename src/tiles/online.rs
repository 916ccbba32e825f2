//! Tiles from a server the user chose: cache first, politely, and with growing pauses after refusals.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    cache::DiskCache,
    decode::{MAX_UNPACKED, is_picture, unpack},
    error::TileError,
    http::{Answer, Client, HttpOptions, Refusal, Validators},
    key::TileKey,
    reader::{Content, Meta, Reader, plain_text},
    source::{TileSource, check_template, fill},
};

const LONGEST_PAUSE: Duration = Duration::from_secs(600);

struct Online {
    client: Client,
    template: String,
    meta: Meta,
    cache: Option<DiskCache>,
    patience: Patience,
}

/// Opens an online source. For TileJSON this asks the server; a template needs no connection yet.
pub(super) fn open(source: &TileSource, options: &HttpOptions) -> Result<Arc<dyn Reader>, TileError> {
    let client = Client::new(options)?;
    let (template, mut meta) = match source {
        TileSource::Xyz { url, max_zoom, .. } => {
            (url.clone(), Meta { max_zoom: *max_zoom, ..Meta::new(Content::Picture) })
        }
        TileSource::TileJson { url, .. } => describe(&client, url)?,
        _ => return Err(TileError::Address("it is not an online source".into())),
    };
    meta.online = true;
    let cache = options.cache_dir.as_deref().map(|folder| DiskCache::open(folder, options.cache_limit));
    Ok(Arc::new(Online { client, template, meta, cache, patience: Patience::new(options.back_off) }))
}

fn describe(client: &Client, url: &str) -> Result<(String, Meta), TileError> {
    let bytes = match client.get(url, &Validators::default()) {
        Ok(Answer::Body { bytes, .. }) => bytes,
        Ok(_) => return Err(TileError::NoData),
        Err(refusal) => return Err(refusal.error),
    };
    let json: Value = serde_json::from_slice(&bytes).map_err(|_| TileError::NotA { expected: "TileJSON" })?;
    let template = json["tiles"][0].as_str().ok_or(TileError::NotA { expected: "TileJSON" })?.to_owned();
    check_template(&template).map_err(|error| TileError::Address(error.to_string()))?;
    // A document must not send the program to a server the user did not choose.
    let host = |url: &str| url.split("//").nth(1)?.split(['/', '?']).next().map(str::to_ascii_lowercase);
    let downgrade = url.starts_with("https:") && !template.starts_with("https:");
    if host(&template) != host(url) || downgrade {
        return Err(TileError::Address("its tiles are on another server".into()));
    }
    let zoom = |name: &str, other: u64| json[name].as_u64().unwrap_or(other).min(u64::from(TileKey::MAX_ZOOM)) as u8;
    let picture =
        [".png", ".jpg", ".jpeg", ".webp"].iter().any(|end| template.split('?').next().unwrap_or("").ends_with(end));
    let mut meta = Meta::new(if picture { Content::Picture } else { Content::Vector });
    meta.min_zoom = zoom("minzoom", 0);
    meta.max_zoom = zoom("maxzoom", 14);
    meta.attribution = plain_text(json["attribution"].as_str().unwrap_or(""));
    let layers = json["vector_layers"].as_array().into_iter().flatten();
    meta.layers = layers.filter_map(|layer| layer["id"].as_str().map(String::from)).take(256).collect();
    Ok((template, meta))
}

impl Reader for Online {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn tile(&self, key: TileKey) -> Result<Option<Vec<u8>>, TileError> {
        if !key.is_valid() || key.z > self.meta.max_zoom {
            return Ok(None);
        }
        let kept = self.cache.as_ref().and_then(|cache| cache.get(&self.template, key));
        let (stale, validators) = match kept {
            Some(kept) if kept.fresh => return unpack(&kept.bytes, MAX_UNPACKED).map(Some),
            Some(kept) => (Some(kept.bytes), kept.validators),
            None => (None, Validators::default()),
        };
        match self.fetch(key, &validators, stale.is_some()) {
            Ok(Fetched::New(bytes)) => unpack(&bytes, MAX_UNPACKED).map(Some),
            Ok(Fetched::Same) => stale.map(|bytes| unpack(&bytes, MAX_UNPACKED)).transpose(),
            Ok(Fetched::Missing) => Ok(None),
            // Better an old tile than none.
            Err(error) => stale.map_or(Err(error), |bytes| unpack(&bytes, MAX_UNPACKED).map(Some)),
        }
    }
}

enum Fetched {
    New(Vec<u8>),
    Same,
    Missing,
}

impl Online {
    fn fetch(&self, key: TileKey, validators: &Validators, known: bool) -> Result<Fetched, TileError> {
        self.patience.check()?;
        let none = Validators::default();
        match self.client.get(&fill(&self.template, key), if known { validators } else { &none }) {
            Ok(Answer::Body { bytes, .. }) if self.meta.content == Content::Picture && !is_picture(&bytes) => {
                let error = TileError::Picture("the server sent something else".into());
                Err(self.patience.refused(error.into()))
            }
            Ok(Answer::Body { bytes, validators, lifetime }) => {
                self.patience.succeeded();
                if let (Some(cache), Some(lifetime)) = (&self.cache, lifetime) {
                    cache.put(&self.template, key, &bytes, &validators, lifetime);
                }
                Ok(Fetched::New(bytes))
            }
            Ok(Answer::NotModified { lifetime }) => {
                self.patience.succeeded();
                if let Some(cache) = &self.cache {
                    cache.renew(&self.template, key, lifetime.unwrap_or_default());
                }
                Ok(Fetched::Same)
            }
            Ok(Answer::Missing) => {
                self.patience.succeeded();
                Ok(Fetched::Missing)
            }
            Err(refusal) => Err(self.patience.refused(refusal)),
        }
    }
}

/// How long the server is left alone after it refused or failed.
struct Patience {
    first: Duration,
    state: Mutex<Pause>,
}

#[derive(Default)]
struct Pause {
    refusals: u32,
    until: Option<Instant>,
    reason: String,
}

impl Patience {
    fn new(first: Duration) -> Self {
        Self { first, state: Mutex::default() }
    }

    fn check(&self) -> Result<(), TileError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.until {
            Some(until) if Instant::now() < until => Err(TileError::BackOff(state.reason.clone())),
            _ => Ok(()),
        }
    }

    fn succeeded(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = Pause::default();
    }

    fn refused(&self, refusal: Refusal) -> TileError {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let doubled = self.first.saturating_mul(1 << state.refusals.min(16));
        // Up to a quarter more, so that many programs do not come back at the same moment.
        let jitter = f64::from(RandomState::new().hash_one(state.refusals) as u32) / f64::from(u32::MAX) * 0.25;
        let pause = refusal.retry_after.unwrap_or_default().max(doubled.mul_f64(1.0 + jitter)).min(LONGEST_PAUSE);
        state.refusals += 1;
        state.until = Some(Instant::now() + pause);
        state.reason = refusal.error.to_string();
        refusal.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_with_a_success() {
        let patience = Patience::new(Duration::from_millis(10));
        let refuse = || patience.refused(TileError::Redirect.into());
        let pause = || patience.state.lock().unwrap().until.unwrap() - Instant::now();
        refuse();
        let first = pause();
        refuse();
        refuse();
        assert!(pause() > first * 2);
        assert!(patience.check().is_err());
        patience.succeeded();
        assert!(patience.check().is_ok());
    }
}
