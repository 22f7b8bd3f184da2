//! Functions of texts. Lengths and positions count UTF-16 units, as in Java.

use std::collections::HashMap;

use data_encoding::{BASE64, HEXLOWER};
use sha2::Digest as _;

use super::super::{Eval, EvaluationFault, Evaluator, Found};
use crate::expression::Function;
use crate::limits;
use crate::program::Code;
use crate::value::{Value, to_int};

impl Evaluator<'_> {
    /// The result of a function of texts; `None` if the function is none.
    pub(super) fn of_texts(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        use Function as F;
        let text = |at: usize| self.text(&arguments[at]);
        let own = || if arguments.is_empty() { self.context_text() } else { text(0) };
        Ok(Some(match function {
            F::String => Value::Text(text(0)?),
            F::Concat => Value::Text(self.join("", arguments)?),
            F::Join => Value::Text(self.join(&text(0)?, &arguments[1..])?),
            F::Substr => Value::Text(self.substr(arguments)?),
            F::SubstringBefore => {
                let whole = text(0)?;
                Value::text(whole.find(&text(1)?).map_or("", |at| &whole[..at]))
            }
            F::SubstringAfter => {
                let (whole, part) = (text(0)?, text(1)?);
                Value::text(whole.find(&part).map_or("", |at| &whole[at + part.len()..]))
            }
            F::Translate => Value::Text(translate(&text(0)?, &text(1)?, &text(2)?)),
            F::StringLength => Value::Number(own()?.encode_utf16().count() as f64),
            F::NormalizeSpace => Value::Text(normalize_space(&own()?)),
            F::Contains => Value::Boolean(text(0)?.contains(&text(1)?)),
            F::StartsWith => Value::Boolean(text(0)?.starts_with(&text(1)?)),
            F::EndsWith => Value::Boolean(text(0)?.ends_with(&text(1)?)),
            F::Digest => {
                let encoding = arguments.get(2).map_or(Ok("base64".to_owned()), |code| self.text(code))?;
                Value::Text(digest(&text(0)?, &text(1)?, &encoding).ok_or(EvaluationFault::Encoding)?)
            }
            F::Base64Decode => {
                let bytes = BASE64.decode(text(0)?.as_bytes()).map_err(|_| EvaluationFault::Encoding)?;
                Value::Text(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => return self.of_selections(function, arguments),
        }))
    }

    fn of_selections(&self, function: Function, arguments: &[Code]) -> Eval<Option<Value>> {
        use Function as F;
        let text = |at: usize| self.text(&arguments[at]);
        Ok(Some(match function {
            F::Selected | F::IsSelected => {
                let (list, one) = (text(0)?, text(1)?);
                let one = one.trim_matches(|letter| letter <= ' ');
                Value::Boolean(format!(" {list} ").contains(&format!(" {one} ")))
            }
            F::SelectedAt => {
                let at = to_int(self.number(&arguments[1])?);
                let list = text(0)?;
                let found = usize::try_from(at).ok().and_then(|at| parts(&list).nth(at).map(str::to_owned));
                Value::Text(found.unwrap_or_default())
            }
            F::CountSelected => Value::Number(parts(&text(0)?).count() as f64),
            _ => return Ok(None),
        }))
    }

    /// A path as the only argument stands for all its values; among others it must have one value.
    fn join(&self, separator: &str, arguments: &[Code]) -> Eval<String> {
        let texts: Vec<Value> = match arguments {
            [only] => match self.found(only)? {
                Found::Value(value) => vec![value],
                nodes => self.values(nodes)?,
            },
            _ => arguments.iter().map(|argument| self.value(argument)).collect::<Eval<_>>()?,
        };
        let mut joined = String::new();
        for (at, value) in texts.into_iter().enumerate() {
            self.around.step()?;
            if at > 0 {
                joined.push_str(separator);
            }
            joined.push_str(&value.into_text(self.clock()));
            if joined.len() > limits::ANSWER_BYTES {
                return Err(EvaluationFault::TooLong);
            }
        }
        self.around.charge(joined.len() / 64)?;
        Ok(joined)
    }

    fn substr(&self, arguments: &[Code]) -> Eval<String> {
        let units: Vec<u16> = self.text(&arguments[0])?.encode_utf16().collect();
        let length = units.len() as i64;
        let place = |code: &Code| -> Eval<i64> {
            let at = i64::from(to_int(self.number(code)?));
            Ok(if at < 0 { length + at } else { at }.clamp(0, length))
        };
        let start = place(&arguments[1])? as usize;
        let end = arguments.get(2).map_or(Ok(length), place)? as usize;
        Ok(if start <= end { String::from_utf16_lossy(&units[start..end]) } else { String::new() })
    }
}

fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|part| !part.is_empty())
}

/// Each letter of `from` becomes the letter of `to` at its place, or nothing; of a letter named twice the first counts.
fn translate(text: &str, from: &str, to: &str) -> String {
    let targets = to.chars().map(Some).chain(std::iter::repeat(None));
    let mut map = HashMap::new();
    for (letter, target) in from.chars().zip(targets) {
        map.entry(letter).or_insert(target);
    }
    text.chars().filter_map(|letter| map.get(&letter).copied().unwrap_or(Some(letter))).collect()
}

fn normalize_space(text: &str) -> String {
    let is_space = |letter: char| matches!(letter, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
    let trimmed = text.trim_matches(|letter| letter <= ' ');
    trimmed.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn digest(text: &str, algorithm: &str, encoding: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let hash = match algorithm.to_uppercase().replace('-', "").as_str() {
        "MD5" => md5::Md5::digest(bytes).to_vec(),
        "SHA1" => sha1::Sha1::digest(bytes).to_vec(),
        "SHA256" => sha2::Sha256::digest(bytes).to_vec(),
        "SHA384" => sha2::Sha384::digest(bytes).to_vec(),
        "SHA512" => sha2::Sha512::digest(bytes).to_vec(),
        _ => return None,
    };
    match encoding.to_uppercase().as_str() {
        "HEX" => Some(HEXLOWER.encode(&hash)),
        "BASE64" => Some(BASE64.encode(&hash)),
        _ => None,
    }
}
