//! Codes about the case and those who help.

use super::{Entry, row};

pub(super) const ORGANISATION_KIND: &[Entry] = &[
    row("ngo", ["NGO", ""], ["বেসরকারি সংস্থা", "Non-governmental organisation"]),
    row("law_enforcement", ["LawEnforcement", ""], ["পুলিশ বা আইন প্রয়োগকারী", "Law enforcement"]),
    row("health", ["HealthServiceOrganisation", ""], ["স্বাস্থ্যসেবা", "Health service"]),
    row("central_gov", ["CentralGovernmentOrganisation", ""], ["কেন্দ্রীয় সরকার", "Central government"]),
    row("local_gov", ["LocalGovernmentOrganisation", ""], ["স্থানীয় সরকার", "Local government"]),
    row("immigration", ["ImmigrationService", ""], ["অভিবাসন দপ্তর", "Immigration service"]),
    row("legal", ["LegalService", ""], ["আইনি সেবা", "Legal service"]),
    row("corporate", ["CorporateBusiness", ""], ["ব্যবসা প্রতিষ্ঠান", "Business"]),
    row("school", ["SchoolOrCollege", ""], ["স্কুল বা কলেজ", "School or college"]),
    row("shelter", ["NGO", ""], ["আশ্রয়কেন্দ্র", "Shelter"]),
    row("helpline", ["NGO", ""], ["হেল্পলাইন", "Helpline"]),
    row("community_committee", ["LocalGovernmentOrganisation", ""], ["এলাকার কমিটি", "Community committee"]),
];

pub(super) const CASE_STATUS: &[Entry] = &[
    row("open", ["Active", ""], ["চলছে", "Open"]),
    row("follow_up", ["FollowUp", ""], ["খোঁজ রাখা হচ্ছে", "Follow-up"]),
    row("closed", ["Closed", ""], ["শেষ হয়েছে", "Closed"]),
    row("closed_referred", ["ClosedReferred", ""], ["অন্য সংস্থায় গেছে", "Closed, referred"]),
    row("new", ["Active", ""], ["নতুন", "New"]),
    row("screening", ["Active", ""], ["যাচাই হচ্ছে", "Screening"]),
    row("on_hold", ["Active", ""], ["থেমে আছে", "On hold"]),
    row("reopened", ["Active", ""], ["আবার চালু", "Reopened"]),
    row("duplicate", ["Closed", ""], ["আগেই জানানো হয়েছে", "Duplicate"]),
    row("duplicate_of", ["Closed", ""], ["আগেই জানানো হয়েছে", "Duplicate"]),
    row("out_of_scope", ["Closed", ""], ["আমাদের কাজের বাইরে", "Out of scope"]),
];

pub(super) const CLOSURE: &[Entry] = &[
    row("goals_met", ["", ""], ["লক্ষ্য পূরণ হয়েছে", "Goals met"]),
    row("referred_out", ["", ""], ["অন্য সংস্থায় পাঠানো হয়েছে", "Referred to another organisation"]),
    row("victim_withdrew", ["", ""], ["নিজে আর চায়নি", "The victim withdrew"]),
    row("lost_contact", ["", ""], ["যোগাযোগ হারিয়ে গেছে", "Contact lost"]),
    row("repatriated", ["", ""], ["নিজ দেশে ফিরেছে", "Repatriated"]),
    row("relocated", ["", ""], ["অন্য জায়গায় চলে গেছে", "Moved away"]),
    row("deceased", ["", ""], ["মারা গেছে", "Deceased"]),
    row("not_in_scope", ["", ""], ["আমাদের কাজের বাইরে", "Out of scope"]),
    row("duplicate", ["", ""], ["আগেই জানানো হয়েছে", "Duplicate"]),
    row("sent_in_error", ["", ""], ["ভুলে পাঠানো হয়েছে", "Sent in error"]),
    row("waiting_for_reporter", ["", ""], ["যিনি জানিয়েছেন তাঁর অপেক্ষায়", "Waiting for the reporter"]),
    row("waiting_for_provider", ["", ""], ["সেবাদাতার অপেক্ষায়", "Waiting for a provider"]),
    row("waiting_for_court", ["", ""], ["আদালতের অপেক্ষায়", "Waiting for the court"]),
    row("safety", ["", ""], ["নিরাপত্তা", "Safety"]),
    row("other", ["", ""], ["অন্য", "Other"]),
];

