//! The functions, with JavaRosa's results. Arity was checked when the expression was read.

mod date;
mod nodes;
mod number;
mod text;

use super::{Eval, EvaluationFault, Evaluator, Found, Point};
use crate::expression::Function;
use crate::program::Code;
use crate::random;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn call(&self, function: Function, arguments: &[Code]) -> Eval<Found> {
        use Function as F;
        self.around.step()?;
        match function {
            F::If => {
                let branch = if self.truth(&arguments[0])? { 1 } else { 2 };
                self.found(&arguments[branch])
            }
            F::Coalesce => {
                let first = self.found(&arguments[0])?;
                if self.unpack(first.clone())?.is_null() { self.found(&arguments[1]) } else { Ok(first) }
            }
            F::Depend => self.found(&arguments[0]),
            F::IndexedRepeat => self.indexed(arguments).map(Found::Nodes),
            F::Randomize => self.randomize(arguments),
            _ => {
                let groups = [Self::of_texts, Self::of_nodes, Self::of_dates, Self::of_anything];
                for group in groups {
                    if let Some(value) = group(self, function, arguments)? {
                        return Ok(Found::Value(value));
                    }
                }
                self.of_numbers(function, arguments).map(Found::Value)
            }
        }
    }

    fn of_anything(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        use Function as F;
        Ok(Some(match function {
            F::True => Value::Boolean(true),
            F::False => Value::Boolean(false),
            F::Boolean => Value::Boolean(self.truth(&arguments[0])?),
            F::Not => Value::Boolean(!self.truth(&arguments[0])?),
            F::BooleanFromString => {
                let text = self.text(&arguments[0])?;
                Value::Boolean(text == "1" || text.eq_ignore_ascii_case("true"))
            }
            F::Once => self.once(&arguments[0])?,
            F::Regex => {
                Value::Boolean(self.around.matches(&self.text(&arguments[1])?, &self.text(&arguments[0])?)?)
            }
            F::Random => Value::Number(random::fraction(&random::bytes(&self.around.seed, &self.dice()))),
            F::Uuid => Value::Text(self.uuid(arguments.first())?),
            F::Pulldata => self.first_of(&arguments[0])?,
            F::ChoiceName => Value::Text(self.choice_name(&self.text(&arguments[0])?, &arguments[1])?),
            F::Version => Value::text(&self.program.form.version),
            F::Property => Value::Text(self.property(&self.text(&arguments[0])?)),
            _ => return Ok(None),
        }))
    }

    /// What the node holds already; evaluated only if that is nothing.
    fn once(&self, calculation: &Code) -> Eval<Value> {
        let own = self.read(self.current);
        let is_there = !own.to_text(self.clock()).is_empty();
        if is_there { Ok(own) } else { self.value(calculation) }
    }

    fn first_of(&self, items: &Code) -> Eval<Value> {
        match self.found(items)? {
            Found::Rows { list, rows, column } => match rows.first() {
                Some(row) => self.cell(list, *row, column.as_ref()),
                None => Ok(Value::empty()),
            },
            other => self.unpack(other),
        }
    }

    fn property(&self, name: &str) -> String {
        let facts = &self.around.facts;
        match name {
            "deviceid" => facts.device_id.clone(),
            "username" => facts.username.clone(),
            "email" => facts.email.clone(),
            "phonenumber" | "phone number" => facts.phone_number.clone(),
            _ => String::new(),
        }
    }

    /// What makes a random value here another than elsewhere. Evaluating the same calculation of the same instance
    /// again gives the same value again; a default or trigger gives another each time.
    fn dice(&self) -> [u64; 4] {
        let draw = self.around.draws.get();
        self.around.draws.set(draw + 1);
        [self.tree.frame(self.current.frame).serial, self.current.node.into(), self.turn, draw]
    }

    pub(super) fn random_seed(&self) -> i64 {
        let bytes = random::bytes(&self.around.seed, &self.dice());
        i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn uuid(&self, length: Option<&Code>) -> Eval<String> {
        /// More letters than any use has.
        const MOST: f64 = 1_024.0;
        let dice = self.dice();
        let Some(length) = length else { return Ok(random::uuid(&random::bytes(&self.around.seed, &dice))) };
        let length = self.number(length)?.clamp(0.0, MOST) as usize;
        Ok(random::letters(&self.around.seed, &dice, length))
    }

    fn randomize(&self, arguments: &[Code]) -> Eval<Found> {
        let seed = match arguments.get(1) {
            Some(seed) => self.number(seed)? as i64,
            None => self.random_seed(),
        };
        Ok(match self.found(&arguments[0])? {
            Found::Nodes(nodes) => Found::Nodes(random::shuffle(&nodes, seed)),
            Found::Rows { list, rows, column } => {
                Found::Rows { list, rows: random::shuffle(&rows, seed), column }
            }
            Found::Value(_) => return Err(EvaluationFault::NotNodes),
        })
    }

    /// The value of the context, for functions whose argument may be left out.
    pub(super) fn context_text(&self) -> Eval<String> {
        Ok(match self.point {
            Point::Node(at) => self.read(at).into_text(self.clock()),
            Point::Item { .. } => String::new(),
        })
    }
}
