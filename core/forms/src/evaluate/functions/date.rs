//! Functions of dates and times.

use super::super::{Eval, EvaluationFault, Evaluator};
use crate::expression::Function;
use crate::program::Code;
use crate::value::{DAY, Value, truncate};

impl Evaluator<'_> {
    pub(super) fn of_dates(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        use Function as F;
        let clock = self.clock();
        let value = |at: usize| self.value(&arguments[at]);
        Ok(Some(match function {
            F::Today => Value::Date(clock.midnight(clock.now)),
            F::Now => Value::Date(clock.now),
            F::Date => self.date(value(0)?, false)?,
            F::DateTime => self.date(value(0)?, true)?,
            F::DecimalDateTime => self.decimal(value(0)?, true)?,
            F::DecimalTime => self.decimal(value(0)?, false)?,
            F::FormatDate | F::FormatDateTime => match self.date(value(0)?, true)? {
                Value::Date(date) => {
                    let format = self.text(&arguments[1])?;
                    clock.format(date, &format).map(Value::Text).ok_or(EvaluationFault::DateFormat)?
                }
                _ => Value::empty(),
            },
            _ => return Ok(None),
        }))
    }

    /// A date from days since the epoch, from a text or from a date. Nothing stays nothing.
    fn date(&self, value: Value, keep_time: bool) -> Eval<Value> {
        let clock = self.clock();
        match value {
            Value::Number(number) if number.is_nan() => Ok(value),
            Value::Number(number) => {
                in_range(number)?;
                Ok(Value::Date(if keep_time {
                    (number * DAY as f64) as i64
                } else {
                    clock.day(truncate(number) as i64)
                }))
            }
            Value::Text(ref text) if text.is_empty() => Ok(value),
            Value::Text(text) => {
                clock.parse_date_time(&text).map(Value::Date).ok_or(EvaluationFault::NotADate)
            }
            Value::Date(date) if keep_time => Ok(Value::Date(date)),
            Value::Date(date) => Ok(Value::Date(clock.midnight(date))),
            Value::Boolean(_) => Err(EvaluationFault::NotADate),
        }
    }

    /// Days since the epoch with their fraction, or only the fraction of the local day.
    fn decimal(&self, value: Value, keep_date: bool) -> Eval<Value> {
        let clock = self.clock();
        let days = |date: i64| {
            if keep_date { date as f64 / DAY as f64 } else { clock.time_of_day(date) }
        };
        match value {
            Value::Number(number) if number.is_nan() => Ok(value),
            Value::Number(number) => {
                in_range(number)?;
                Ok(Value::Number(if keep_date { number } else { number - number.floor() }))
            }
            Value::Text(ref text) if text.is_empty() => Ok(value),
            Value::Text(text) => {
                let date = clock.parse_date_time(&text).ok_or(EvaluationFault::NotADate)?;
                Ok(Value::Number(days(date)))
            }
            Value::Date(date) => Ok(Value::Number(days(date))),
            Value::Boolean(_) => Err(EvaluationFault::NotADate),
        }
    }
}

fn in_range(days: f64) -> Eval<()> {
    let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&days);
    if fits { Ok(()) } else { Err(EvaluationFault::NotADate) }
}
