//! Labels, hints and messages in a language, with the values that stand in them.

use super::items::Rowed;
use super::{Eval, Evaluator, Point};
use crate::definition::{Piece, Text};
use crate::filling::tree::At;
use crate::program::{Code, Says};

impl Evaluator<'_> {
    /// A text of the current node in a language of the form, or in the default one, or in any.
    pub(crate) fn says(&self, says: Says, language: usize) -> Eval<String> {
        let node = self.program.node(self.current.node);
        let text = match says {
            Says::Label => &node.label,
            Says::Hint => &node.hint,
            Says::Guidance => &node.guidance,
            Says::Required => &node.required_message,
            Says::Constraint => &node.constraint_message,
        };
        self.filled(text, self.program.texts.get(&(self.current.node, says)), language)
    }

    /// Label of an item of a list in the filling's language; without one, its name.
    pub(crate) fn choice_label(&self, list: u32, row: usize) -> Eval<String> {
        let label = match self.list(list)? {
            Rowed::BuiltIn(rows) => {
                let language = self.program.form.languages.get(self.around.language);
                rows.label(row, language.map_or("", String::as_str)).into_owned()
            }
            Rowed::Inline(list, items) => {
                let Some(item) = items.items.get(row) else { return Ok(String::new()) };
                let root = At { frame: 0, node: 0 };
                let inner = Self { current: root, point: Point::Node(root), position: None, ..*self };
                let values = self.program.choice_texts.get(&(list, row as u32));
                inner.filled(&item.label, values, self.around.language)?
            }
        };
        if !label.is_empty() {
            return Ok(label);
        }
        Ok(self.cell(list, row, Some(&crate::program::Column::Name))?.into_text(self.clock()))
    }

    fn filled(&self, text: &Text, values: Option<&Vec<Vec<Option<Code>>>>, language: usize) -> Eval<String> {
        let has_text = |at: &usize| text.0.get(*at).is_some_and(|pieces| !pieces.is_empty());
        let Some(at) = [language, 0].into_iter().chain(0..text.0.len()).find(has_text) else {
            return Ok(String::new());
        };
        let mut filled = String::new();
        for (piece_at, piece) in text.0[at].iter().enumerate() {
            match piece {
                Piece::Literal(literal) => filled.push_str(literal),
                Piece::Value(_) => {
                    let code = values.and_then(|values| values.get(at)?.get(piece_at)?.as_ref());
                    if let Some(code) = code {
                        filled.push_str(&self.text(code)?);
                    }
                }
            }
        }
        Ok(filled)
    }
}
