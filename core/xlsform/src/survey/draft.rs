//! Drafts: questions as written, before their expressions are read.

use jonaki_forms::definition::Kind;

use crate::headers::Told;
use crate::kinds::{Control, Implied, Selecting};
use crate::sheet::{Cell, Place};

/// Texts of one kind by the language that their column names.
pub(crate) type Texts = Vec<(Option<String>, Cell)>;

/// What a draft asks for.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Container(Control),
    Plain(Kind),
    Select(Selecting),
    Range,
    /// Only a list: no node.
    Nothing,
}

/// A question as written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) parent: usize,
    /// Its row; for what the compiler adds, the row for which.
    pub(crate) place: Place,
    pub(crate) name_cell: Option<Cell>,
    pub(crate) type_cell: Option<Cell>,
    pub(crate) asked: Asked,
    pub(crate) implied: Implied,
    pub(crate) told: [Texts; 5],
    pub(crate) relevant: Option<Cell>,
    pub(crate) constraint: Option<Cell>,
    pub(crate) required: Option<Cell>,
    pub(crate) read_only: Option<Cell>,
    pub(crate) calculation: Option<Cell>,
    pub(crate) default: Option<Cell>,
    pub(crate) count: Option<Cell>,
    pub(crate) filter: Option<Cell>,
    pub(crate) trigger: Option<Cell>,
    pub(crate) appearance: Option<Cell>,
    pub(crate) parameters: Option<Cell>,
    pub(crate) rows: Option<Cell>,
    pub(crate) store: Option<Cell>,
    pub(crate) htcds: Option<Cell>,
    /// Written by the compiler, not by the author.
    pub(crate) generated: bool,
    /// Has a picture, sound or film.
    pub(crate) pictured: bool,
    /// Stands in for a question that cannot be.
    pub(crate) broken: bool,
}

impl Draft {
    pub(crate) fn new(name: &str, parent: usize, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            parent,
            place,
            name_cell: None,
            type_cell: None,
            asked: Asked::Plain(Kind::Text),
            implied: Implied::default(),
            told: Default::default(),
            relevant: None,
            constraint: None,
            required: None,
            read_only: None,
            calculation: None,
            default: None,
            count: None,
            filter: None,
            trigger: None,
            appearance: None,
            parameters: None,
            rows: None,
            store: None,
            htcds: None,
            generated: false,
            pictured: false,
            broken: false,
        }
    }

    /// A node that the compiler adds for a row.
    pub(crate) fn generated(name: &str, parent: usize, place: &Place, kind: Kind) -> Self {
        Self { asked: Asked::Plain(kind), generated: true, ..Self::new(name, parent, place.clone()) }
    }

    pub(crate) fn told(&self, told: Told) -> &Texts {
        &self.told[told as usize]
    }

    pub(crate) fn told_mut(&mut self, told: Told) -> &mut Texts {
        &mut self.told[told as usize]
    }

    /// A cell to point at: the name, else the type.
    pub(crate) fn cell(&self) -> Cell {
        let cell = self.name_cell.clone().or_else(|| self.type_cell.clone());
        cell.unwrap_or_else(|| Cell::written_for(&self.place, ""))
    }

    pub(crate) fn is_repeat(&self) -> bool {
        matches!(self.asked, Asked::Container(Control::Repeat))
    }

    pub(crate) fn is_container(&self) -> bool {
        matches!(self.asked, Asked::Container(_))
    }

    /// Whether a person sees it: as pyxform, what is calculated and has no label or hint is not seen.
    pub(crate) fn is_visible(&self) -> bool {
        let silent = self.told(Told::Label).is_empty() && self.told(Told::Hint).is_empty();
        match &self.asked {
            Asked::Plain(Kind::Calculate | Kind::Hidden | Kind::Metadata(_)) | Asked::Nothing => false,
            Asked::Container(_) => false,
            _ => !(silent && (self.calculation.is_some() || self.trigger.is_some())),
        }
    }
}

/// Drafts in document order; the first is the root.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    pub(crate) drafts: Vec<Draft>,
}

impl Tree {
    pub(crate) fn rooted(name: &str) -> Self {
        let mut root = Draft::new(name, 0, Place::sheet("survey"));
        root.asked = Asked::Container(Control::Group);
        root.generated = true;
        Self { drafts: vec![root] }
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Draft> {
        self.drafts.get(at)
    }

    /// What it lies in, the nearest first, without the root.
    pub(crate) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |at: &usize| self.get(*at).map(|draft| draft.parent).filter(|parent| *parent != 0);
        std::iter::successors(parent(&at), parent)
    }

    /// Whether it lies in a repeat.
    pub(crate) fn in_repeat(&self, at: usize) -> bool {
        self.ancestors(at).any(|at| self.get(at).is_some_and(Draft::is_repeat))
    }

    /// Names from the root to a node.
    pub(crate) fn path(&self, at: usize) -> Vec<&str> {
        let mut path: Vec<&str> =
            self.ancestors(at).filter_map(|at| Some(self.get(at)?.name.as_str())).collect();
        path.insert(0, self.get(at).map_or("", |draft| draft.name.as_str()));
        if at != 0 {
            path.push(self.get(0).map_or("", |draft| draft.name.as_str()));
        }
        path.reverse();
        path
    }
}
