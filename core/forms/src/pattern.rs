//! Regular expressions in Java's syntax, run by a linear-time engine.
//!
//! What differs is rewritten: in Java `\d`, `\w`, `\s` and the POSIX classes are ASCII, `\Q…\E` quotes, scripts and
//! blocks have other names, and classes may stand in classes. What a linear-time engine cannot do (look-around,
//! back-references, possessive and atomic groups) is refused.

use regex::{Regex, RegexBuilder};

use crate::limits;

/// A pattern that must match the whole text, as in Java's `matches`.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > limits::REGEX_BYTES {
        return Err(format!("it is longer than {} bytes", limits::REGEX_BYTES));
    }
    RegexBuilder::new(&format!(r"\A(?:{})\z", translate(pattern)?))
        .size_limit(limits::REGEX_PROGRAM_BYTES)
        .dfa_size_limit(limits::REGEX_PROGRAM_BYTES)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            _ => "it has a mistake in it".to_owned(),
        })
}

/// Java's syntax as this engine's.
fn translate(pattern: &str) -> Result<String, String> {
    let mut reader = Reader { letters: pattern.chars().collect(), next: 0, out: String::new(), classes: 0 };
    while let Some(letter) = reader.take() {
        match letter {
            '\\' => reader.escape()?,
            '[' => reader.open_class(),
            ']' if reader.classes > 0 => {
                reader.classes -= 1;
                reader.out.push(']');
            }
            '(' if reader.classes == 0 => reader.group()?,
            '*' | '+' | '?' | '}' if reader.classes == 0 => reader.repetition(letter)?,
            // Java's `.` stops at every line terminator.
            '.' if reader.classes == 0 => reader.out.push_str(r"[^\n\r\u{85}\u{2028}\u{2029}]"),
            // A literal in Java; part of an operator here.
            '~' | '-' if reader.classes > 0 && reader.peek() == Some(letter) => {
                reader.out.push('\\');
                reader.out.push(letter);
            }
            '{' if reader.classes == 0 && !reader.peek().is_some_and(|digit| digit.is_ascii_digit()) => {
                return Err("`{` without a number: write `\\{`".to_owned());
            }
            _ => reader.out.push(letter),
        }
    }
    Ok(reader.out)
}

struct Reader {
    letters: Vec<char>,
    next: usize,
    out: String,
    /// Classes that are open.
    classes: usize,
}

const DIGIT: &str = "0-9";
const WORD: &str = "a-zA-Z0-9_";
const SPACE: &str = r" \t\n\x0B\f\r";

