//! The order of pages. A group that its author made a list of fields is one page, any other question has a page of its own;
//! what is folded away is reached from one page before the summary.

use super::FormSession;
use jonaki_forms::definition::{Form, Kind, Node};
use jonaki_forms::filling::{Filling, NodePath};

/// Key of the page that offers what is folded away.
pub(super) const MORE: &str = "#more";
/// Key of the last page.
pub(super) const SUMMARY: &str = "#summary";

/// What a page holds.
pub(super) struct Page {
    /// Path of the group, question or repeat.
    pub(super) key: String,
    /// Path of the folded group that it lies in, if it does.
    pub(super) folded: Option<NodePath>,
    /// The group or question itself; a repeat without its position is where instances are added.
    pub(super) head: NodePath,
    /// Questions, and repeats that can grow, in order.
    pub(super) nodes: Vec<NodePath>,
}

/// All pages that there are now.
pub(super) struct Pages {
    pub(super) pages: Vec<Page>,
}

impl FormSession {
    pub(super) fn pages(&self) -> Pages {
        Pages::of(&self.filling)
    }

    /// Whether something on a page is missing or wrong.
    pub(super) fn holds_back(&self, pages: &Pages, key: &str) -> bool {
        use jonaki_forms::filling::Verdict;
        pages
            .page(key)
            .is_some_and(|page| page.nodes.iter().any(|node| self.filling.verdict(node) != Verdict::Ok))
    }
}

/// Whether a hint of the form's author is among a node's appearances.
pub(super) fn appears(node: &Node, hint: &str) -> bool {
    node.appearance.split_ascii_whitespace().any(|word| word == hint)
}

/// Whether a person sees it. A question that is worked out and says nothing is there for its value only, as in pyxform.
pub(super) fn is_shown(node: &Node) -> bool {
    let silent = node.calculation.is_some() && node.label.is_empty() && node.hint.is_empty();
    let unseen = matches!(node.kind, Kind::Calculate | Kind::Hidden | Kind::Metadata(_)) || silent;
    !unseen && !node.kind.is_container()
}

pub(super) fn node<'a>(form: &'a Form, path: &NodePath) -> Option<&'a Node> {
    form.nodes.get(path.node as usize)
}

impl Pages {
    fn of(filling: &Filling) -> Self {
        let form = filling.form();
        let mut walk = Walk { filling, form, pages: Vec::new(), list: None };
        for path in filling.nodes() {
            walk.visit(&path);
        }
        walk.grow_at_the_end();
        Self { pages: walk.pages.into_iter().filter(|page| !page.nodes.is_empty()).collect() }
    }

    pub(super) fn page(&self, key: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.key == key)
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.pages.iter().position(|page| page.key == key)
    }

    /// The page to show for a key: itself, or the first where it is gone.
    pub(super) fn settle(&self, key: &str) -> String {
        if key == SUMMARY || key == MORE && self.folds() || self.place(key).is_some() {
            return key.to_owned();
        }
        self.pages.iter().find(|page| page.folded.is_none()).map_or(SUMMARY, |page| &page.key).to_owned()
    }

    pub(super) fn folds(&self) -> bool {
        self.pages.iter().any(|page| page.folded.is_some())
    }

    /// Keys of what is not folded, in order.
    pub(super) fn main(&self) -> Vec<&str> {
        let open = self.pages.iter().filter(|page| page.folded.is_none()).map(|page| page.key.as_str());
        open.chain(self.folds().then_some(MORE)).chain([SUMMARY]).collect()
    }

    pub(super) fn next(&self, key: &str) -> Option<String> {
        self.step(key, 1)
    }

    pub(super) fn back(&self, key: &str) -> Option<String> {
        self.step(key, -1)
    }

    /// Inside of what is folded the pages of one group follow each other, and both ends lead to where it was opened.
    fn step(&self, key: &str, by: isize) -> Option<String> {
        let folded = self.page(key).and_then(|page| page.folded.as_ref());
        if let Some(group) = folded {
            let within: Vec<&str> = self.inside(group).map(|page| page.key.as_str()).collect();
            return Some(neighbour(&within, key, by).unwrap_or(MORE).to_owned());
        }
        neighbour(&self.main(), key, by).map(str::to_owned)
    }

    /// The pages of a folded group.
    pub(super) fn inside<'a>(&'a self, group: &'a NodePath) -> impl Iterator<Item = &'a Page> {
        self.pages.iter().filter(move |page| page.folded.as_ref() == Some(group))
    }

    /// The page of a key, of a question on it, or of a group in it.
    pub(super) fn find(&self, filling: &Filling, place: &str) -> Option<String> {
        if place == SUMMARY || place == MORE && self.folds() || self.place(place).is_some() {
            return Some(place.to_owned());
        }
        let path = NodePath::parse(filling.form(), place)?;
        let within = format!("{place}/");
        let on = |page: &&Page| {
            page.nodes.contains(&path) || page.key.starts_with(&within) || page.folded.as_ref() == Some(&path)
        };
        self.pages.iter().find(on).map(|page| page.key.clone())
    }
}

