//! Words and sentences. The two lists of sentences share no sentence.

use super::Vocabulary;

/// The sentences of a vocabulary in a language; `{slot}` stands for one of the slot's words.
pub(super) fn templates(vocabulary: Vocabulary, bangla: bool) -> &'static [&'static str] {
    match (vocabulary, bangla) {
        (Vocabulary::Training, true) => TRAINING_BN,
        (Vocabulary::Training, false) => TRAINING_EN,
        (Vocabulary::Evaluation, true) => EVALUATION_BN,
        (Vocabulary::Evaluation, false) => EVALUATION_EN,
    }
}

pub(super) const BANGLA: &[(&str, &[&str])] = &[
    ("who", &["মেয়েটি", "ছেলেটি", "শিশুটি", "কিশোরীটি", "ছোট ভাইটি", "ছাত্রীটি", "ছাত্রটি"]),
    (
        "adult",
        &[
            "এক প্রতিবেশী",
            "তার চাচা",
            "এক দালাল",
            "দোকানের মালিক",
            "একজন অপরিচিত লোক",
            "তার সৎ বাবা",
            "গ্রামের এক লোক",
            "এক দূর সম্পর্কের আত্মীয়",
        ],
    ),
    (
        "where",
        &[
            "ইটভাটায়",
            "চায়ের দোকানে",
            "বাসাবাড়িতে",
            "শুঁটকি পল্লীতে",
            "একটি হোটেলে",
            "বাসস্ট্যান্ডে",
            "সীমান্তের কাছে",
            "শহরের এক কারখানায়",
            "নদীর ঘাটে",
            "রেলস্টেশনে",
        ],
    ),
    (
        "when",
        &[
            "গত সপ্তাহে",
            "গতকাল সন্ধ্যায়",
            "তিন দিন আগে",
            "গত মাসে",
            "আজ সকালে",
            "ঈদের পর থেকে",
            "প্রায় দুই মাস ধরে",
            "পরশু রাতে",
        ],
    ),
    ("work", &["কাজ", "ভারী কাজ", "রান্নার কাজ", "ভিক্ষা", "মাল টানার কাজ", "সেলাইয়ের কাজ"]),
    ("told", &["জানিয়েছে", "বলেছে", "কাঁদতে কাঁদতে বলেছে", "ফোনে জানিয়েছে", "শিক্ষককে বলেছে"]),
    ("feel", &["ভয় পাচ্ছে", "খুব চুপচাপ থাকে", "অসুস্থ", "কারও সঙ্গে কথা বলে না", "বাড়ি ফিরতে চায়"]),
    ("money", &["টাকা", "অগ্রিম টাকা", "পাঁচ হাজার টাকা", "ভালো বেতনের চাকরি", "বিদেশে কাজ", "মোবাইল ফোন"]),
];

pub(super) const ENGLISH: &[(&str, &[&str])] = &[
    ("who", &["The girl", "The boy", "The child", "The younger brother", "The student"]),
    (
        "adult",
        &[
            "a neighbour",
            "an uncle",
            "a broker",
            "the owner of the shop",
            "an unknown man",
            "a distant relative",
        ],
    ),
    (
        "where",
        &[
            "at a brick kiln",
            "in a tea shop",
            "in a private house",
            "at the bus stand",
            "near the border",
            "in a factory in town",
        ],
    ),
    (
        "when",
        &[
            "last week",
            "yesterday evening",
            "three days ago",
            "last month",
            "this morning",
            "for about two months",
        ],
    ),
    ("work", &["work", "heavy work", "cooking", "begging", "carrying loads", "sewing"]),
    ("feel", &["is afraid", "hardly speaks", "is ill", "wants to go home", "avoids everybody"]),
    ("money", &["money", "an advance", "a well-paid job", "work abroad", "a mobile phone"]),
];

