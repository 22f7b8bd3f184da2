//! What to do about each code.

/// Name, English, Bangla; in the order of [`super::Code`].
pub(super) const TEXTS: &[(&str, &str, &str)] = &[
    (
        "too_large",
        "A record has too much in it. Shorten its texts and lists.",
        "তথ্য অনেক বেশি। লেখা ও তালিকা ছোট করুন।",
    ),
    (
        "malformed",
        "The entry cannot be read. Sync again; if it stays, tell the organisation that wrote it.",
        "তথ্যটি পড়া যাচ্ছে না। আবার সিঙ্ক করুন; তবু না হলে যে সংস্থা লিখেছে তাকে জানান।",
    ),
    (
        "newer",
        "A newer app wrote this entry. Update the app to read it.",
        "নতুনতর অ্যাপ এটি লিখেছে। পড়তে হলে অ্যাপ হালনাগাদ করুন।",
    ),
    ("required", "This must be filled in.", "এটি পূরণ করতেই হবে।"),
    ("too_long", "The text is too long. Shorten it.", "লেখাটি বেশি লম্বা। ছোট করুন।"),
    (
        "not_plain",
        "There are line breaks, tabs or blanks that do not belong. Type the text anew in one line.",
        "লেখায় বাড়তি ফাঁকা বা নতুন লাইন আছে। এক লাইনে আবার লিখুন।",
    ),
    (
        "too_many",
        "The list is too long. Keep the most important ones.",
        "তালিকা বেশি লম্বা। সবচেয়ে দরকারিগুলো রাখুন।",
    ),
    (
        "not_a_code",
        "A code has only Latin letters, digits and - _ . + and at most 48 signs. Write it so.",
        "কোডে শুধু ইংরেজি অক্ষর, অঙ্ক ও - _ . + থাকে, সর্বোচ্চ ৪৮টি। সেভাবে লিখুন।",
    ),
    (
        "unknown_code",
        "The list does not have this. Choose a code or label of the list in docs/directory.md.",
        "তালিকায় এটি নেই। docs/directory.md-এর তালিকা থেকে কোড বা নাম নিন।",
    ),
    (
        "retired_code",
        "This code is no longer offered. Choose one of those that are.",
        "এই কোড এখন আর ব্যবহার হয় না। চালু কোড থেকে একটি নিন।",
    ),
    (
        "number",
        "Write a whole number that makes sense here, in digits only.",
        "এখানে মানায় এমন পূর্ণ সংখ্যা শুধু অঙ্কে লিখুন।",
    ),
    (
        "age_order",
        "The youngest age is above the oldest. Exchange the two.",
        "সর্বনিম্ন বয়স সর্বোচ্চ বয়সের চেয়ে বেশি। দুটি অদলবদল করুন।",
    ),
    ("date", "Write the day as 2026-03-09.", "তারিখ এভাবে লিখুন: 2026-03-09।"),
    (
        "future_date",
        "This day has not come yet. Check the year and the month.",
        "এই দিন এখনো আসেনি। বছর ও মাস দেখুন।",
    ),
    (
        "unknown_place",
        "This place is not known. Write its name as the app shows it, or its code.",
        "এই জায়গা পাওয়া গেল না। অ্যাপে যেভাবে আছে সেভাবে নাম বা কোড লিখুন।",
    ),
    (
        "ambiguous_place",
        "Several places have this name. Write the district with it, or the code.",
        "এই নামে একাধিক জায়গা আছে। সঙ্গে জেলা বা কোড লিখুন।",
    ),
    (
        "place_order",
        "The upazila does not lie in this district. Correct one of the two.",
        "উপজেলাটি এই জেলায় নয়। দুটির একটি ঠিক করুন।",
    ),
    (
        "hours",
        "Write hours as `24/7` or `Su-Th 09:00-17:00; Sa 10:00-13:00`.",
        "সময় এভাবে লিখুন: 24/7 অথবা Su-Th 09:00-17:00; Sa 10:00-13:00।",
    ),
    (
        "phone",
        "Write the whole number in digits, such as 01XXXXXXXXX.",
        "পুরো নম্বর অঙ্কে লিখুন, যেমন 01XXXXXXXXX।",
    ),
    ("yes_no", "Write yes or no.", "হ্যাঁ বা না লিখুন।"),
    (
        "position",
        "Write latitude and longitude in degrees, both: 23.75 and 90.39.",
        "অক্ষাংশ ও দ্রাঘিমাংশ দুটিই ডিগ্রিতে লিখুন: 23.75 ও 90.39।",
    ),
    (
        "free_above_total",
        "More places are free than there are in all. Correct one of the two.",
        "মোট জায়গার চেয়ে খালি জায়গা বেশি। দুটির একটি ঠিক করুন।",
    ),
    (
        "capacity_undated",
        "Write on which day the places were counted, and how many there are.",
        "কোন দিন গোনা হয়েছে আর কত জায়গা আছে, দুটিই লিখুন।",
    ),
    (
        "address_shown",
        "The address is to be hidden but stands where everybody can read it. Move it into the hidden columns.",
        "ঠিকানা গোপন রাখার কথা, কিন্তু সবাই পড়তে পারে এমন ঘরে আছে। গোপন ঘরে সরান।",
    ),
    (
        "hidden_unmarked",
        "There are hidden parts but `address_hidden` does not say yes. Write yes there.",
        "গোপন ঘরে তথ্য আছে, কিন্তু address_hidden-এ হ্যাঁ নেই। সেখানে হ্যাঁ লিখুন।",
    ),
    (
        "contact_half",
        "A contact needs a number. Write it, or empty the other cells of the contact.",
        "যোগাযোগের নম্বর নেই। নম্বর লিখুন, নইলে বাকি ঘর খালি করুন।",
    ),
    (
        "verified_half",
        "Write on which day it was verified, or empty who and how.",
        "কোন দিন যাচাই হয়েছে লিখুন, নইলে কে ও কীভাবে খালি করুন।",
    ),
    (
        "twice",
        "This service stands in the file twice. Keep one of the rows.",
        "এই সেবা ফাইলে দুবার আছে। একটি সারি রাখুন।",
    ),
    (
        "organisation_differs",
        "Another row says something else about this organisation. Write the same in all of its rows.",
        "এই সংস্থা নিয়ে অন্য সারিতে অন্য কথা আছে। সব সারিতে একই লিখুন।",
    ),
    (
        "other_organisation",
        "This service belongs to another organisation. Give yours a code of its own.",
        "এই সেবা অন্য সংস্থার। আপনারটিকে আলাদা কোড দিন।",
    ),
    (
        "row_length",
        "The row has more cells than there are columns. Look for a comma too many, or a missing quotation mark.",
        "সারিতে কলামের চেয়ে ঘর বেশি। বাড়তি কমা বা উদ্ধৃতিচিহ্নের জোড়া দেখুন।",
    ),
    (
        "zero_lost",
        "The first zero of the number is missing; it was added. Check the number.",
        "নম্বরের প্রথম শূন্যটি নেই; যোগ করা হয়েছে। নম্বরটি দেখুন।",
    ),
    (
        "hidden_upazila",
        "The address is hidden but the upazila is shown. Is that safe? If not, empty the upazila.",
        "ঠিকানা গোপন, কিন্তু উপজেলা দেখানো হচ্ছে। নিরাপদ কি? না হলে উপজেলা খালি করুন।",
    ),
];
