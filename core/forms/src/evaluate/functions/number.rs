//! Functions of numbers.

use super::super::{Eval, Evaluator, Found};
use crate::expression::Function;
use crate::program::Code;
use crate::value::{Value, round_half, to_int, truncate};

impl Evaluator<'_> {
    pub(super) fn of_numbers(&self, function: Function, arguments: &[Code]) -> Eval<Value> {
        use Function as F;
        let exact = |at: usize| self.exact(&arguments[at]);
        let number = match function {
            F::Number => self.number(&arguments[0])?,
            F::Int => truncate(self.number(&arguments[0])?),
            F::Round => {
                let places = arguments.get(1).map_or(Ok(0.0), |places| self.number(places))?;
                round(self.number(&arguments[0])?, to_int(places))
            }
            F::Pow => pow(exact(0)?, exact(1)?),
            F::Log => exact(0)?.ln(),
            F::Log10 => exact(0)?.log10(),
            F::Abs => exact(0)?.abs(),
            F::Sin => exact(0)?.sin(),
            F::Cos => exact(0)?.cos(),
            F::Tan => exact(0)?.tan(),
            F::Asin => exact(0)?.asin(),
            F::Acos => exact(0)?.acos(),
            F::Atan => exact(0)?.atan(),
            F::Atan2 => exact(0)?.atan2(exact(1)?),
            F::Sqrt => exact(0)?.sqrt(),
            F::Exp => exact(0)?.exp(),
            F::Exp10 => pow(10.0, exact(0)?),
            F::Pi => std::f64::consts::PI,
            _ => f64::NAN,
        };
        Ok(Value::Number(number))
    }

    /// A number; a date that is no question's value keeps its fraction of a day.
    fn exact(&self, code: &Code) -> Eval<f64> {
        Ok(match self.found(code)? {
            Found::Value(Value::Date(date)) => self.clock().fractional_days(date),
            found => self.unpack(found)?.to_number(self.clock()),
        })
    }
}

/// Java has no number for one to the power of infinity or of no number; C has one. A square is a product, as there:
/// rounded once.
fn pow(base: f64, power: f64) -> f64 {
    let undefined = power.is_nan() || base.abs() == 1.0 && power.is_infinite();
    match power {
        _ if undefined => f64::NAN,
        2.0 => base * base,
        _ => base.powf(power),
    }
}

fn round(number: f64, places: i32) -> f64 {
    match places {
        _ if !number.is_finite() => number,
        0..=30 => round_half(number, places as usize),
        -30..0 => {
            let scale = 10_f64.powi(-places);
            let scaled = number / scale;
            ((scaled + 0.5) as i64) as f64 * scale
        }
        _ => f64::NAN,
    }
}