const TRAINING_BN: &[&str] = &[
    "{who} {when} স্কুলে আসেনি।",
    "{when} {adult} তাকে {where} নিয়ে গেছে।",
    "পরিবারকে {money} দেওয়ার কথা বলা হয়েছিল।",
    "{who} এখন {where} {work} করে।",
    "সে {feel} এবং আমাকে {told}।",
    "মা বলেছেন যে {adult} বাড়িতে প্রায়ই আসত।",
    "{where} আরও কয়েকজন শিশু আছে।",
    "তার পরিবারের কেউ জানে না সে কোথায়।",
    "{adult} পরিবারকে ভয় দেখিয়েছে।",
    "{who} রাতে ঘুমাতে পারে না, {feel}।",
    "বাড়ির লোকজন থানায় যেতে সাহস পাচ্ছে না।",
    "তাকে দিনে বারো ঘণ্টা {work} করতে হয়।",
    "{when} থেকে তার ফোন বন্ধ।",
    "শিক্ষকেরা খোঁজ নিতে গেলে দরজা খোলা হয়নি।",
    "{who} একবার পালিয়ে এসেছিল, আবার নিয়ে গেছে।",
    "বিয়ের কথা বলে তাকে {where} নেওয়া হয়েছে বলে শুনেছি।",
    "বাবা ঋণ শোধ করতে পারেননি, তাই {who} {work} করছে।",
    "{adult} তার ছবি তুলে ভয় দেখাচ্ছে।",
    "আমি নিজে {where} {who}কে দেখেছি।",
    "তার হাতে আঘাতের দাগ আছে।",
    "খাবার ঠিকমতো দেওয়া হয় না।",
    "{who} তার নাম বলতে চায়নি।",
    "পাশের গ্রামের দুই শিশুও একইভাবে গেছে।",
    "{when} একটি সাদা গাড়ি এসেছিল।",
    "কাজের বিনিময়ে কোনো বেতন দেওয়া হয় না।",
    "মায়ের সঙ্গে দেখা করতে দেওয়া হয় না।",
    "ইউনিয়ন পরিষদের সদস্য বিষয়টি জানেন।",
    "{adult} {money} দিয়ে মীমাংসা করতে চায়।",
];

const EVALUATION_BN: &[&str] = &[
    "{when} থেকে {who}কে আর পাড়ায় দেখা যায় না।",
    "{adult} {money} দেবে বলে {who}কে সঙ্গে নিয়েছে।",
    "আমাদের কমিটির একজন {when} {where} গিয়ে খোঁজ নিয়েছেন।",
    "{who} বলেছে তাকে জোর করে {work} করানো হয়।",
    "পরিবারটি খুব গরিব, বাবা {when} মারা গেছেন।",
    "সে {feel}, তাই বেশি কিছু জিজ্ঞেস করিনি।",
    "প্রতিবেশীরা রাতে কান্নার শব্দ শুনেছে।",
    "{where} যাওয়ার পথে {adult} তাকে থামিয়েছিল।",
    "{who} এখন মামার বাড়িতে নিরাপদে আছে।",
    "{adult} প্রতিদিন স্কুলের সামনে দাঁড়িয়ে থাকে।",
    "তার বইখাতা বাড়িতেই পড়ে আছে।",
    "আমি চাই বিষয়টি গোপনে দেখা হোক।",
    "বিকেলের পরে মায়ের নম্বরে ফোন করলে ভালো হয়।",
    "কাগজপত্রে বয়স বেশি দেখানো হয়েছে বলে সন্দেহ হয়।",
    "{when} তাকে {where} {work} করতে দেখা গেছে।",
    "বড় বোনকেও আগে একইভাবে নিয়ে যাওয়া হয়েছিল।",
    "{who} দুই দিন কিছু খায়নি বলে {told}।",
    "পরিবার {money} নিয়েছিল, এখন ফেরত দিতে পারছে না।",
    "গ্রামের লোক জানলে মেয়েটির ক্ষতি হতে পারে।",
    "হাসপাতালে নেওয়া দরকার, জ্বর কমছে না।",
    "{adult} মোবাইলে বার্তা পাঠিয়ে ডাকছে।",
    "স্থানীয় একজন প্রভাবশালী লোক জড়িত থাকতে পারে।",
    "{who} ফিরে এসেছে, কিন্তু {feel}।",
    "সেখানে রাতেও {work} চলে, কোনো ছুটি নেই।",
    "আগেও একবার সালিশে মিটমাট করা হয়েছিল।",
    "তার ছোট ভাইও সঙ্গে আছে বলে মনে হয়।",
];

const TRAINING_EN: &[&str] = &[
    "{who} has not come to school since {when}.",
    "{when} {adult} took the child away.",
    "The family was promised {money}.",
    "{who} now does {work} {where}.",
    "Nobody at home knows where the child is.",
    "{who} {feel} and told the teacher.",
    "There are other children {where}.",
    "The parents are afraid to go to the police.",
    "There are bruises on both arms.",
    "No wage is paid for the {work}.",
];

const EVALUATION_EN: &[&str] = &[
    "I saw the child {where} {when} and spoke to the mother.",
    "{adult} offered {money} and left with the child.",
    "{who} said that the {work} goes on at night.",
    "Please handle this quietly, {adult} lives next door.",
    "{who} came back {when} but {feel}.",
    "The age on the papers seems to be wrong.",
    "A message on the phone asked the child to come alone.",
    "An older sister was taken the same way.",
    "Call the mother in the afternoon, not at night.",
];

type Names = (&'static [&'static str], &'static [&'static str]);