impl Reader {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.next).copied()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek();
        self.next += usize::from(letter.is_some());
        letter
    }

    fn open_class(&mut self) {
        self.classes += 1;
        self.out.push('[');
        if self.peek() == Some('^') {
            self.next += 1;
            self.out.push('^');
        }
        // Java takes a `]` at the start literally, as this engine does.
        if self.peek() == Some(']') {
            self.next += 1;
            self.out.push_str(r"\]");
        }
    }

    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        if self.peek() != Some('?') {
            return Ok(());
        }
        let after: String = self.letters[self.next + 1..].iter().take(2).collect();
        match after.chars().next() {
            Some('=' | '!') => Err("look-ahead cannot be used".to_owned()),
            Some('>') => Err("an atomic group cannot be used".to_owned()),
            Some('<') if after.ends_with(['=', '!']) => Err("look-behind cannot be used".to_owned()),
            _ => Ok(()),
        }
    }

    fn repetition(&mut self, letter: char) -> Result<(), String> {
        self.out.push(letter);
        let opens = letter == '?' && self.out.ends_with("(?");
        if !opens && self.peek() == Some('+') {
            return Err("a possessive repetition cannot be used".to_owned());
        }
        Ok(())
    }

    /// A class of ASCII letters, inside another class or by itself.
    fn class(&mut self, members: &str, negated: bool) {
        match (self.classes > 0, negated) {
            (true, false) => self.out.push_str(members),
            (_, true) => self.out.push_str(&format!("[^{members}]")),
            (false, false) => self.out.push_str(&format!("[{members}]")),
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(letter) = self.take() else { return Err("it ends with `\\`".to_owned()) };
        match letter {
            'd' | 'D' => self.class(DIGIT, letter == 'D'),
            'w' | 'W' => self.class(WORD, letter == 'W'),
            's' | 'S' => self.class(SPACE, letter == 'S'),
            'h' | 'H' => self
                .class(r" \t\u{a0}\u{1680}\u{180e}\u{2000}-\u{200a}\u{202f}\u{205f}\u{3000}", letter == 'H'),
            'R' => self.out.push_str(r"(?:\r\n|[\n\x0B\f\r\u{85}\u{2028}\u{2029}])"),
            'Z' => self.out.push_str(r"(?:\r\n|[\n\r\u{85}\u{2028}\u{2029}])?\z"),
            'e' => self.out.push_str(r"\x1B"),
            'u' => self.unicode()?,
            'Q' => self.quotation(),
            'E' => {}
            'p' | 'P' => self.property(letter == 'P')?,
            '1'..='9' | 'k' => return Err("a back-reference cannot be used".to_owned()),
            'G' | 'X' | 'N' | 'c' | '0' => return Err(format!("`\\{letter}` cannot be used")),
            'x' | 't' | 'n' | 'r' | 'f' | 'a' | 'A' | 'z' | 'b' | 'B' => self.out.extend(['\\', letter]),
            _ if letter.is_ascii_alphabetic() => return Err(format!("`\\{letter}` is not known")),
            _ => self.out.push_str(&regex::escape(&letter.to_string())),
        }
        Ok(())
    }

    fn unicode(&mut self) -> Result<(), String> {
        let digits: String = self.letters[self.next..].iter().take(4).collect();
        let fits = digits.len() == 4 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if !fits {
            return Err("`\\u` needs four digits".to_owned());
        }
        self.next += 4;
        self.out.push_str(&format!(r"\u{{{digits}}}"));
        Ok(())
    }

    fn quotation(&mut self) {
        while let Some(letter) = self.take() {
            if letter == '\\' && self.peek() == Some('E') {
                self.next += 1;
                return;
            }
            self.out.push_str(&regex::escape(&letter.to_string()));
        }
    }

    fn property(&mut self, negated: bool) -> Result<(), String> {
        let name: String = if self.peek() == Some('{') {
            let rest = &self.letters[self.next + 1..];
            let length = rest.iter().position(|letter| *letter == '}').ok_or("`\\p{` is not closed")?;
            self.next += length + 2;
            rest[..length].iter().collect()
        } else {
            self.take().map(String::from).unwrap_or_default()
        };
        let ascii = match name.as_str() {
            "Lower" => "a-z",
            "Upper" => "A-Z",
            "ASCII" => r"\x00-\x7F",
            "Alpha" => "a-zA-Z",
            "Digit" => "0-9",
            "Alnum" => "a-zA-Z0-9",
            "Punct" => r"!-/:-@\[-`{-~",
            "Graph" => "!-~",
            "Print" => " -~",
            "Blank" => r" \t",
            "Cntrl" => r"\x00-\x1F\x7F",
            "XDigit" => "0-9a-fA-F",
            "Space" => SPACE,
            "InBengali" => r"\u{980}-\u{9ff}",
            "InBasic_Latin" | "InBasicLatin" => r"\x00-\x7F",
            "InDevanagari" => r"\u{900}-\u{97f}",
            "InArabic" => r"\u{600}-\u{6ff}",
            _ => "",
        };
        if !ascii.is_empty() {
            self.class(ascii, negated);
            return Ok(());
        }
        let plain =
            name.strip_prefix("Is").or_else(|| name.split_once('=').map(|(_, value)| value)).unwrap_or(&name);
        let known =
            !plain.is_empty() && plain.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
        if !known || name.starts_with("In") || name.starts_with("java") {
            return Err(format!("`\\p{{{name}}}` is not known"));
        }
        self.out.push_str(&format!(r"\{}{{{plain}}}", if negated { 'P' } else { 'p' }));
        Ok(())
    }
}
