//! A definition as text for people.

mod expression;

use std::fmt::Write as _;

use jonaki_forms::definition::{
    Choices, Form, Kind, Node, Piece, Preset, Select, Shuffle, Source, Store, Text,
};

use self::expression::written;

/// Choices of a list that are shown.
const CHOICES: usize = 50;

/// A compiled form as a listing: its head, its questions as a tree with their formulas, its lists.
pub fn show(form: &Form) -> String {
    let mut text = format!("{} ({}", form.title, form.id);
    if !form.version.is_empty() {
        let _ = write!(text, ", version {}", form.version);
    }
    let _ = writeln!(text, ")");
    let _ = writeln!(text, "languages: {}", form.languages.join(", "));
    if !form.style.is_empty() {
        let _ = writeln!(text, "style: {}", form.style);
    }
    if let Ok(bytes) = form.encode() {
        let _ =
            writeln!(text, "{} nodes, {} lists, {} bytes", form.nodes.len(), form.lists.len(), bytes.len());
    }
    let mut depths: Vec<usize> = Vec::with_capacity(form.nodes.len());
    for (at, node) in form.nodes.iter().enumerate() {
        let depth = if at == 0 { 0 } else { depths.get(node.parent as usize).map_or(1, |depth| depth + 1) };
        depths.push(depth);
        if at > 0 {
            show_node(form, node, &"  ".repeat(depth), &mut text);
        }
    }
    for list in &form.lists {
        let _ = writeln!(text, "\nlist {}", list.name);
        match &list.source {
            Source::BuiltIn(name) => {
                let _ = writeln!(text, "  built in ({name})");
            }
            Source::Inline(items) => {
                for item in items.items.iter().take(CHOICES) {
                    let values =
                        items.columns.iter().zip(&item.values).filter(|(_, value)| !value.is_empty());
                    let values: String = values.map(|(column, value)| format!(" {column}={value}")).collect();
                    let _ = writeln!(text, "  {}: {}{values}", item.name, first(&item.label));
                }
                if items.items.len() > CHOICES {
                    let _ = writeln!(text, "  … and {} more", items.items.len() - CHOICES);
                }
            }
        }
    }
    text
}

fn show_node(form: &Form, node: &Node, indent: &str, to: &mut String) {
    let _ = write!(to, "\n{indent}{}: {}", node.name, kind(form, &node.kind));
    if !node.appearance.is_empty() {
        let _ = write!(to, " [{}]", node.appearance);
    }
    if node.store != Store::Account {
        let _ = write!(to, " → {}", String::from(node.store.clone()));
    }
    if !node.htcds.is_empty() {
        let _ = write!(to, " ({})", node.htcds);
    }
    to.push('\n');
    show_details(form, node, indent, to);
}

/// What a node says and what it depends on, a line each.
fn show_details(form: &Form, node: &Node, indent: &str, to: &mut String) {
    let mut line = |name: &str, value: String| {
        let _ = writeln!(to, "{indent}  {name} {value}");
    };
    for (tag, pieces) in form.languages.iter().zip(&node.label.0).filter(|(_, pieces)| !pieces.is_empty()) {
        line(&format!("{tag}:"), joined(pieces));
    }
    let texts = [
        ("hint:", &node.hint),
        ("guidance:", &node.guidance),
        ("if missing:", &node.required_message),
        ("if wrong:", &node.constraint_message),
    ];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        line(name, first(text));
    }
    let formulas = [
        ("relevant if", &node.relevant),
        ("required if", &node.required),
        ("read only if", &node.read_only),
        ("must hold:", &node.constraint),
        ("=", &node.calculation),
    ];
    for (name, expr) in formulas.into_iter().filter_map(|(name, expr)| Some((name, expr.as_ref()?))) {
        line(name, written(expr));
    }
    match &node.default {
        Some(Preset::Static(text)) => line("at first", format!("`{text}`")),
        Some(Preset::Dynamic(expr)) => line("at first", written(expr)),
        None => {}
    }
    if !node.trigger.is_empty() {
        let names = node.trigger.iter().filter_map(|at| Some(form.nodes.get(*at as usize)?.name.as_str()));
        line("when changed:", names.collect::<Vec<_>>().join(", "));
    }
    for (key, value) in &node.parameters {
        line(&format!("{key}:"), value.clone());
    }
}

fn kind(form: &Form, kind: &Kind) -> String {
    match kind {
        Kind::SelectOne(of) => format!("select one {}", select(form, of)),
        Kind::SelectMultiple(of) => format!("select multiple {}", select(form, of)),
        Kind::Rank(of) => format!("rank {}", select(form, of)),
        Kind::Range(range) => format!("range {} to {} by {}", range.start, range.end, range.step),
        Kind::Repeat(repeat) => match &repeat.count {
            Some(count) => format!("repeat, {} times", written(count)),
            None => "repeat".to_owned(),
        },
        Kind::Metadata(fact) => format!("metadata {fact:?}"),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn select(form: &Form, select: &Select) -> String {
    let mut text = match &select.choices {
        Choices::List(list) => {
            form.lists.get(*list as usize).map_or_else(|| "?".to_owned(), |list| list.name.clone())
        }
        Choices::Nodes(expr) => written(expr),
    };
    if let Some(filter) = &select.filter {
        let _ = write!(text, " where {}", written(filter));
    }
    match &select.randomize {
        Some(Shuffle::Unseeded) => text.push_str(", shuffled"),
        Some(Shuffle::Seed(seed)) => {
            let _ = write!(text, ", shuffled by {}", written(seed));
        }
        None => {}
    }
    text
}

/// The text of the first language that has one.
fn first(text: &Text) -> String {
    text.0.iter().find(|pieces| !pieces.is_empty()).map(|pieces| joined(pieces)).unwrap_or_default()
}

fn joined(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text.replace('\n', " "),
            Piece::Value(expr) => format!("{{{}}}", written(expr)),
        })
        .collect()
}