/// First and last names; the last names say that nobody is meant. The dictionary never sees a name that is shown or
/// searched for elsewhere.
pub(super) fn names(vocabulary: Vocabulary, bangla: bool, female: bool) -> Names {
    match (vocabulary, bangla, female) {
        (Vocabulary::Training, true, true) => {
            (&["শাবানা", "হাসিনা", "লাকী", "রিনা", "ময়না", "জেসমিন"], TRAINING_LAST_BN)
        }
        (Vocabulary::Training, true, false) => {
            (&["আবুল", "কামাল", "হারুন", "বাবুল", "সেলিম", "মানিক"], TRAINING_LAST_BN)
        }
        (Vocabulary::Training, false, true) => {
            (&["Shabana", "Hasina", "Lucky", "Rina", "Moyna"], TRAINING_LAST_EN)
        }
        (Vocabulary::Training, false, false) => {
            (&["Abul", "Kamal", "Harun", "Babul", "Selim"], TRAINING_LAST_EN)
        }
        (Vocabulary::Evaluation, true, true) => {
            (&["জরিনা", "আমিনা", "রোকেয়া", "শিউলি", "মরিয়ম", "পারুল", "সুমি", "নাজমা", "তানিয়া", "কুলসুম"], LAST_BN)
        }
        (Vocabulary::Evaluation, true, false) => {
            (&["রহিম", "করিম", "জসিম", "সোহাগ", "রুবেল", "মিলন", "আলামিন", "শাহীন", "তারেক", "নয়ন"], LAST_BN)
        }
        (Vocabulary::Evaluation, false, true) => {
            (&["Jorina", "Amina", "Rokeya", "Shiuli", "Moriom", "Parul", "Sumi", "Nazma"], LAST_EN)
        }
        (Vocabulary::Evaluation, false, false) => {
            (&["Rahim", "Karim", "Jashim", "Sohag", "Rubel", "Milon", "Alamin", "Shahin"], LAST_EN)
        }
    }
}

const TRAINING_LAST_BN: &[&str] = &["খসড়া", "অনুশীলন", "মহড়া"];
const TRAINING_LAST_EN: &[&str] = &["Draft", "Practice", "Rehearsal"];
const LAST_BN: &[&str] = &["পরীক্ষা", "নমুনা", "কল্পিত", "উদাহরণ", "কাল্পনিক"];
const LAST_EN: &[&str] = &["Testname", "Sample", "Fictional", "Example"];

/// Names of places that exist in many districts.
pub(super) fn places(bangla: bool) -> &'static [&'static str] {
    if bangla {
        &["কালীগঞ্জ", "দুর্গাপুর", "শ্রীপুর", "মহেশপুর", "রামগড়", "ফুলবাড়ী", "দৌলতপুর", "মধুপুর"]
    } else {
        &["Kaliganj", "Durgapur", "Sreepur", "Maheshpur", "Ramgarh", "Phulbari", "Daulatpur", "Madhupur"]
    }
}

/// The division of a district.
pub(super) fn division_of(district: &str) -> Option<&'static str> {
    let found = PLACES.iter().find(|(_, districts)| districts.contains(&district));
    found.map(|(division, _)| *division)
}

const PLACES: &[(&str, &[&str])] = &[
    (
        "khulna",
        &[
            "bagerhat",
            "chuadanga",
            "jashore",
            "jhenaidah",
            "khulna",
            "kushtia",
            "magura",
            "meherpur",
            "narail",
            "satkhira",
        ],
    ),
    ("barishal", &["barguna", "barishal", "bhola", "jhalokati", "patuakhali", "pirojpur"]),
    (
        "chattogram",
        &[
            "bandarban",
            "brahmanbaria",
            "chandpur",
            "chattogram",
            "cumilla",
            "coxs_bazar",
            "feni",
            "khagrachhari",
            "lakshmipur",
            "noakhali",
            "rangamati",
        ],
    ),
    (
        "dhaka",
        &[
            "dhaka",
            "faridpur",
            "gazipur",
            "gopalganj",
            "kishoreganj",
            "madaripur",
            "manikganj",
            "munshiganj",
            "narayanganj",
            "narsingdi",
            "rajbari",
            "shariatpur",
            "tangail",
        ],
    ),
    ("mymensingh", &["jamalpur", "mymensingh", "netrokona", "sherpur"]),
    (
        "rajshahi",
        &["bogura", "chapai_nawabganj", "joypurhat", "naogaon", "natore", "pabna", "rajshahi", "sirajganj"],
    ),
    (
        "rangpur",
        &[
            "dinajpur",
            "gaibandha",
            "kurigram",
            "lalmonirhat",
            "nilphamari",
            "panchagarh",
            "rangpur",
            "thakurgaon",
        ],
    ),
    ("sylhet", &["habiganj", "moulvibazar", "sunamganj", "sylhet"]),
];
