//! What the device can say of the server's log.

use super::{Output, Printed, digits};
use jonaki_core::{Comparison, ContradictionView, LogView};

impl Output {
    /// Lines that are meant for another device.
    pub(crate) fn text(&self, text: &str) -> Printed {
        if self.json {
            self.json(&serde_json::json!({ "statements": text }))
        } else {
            self.line(text.trim_end())
        }
    }

    pub(crate) fn log(&self, log: &LogView) -> Printed {
        if self.json {
            return self.json(log);
        }
        self.numbers(log)?;
        for fault in &log.faults {
            self.line(&format!("! {fault}"))?;
        }
        for proof in &log.proofs {
            self.line(self.t(
                "প্রমাণ: সার্ভার একই স্থানে দুই রকম লগে স্বাক্ষর করেছে।",
                "PROOF: the server signed two logs for one place.",
            ))?;
            self.pair(proof)?;
            self.line(&format!("  {}: {}", self.t("সার্ভারের চাবি", "server's key"), log.server))?;
            if let Some(record) = &log.record {
                self.line(&format!("  {}: {record}", self.t("কর্মসূচির নথি", "programme's record")))?;
            }
        }
        for doubt in &log.doubts {
            self.line(self.t(
                "সন্দেহ: অন্য যন্ত্র অন্য লগ দেখেছে বলে জানায়। `jonaki checkpoint` দিয়ে মিলিয়ে নিন।",
                "DOUBT: another device says that it was shown another log. Compare with `jonaki checkpoint`.",
            ))?;
            self.pair(doubt)?;
        }
        if log.is_good() && log.doubts.is_empty() {
            self.line(self.t("সব মিলেছে।", "Everything verifies."))?;
        }
        Ok(())
    }

    fn numbers(&self, log: &LogView) -> Printed {
        let size = digits(self.lang, &log.size.to_string());
        let name = log.log.map_or_else(|| "-".to_owned(), |log| log.to_string());
        self.line(&format!("{} {name}, {} {size}", self.t("লগ", "log"), self.t("আকার", "size")))?;
        if let Some(head) = log.head {
            self.line(&format!("{} {head}", self.t("শীর্ষ", "head")))?;
        }
        let numbers = [
            (self.t("যাচাই করা চেকপয়েন্ট", "checkpoints verified"), log.checkpoints),
            (self.t("যাচাই করা রসিদ", "receipts verified"), log.receipts),
            (self.t("শৃঙ্খলে মেলানো এন্ট্রি", "entries placed in the chain"), log.entries),
            (self.t("যাচাই করা ব্যাচ", "batches verified"), log.batches),
            (self.t("ব্যাচের শৃঙ্খল", "links of batches"), log.links),
            (self.t("অনুলিপি করা যন্ত্র", "copied devices"), log.forks),
        ];
        for (text, count) in numbers {
            self.line(&format!("  {text}: {}", digits(self.lang, &count.to_string())))?;
        }
        Ok(())
    }

    fn pair(&self, pair: &ContradictionView) -> Printed {
        self.line(&format!("  {} {} {}", pair.log, pair.kind, pair.number))?;
        self.line(&format!("  1) {}  {}", pair.first, pair.first_message))?;
        let whose = pair.device.map(|device| format!("  ({device})")).unwrap_or_default();
        self.line(&format!("  2) {}  {}{whose}", pair.second, pair.second_message))
    }

    pub(crate) fn compared(&self, found: &Comparison) -> Printed {
        if self.json {
            return self.json(found);
        }
        let numbers = [
            (self.t("পড়া হয়েছে", "read"), found.read),
            (self.t("অচেনা লাইন", "not understood"), found.rejected),
            (self.t("মিলেছে", "agree"), found.agree),
            (self.t("নতুন", "new here"), found.new),
            (self.t("প্রমাণ", "PROOFS"), found.proofs),
        ];
        for (text, count) in numbers {
            self.line(&format!("{text}: {}", digits(self.lang, &count.to_string())))?;
        }
        Ok(())
    }
}
