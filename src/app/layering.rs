//! Layers that join the open project or leave it: worked out beside the window, then put in its place.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::incoming::How;
use super::jobs::{Done, Jobs};
use crate::event::Issue;
use crate::project::{Layer, Project};
use crate::session::{ColourBy, Command, Prepared, Turning};

/// A file that was read: what it is called and what it holds.
pub struct Part {
    pub name: String,
    pub project: Project,
}

/// How a project becomes another one.
#[derive(Clone)]
pub enum Relayer {
    /// These join it.
    Add(Arc<Vec<Part>>),
    /// The layer of this key leaves it.
    Remove(String),
    /// It becomes what it was before its layers were changed, or, if not `back`, what it was then.
    Turn { back: bool, to: Arc<Project>, label: String },
}

impl Relayer {
    /// The project as it is afterwards, and how many groups found no room in it.
    fn apply(&self, base: &Project) -> (Arc<Project>, usize) {
        let (project, left_out) = match self {
            Self::Add(parts) => {
                let title = if base.meta.title.is_empty() { "Project" } else { &base.meta.title };
                let first = Layer { name: title, project: base };
                let others = parts.iter().map(|it| Layer { name: &it.name, project: &it.project });
                Project::merged(&std::iter::once(first).chain(others).collect::<Vec<_>>())
            }
            Self::Remove(key) => (base.without_layer(key), 0),
            Self::Turn { to, .. } => return (Arc::clone(to), 0),
        };
        (Arc::new(project), left_out)
    }

    /// What was done, for the change log.
    fn label(&self, before: &Project) -> String {
        match self {
            Self::Add(parts) => {
                let names: Vec<String> = parts.iter().map(|it| format!("“{}”", it.name)).collect();
                let what = if names.len() == 1 { "layer" } else { "layers" };
                format!("Add {what} {}", names.join(", "))
            }
            Self::Remove(key) => {
                let layers = before.layers();
                let name = layers.iter().find(|it| it.key == *key).map_or(key.as_str(), |it| it.name.as_str());
                format!("Remove layer “{name}”")
            }
            Self::Turn { back: true, label, .. } => format!("Undo: {label}"),
            Self::Turn { back: false, label, .. } => format!("Redo: {label}"),
        }
    }
}

impl Relayer {
    fn turning(&self, label: &str) -> Turning {
        match self {
            Self::Turn { back: true, .. } => Turning::Back,
            Self::Turn { back: false, .. } => Turning::Again,
            _ => Turning::Made(label.to_owned()),
        }
    }
}

/// A project with a layer more or less.
pub struct Relayered {
    base: Arc<Project>,
    how: Relayer,
    prepared: Prepared,
    left_out: usize,
    issues: Vec<Issue>,
}

/// Several files as one project that is called after them.
pub fn together(parts: &[Part]) -> (Project, usize) {
    let layers: Vec<Layer<'_>> = parts.iter().map(|it| Layer { name: &it.name, project: &it.project }).collect();
    let (mut project, left_out) = Project::merged(&layers);
    let names: Vec<&str> = parts.iter().map(|it| it.name.as_str()).collect();
    project.meta.title = match &names[..] {
        [first, second, third, _, ..] => format!("{first}, {second}, {third} and {} more", names.len() - 3),
        few => few.join(", "),
    };
    (project, left_out)
}

/// What is wanted of layers while something else is being read.
pub(super) enum Wish {
    Add(Vec<PathBuf>),
    Remove(String),
}

impl App {
    /// Whether something is being read or asked about that must not be given up for a layer.
    pub(super) fn is_taking_in(&self) -> bool {
        self.jobs.is_reading() || self.incoming.is_some()
    }

    /// Do what was wanted of layers while something else was being read.
    pub(super) fn next_wish(&mut self) {
        if self.is_taking_in() {
            return;
        }
        match self.wishes.pop_front() {
            Some(Wish::Add(paths)) => self.take_in(paths, How::Add, false),
            Some(Wish::Remove(key)) => self.remove_layer(key),
            None => {}
        }
    }