fn neighbour<'a>(keys: &[&'a str], key: &str, by: isize) -> Option<&'a str> {
    let at = keys.iter().position(|known| *known == key)?;
    keys.get(at.checked_add_signed(by)?).copied()
}

/// Goes through the instance once.
struct Walk<'a> {
    filling: &'a Filling,
    form: &'a Form,
    pages: Vec<Page>,
    /// The page that collects fields, and the path of its group.
    list: Option<(usize, String)>,
}

impl Walk<'_> {
    fn visit(&mut self, path: &NodePath) {
        let Some(node) = node(self.form, path) else { return };
        let text = self.filling.path_text(path);
        if self.list.as_ref().is_some_and(|(_, group)| !text.starts_with(group.as_str())) {
            self.list = None;
        }
        if !self.filling.is_relevant(path) {
            return;
        }
        match (&node.kind, &self.list) {
            (Kind::Group | Kind::Repeat(_), None) if appears(node, "field-list") => {
                self.pages.push(Page {
                    key: text.clone(),
                    folded: self.folded(path),
                    head: path.clone(),
                    nodes: Vec::new(),
                });
                self.list = Some((self.pages.len() - 1, format!("{text}/")));
            }
            (_, Some((page, _))) if is_shown(node) => self.pages[*page].nodes.push(path.clone()),
            (_, None) if is_shown(node) => {
                let folded = self.folded(path);
                self.pages.push(Page { key: text, folded, head: path.clone(), nodes: vec![path.clone()] });
            }
            _ => {}
        }
    }

    /// After the last instance of a repeat that a person may add to, a page for adding; also where there is none yet.
    fn grow_at_the_end(&mut self) {
        let growing = self.form.nodes.iter().enumerate();
        let growing =
            growing.filter(|(_, node)| matches!(&node.kind, Kind::Repeat(repeat) if repeat.count.is_none()));
        for (index, node) in growing.map(|(index, node)| (index as u32, node)) {
            let outer = self.filling.nodes().into_iter().filter(|path| path.node == node.parent);
            for parent in outer.collect::<Vec<_>>() {
                let repeat = NodePath::new(index, parent.positions.clone());
                if self.filling.is_relevant(&parent) {
                    self.insert_growth(repeat);
                }
            }
        }
    }

    fn insert_growth(&mut self, repeat: NodePath) {
        let key = self.filling.path_text(&repeat);
        let instances = format!("{key}[");
        let last = self.pages.iter().rposition(|page| page.key.starts_with(&instances));
        let before = |page: &Page| page.head.node < repeat.node && page.head.positions <= repeat.positions;
        let at = last.or_else(|| self.pages.iter().rposition(before)).map_or(0, |at| at + 1);
        let folded = self.folded(&repeat);
        self.pages.insert(at, Page { key, folded, head: repeat.clone(), nodes: vec![repeat] });
    }

    /// The outermost folded group around a node.
    fn folded(&self, path: &NodePath) -> Option<NodePath> {
        let mut found = None;
        let (mut index, mut repeats) = (path.node, path.positions.len());
        while index != 0 {
            let node = self.form.nodes.get(index as usize)?;
            if appears(node, "jonaki-folded") {
                found = Some(NodePath::new(index, path.positions[..repeats].to_vec()));
            }
            if matches!(node.kind, Kind::Repeat(_)) {
                repeats = repeats.saturating_sub(1);
            }
            index = node.parent;
        }
        found
    }
}
