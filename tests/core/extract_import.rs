//! Reports out of files.

use std::io::Write;

use dateline::extract::import::{Format, Kind, Original, Reason, detect, open, read};
use proptest::prelude::*;

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Drones hit base &ndash; Example</title>
<meta property="og:title" content="Drones hit base"><meta property="og:site_name" content="Example Gazette">
<meta name="author" content="A. Writer"><meta property="article:published_time" content="2024-07-16T09:00:00+03:00">
<link rel="canonical" href="https://example.org/a"><script>var x = "<p>not text</p>";</script></head>
<body><nav><a href="/">Home</a> <a href="/w">World news and more of it</a></nav>
<div class="cookie-banner"><p>We use cookies, and this line is long enough to be taken for text by its length.</p></div>
<div id="main"><article><h1>Drones hit base</h1>
<p>Two drones struck an air base in Anbar on Tuesday, officials&nbsp;said, and nobody was hurt in it.</p>
<blockquote><p>This is what a witness wrote under the picture of the base, at some length.</p></blockquote>
<p>The army <b>shot down</b> one of them; see <a href="/x">the map</a> for where that was, near the river.</p>
<ul><li>First point of a list</li></ul></article></div>
<aside><p>Read more: another long story that has nothing to do with the one above, and is not wanted.</p></aside>
<footer>All rights reserved</footer></body></html>"#;

#[test]
fn a_saved_page_gives_its_main_text_and_what_it_says_of_itself() {
    let report = read("page.html", PAGE.as_bytes()).unwrap();
    assert_eq!((report.title.as_str(), report.publisher.as_str()), ("Drones hit base", "Example Gazette"));
    assert_eq!((report.author.as_str(), report.date.as_str()), ("A. Writer", "2024-07-16"));
    assert_eq!((report.address.as_str(), report.language.as_str()), ("https://example.org/a", "en"));
    let found: Vec<(Kind, &str)> =
        report.paragraphs.iter().map(|(kind, at)| (*kind, &report.text[at.clone()])).collect();
    let [heading, first, quote, second, item] = found[..] else { panic!("{found:#?}") };
    assert_eq!((heading.0, heading.1), (Kind::Heading, "Drones hit base"));
    assert_eq!(
        first.1,
        "Two drones struck an air base in Anbar on Tuesday, officials said, and nobody was hurt in it."
    );
    assert_eq!(quote.0, Kind::Quote);
    assert!(second.1.starts_with("The army shot down one of them; see the map"));
    assert_eq!((item.0, item.1), (Kind::Item, "First point of a list"));
}

#[test]
fn linked_data_fill_what_the_page_leaves_out() {
    let page = r#"<html><head><script type="application/ld+json">{"@graph":[{"headline":"H","datePublished":"2023-05-01T00:00:00Z",
        "author":[{"name":"B. Author"}],"publisher":{"name":"P"}}]}</script></head><body><p>Some text that is here.</p></body></html>"#;
    let report = read("a", page.as_bytes()).unwrap();
    assert_eq!(
        (&*report.title, &*report.date, &*report.author, &*report.publisher),
        ("H", "2023-05-01", "B. Author", "P")
    );
}

#[test]
fn a_page_in_another_encoding_is_decoded_as_it_says() {
    let mut page = b"<html><head><meta charset=\"windows-1256\"></head><body><p>".to_vec();
    page.extend([0xCF, 0xE3, 0xD4, 0xDE]); // دمشق
    page.extend(b"</p></body></html>");
    assert_eq!(read("a.html", &page).unwrap().text, "دمشق");
}

