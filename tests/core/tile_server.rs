//! A tile server that means harm, on the loopback only.

use std::{
    io::{Cursor, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use dateline::tiles::{Attribution, HttpOptions, MapColours, ProxyChoice, TileKey, TileService, TileSource, TileState};

/// Answers every connection with `answer`, which gets the request's head.
struct Server {
    port: u16,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn start(answer: impl Fn(&mut TcpStream, &str) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let (counter, answer) = (Arc::clone(&requests), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counter.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                thread::spawn(move || {
                    let mut stream = stream;
                    let head = head(&mut stream);
                    answer(&mut stream, &head);
                });
            }
        });
        Self { port, requests }
    }

    fn saying(bytes: Vec<u8>) -> Self {
        Self::start(move |stream, _| drop(stream.write_all(&bytes)))
    }

    fn count(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn source(&self) -> TileSource {
        TileSource::Xyz {
            name: "test".into(),
            url: format!("http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}.png", self.port),
            attribution: Attribution::default(),
            max_zoom: 19,
        }
    }
}

fn head(stream: &mut TcpStream) -> String {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 10_000 && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(width, height, image::Rgba([200, 100, 50, 255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut bytes =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n").into_bytes();
    bytes.extend(body);
    bytes
}

fn options() -> HttpOptions {
    HttpOptions { proxy: ProxyChoice::Direct, cache_dir: None, ..HttpOptions::impatient() }
}

fn service(source: TileSource, options: HttpOptions) -> TileService {
    TileService::with_options(source, MapColours::LIGHT, 0.25, Arc::new(|| ()), options)
}

const KEY: TileKey = TileKey { z: 5, x: 19, y: 12 };

/// What becomes of a tile within two seconds.
fn outcome(service: &TileService, key: TileKey) -> Result<(u32, u32), String> {
    let deadline = Instant::now() + Duration::from_secs(2);
    while Instant::now() < deadline {
        match service.get(key) {
            TileState::Ready(pixels) => return Ok((pixels.width, pixels.height)),
            TileState::Failed(reason) => return Err(reason.to_string()),
            TileState::Pending => thread::sleep(Duration::from_millis(5)),
        }
    }
    Err("no outcome in time".into())
}

fn failure(server: &Server) -> String {
    outcome(&service(server.source(), options()), KEY).expect_err("a hostile answer is a failure")
}

#[test]
fn a_good_tile_is_shown() {
    let server = Server::saying(reply("200 OK", "Content-Type: image/png\r\n", &png(256, 256)));
    assert_eq!(outcome(&service(server.source(), options()), KEY), Ok((256, 256)));
}

#[test]
fn the_server_is_told_who_asks() {
    let (told, heard) = std::sync::mpsc::channel();
    let told = std::sync::Mutex::new(told);
    let server = Server::start(move |stream, head| {
        let _ = told.lock().unwrap().send(head.to_owned());
        let _ = stream.write_all(&reply("200 OK", "", &png(8, 8)));
    });
    outcome(&service(server.source(), options()), KEY).unwrap();
    let head = heard.recv_timeout(Duration::from_secs(2)).unwrap().to_ascii_lowercase();
    let agent = format!("user-agent: {}\r\n", dateline::tiles::user_agent()).to_ascii_lowercase();
    assert!(head.contains(&agent) && agent.contains("dateline/"), "{head}");
    assert!(!head.contains("no-cache") && head.starts_with("get /5/19/12.png "), "{head}");
}

#[test]
fn nothing_is_asked_before_an_online_source_is_chosen() {
    let server = Server::saying(reply("200 OK", "", &png(8, 8)));
    let mut service = service(TileSource::Bundled, options());
    outcome(&service, KEY).expect("the bundled map is drawn");
    assert_eq!(server.count(), 0);
    service.set_source(server.source()).unwrap();
    thread::sleep(Duration::from_millis(100));
    assert_eq!(server.count(), 0, "choosing fetches nothing ahead of being looked at");
    outcome(&service, KEY).unwrap();
    assert_eq!(server.count(), 1);
}

#[test]
fn a_server_that_stalls_is_left_in_time() {
    let server = Server::start(|_, _| thread::sleep(Duration::from_secs(5)));
    assert!(failure(&server).contains("no answer in time"));
}

#[test]
fn a_slow_drip_is_left_in_time() {
    let server = Server::start(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    failure(&server);
}

#[test]
fn a_stalled_server_does_not_hold_up_the_bundled_map() {
    let server = Server::start(|_, _| thread::sleep(Duration::from_secs(5)));
    let mut service = service(server.source(), HttpOptions { total: Duration::from_secs(20), ..options() });
    for x in 0..8 {
        service.get(TileKey { z: 5, x, y: 12 });
    }
    service.set_source(TileSource::Bundled).unwrap();
    outcome(&service, KEY).expect("the bundled map is drawn at once");
}

#[test]
fn lies_about_length_are_failures() {
    let short = Server::saying(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc".to_vec());
    failure(&short);
    let huge = Server::saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\nabc".to_vec());
    assert!(failure(&huge).contains("limit"));
}

#[test]
fn an_endless_body_stops_at_the_limit() {
    let server = Server::start(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(&[0x89; 65536]).is_ok() {}
    });
    assert!(failure(&server).contains("limit"));
}

#[test]
fn garbage_is_not_a_picture() {
    assert!(failure(&Server::saying(b"\x00\xff\x13garbage".to_vec())).contains("could not be reached"));
    assert!(failure(&Server::saying(reply("200 OK", "", b"<html>no</html>"))).contains("picture"));
    let mut cut = png(256, 256);
    cut.truncate(cut.len() / 2);
    assert!(failure(&Server::saying(reply("200 OK", "", &cut))).contains("picture"));
}

#[test]
fn a_picture_too_wide_is_refused() {
    let server = Server::saying(reply("200 OK", "", &png(20_000, 1)));
    assert!(failure(&server).contains("picture"));
}

#[test]
fn redirects_elsewhere_are_not_followed() {
    let other = Server::saying(reply("200 OK", "", &png(8, 8)));
    let elsewhere = format!("Location: http://localhost:{}/x.png\r\n", other.port);
    assert!(failure(&Server::saying(reply("302 Found", &elsewhere, b""))).contains("redirect"));
    assert_eq!(other.count(), 0);
    assert!(failure(&Server::saying(reply("302 Found", "Location: file:///etc/passwd\r\n", b""))).contains("redirect"));
    assert!(failure(&Server::saying(reply("302 Found", "Location: /again\r\n", b""))).contains("redirect"));
}

#[test]
fn refusals_have_a_reason() {
    for (status, words) in
        [("403 Forbidden", "403"), ("429 Slow", "too many"), ("500 Oh", "500"), ("404 No", "no map data")]
    {
        let reason = failure(&Server::saying(reply(status, "", b"")));
        assert!(reason.contains(words), "{status}: {reason}");
    }
}

#[test]
fn a_server_that_refuses_is_left_alone_for_a_while() {
    let server = Server::saying(reply("429 Slow", "Retry-After: 60\r\n", b""));
    let service = service(server.source(), options());
    outcome(&service, KEY).unwrap_err();
    for x in 0..10 {
        let reason = outcome(&service, TileKey { x, ..KEY }).unwrap_err();
        assert!(reason.contains("waiting"), "{reason}");
    }
    assert!(server.count() <= 2, "{} requests", server.count());
    assert!(service.status().last_error.is_some());
}

#[test]
fn a_failed_tile_is_tried_again_after_a_pause() {
    let server = Server::start({
        let tries = AtomicUsize::new(0);
        move |stream, _| {
            let first = tries.fetch_add(1, Ordering::SeqCst) == 0;
            let _ = stream.write_all(&if first { reply("500 Oh", "", b"") } else { reply("200 OK", "", &png(8, 8)) });
        }
    });
    let service = service(server.source(), options());
    outcome(&service, KEY).unwrap_err();
    let deadline = Instant::now() + Duration::from_secs(3);
    while outcome(&service, KEY).is_err() {
        assert!(Instant::now() < deadline, "never tried again");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_kept_tile_is_not_fetched_again_and_a_stale_one_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || HttpOptions { cache_dir: Some(folder.path().into()), ..options() };
    let server = Server::start(|stream, head| {
        let known = head.to_ascii_lowercase().contains("if-none-match: \"v1\"");
        let answer = if known {
            b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\nCache-Control: max-age=600\r\n\r\n".to_vec()
        } else {
            reply("200 OK", "ETag: \"v1\"\r\nCache-Control: max-age=0\r\n", &png(8, 8))
        };
        let _ = stream.write_all(&answer);
    });
    outcome(&service(server.source(), kept()), KEY).unwrap();
    assert_eq!(server.count(), 1);
    outcome(&service(server.source(), kept()), KEY).unwrap();
    assert_eq!(server.count(), 2, "stale: asked whether it changed");
    outcome(&service(server.source(), kept()), KEY).unwrap();
    assert_eq!(server.count(), 2, "fresh: not asked at all");
}

#[test]
fn a_proxy_sees_the_request_and_the_server_does_not() {
    let server = Server::saying(reply("200 OK", "", &png(8, 8)));
    let proxy = Server::saying(reply("403 Forbidden", "", b""));
    let through = HttpOptions { proxy: ProxyChoice::Url(format!("http://127.0.0.1:{}", proxy.port)), ..options() };
    outcome(&service(server.source(), through), KEY).unwrap_err();
    assert_eq!((proxy.count(), server.count()), (1, 0));

    let socks = Server::saying(vec![5, 0xff]);
    let through = HttpOptions { proxy: ProxyChoice::Url(format!("socks5h://127.0.0.1:{}", socks.port)), ..options() };
    outcome(&service(server.source(), through), KEY).unwrap_err();
    assert_eq!((socks.count(), server.count()), (1, 0));

    let nonsense = HttpOptions { proxy: ProxyChoice::Url("gopher://127.0.0.1".into()), ..options() };
    let reason = outcome(&service(server.source(), nonsense), KEY).unwrap_err();
    assert!(reason.contains("proxy") && server.count() == 0, "{reason}");
}

#[test]
fn a_tile_document_must_keep_to_its_server() {
    let document = |tiles: String| format!("{{\"tiles\":[\"{tiles}\"],\"maxzoom\":14}}");
    let ask = |body: String| {
        let server = Server::saying(reply("200 OK", "", body.as_bytes()));
        let url = format!("http://127.0.0.1:{}/planet", server.port);
        let source = TileSource::TileJson { name: "t".into(), url, attribution: Attribution::default() };
        outcome(&service(source, options()), KEY).unwrap_err()
    };
    assert!(ask(document("http://10.0.0.1/{z}/{x}/{y}.pbf".into())).contains("another server"));
    assert!(ask(document("file:///{z}/{x}/{y}".into())).contains("http"));
    assert!(ask("[[[".into()).contains("TileJSON"));
}
