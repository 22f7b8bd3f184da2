//! Our own engine, shown as the reference is.

use std::sync::Arc;

use jonaki_forms::definition::{Choices, Fact, Form, Kind, Node, Preset, Select, Shuffle, Source};
use jonaki_forms::expression::{Expr, Function};
use jonaki_forms::filling::{Answer, Context, Facts, Filling, NodePath, Verdict};
use jonaki_xlsform::language_tag;

use crate::lists::BuiltIn;
use crate::oracle::Opened;
use crate::seen::{Seen, Texts};
use crate::walk::{Dump, Engine};

/// A filling of a form.
pub struct Ours {
    filling: Filling,
    /// Languages as the sheet names them, and as we do.
    languages: Vec<(String, String)>,
}

impl Ours {
    /// Starts a filling at the moment at which the reference opened the form.
    ///
    /// # Errors
    /// If the form cannot be opened.
    pub fn start(form: Form, at: &Opened) -> Result<Self, String> {
        let first = form.languages.first().cloned().unwrap_or_default();
        // Texts without a language are the reference's language `default`, and in the first language here.
        let tag = |name: &String| {
            let tag = language_tag(name);
            (name.clone(), if form.languages.contains(&tag) { tag } else { first.clone() })
        };
        let mut languages: Vec<_> = at.languages.iter().map(tag).collect();
        if languages.is_empty() {
            languages.push((String::new(), first.clone()));
        }
        let context = Context {
            now_ms: at.now,
            offset_minutes: at.offset / 60,
            language: first,
            seed: [7; 32],
            // As tests/oracle/src/oracle/Facts.java has them.
            facts: Facts {
                device_id: "device-1".into(),
                username: "person-1".into(),
                phone_number: "01700000000".into(),
                email: "person@example.org".into(),
            },
            lists: Arc::new(BuiltIn::new()),
        };
        let filling = Filling::start(Arc::new(form), context).map_err(|fault| fault.to_string())?;
        Ok(Self { filling, languages })
    }

    /// A repeat's path may lack its own position.
    fn path(&self, text: &str) -> Result<NodePath, String> {
        NodePath::parse(self.filling.form(), text).ok_or_else(|| format!("no such node: {text}"))
    }

    fn seen(&self, path: &NodePath) -> Seen {
        let filling = &self.filling;
        let kind = &filling.form().nodes[path.node as usize].kind;
        let name = filling.path_text(path);
        let node = &filling.form().nodes[path.node as usize];
        let asked = is_asked(node);
        let verdict = match filling.verdict(path) {
            Verdict::Ok => "ok",
            Verdict::RequiredMissing => "required",
            Verdict::ConstraintFailed => "constraint",
        };
        let choices = || filling.choices(path).into_iter().map(|choice| choice.value).collect();
        Seen {
            by_chance: Seen::is_by_chance(&name)
                || matches!(kind, Kind::Metadata(Fact::Start | Fact::End))
                || node.calculation.iter().chain(preset(node)).any(is_chance),
            shuffled: is_shuffled(kind),
            path: name,
            kind: String::new(),
            answers: String::new(),
            relevant: filling.is_relevant(path),
            required: !kind.is_container() && filling.is_required(path),
            // The reference knows a note as a question that is read only, and of groups nothing.
            read_only: *kind == Kind::Note || !kind.is_container() && filling.is_read_only(path),
            value: filling.value(path).unwrap_or_default().to_owned(),
            verdict: asked.then(|| verdict.to_owned()),
            choices: kind.select().filter(|_| asked).map(|_| choices()),
            texts: Default::default(),
        }
    }

