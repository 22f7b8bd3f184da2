//! What the fields of a case are called.

use jonaki_reference::Language;

/// Fields of a case in Bangla; their names say it in English.
const FIELDS: &[(&str, &str)] = &[
    ("narrative", "বিবরণ"),
    ("name_given", "নাম"),
    ("name_nick", "ডাক নাম"),
    ("name_family", "পদবি"),
    ("father_name", "পিতার নাম"),
    ("mother_name", "মাতার নাম"),
    ("phone", "ফোন"),
    ("address", "ঠিকানা"),
    ("birth_date", "জন্ম তারিখ"),
    ("id_number", "পরিচয়পত্রের নম্বর"),
    ("id_type", "পরিচয়পত্রের ধরন"),
    ("reporter_name", "প্রতিবেদকের নাম"),
    ("reporter_phone", "প্রতিবেদকের ফোন"),
    ("reporter_role", "প্রতিবেদকের ভূমিকা"),
    ("reporter_relation", "সম্পর্ক"),
    ("reporter_identity_choice", "পরিচয় জানানো"),
    ("district", "জেলা"),
    ("division", "বিভাগ"),
    ("upazila", "উপজেলা"),
    ("union", "ইউনিয়ন"),
    ("village", "গ্রাম"),
    ("place_detail", "স্থানের বিবরণ"),
    ("immediate_danger", "এখনই বিপদ"),
    ("urgency", "জরুরি মাত্রা"),
    ("number_of_victims", "ভুক্তভোগীর সংখ্যা"),
    ("number_of_children", "শিশুর সংখ্যা"),
    ("victim_sex", "লিঙ্গ"),
    ("victim_age_band", "বয়সসীমা"),
    ("when_noticed", "কবে জানা গেছে"),
    ("when_happened", "কবে ঘটেছে"),
    ("safe_to_contact", "যোগাযোগ নিরাপদ"),
    ("safe_contact_how", "কীভাবে যোগাযোগ"),
    ("do_not_share_with", "যাঁকে জানানো যাবে না"),
    ("consent_to_report", "সম্মতি"),
    ("phase", "পর্যায়"),
    ("concern_types", "বিষয়"),
    ("shelter", "আশ্রয়"),
    ("placement", "থাকার ব্যবস্থা"),
    ("plan", "নিরাপত্তা পরিকল্পনা"),
    ("contact", "যোগাযোগ"),
    ("mode", "ধরন"),
    ("locale", "ভাষা"),
    ("source_channel", "মাধ্যম"),
    ("recorded_hour", "লেখার সময়"),
    ("owner", "দায়িত্বে"),
];

/// The name of a field of a case; the field's own name where nobody has said.
pub fn field(name: &str, language: Language) -> String {
    let bangla = FIELDS.iter().find(|(known, _)| language == Language::Bangla && *known == name);
    bangla.map_or_else(|| name.replace('_', " "), |(_, bangla)| (*bangla).to_owned())
}