pub(super) const REFERRAL_REASON: &[Entry] = &[
    row(
        "additional_services",
        ["AdditionalServicesRequired", ""],
        ["আরও সেবা দরকার", "Additional services required"],
    ),
    row("relocation", ["MigrationOrChangeOfLocation", ""], ["জায়গা বদল", "Migration or change of location"]),
    row("other", ["Other", ""], ["অন্য", "Other"]),
    row("safety", ["Other", ""], ["নিরাপত্তা", "Safety"]),
    row("capacity", ["Other", ""], ["জায়গা বা লোক নেই", "No capacity"]),
    row("legal_duty", ["Other", ""], ["আইনের নির্দেশ", "Legal duty"]),
];

pub(super) const REFERRAL_PROGRESS: &[Entry] = &[
    row("sent", ["", ""], ["পাঠানো হয়েছে", "Sent"]),
    row("delivered", ["", ""], ["পৌঁছেছে", "Delivered"]),
    row("needs_info", ["", ""], ["আরও জানতে চায়", "Needs information"]),
    row("declined", ["", ""], ["ফেরত দিয়েছে", "Declined"]),
    row("rejected", ["", ""], ["ফেরত দিয়েছে", "Rejected"]),
    row("accepted", ["", ""], ["গ্রহণ করেছে", "Accepted"]),
    row("in_service", ["", ""], ["সেবা চলছে", "In service"]),
    row("not_completed", ["", ""], ["সেবা শেষ হয়নি", "Not completed"]),
    row("completed", ["", ""], ["সেবা শেষ হয়েছে", "Completed"]),
];

pub(super) const REFERRAL_ACCESS: &[Entry] = &[
    row("open", ["", ""], ["পড়তে পারে", "May read"]),
    row("expired", ["", ""], ["সময় শেষ", "Expired"]),
    row("revoked", ["", ""], ["ফিরিয়ে নেওয়া হয়েছে", "Revoked"]),
    row("withdrawn", ["", ""], ["সম্মতি তুলে নেওয়া হয়েছে", "Consent withdrawn"]),
];

pub(super) const PLAN_KIND: &[Entry] = &[
    row("education", ["Education", ""], ["শিক্ষা", "Education"]),
    row("financial", ["Financial", ""], ["টাকাপয়সা", "Financial"]),
    row("health", ["Health", ""], ["স্বাস্থ্য", "Health"]),
    row(
        "labour_rehabilitation",
        ["LabourExploitationRehabilitation", ""],
        ["শ্রম শোষণের পরে পুনর্বাসন", "Rehabilitation after labour exploitation"],
    ),
    row("legal", ["Legal", ""], ["আইনি সহায়তা", "Legal"]),
    row("livelihood", ["Livelihood", ""], ["আয়ের ব্যবস্থা", "Livelihood"]),
    row("rights_training", ["RightsBasedTraining", ""], ["অধিকার বিষয়ে প্রশিক্ষণ", "Training about rights"]),
    row(
        "sexual_rehabilitation",
        ["SexualExploitationRehabilitation", ""],
        ["যৌন শোষণের পরে পুনর্বাসন", "Rehabilitation after sexual exploitation"],
    ),
    row("social_care", ["SocialCare", ""], ["সামাজিক যত্ন", "Social care"]),
    row("vocational", ["Livelihood", ""], ["কাজের প্রশিক্ষণ", "Vocational training"]),
    row("cash_support", ["Financial", ""], ["নগদ সহায়তা", "Cash support"]),
    row("compensation", ["Legal", ""], ["ক্ষতিপূরণ", "Compensation"]),
    row("reintegration", ["SocialCare", ""], ["পরিবারে ও সমাজে ফেরা", "Reintegration"]),
    row("shelter_child", ["SocialCare", ""], ["শিশু আশ্রয়", "Shelter for children"]),
    row("repatriation", ["", ""], ["দেশে ফেরা", "Repatriation"]),
    row("rescue", ["", ""], ["উদ্ধার", "Rescue"]),
];

pub(super) const CONSENT_PURPOSE: &[Entry] = &[
    row("services", ["", ""], ["সেবা দেওয়া", "Services"]),
    row("share_with_provider", ["", ""], ["সেবাদাতাকে জানানো", "Sharing with providers"]),
    row("share_with_police", ["", ""], ["পুলিশকে জানানো", "Sharing with the police"]),
    row("statistics", ["", ""], ["পরিসংখ্যান", "Statistics"]),
    row("media", ["", ""], ["গণমাধ্যম", "Media"]),
    row("partner_statement", ["", ""], ["অন্য সংস্থার কথামতো", "As a partner states it"]),
];
