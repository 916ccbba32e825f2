//! The further fields of events: their names, and their texts made ready beside the window.

use std::sync::Arc;
use std::time::Duration;

use egui::{Id, Ui};

use super::Ctx;

/// Tables of fewer events are looked through at once.
const AT_ONCE: usize = 100_000;
/// How often it is looked whether a field is ready.
const SOON: Duration = Duration::from_millis(80);

/// Number and name of every further field that there is, each name once.
pub fn names<'a>(cx: &Ctx<'a>) -> Vec<(u16, &'a str)> {
    let session = cx.session;
    let columns = session.project().events.detail_columns();
    let mut names: Vec<(u16, &str)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for (at, column) in columns.iter().enumerate() {
        if let (Ok(at), true) = (u16::try_from(at), known.insert(column.name.as_str())) {
            names.push((at, &column.name));
        }
    }
    names
}

/// Whether what a field says can be counted now. If it takes long to find out, that goes on beside the window, and
/// another frame is asked for.
pub fn ready(ui: &Ui, cx: &Ctx<'_>, column: u16) -> bool {
    let (project, fields) = (cx.session.project(), cx.session.fields());
    let at = usize::from(column);
    if project.events.len() < AT_ONCE || fields.is_ready(&project.events, at) {
        return true;
    }
    ui.request_repaint_after(SOON);
    let id = Id::unique(("field in work", Arc::as_ptr(fields) as usize, column));
    let begun = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<bool>(id), true));
    if !begun {
        let (project, fields) = (Arc::clone(project), Arc::clone(fields));
        let work = std::thread::Builder::new().name("field".to_owned());
        // Without a thread the window waits for it, once.
        let started = work.spawn(move || {
            fields.words(&project.events, at);
        });
        return started.is_err();
    }
    false
}
