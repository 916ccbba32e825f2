use proptest::prelude::*;

use super::*;
use crate::event::EventId;

fn parse(markdown: &str) -> Body {
    parse_body(markdown, "a.md", 10, &mut |address| match address.split_once(':') {
        Some(("event", "one")) => Ok(Target::Event(EventId(1))),
        Some(("https", _)) => Ok(Target::Link(address.to_owned())),
        _ => Err("no such event".to_owned()),
    })
}

fn blocks(body: &Body) -> Vec<(BlockKind, &str)> {
    body.blocks.iter().map(|block| (block.kind, &body.text[block.range.clone()])).collect()
}

#[test]
fn paragraphs_headings_lists_and_quotes_are_blocks() {
    let body = parse("# Head\n\none\ntwo\\\nthree\n\n- a\n  - b\n\n    more\n\n1. x\n2. y\n\n> said\n>\n> - in it\n");
    let item = |depth, number| BlockKind::Item { depth, number };
    assert_eq!(
        blocks(&body),
        [
            (BlockKind::Heading(1), "Head"),
            (BlockKind::Paragraph, "one two\nthree"),
            (item(0, None), "a"),
            (item(1, None), "b"),
            (BlockKind::Paragraph, "more"),
            (item(0, Some(1)), "x"),
            (item(0, Some(2)), "y"),
            (BlockKind::Quote, "said"),
            (item(0, None), "in it"),
        ]
    );
    assert!(body.text.starts_with("Head\n\none two\nthree\n\na\n\nb"));
    assert!(body.issues.is_empty());
}

#[test]
fn links_are_mentions_and_never_lost_as_text() {
    let body =
        parse("At dawn [two *armed* drones](event:one) came, see\n[here](https://example.org/) or [there](event:two).");
    assert_eq!(body.text, "At dawn two armed drones came, see here or there.");
    let words: Vec<&str> = body.mentions.iter().map(|m| &body.text[m.range.clone()]).collect();
    assert_eq!(words, ["two armed drones", "here"]);
    assert_eq!(body.mentions[0].target, Target::Event(EventId(1)));
    assert_eq!(body.blocks[0].styles, [(12..17, TextStyle::Emphasis)]);
    let issue = &body.issues[0];
    assert_eq!((issue.line, issue.field.as_str(), issue.value.as_str()), (Some(11), "link", "event:two"));
}

#[test]
fn what_cannot_be_shown_becomes_plain_text_and_a_warning() {
    for (markdown, text, line) in [
        ("![a base](x.png)", "a base", 10),
        ("see `code` here", "see code here", 10),
        ("\n```\nlet x;\n\nlet y;\n```\n", "let x;\nlet y;", 11),
        ("a <b>bold</b>", "a <b>bold</b>", 10),
        ("one\n\n<div>two</div>\n", "one\n\n<div>two</div>", 12),
        ("| a | b |\n|---|---|\n| c | d |\n", "a | b\n\nc | d", 10),
    ] {
        let body = parse(markdown);
        assert_eq!((body.text.as_str(), body.issues[0].line), (text, Some(line)), "{markdown}");
        assert_eq!(body.issues[0].severity, crate::event::Severity::Warning);
    }
    assert_eq!(parse("[](event:one) x").issues.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_markdown_breaks_the_offsets(markdown in r"([-#>*_`|!<> \n\[\]()1.\\&;0]|\[a\]\(event:one\)|دم|<b>|---|\PC){0,30}") {
        let body = parse(&markdown);
        let mut last = 0;
        for block in &body.blocks {
            let gap = if last == 0 { "" } else { "\n\n" };
            prop_assert_eq!(&body.text[last..block.range.start], gap);
            prop_assert!(!body.text[block.range.clone()].contains("\n\n"));
            prop_assert!(block.range.start < block.range.end);
            for (range, _) in &block.styles {
                prop_assert!(block.range.start <= range.start && range.end <= block.range.end);
                prop_assert!(body.text.get(range.clone()).is_some());
            }
            last = block.range.end;
        }
        prop_assert_eq!(last, body.text.len());
        let mut last = 0;
        for mention in &body.mentions {
            prop_assert!(last <= mention.range.start && mention.range.start < mention.range.end);
            prop_assert!(body.text.get(mention.range.clone()).is_some());
            last = mention.range.end;
        }
    }
}