    /// Keep it for later.
    pub(super) fn wish(&mut self, wish: Wish) {
        let what = match &wish {
            Wish::Add(paths) => {
                format!("{} will be added next", crate::view::words::count(paths.len(), "file", "files"))
            }
            Wish::Remove(_) => "The layer will be removed next".to_owned(),
        };
        self.wishes.push_back(wish);
        self.say(what);
    }

    /// Take the layer of this key out of the open project.
    pub(super) fn remove_layer(&mut self, key: String) {
        if self.is_taking_in() {
            return self.wish(Wish::Remove(key));
        }
        let project = Arc::clone(self.session.project());
        self.jobs.relayer(project, Relayer::Remove(key), Vec::new());
    }

    /// Take the last change of layers back, or make it again.
    pub(super) fn turn_layers(&mut self, back: bool) {
        let label = if back { self.session.undo_label() } else { self.session.redo_label() };
        let (Some(to), Some(label)) = (self.session.turn_to(back), label.map(str::to_owned)) else { return };
        if self.is_taking_in() {
            return self.say("Something is being opened: once it is, this can be taken back".to_owned());
        }
        let project = Arc::clone(self.session.project());
        self.jobs.relayer(project, Relayer::Turn { back, to, label }, Vec::new());
    }

    /// Files were read that join the open project.
    pub(super) fn add_layers(&mut self, parts: Vec<Part>, issues: Vec<Issue>) {
        let project = Arc::clone(self.session.project());
        self.jobs.relayer(project, Relayer::Add(Arc::new(parts)), issues);
    }

    /// A layer joined the project or left it.
    pub(super) fn relayered(&mut self, result: Result<Relayered, String>) {
        let it = match result {
            Ok(it) => it,
            Err(error) => return self.views.trouble("The layers could not be changed", error),
        };
        self.finish_edits();
        let changed = !Arc::ptr_eq(&it.base, self.session.project());
        if changed && matches!(it.how, Relayer::Turn { .. }) {
            // What was done meanwhile is what undo takes back first.
            return;
        }
        if changed {
            // It was changed meanwhile: once more, from how it is now.
            let project = Arc::clone(self.session.project());
            return self.jobs.relayer(project, it.how, it.issues);
        }
        let label = it.how.label(&it.base);
        let adds = matches!(it.how, Relayer::Add(_));
        self.session.relayer(it.prepared, it.how.turning(&label));
        self.issues.extend(it.issues);
        let room = if it.left_out > 0 {
            let groups = crate::view::words::count(it.left_out, "group", "groups");
            format!(". {groups} found no room and count as “Further groups”")
        } else {
            String::new()
        };
        self.say(format!("{}{room}", label.replacen("Add", "Added", 1).replacen("Remove", "Removed", 1)));
        if adds {
            self.show_layers();
            let _ = self.session.apply(Command::Fly(crate::session::FlyTo::Results));
        }
        self.rewrite(&label);
    }

    /// Several layers are seen best side by side.
    pub(super) fn show_layers(&mut self) {
        let _ = self.session.apply(Command::ColourBy(ColourBy::Layer));
        if !self.settings.layout.layers {
            self.settings.layout.layers = true;
            self.changed_settings();
        }
    }
}

impl Jobs {
    fn relayer(&mut self, base: Arc<Project>, how: Relayer, issues: Vec<Issue>) {
        let (number, _) = self.begin_reading("layers".to_owned());
        self.start_reading("layers", move || {
            let made = catch_unwind(AssertUnwindSafe(|| {
                let (project, left_out) = how.apply(&base);
                (Prepared::new(project), left_out)
            }));
            let result = match made {
                Ok((prepared, left_out)) => Ok(Box::new(Relayered { base, how, prepared, left_out, issues })),
                Err(_) => Err("They could not be put together. The project is as it was.".to_owned()),
            };
            Done::Relayered { number, result }
        });
    }
}
