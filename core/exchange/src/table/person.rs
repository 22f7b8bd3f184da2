//! Codes about a person.

use super::{Entry, row};

pub(super) const SEX: &[Entry] = &[
    row("female", ["Feminine", ""], ["মেয়ে", "Female"]),
    row("male", ["Masculine", ""], ["ছেলে", "Male"]),
    row("transgender_female", ["TransgenderFeminine", ""], ["রূপান্তরিত নারী", "Transgender female"]),
    row("transgender_male", ["TransgenderMasculine", ""], ["রূপান্তরিত পুরুষ", "Transgender male"]),
    row("other", ["NonConforming", ""], ["অন্য", "Other"]),
    row("hijra_third_gender", ["NonConforming", ""], ["হিজড়া বা তৃতীয় লিঙ্গ", "Hijra or third gender"]),
    row("not_specified", ["NonSpecifiedUnknown", ""], ["বলা হয়নি", "Not specified"]),
];

pub(super) const AGE_BAND: &[Entry] = &[
    row("0-4", ["", ""], ["০–৪ বছর", "0–4 years"]),
    row("5-11", ["", ""], ["৫–১১ বছর", "5–11 years"]),
    row("12-13", ["", ""], ["১২–১৩ বছর", "12–13 years"]),
    row("14-17", ["", ""], ["১৪–১৭ বছর", "14–17 years"]),
    row("adult", ["", ""], ["১৮ বছর বা বেশি", "18 years or more"]),
];

pub(super) const MARITAL_STATUS: &[Entry] = &[
    row("single", ["Single", ""], ["অবিবাহিত", "Single"]),
    row("married", ["Married", ""], ["বিবাহিত", "Married"]),
    row("widowed", ["Widowed", ""], ["স্বামী বা স্ত্রী মারা গেছেন", "Widowed"]),
    row("divorced", ["Divorced", ""], ["তালাক হয়েছে", "Divorced"]),
    row("separated", ["Separated", ""], ["আলাদা থাকেন", "Separated"]),
    row("registered_partnership", ["RegisteredPartnership", ""], ["নিবন্ধিত সঙ্গী", "Registered partnership"]),
];

pub(super) const EDUCATION: &[Entry] = &[
    row("early_childhood", ["EarlyChildhoodEducation", ""], ["প্রাক্-প্রাথমিক", "Early childhood education"]),
    row("primary", ["PrimaryEducation", ""], ["প্রাথমিক", "Primary education"]),
    row("lower_secondary", ["LowerSecondaryEducation", ""], ["নিম্ন মাধ্যমিক", "Lower secondary education"]),
    row(
        "upper_secondary",
        ["UpperSecondaryEducation", ""],
        ["মাধ্যমিক বা উচ্চমাধ্যমিক", "Upper secondary education"],
    ),
    row(
        "post_secondary",
        ["PostSecondaryNonTertiaryEducation", ""],
        ["উচ্চমাধ্যমিকের পরের প্রশিক্ষণ", "Post-secondary, not tertiary"],
    ),
    row("short_tertiary", ["ShortCycleTertiaryEducation", ""], ["ডিপ্লোমা", "Short-cycle tertiary education"]),
    row("bachelor", ["BachelorsOrEquivalentLevel", ""], ["স্নাতক", "Bachelor’s or equal"]),
    row("master", ["MastersOrEquivalentLevel", ""], ["স্নাতকোত্তর", "Master’s or equal"]),
    row("doctor", ["DoctoralOrEquivalentLevel", ""], ["ডক্টরেট", "Doctorate or equal"]),
    row("none", ["", ""], ["পড়াশোনা করেনি", "No schooling"]),
    row("madrasa_alia", ["", ""], ["আলিয়া মাদ্রাসা", "Alia madrasa"]),
    row("madrasa_qawmi", ["", ""], ["কওমি মাদ্রাসা", "Qawmi madrasa"]),
];

pub(super) const TRAFFICKING_STATUS: &[Entry] = &[
    row(
        "possible",
        ["PossibleVictimOfTrafficking", ""],
        ["পাচারের শিকার হতে পারে", "Possible victim of trafficking"],
    ),
    row("actual", ["ActualVictimOfTrafficking", ""], ["পাচারের শিকার", "Victim of trafficking"]),
    row("not_a_victim", ["NotAVictimOfTrafficking", ""], ["পাচারের শিকার নয়", "Not a victim of trafficking"]),
];

pub(super) const DECIDED_BY: &[Entry] = &[
    row("police", ["Police", ""], ["পুলিশ", "Police"]),
    row("ngo", ["NGO", ""], ["বেসরকারি সংস্থা", "Non-governmental organisation"]),
    row("court_or_prosecution", ["CourtOrProsecution", ""], ["আদালত বা সরকারি কৌঁসুলি", "Court or prosecution"]),
    row(
        "government",
        ["NonPoliceGovernmentalOrganization", ""],
        ["অন্য সরকারি দপ্তর", "Another government office"],
    ),
    row("other", ["Other", ""], ["অন্য কেউ", "Somebody else"]),
];

pub(super) const RELATION: &[Entry] = &[
    row("family", ["Familial", "recruiterRelationFamily"], ["পরিবারের কেউ", "Family"]),
    row("acquaintance", ["Acquainted", "recruiterRelationOther"], ["পরিচিত কেউ", "Somebody known"]),
    row("partner", ["Acquainted", "recruiterRelationIntimatePartner"], ["প্রেমিক, স্বামী বা সঙ্গী", "Partner"]),
    row("friend", ["Acquainted", "recruiterRelationFriend"], ["বন্ধু", "Friend"]),
    row("neighbour", ["Acquainted", "recruiterRelationOther"], ["প্রতিবেশী", "Neighbour"]),
    row("employer", ["Acquainted", "recruiterRelationOther"], ["মালিক", "Employer"]),
    row("broker", ["Acquainted", "recruiterRelationOther"], ["দালাল", "Broker"]),
    row("stranger", ["Unaquainted", "recruiterRelationOther"], ["অপরিচিত কেউ", "Stranger"]),
];

pub(super) const VULNERABILITY: &[Entry] = &[
    row("addiction", ["Addiction", ""], ["নেশা", "Addiction"]),
    row("social_group", ["SocialGroup", ""], ["সামাজিক গোষ্ঠী", "Social group"]),
    row("discrimination", ["Discrimination", ""], ["বৈষম্য", "Discrimination"]),
    row("poverty", ["Poverty", ""], ["দারিদ্র্য", "Poverty"]),
    row("disability", ["DisabilityAndPhysicalHealth", ""], ["প্রতিবন্ধিতা বা অসুস্থতা", "Disability or ill health"]),
    row("mental_health", ["MentalHealth", ""], ["মানসিক স্বাস্থ্য", "Mental health"]),
    row("migration", ["Migration", ""], ["অন্য জায়গায় চলে যাওয়া", "Migration"]),
    row("homelessness", ["Homelessness", ""], ["ঘর নেই", "Homelessness"]),
    row("abuse_social_media", ["AbuseSocialMedia", ""], ["অনলাইনে নির্যাতন", "Abuse on social media"]),
    row("abuse_physical", ["AbusePhysical", ""], ["শারীরিক নির্যাতন", "Physical abuse"]),
    row("education", ["Education", ""], ["পড়াশোনার অভাব", "Education"]),
    row("work_environment", ["WorkEnvironment", ""], ["কাজের পরিবেশ", "Work environment"]),
];