#[test]
fn plain_text_and_markdown_keep_their_paragraphs() {
    let report = read("a.txt", "One\r\nline.\r\n\r\n\r\nTwo\u{202e}\u{7}.".as_bytes()).unwrap();
    assert_eq!(report.text, "One\nline.\n\nTwo.");
    let report = read("a.md", b"# Title\n\nA *b* [c](https://example.org).\n\n> said\n\n- item").unwrap();
    assert_eq!((report.title.as_str(), report.text.as_str()), ("Title", "A b c.\n\nsaid\n\nitem"));
    let kinds: Vec<Kind> = report.paragraphs.iter().map(|it| it.0).collect();
    assert_eq!(kinds, [Kind::Plain, Kind::Quote, Kind::Item]);
    // Under another title the one that was found stays in the text.
    let other = report.clone().titled("Mine");
    assert_eq!((other.title.as_str(), &other.text[other.paragraphs[1].1.clone()]), ("Mine", "A b c."));
    assert_eq!(&other.text[other.paragraphs[0].1.clone()], "Title");
    assert_eq!(report.clone().titled("Title"), report);
}

#[test]
fn the_headline_of_a_plain_text_is_its_title_and_long_lines_are_paragraphs() {
    let long = "The shelling went on through the night and into the morning, as people of the quarter told, who had \
                spent it in the cellars.";
    let report = read("a.txt", format!("Shells fall on the old town\n{long}\n{long}\n").as_bytes()).unwrap();
    assert_eq!(report.title, "Shells fall on the old town");
    assert_eq!(report.text, format!("{long}\n\n{long}"));
    assert!(report.paragraphs.iter().all(|(_, it)| &report.text[it.clone()] == long));
    let dated = format!("GOMA, DR Congo, 12 May 2024 - {long}\n\n{long} The vote is on 1 June 2026.");
    assert_eq!(read("a.txt", dated.as_bytes()).unwrap().date, "2024-05-12");
    // A sentence, a dateline or a name is no headline, and lines broken at a margin are one paragraph.
    for first in ["The town was shelled on Monday.", "London, 1916:", "London"] {
        let text = format!("{first}\n\nThe shelling went on through the night\nand into the morning, people said.");
        let report = read("a.txt", text.as_bytes()).unwrap();
        assert_eq!((report.title.as_str(), report.text.as_str()), ("", text.as_str()));
    }
}

#[test]
fn mail_gives_its_text_part_and_headers() {
    let mail = "From: =?utf-8?Q?Ren=C3=A9?= <r@example.org>\r\nSubject: =?utf-8?B?2K/Zhdi02YI=?= report\r\n\
        Date: Tue, 16 Jul 2024 09:00:00 +0300\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
        --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Page</p>\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=C3=A9 in Ale=\r\nppo.\r\n--b--\r\n";
    assert_eq!(detect("a", mail.as_bytes()), Format::Mail);
    let report = read("a.eml", mail.as_bytes()).unwrap();
    assert_eq!((report.title.as_str(), report.text.as_str()), ("دمشق report", "Café in Aleppo."));
    assert_eq!((report.author.as_str(), report.date.as_str()), ("René <r@example.org>", "2024-07-16"));
}

fn docx(document: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("word/document.xml", options).unwrap();
    archive.write_all(document.as_bytes()).unwrap();
    archive.start_file("docProps/core.xml", options).unwrap();
    archive
        .write_all(b"<c xmlns:dc='d'><dc:title>T &amp; U</dc:title><dcterms:created>2024-07-16T00:00:00Z</dcterms:created></c>")
        .unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_document_gives_its_paragraphs() {
    let bytes = docx(
        "<w:document><w:body><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Head</w:t></w:r></w:p>\
         <w:p><w:r><w:t>Drones &amp; </w:t></w:r><w:del><w:r><w:t>old</w:t></w:r></w:del><w:r><w:t>rockets</w:t><w:tab/><w:t>fell.</w:t></w:r></w:p>\
         </w:body></w:document>",
    );
    let report = read("a.docx", &bytes).unwrap();
    assert_eq!((report.text.as_str(), report.title.as_str()), ("Head\n\nDrones & rockets fell.", "T & U"));
    assert_eq!((report.paragraphs[0].0, report.date.as_str()), (Kind::Heading, "2024-07-16"));
    assert!(matches!(read("a.docx", &bytes[..bytes.len() / 2]), Err(Reason::Damaged { .. })));
}

fn pdf(content: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let stream = format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        &stream,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Title (A title) >>",
    ];
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    out
}

