//! How large a form, an expression and a filling may be. Past a limit comes a coded error, never a hang.

/// Bytes of an encoded definition.
pub const DEFINITION_BYTES: usize = 1 << 20;
/// Nodes of a form: questions, groups, repeats, calculations.
pub const NODES: usize = 10_000;
/// How deep groups and repeats may lie in each other, the root included.
pub const NODE_DEPTH: usize = 32;
/// Languages of a form.
pub const LANGUAGES: usize = 16;
/// Choice lists of a form.
pub const LISTS: usize = 1_000;
/// Choices of all inline lists of a form together.
pub const CHOICES: usize = 50_000;
/// Columns of a choice list beside name and label.
pub const COLUMNS: usize = 64;
/// Bytes of one expression as text.
pub const EXPRESSION_BYTES: usize = 16 * 1024;
/// Nodes of one expression's tree: operators, calls, literals, paths and steps.
pub const EXPRESSION_NODES: usize = 4_096;
/// How deep an expression may be nested (parentheses, calls, predicates).
pub const EXPRESSION_DEPTH: usize = 40;
/// How high an expression's tree may be: long chains of operators included. Every step of it costs stack.
pub const EXPRESSION_HEIGHT: usize = 128;
/// Nodes of all expressions of a form together.
pub const FORM_EXPRESSION_NODES: usize = 200_000;
/// Nodes that all paths of a form lead to, or look at, together.
pub const DEPENDENCIES: usize = 1_000_000;
/// Bytes of one text of a definition (a label, a message, a literal).
pub const TEXT_BYTES: usize = 16 * 1024;
/// Bytes of a name of a node, list, column or choice.
pub const NAME_BYTES: usize = 255;
/// Bytes of a regular expression, and of its compiled program.
pub const REGEX_BYTES: usize = 1_024;
/// Bytes that a compiled regular expression may take.
pub const REGEX_PROGRAM_BYTES: usize = 1 << 20;
/// Repeats of one group inside one parent.
pub const REPEATS: usize = 1_000;
/// Instances of all repeats of a filling together.
pub const REPEAT_INSTANCES: usize = 5_000;
/// Answers that a filling can hold: leaf questions over all instances.
pub const ROWS: usize = 100_000;
/// Bytes of one stored answer.
pub const ANSWER_BYTES: usize = 64 * 1024;
/// Steps of evaluation that one change of an answer may take: tree nodes evaluated and instance nodes visited.
pub const STEPS: u64 = 5_000_000;
