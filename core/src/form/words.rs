//! What is said where a form's author said nothing.

use jonaki_forms::filling::AnswerError;

/// A text in Bangla and English; any other language of a form gets English.
pub(super) struct Words {
    bangla: &'static str,
    english: &'static str,
}

impl Words {
    pub(super) fn in_language(&self, language: &str) -> &'static str {
        if language.split('-').next() == Some("bn") { self.bangla } else { self.english }
    }
}

pub(super) const MISSING: Words = Words {
    bangla: "এই উত্তরটি দরকার। না জানলে আন্দাজে বলুন।",
    english: "This answer is needed. If you are not sure, give your best guess.",
};
pub(super) const WRONG: Words = Words {
    bangla: "এই উত্তরটি ঠিক মনে হচ্ছে না। আরেকবার দেখুন।",
    english: "This answer does not look right. Check it once more.",
};
pub(super) const MORE: Words = Words {
    bangla: "আরও জানাতে চান? না চাইলে পরের পাতায় যান।",
    english: "Do you want to tell more? If not, go on.",
};
pub(super) const SUMMARY: Words = Words {
    bangla: "জমা দেওয়ার আগে একবার দেখুন",
    english: "Look once more before you send it",
};
pub(super) const YES: Words = Words { bangla: "হ্যাঁ", english: "Yes" };

/// What to do after an answer that was not taken.
pub(crate) fn refused(error: &AnswerError) -> (&'static str, &'static str) {
    match error {
        AnswerError::NotFound(_) => (
            "This question is not asked any more. Go on with the next one.",
            "এই প্রশ্নটি আর নেই। পরের প্রশ্নে যান।",
        ),
        AnswerError::NotAQuestion => (
            "Nothing can be written here. Go on with the next question.",
            "এখানে কিছু লেখা যায় না। পরের প্রশ্নে যান।",
        ),
        AnswerError::WrongType { expected } => match *expected {
            "integer" => ("Write a whole number, in digits only.", "পূর্ণ সংখ্যা লিখুন, শুধু অঙ্কে।"),
            "decimal" => ("Write a number, in digits only.", "সংখ্যা লিখুন, শুধু অঙ্কে।"),
            "date" => ("Choose a day that exists.", "ঠিক একটি তারিখ বাছুন।"),
            "time" | "date_time" => ("Choose a time.", "সময় বাছুন।"),
            _ => ("Choose the place again.", "জায়গাটি আবার বাছুন।"),
        },
        AnswerError::NotAChoice => ("Choose one of the answers that are shown.", "দেখানো উত্তরগুলো থেকে বাছুন।"),
        AnswerError::TooLong => (
            "This text is too long. Shorten it, and write the rest as a note.",
            "লেখাটি বেশি বড়। ছোট করুন, বাকিটা নোটে লিখুন।",
        ),
        AnswerError::Counted => (
            "How many there are follows from another answer. Change that answer.",
            "কতবার হবে তা আরেকটি উত্তর থেকে আসে। সেই উত্তর বদলান।",
        ),
        AnswerError::TooManyRepeats => {
            ("No more can be added here. Write the rest as a note.", "এখানে আর যোগ করা যায় না। বাকিটা নোটে লিখুন।")
        }
        AnswerError::TooManySteps => (
            "This form cannot be worked out. Your answers are kept; tell your coordinator.",
            "ফরমটি হিসাব করা যাচ্ছে না। আপনার উত্তর রাখা আছে; সমন্বয়কারীকে জানান।",
        ),
    }
}
