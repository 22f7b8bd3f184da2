//! Forms as data: definition, expressions, and the evaluation of what a person has answered.