#[test]
fn a_pdf_gives_its_text_layer_or_says_that_it_has_none() {
    let report = read("a.pdf", &pdf("BT /F1 12 Tf 20 200 Td (Rockets fell on Aleppo.) Tj ET")).unwrap();
    assert_eq!((report.text.as_str(), report.title.as_str()), ("Rockets fell on Aleppo.", "A title"));
    assert_eq!(read("a.pdf", &pdf("0 0 10 10 re f")), Err(Reason::ScannedOnly));
    assert!(matches!(read("a.pdf", b"%PDF-1.4 nothing"), Err(Reason::Damaged { .. })));
}

#[test]
fn documents_and_pdfs_are_read_the_same_in_a_process_of_their_own() {
    let files = crate::format_files::Files::new();
    let document = docx("<w:document><w:body><w:p><w:r><w:t>Rockets fell.</w:t></w:r></w:p></w:body></w:document>");
    let page = pdf("BT /F1 12 Tf 20 200 Td (Rockets fell on Aleppo.) Tj ET");
    for (name, bytes) in [
        ("a.docx", document.clone()),
        ("a.pdf", page.clone()),
        ("cut.docx", document[..document.len() / 2].to_vec()),
        ("cut.pdf", page[..20].to_vec()),
        ("scan.pdf", pdf("0 0 10 10 re f")),
        ("a.html", PAGE.into()),
    ] {
        let apart = open(&files.put(name, &bytes), || false);
        assert_eq!(apart, read(name, &bytes).map(|report| (bytes, report)), "{name}");
    }
    assert!(matches!(open(&files.path("none"), || false), Err(Reason::Io(_))));
}

#[test]
fn what_holds_no_text_says_why() {
    assert_eq!(read("a.txt", b""), Err(Reason::Empty));
    assert_eq!(read("a.txt", b" \n "), Err(Reason::Empty));
    assert!(matches!(read("a.png", &[0; 64]), Err(Reason::NoText(_))));
    assert!(matches!(read("a.txt", &vec![b'a'; (32 << 20) + 1]), Err(Reason::TooLarge { limit: 32, .. })));
    assert!(matches!(read("a.txt", &vec![b'a'; (8 << 20) + 1]), Err(Reason::TooLarge { found: 9, limit: 8 })));
}

#[test]
fn the_original_is_known_by_its_sum() {
    let original = Original::of(b"abc", "https://example.org", "2024-07-19T00:00:00Z");
    assert_eq!(original.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(original.size, 3);
}

#[test]
fn deep_nesting_is_read_in_proportion_and_without_recursion() {
    let deep = format!(
        "<html><body>{}<p>A line of text at the bottom of it all.{}",
        "<div>".repeat(200_000),
        "</div>".repeat(200_000)
    );
    assert_eq!(read("a.html", deep.as_bytes()).unwrap().text, "A line of text at the bottom of it all.");
    let open = format!("<html><body>{}text", "<table><tr><td><a href='".repeat(20_000));
    let _ = read("a.html", open.as_bytes());
    let quotes = format!("<html><body>{}<p>text", "<blockquote>".repeat(100_000));
    assert_eq!(read("a.html", quotes.as_bytes()).unwrap().paragraphs[0].0, Kind::Quote);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), which in 0..4_usize) {
        let name = ["a.html", "a.eml", "a.txt", "a.md"][which];
        let _ = read(name, &bytes);
    }

    #[test]
    fn no_broken_page_makes_the_reader_panic(at in 0..PAGE.len(), junk in "[<>/\"'=&;# a-z\u{e9}\u{62f}]{0,12}", cut in 0..PAGE.len()) {
        let mut page = PAGE.to_owned();
        page.insert_str(at, &junk);
        let cut = page.floor_char_boundary(cut);
        for page in [page.as_str(), &page[..cut]] {
            if let Ok(report) = read("a.html", page.as_bytes()) {
                for (_, range) in &report.paragraphs {
                    prop_assert!(report.text.get(range.clone()).is_some());
                }
            }
        }
    }
}
