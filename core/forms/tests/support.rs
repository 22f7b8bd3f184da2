//! Forms and fillings for tests.

use std::sync::Arc;

use jonaki_forms::definition::{
    Choice, Choices, Form, Items, Kind, List, Node, Piece, Preset, Repeat, Select, Source, Text,
};
use jonaki_forms::expression::{Expr, NoReferences, parse};
use jonaki_forms::filling::{Context, Facts, Filling, NodePath};
use jonaki_forms::lists::NoLists;

/// 2026-11-27 12:00:00 at +06:00.
pub(crate) const NOW: i64 = 1_795_759_200_000;

/// A context in Dhaka's time without built-in lists.
pub(crate) fn context() -> Context {
    Context {
        now_ms: NOW,
        offset_minutes: 360,
        language: "bn".into(),
        seed: [7; 32],
        facts: Facts { device_id: "device-1".into(), username: "teacher".into(), ..Facts::default() },
        lists: Arc::new(NoLists),
    }
}

pub(crate) fn expr(text: &str) -> Expr {
    parse(text, &NoReferences).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

pub(crate) fn path(filling: &Filling, text: &str) -> NodePath {
    NodePath::parse(filling.form(), text).unwrap_or_else(|| panic!("no path {text}"))
}

/// A form that is being made. Nodes must be added in document order.
pub(crate) struct Draft {
    pub(crate) form: Form,
}

impl Draft {
    pub(crate) fn new(version: &str) -> Self {
        let root = Node { name: "data".into(), kind: Kind::Group, ..Node::default() };
        let form = Form {
            id: "test".into(),
            languages: vec!["bn".into(), "en".into()],
            nodes: vec![root],
            lists: Vec::new(),
            style: String::new(),
            title: "Test".into(),
            version: version.into(),
        };
        Self { form }
    }

    fn add(&mut self, parent: u32, name: &str, kind: Kind) -> u32 {
        self.form.nodes.push(Node { name: name.into(), parent, kind, ..Node::default() });
        self.form.nodes.len() as u32 - 1
    }

    pub(crate) fn group(&mut self, parent: u32, name: &str) -> u32 {
        self.add(parent, name, Kind::Group)
    }

    pub(crate) fn repeat(&mut self, parent: u32, name: &str, count: Option<&str>) -> u32 {
        self.add(parent, name, Kind::Repeat(Repeat { count: count.map(expr) }))
    }

    pub(crate) fn question(&mut self, parent: u32, name: &str, kind: Kind) -> Ask<'_> {
        let at = self.add(parent, name, kind);
        Ask { node: &mut self.form.nodes[at as usize] }
    }

    pub(crate) fn calculate(&mut self, parent: u32, name: &str, calculation: &str) -> Ask<'_> {
        let ask = self.question(parent, name, Kind::Calculate);
        ask.node.calculation = Some(expr(calculation));
        ask
    }

    pub(crate) fn index(&self, name: &str) -> u32 {
        self.form.nodes.iter().position(|node| node.name == name).unwrap_or_else(|| panic!("no {name}"))
            as u32
    }

    pub(crate) fn node(&mut self, name: &str) -> &mut Node {
        let at = self.index(name) as usize;
        &mut self.form.nodes[at]
    }

    pub(crate) fn relevant(&mut self, name: &str, text: &str) {
        self.node(name).relevant = Some(expr(text));
    }

    pub(crate) fn list(&mut self, name: &str, columns: &[&str], items: &[(&str, &str, &[&str])]) -> u32 {
        let item = |(name, label, values): &(&str, &str, &[&str])| Choice {
            name: (*name).into(),
            label: Text::literal(label, 2),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let items = Items {
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            items: items.iter().map(item).collect(),
        };
        self.form.lists.push(List { name: name.into(), source: Source::Inline(items) });
        self.form.lists.len() as u32 - 1
    }

    /// Makes the label of a node say one expression in each of the languages `l0`, `l1` and so on.
    pub(crate) fn say(&mut self, name: &str, expressions: Vec<Expr>) {
        self.form.languages = (0..expressions.len()).map(|at| format!("l{at}")).collect();
        self.node(name).label = Text(expressions.into_iter().map(|expr| vec![Piece::Value(expr)]).collect());
    }

    pub(crate) fn start(&self) -> Filling {
        Filling::start(Arc::new(self.form.clone()), context()).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// A question that is being made.
pub(crate) struct Ask<'a> {
    pub(crate) node: &'a mut Node,
}

impl Ask<'_> {
    pub(crate) fn default(self, text: &str) -> Self {
        if !text.is_empty() {
            self.node.default = Some(Preset::Static(text.into()));
        }
        self
    }

    pub(crate) fn relevant(self, text: &str) -> Self {
        self.node.relevant = Some(expr(text));
        self
    }
}

pub(crate) fn select(list: u32, filter: Option<&str>) -> Select {
    Select { choices: Choices::List(list), filter: filter.map(expr), randomize: None }
}
