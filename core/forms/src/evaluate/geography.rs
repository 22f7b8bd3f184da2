//! Functions of places.

use super::{Eval, EvaluationFault, Evaluator, Found};
use crate::expression::Function;
use crate::geo::{self, Point};
use crate::program::Code;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn geography(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        Ok(Some(match function {
            Function::Area | Function::EnclosedArea => Value::Number(geo::area(&self.points(arguments)?)),
            Function::Distance => Value::Number(geo::distance(&self.points(arguments)?)),
            Function::Geofence => {
                let point =
                    self.points(&arguments[..1])?.first().copied().ok_or(EvaluationFault::NotAPlace)?;
                Value::Boolean(geo::is_inside(point, &self.points(&arguments[1..])?))
            }
            Function::Intersects => {
                let points = self.points(arguments)?;
                // Every side is compared with every other.
                for _ in 0..points.len() * points.len() / 2 {
                    self.around.step()?;
                }
                Value::Boolean(geo::crosses_itself(&points))
            }
            _ => return Ok(None),
        }))
    }

    /// Points of one shape or trace, or of several points.
    fn points(&self, arguments: &[Code]) -> Eval<Vec<Point>> {
        let mut points = Vec::new();
        for argument in arguments {
            let found: Found = self.found(argument)?;
            for value in self.values(found)? {
                self.around.step()?;
                let text = value.into_text(self.clock());
                points.extend(geo::parse_points(&text).ok_or(EvaluationFault::NotAPlace)?);
            }
        }
        Ok(points)
    }
}
