//! Prints what the weights of place names are learned from: one JSON object a candidate, for every text of a folder.

use std::path::PathBuf;

use dateline::extract::gazetteer::{Archive, Layer, Lexicon, World};
use dateline::extract::place::{Context, learn};
use dateline::extract::token::Reading;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("samples FOLDER")?);
    println!("{}", serde_json::json!({ "features": learn::NAMES, "options": learn::OPTION_NAMES }));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    let layer = Layer::default();
    let lexicon = Lexicon::bundled();
    for path in paths {
        let text = std::fs::read_to_string(&path)?;
        let reading = Reading::new(&text);
        let context = Context::new(&reading, lexicon);
        let doc = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for it in learn::samples(&reading, &context, lexicon, World { archive: Archive::bundled(), layer: &layer }) {
            let at = |byte: usize| text[..byte].chars().count();
            println!(
                "{}",
                serde_json::json!({
                    "doc": doc, "start": at(it.range.start), "end": at(it.range.end), "features": it.features,
                    "belief": it.belief, "options": it.options,
                })
            );
        }
    }
    Ok(())
}