    fn texts(&self, path: &NodePath, language: &str) -> Texts {
        let filling = &self.filling;
        let kind = &filling.form().nodes[path.node as usize].kind;
        let labels = || filling.choices(path).into_iter().map(|choice| choice.label).collect();
        // Of a CSV file, ODK's tools read one column of labels; ours are in every language.
        let shuffled = is_shuffled(kind);
        let first = filling.form().languages.first().map(String::as_str);
        let built_in = kind.select().is_some_and(|select| self.is_built_in(select));
        let some = |text: String| (!text.is_empty()).then_some(text);
        Texts {
            label: some(filling.label(path, language)),
            // The reference has no hints of groups.
            hint: some(filling.hint(path, language)).filter(|_| !kind.is_container()),
            constraint_message: some(filling.message(path, Verdict::ConstraintFailed, language)),
            required_message: some(filling.message(path, Verdict::RequiredMissing, language)),
            choices: kind
                .select()
                .filter(|_| !shuffled)
                .filter(|_| !built_in || first == Some(language))
                .map(|_| labels()),
        }
    }

    fn is_built_in(&self, select: &Select) -> bool {
        let Choices::List(list) = select.choices else { return false };
        let list = self.filling.form().lists.get(list as usize);
        list.is_some_and(|list| matches!(list.source, Source::BuiltIn(_)))
    }
}

/// Whether a person is asked: what is calculated and has no label or hint is not seen.
fn is_asked(node: &Node) -> bool {
    let silent = node.label.0.is_empty() && node.hint.0.is_empty();
    let computed = node.calculation.is_some() || !node.trigger.is_empty();
    let never = matches!(node.kind, Kind::Calculate | Kind::Hidden | Kind::Metadata(_));
    !(never || node.kind.is_container() || silent && computed)
}

/// Whether the choices stand in an order that chance gives.
fn is_shuffled(kind: &Kind) -> bool {
    kind.select().is_some_and(|select| select.randomize == Some(Shuffle::Unseeded))
}

fn preset(node: &Node) -> Option<&Expr> {
    match &node.default {
        Some(Preset::Dynamic(expr)) => Some(expr),
        _ => None,
    }
}

/// Whether an expression reads the clock or draws lots.
fn is_chance(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Text(_) => false,
        Expr::Negate(operand) => is_chance(operand),
        Expr::Binary(_, left, right) => is_chance(left) || is_chance(right),
        Expr::Call(function, arguments) => {
            matches!(function, Function::Now | Function::Random | Function::Uuid)
                || arguments.iter().any(is_chance)
        }
        Expr::Path(path) => path.steps.iter().flat_map(|step| &step.predicates).any(is_chance),
    }
}

impl Engine for Ours {
    fn set(&mut self, path: &str, value: Option<&str>) -> Result<(), String> {
        let path = self.path(path)?;
        let answer = value.map_or(Answer::Empty, Answer::from);
        self.filling.answer(&path, answer).map(drop).map_err(|fault| fault.code().to_owned())
    }

    fn add(&mut self, repeat: &str) -> Result<(), String> {
        let path = self.path(repeat)?;
        self.filling.add_repeat(&path).map(drop).map_err(|fault| fault.code().to_owned())
    }

    fn remove(&mut self, instance: &str) -> Result<(), String> {
        let path = self.path(instance)?;
        self.filling.remove_repeat(&path).map(drop).map_err(|fault| fault.code().to_owned())
    }

    fn dump(&mut self, texts: bool) -> Result<Dump, String> {
        let paths: Vec<NodePath> = self.filling.nodes().into_iter().skip(1).collect();
        let mut nodes: Vec<Seen> = paths.iter().map(|path| self.seen(path)).collect();
        if texts {
            let spoken = self.filling.language().to_owned();
            for (name, tag) in self.languages.clone() {
                self.filling.set_language(&tag).map_err(|fault| fault.to_string())?;
                for (node, path) in nodes.iter_mut().zip(&paths) {
                    node.texts.insert(name.clone(), self.texts(path, &tag));
                }
            }
            self.filling.set_language(&spoken).map_err(|fault| fault.to_string())?;
        }
        nodes.retain(|node| node.path.split('/').nth(2) != Some("meta"));
        Ok(Dump { nodes, adds: Vec::new() })
    }
}
