//! Stable codes, each with a short Bangla message.

use std::fmt;

macro_rules! codes {
    ($($variant:ident $text:literal $bangla:literal)*) => {
        /// What is wrong. The text of a code is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A fault of an expression: the code that the expression's parser gives it.
            Expression(&'static str),
        }

        impl Code {
            /// The code as text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Expression(code) => code }
            }

            /// What is wrong, in short, in Bangla.
            pub fn bangla(self) -> &'static str {
                match self { $(Self::$variant => $bangla,)* Self::Expression(code) => expression(code) }
            }

            /// Every code but those of expressions.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

codes! {
    FileTooLarge "file_too_large" "ফাইলটি খুব বড়।"
    WorkbookUnreadable "workbook_unreadable" "ফাইলটি পড়া যাচ্ছে না।"
    WorkbookPassword "workbook_password" "ফাইলটি গোপন শব্দ দিয়ে আটকানো।"
    WorkbookBomb "workbook_bomb" "ফাইলটি খুললে খুব বড় হয়ে যায়।"
    CsvNotUtf8 "csv_not_utf8" "লেখার ধরন ঠিক নেই।"
    CsvUnreadable "csv_unreadable" "ফাইলটি পড়া যাচ্ছে না।"
    RowsTooMany "rows_too_many" "সারি খুব বেশি।"
    ColumnsTooMany "columns_too_many" "কলাম খুব বেশি।"
    CellTooLong "cell_too_long" "এই ঘরের লেখা খুব বড়।"
    CellError "cell_error" "এই ঘরের সূত্রে ভুল আছে।"
    SheetUnknown "sheet_unknown" "এই পাতার নাম চেনা যাচ্ছে না।"
    SheetTwice "sheet_twice" "একই নামের দুটি পাতা আছে।"
    SheetLeftOut "sheet_left_out" "এই পাতা বাদ গেছে।"
    SurveyMissing "survey_missing" "প্রশ্নের পাতা নেই।"
    FaultsMore "faults_more" "আরও ভুল আছে।"
    ColumnMissing "column_missing" "দরকারি একটি কলাম নেই।"
    ColumnTwice "column_twice" "একই কলাম দুবার আছে।"
    ColumnUnknown "column_unknown" "এই কলাম চেনা যাচ্ছে না।"
    InstanceNameEmpty "instance_name_empty" "ফরমের নামের সূত্র কিছুই দেয় না।"
    ColumnLeftOut "column_left_out" "এই কলাম বাদ গেছে।"
    ColumnRefused "column_refused" "এই কলাম এখানে চলে না।"
    LanguageTwice "language_twice" "একই ভাষা দুবার আছে।"
    LanguageUntagged "language_untagged" "ভাষার সংকেত লেখা নেই।"
    LanguageUnknown "language_unknown" "এই ভাষায় কোনো লেখা নেই।"
    LanguagesTooMany "languages_too_many" "ভাষা খুব বেশি।"
    SettingLeftOut "setting_left_out" "এই বিন্যাস বাদ গেছে।"
    SettingRefused "setting_refused" "এই বিন্যাস এখানে চলে না।"
    SettingUnknown "setting_unknown" "এই বিন্যাস চেনা যাচ্ছে না।"
    SettingValue "setting_value" "বিন্যাসের মান ঠিক নেই।"
    SettingsRows "settings_rows" "বিন্যাসের প্রথম সারিই শুধু পড়া হয়।"
    FormIdInvalid "form_id_invalid" "ফরমের পরিচিতি ঠিক নেই।"
    FormIdAbsent "form_id_absent" "ফরমের পরিচিতি লেখা নেই।"
    ChoiceWithoutList "choice_without_list" "উত্তরটি কোন তালিকার, লেখা নেই।"
    ChoiceWithoutName "choice_without_name" "উত্তরের নাম লেখা নেই।"
    ChoiceTwice "choice_twice" "তালিকায় একই নামের দুটি উত্তর আছে।"
    ChoiceWithoutLabel "choice_without_label" "উত্তরের লেখা নেই।"
    ChoiceNameBlank "choice_name_blank" "উত্তরের নামে ফাঁকা জায়গা আছে।"
    ChoicesTooMany "choices_too_many" "উত্তর খুব বেশি।"
    ListUnknown "list_unknown" "এই নামের তালিকা নেই।"
    ListUnused "list_unused" "তালিকাটি কোথাও কাজে লাগে না।"
    FileMissing "file_missing" "এই নামের ফাইল পাশে নেই।"
    FileKind "file_kind" "এই ধরনের ফাইল চলে না।"
    FileColumn "file_column" "ফাইলে এই কলাম নেই।"
    InstanceTwice "instance_twice" "একই নামে দুটি তালিকা হয়।"
    TypeMissing "type_missing" "প্রশ্নের ধরন লেখা নেই।"
    TypeUnknown "type_unknown" "এই ধরনের প্রশ্ন নেই।"
    TypeLeftOut "type_left_out" "এই ধরনের প্রশ্ন খালি থাকে।"
    TypeRefused "type_refused" "এই ধরনের প্রশ্ন এখানে চলে না।"
    NameMissing "name_missing" "প্রশ্নের নাম লেখা নেই।"
    NameInvalid "name_invalid" "নামে ভুল অক্ষর আছে।"
    NameTwice "name_twice" "এই নাম আগেই আছে।"
    NameAlmostTwice "name_almost_twice" "প্রায় একই নাম আগে আছে।"
    NameReserved "name_reserved" "এই নাম দেওয়া যায় না।"
    RepeatNameTwice "repeat_name_twice" "এই নামের আরেকটি বারবারের অংশ আছে।"
    RepeatNameRoot "repeat_name_root" "বারবারের অংশের নাম আর ফরমের নাম এক।"
    EndWithoutBegin "end_without_begin" "শেষ আছে, কিন্তু শুরু নেই।"
    BeginWithoutEnd "begin_without_end" "শুরু আছে, কিন্তু শেষ নেই।"
    GroupEmpty "group_empty" "অংশটি খালি।"
    DepthTooDeep "depth_too_deep" "অংশের ভিতরে অংশ খুব বেশি।"
    RowSkipped "row_skipped" "সারিটি বাদ গেছে।"
    RowDisabled "row_disabled" "সারিটি বন্ধ করা আছে।"
    LabelMissing "label_missing" "প্রশ্নের লেখা নেই।"
    TranslationMissing "translation_missing" "একটি ভাষায় লেখা নেই।"
    MediaLeftOut "media_left_out" "ছবি বা শব্দ বাদ গেছে।"
    MediaAlone "media_alone" "ছবি বা শব্দের সঙ্গে লেখা নেই।"
    CalculationMissing "calculation_missing" "হিসাবের সূত্র নেই।"
    ColumnIdle "column_idle" "এই ঘরের লেখা এখানে কাজে লাগে না।"
    ParametersSyntax "parameters_syntax" "বাড়তি কথা লেখার নিয়ম ঠিক নেই।"
    ParameterUnknown "parameter_unknown" "এই বাড়তি কথা চেনা যাচ্ছে না।"
    ParameterLeftOut "parameter_left_out" "এই বাড়তি কথা বাদ গেছে।"
    ParameterRefused "parameter_refused" "এই বাড়তি কথা এখানে চলে না।"
    ParameterValue "parameter_value" "বাড়তি কথার মান ঠিক নেই।"
    AppearanceLeftOut "appearance_left_out" "এই চেহারা বাদ গেছে।"
    AppearanceRefused "appearance_refused" "এই চেহারা এখানে চলে না।"
    AppearanceUnknown "appearance_unknown" "এই চেহারা চেনা যাচ্ছে না।"
    DefaultInvalid "default_invalid" "আগে থেকে দেওয়া উত্তরটি ঠিক নেই।"
    TriggerSyntax "trigger_syntax" "কোন প্রশ্ন থেকে চালু হবে, তা ঠিক লেখা নেই।"
    TriggerHidden "trigger_hidden" "যে প্রশ্ন দেখা যায় না, তা থেকে কিছু চালু হয় না।"
    PredicateNumber "predicate_number" "বন্ধনীর ভিতরের সংখ্যা কিছুই বাছাই করে না।"
    ReferenceQuoted "reference_quoted" "উদ্ধৃতির ভিতরে প্রশ্নের নাম কাজ করে না।"
    OrOtherFilter "or_other_filter" "বাছাই করা তালিকায় ‘অন্য’ যোগ করা যায় না।"
    OrOtherChoices "or_other_choices" "‘অন্য’ যোগ করতে নিজের তালিকা লাগে।"
    TableListMixed "table_list_mixed" "ছকের প্রশ্নগুলোর তালিকা এক নয়।"
    TableListFilter "table_list_filter" "ছকের তালিকা বাছাই করা যায় না।"
    StoreUnknown "store_unknown" "উত্তর রাখার জায়গা চেনা যাচ্ছে না।"
    StoreField "store_field" "কার্ডে এই ঘর নেই।"
    StoreType "store_type" "এই ধরনের উত্তর কার্ডে রাখা যায় না।"
    StoreCode "store_code" "কার্ডে এই সংকেত নেই।"
    StoreRepeated "store_repeated" "বারবারের অংশের উত্তর কার্ডে রাখা যায় না।"
    StoreTwice "store_twice" "কার্ডের একই ঘরে দুটি প্রশ্ন লেখে।"
    StoreIdle "store_idle" "এখানে রাখার মতো উত্তর নেই।"
    HtcdsUnknown "htcds_unknown" "বিনিময়ের তালিকায় এই ঘর নেই।"
    FormTooLarge "form_too_large" "ফরমটি খুব বড়।"
    FormInconsistent "form_inconsistent" "ফরমের অংশগুলো মেলে না।"
    FormCycle "form_cycle" "প্রশ্নগুলো ঘুরেফিরে একে অন্যের উপর নির্ভর করে।"
}

/// Bangla of the faults of expressions.
fn expression(code: &str) -> &'static str {
    match code {
        "expression_name_unknown" => "এই নামের প্রশ্ন নেই।",
        "expression_name_ambiguous" => "এই নামের প্রশ্ন একাধিক।",
        "expression_reference" => "প্রশ্নের নাম লেখার নিয়ম ঠিক নেই।",
        "expression_last_saved" => "আগের ফরমের উত্তর এখানে চলে না।",
        "expression_function_unknown" => "এই নামের সূত্র নেই।",
        "expression_arity" => "সূত্রে কম বা বেশি কথা দেওয়া হয়েছে।",
        "expression_list_unknown" => "এই নামের তালিকা নেই।",
        "expression_column_unknown" => "তালিকায় এই কলাম নেই।",
        "expression_path_unknown" => "এই পথে কিছু নেই।",
        "expression_too_deep" | "expression_too_long" => "সূত্রটি খুব বড়।",
        _ => "সূত্রটি ঠিক নেই।",
    }
}

impl fmt::Display for Code {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.as_str())
    }
}
