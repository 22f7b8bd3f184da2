//! Stable codes for everything that a peer can refuse, each with what the person should do next.
//!
//! Numbers and names are wire format: one that was given out is never changed or used again.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! codes {
    ($($(#[$doc:meta])* $number:literal $variant:ident $name:literal $en:literal $bn:literal;)*) => {
        /// Why something was refused.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u16)]
        pub enum Code {
            $($(#[$doc])* $variant = $number,)*
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, for JSON, logs and metrics.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What happened and what to do next, in English.
            pub const fn english(self) -> &'static str {
                match self { $(Code::$variant => $en,)* }
            }

            /// What happened and what to do next, in Bangla.
            pub const fn bangla(self) -> &'static str {
                match self { $(Code::$variant => $bn,)* }
            }
        }
    };
}

codes! {
    // 1-39: the request as a whole.
    /// Bytes that are not what the format says.
    1 Malformed "malformed" "The data is damaged. Sync again; if it repeats, update the app." "তথ্য নষ্ট হয়েছে। আবার সিঙ্ক করুন; আবার হলে অ্যাপ হালনাগাদ করুন।";
    /// More than a limit allows.
    2 TooLarge "too_large" "This is larger than allowed. Shorten it or send it in parts." "এটি অনুমোদিত সীমার চেয়ে বড়। ছোট করুন বা ভাগ করে পাঠান।";
    /// A frame whose dictionary this peer does not have.
    3 UnknownDictionary "unknown_dictionary" "App and server do not fit. Update the app." "অ্যাপ ও সার্ভার মিলছে না। অ্যাপ হালনাগাদ করুন।";
    /// A signature that does not verify.
    4 BadSignature "bad_signature" "The signature does not fit. Sync again; if it repeats, ask your coordinator for a new invite." "স্বাক্ষর মিলছে না। আবার সিঙ্ক করুন; আবার হলে সমন্বয়কারীর কাছে নতুন আমন্ত্রণ চান।";
    /// The server knows no certificate of this device.
    5 UnknownDevice "unknown_device" "The server does not know this device. Enrol it with an invite." "সার্ভার এই যন্ত্রটি চেনে না। আমন্ত্রণ দিয়ে যুক্ত করুন।";
    /// The request's time is too far from the server's; the client retries with the server's time.
    6 ClockSkew "clock_skew" "The clock of this device is wrong. It is corrected by itself; check the date in the settings." "এই যন্ত্রের ঘড়ি ভুল। নিজে ঠিক হয়ে যাবে; সেটিংসে তারিখ দেখে নিন।";
    /// The same signed request came before.
    7 Replayed "replayed" "This request came twice. Sync again." "একই অনুরোধ দুবার এসেছে। আবার সিঙ্ক করুন।";
    /// Too many requests of this device.
    8 RateLimited "rate_limited" "Too many attempts. Wait a minute; nothing is lost." "অনেকবার চেষ্টা হয়েছে। এক মিনিট অপেক্ষা করুন; কিছুই হারায়নি।";
    /// The device's certificate was revoked.
    9 Revoked "revoked" "This device was removed by its organisation. Talk to your coordinator; what is not sent stays sealed on the device." "সংস্থা এই যন্ত্রটি বাদ দিয়েছে। সমন্বয়কারীর সঙ্গে কথা বলুন; না পাঠানো তথ্য যন্ত্রে সুরক্ষিত আছে।";
    /// No such programme on this server.
    10 UnknownProgramme "unknown_programme" "This server does not carry your programme. Check the server address." "এই সার্ভারে আপনার কর্মসূচি নেই। সার্ভারের ঠিকানা দেখুন।";
    /// The other side is not the server that the invite names.
    11 WrongServer "wrong_server" "This is not the server of your programme. Do not send anything; tell your coordinator." "এটি আপনার কর্মসূচির সার্ভার নয়। কিছু পাঠাবেন না; সমন্বয়কারীকে জানান।";
    /// The server cannot answer now.
    12 Unavailable "unavailable" "The server cannot answer now. What you saved is safe; try again later." "সার্ভার এখন উত্তর দিতে পারছে না। সংরক্ষিত তথ্য নিরাপদ; পরে আবার চেষ্টা করুন।";
    /// A protocol version that this peer does not speak.
    13 UnsupportedVersion "unsupported_version" "App and server do not fit. Update the app." "অ্যাপ ও সার্ভার মিলছে না। অ্যাপ হালনাগাদ করুন।";
    /// The server's signed state is older than, or differs from, one that it signed before.
    14 Equivocation "equivocation" "The server showed two different states. Stop syncing and tell the programme's office." "সার্ভার দুই রকম অবস্থা দেখিয়েছে। সিঙ্ক বন্ধ করে কর্মসূচির কার্যালয়কে জানান।";
    /// The founding code of a new programme does not fit or was used.
    15 FoundingRefused "founding_refused" "The founding code does not fit or was used. Ask the operator for a new one." "প্রতিষ্ঠা কোড মেলেনি বা ব্যবহৃত হয়েছে। অপারেটরের কাছে নতুন কোড চান।";

    // 40-59: a batch.
    /// The batch does not continue the device's chain: earlier ones are missing.
    40 Gap "gap" "Something sent earlier is missing. The device sends it again by itself." "আগে পাঠানো কিছু পাওয়া যায়নি। যন্ত্র নিজে আবার পাঠাবে।";
    /// The chain was continued differently before: the database was cloned or restored.
    41 Fork "fork" "This device's data was copied or restored. It goes on by itself; nothing typed is lost." "এই যন্ত্রের তথ্য অনুলিপি বা পুনরুদ্ধার হয়েছিল। নিজে চলতে থাকবে; লেখা কিছুই হারায়নি।";

    // 60-99: an item, before its content.
    /// A kind of item that this peer does not know.
    60 UnknownKind "unknown_kind" "App and server do not fit. Update the app." "অ্যাপ ও সার্ভার মিলছে না। অ্যাপ হালনাগাদ করুন।";
    /// The record was erased; its id stays closed for ever.
    61 Erased "erased" "This case was erased. Your text is kept on this device; talk to the coordinator." "এই কেসটি মুছে ফেলা হয়েছে। আপনার লেখা এই যন্ত্রে আছে; সমন্বয়কারীর সঙ্গে কথা বলুন।";
    /// The device may not write here.
    62 NotAllowed "not_allowed" "Your role does not allow this change. Your text is kept; ask the coordinator to make it." "আপনার ভূমিকায় এই পরিবর্তন করা যায় না। আপনার লেখা রাখা আছে; সমন্বয়কারীকে বলুন।";
    /// The device has no access to the record.
    63 NoAccess "no_access" "You no longer have access to this case. Your text is kept; talk to the coordinator." "এই কেসে আপনার প্রবেশাধিকার নেই। আপনার লেখা রাখা আছে; সমন্বয়কারীর সঙ্গে কথা বলুন।";
    /// Too many changes wait for others.
    64 PendingFull "pending_full" "Too much is waiting for missing parts. Sync again later." "অনুপস্থিত অংশের জন্য অনেক কিছু অপেক্ষা করছে। পরে আবার সিঙ্ক করুন।";
    /// Kept, but it waits for changes that the server does not have yet.
    65 Pending "pending" "The server waits for an earlier part. It arrives by itself." "সার্ভার আগের অংশের অপেক্ষায় আছে। নিজে এসে যাবে।";

    // 100-139: guard, the bytes of a change.
    /// Not one plain, uncompressed change chunk.
    100 GuardChunk "guard_chunk" "The change is damaged and was not taken; nothing saved is affected. Sync again; if it repeats, update the app." "পরিবর্তনটি নষ্ট, নেওয়া হয়নি; সংরক্ষিত কিছুই বদলায়নি। আবার সিঙ্ক করুন; আবার হলে অ্যাপ হালনাগাদ করুন।";
    /// More bytes, operations, actors or dependencies than allowed.
    101 GuardBounds "guard_bounds" "The change is too large and was not taken; nothing saved is affected. Save it in smaller parts." "পরিবর্তনটি খুব বড়, নেওয়া হয়নি; সংরক্ষিত কিছুই বদলায়নি। ছোট ছোট ভাগে সংরক্ষণ করুন।";
    /// A message, extra bytes or a time, where nothing may be hidden.
    102 GuardHidden "guard_hidden" "The change carries hidden data and was not taken. Update the app; if it repeats, tell your coordinator." "পরিবর্তনে গোপন তথ্য ছিল, নেওয়া হয়নি। অ্যাপ হালনাগাদ করুন; আবার হলে সমন্বয়কারীকে জানান।";
    /// Not the one canonical encoding of what it says.
    103 GuardCanonical "guard_canonical" "The change is not encoded as agreed and was not taken. Update the app and save again." "পরিবর্তনটি নির্ধারিত রূপে নেই, নেওয়া হয়নি। অ্যাপ হালনাগাদ করে আবার সংরক্ষণ করুন।";

    // 140-179: shape, the change against the document.
    /// The actor is not the signing device.
    140 ShapeActor "shape_actor" "The change speaks for another device and was not taken. Tell your coordinator." "পরিবর্তনটি অন্য যন্ত্রের নামে, নেওয়া হয়নি। সমন্বয়কারীকে জানান।";
    /// The sequence number is not the actor's next.
    141 ShapeSequence "shape_sequence" "The change does not continue its author's. The device repairs this by itself." "পরিবর্তনটি আগেরটির পরে মেলে না। যন্ত্র নিজে ঠিক করে নেবে।";
    /// The first operation's number does not follow from the dependencies.
    142 ShapeStart "shape_start" "The change is numbered wrongly and was not taken. Sync again; if it repeats, update the app." "পরিবর্তনের ক্রম ভুল, নেওয়া হয়নি। আবার সিঙ্ক করুন; আবার হলে অ্যাপ হালনাগাদ করুন।";
    /// An operation that does not fit its object, key or predecessors.
    143 ShapeOperation "shape_operation" "The change does not fit the document and was not taken. Sync and make it again." "পরিবর্তনটি নথির সঙ্গে মেলে না, নেওয়া হয়নি। সিঙ্ক করে আবার করুন।";
    /// A path that the layout does not know.
    144 ShapePath "shape_path" "The change writes where nothing may be written and was not taken. Update the app." "পরিবর্তনটি অননুমোদিত স্থানে লেখে, নেওয়া হয়নি। অ্যাপ হালনাগাদ করুন।";
    /// A value of the wrong type, code or size.
    145 ShapeValue "shape_value" "A value has the wrong form. Correct it and save again." "একটি মান সঠিক রূপে নেই। ঠিক করে আবার সংরক্ষণ করুন।";

    // 180-199: policy and shadow.
    /// The role may not do this on this path.
    180 Policy "policy" "Your role does not allow this change. Your text is kept; ask the coordinator to make it." "আপনার ভূমিকায় এই পরিবর্তন করা যায় না। আপনার লেখা রাখা আছে; সমন্বয়কারীকে বলুন।";
    /// An immutable entry was written again.
    181 PolicyImmutable "policy_immutable" "What was recorded cannot be changed. Add a new entry instead." "যা লেখা হয়েছে তা বদলানো যায় না। নতুন করে যোগ করুন।";
    /// The document would not survive this change.
    190 Shadow "shadow" "The change would have damaged the case and was not taken; nothing saved is affected. Sync and make it again; if it repeats, tell your coordinator." "পরিবর্তনটি কেস নষ্ট করত, নেওয়া হয়নি; সংরক্ষিত কিছুই বদলায়নি। সিঙ্ক করে আবার করুন; আবার হলে সমন্বয়কারীকে জানান।";
    /// The document would grow past its limit.
    191 DocumentFull "document_full" "This case has reached its size limit. Open a new case and link it." "এই কেসের আকারের সীমা শেষ। নতুন কেস খুলে যুক্ত করুন।";

    // 200-239: keys and sealing.
    /// Ciphertext that does not open.
    200 SealBroken "seal_broken" "Sealed data could not be opened and is set aside; nothing else is affected. If text is missing, ask its author to save it again." "সিল করা তথ্য খোলা যায়নি, আলাদা রাখা হয়েছে; অন্য কিছুর ক্ষতি হয়নি। লেখা না থাকলে লেখককে আবার সংরক্ষণ করতে বলুন।";
    /// An epoch that the record's key sets do not list.
    201 UnknownEpoch "unknown_epoch" "The keys of this case changed. The device seals and sends again by itself." "এই কেসের চাবি বদলেছে। যন্ত্র নিজে আবার সিল করে পাঠাবে।";
    /// A key that does not match its commitment.
    202 KeyMismatch "key_mismatch" "A key does not fit this case. Tell your coordinator: somebody may be cheating." "একটি চাবি এই কেসের সঙ্গে মেলে না। সমন্বয়কারীকে জানান: কেউ প্রতারণা করতে পারে।";
    /// A key set whose epoch is taken or skipped, or that is malformed.
    203 KeySetRefused "key_set_refused" "New keys for this case were refused. Sync and try again." "এই কেসের নতুন চাবি নেওয়া হয়নি। সিঙ্ক করে আবার চেষ্টা করুন।";
    /// A grant for a recipient or compartment that is not allowed.
    204 GrantRefused "grant_refused" "Access could not be given to this recipient. Check the organisation." "এই প্রাপককে প্রবেশাধিকার দেওয়া যায়নি। সংস্থা দেখে নিন।";

    // 240-279: invites, certificates, directory.
    /// The invite's or certificate's signature or chain does not verify.
    240 InviteAltered "invite_altered" "This invite is damaged or was altered. Ask for a new one." "আমন্ত্রণটি নষ্ট বা বদলানো হয়েছে। নতুন আমন্ত্রণ চান।";
    /// Used after its last moment.
    241 InviteExpired "invite_expired" "This invite has expired. Ask for a new one." "আমন্ত্রণের মেয়াদ শেষ। নতুন আমন্ত্রণ চান।";
    /// Used by another device before.
    242 InviteUsed "invite_used" "This invite was used on another device. Ask for a new one, and tell who sent it." "আমন্ত্রণটি অন্য যন্ত্রে ব্যবহৃত হয়েছে। নতুন আমন্ত্রণ চান এবং প্রেরককে জানান।";
    /// An invite of another programme or server.
    243 InviteForeign "invite_foreign" "This invite belongs to another programme. Ask your own coordinator for one." "আমন্ত্রণটি অন্য কর্মসূচির। নিজের সমন্বয়কারীর কাছে চান।";
    /// Who made the invite may not invite (any more).
    244 IssuerRefused "issuer_refused" "Who made this invite may not invite. Ask the administrator of your organisation." "যিনি আমন্ত্রণ দিয়েছেন তাঁর সে অধিকার নেই। সংস্থার প্রশাসককে বলুন।";
    /// A directory record that does not verify or is older than what is known.
    245 DirectoryRefused "directory_refused" "A directory record was refused. Sync and try again." "নির্দেশিকার একটি তথ্য নেওয়া হয়নি। সিঙ্ক করে আবার চেষ্টা করুন।";
    /// A form whose definition is not what was signed, whose number is taken, or one form or version too many.
    246 FormRefused "form_refused" "This form was not taken; forms in use are not affected. Check its number, or ask who made it to publish it again." "ফরমটি নেওয়া হয়নি; চালু ফরমের কিছু হয়নি। এর নম্বর দেখুন, বা যিনি বানিয়েছেন তাঁকে আবার প্রকাশ করতে বলুন।";
    /// A service of the directory that is somebody else's, older than what is known, or one too many.
    247 ListingRefused "listing_refused" "This entry of the directory was not taken: a newer one is known, or it is another organisation's. Sync, look at it again, and enter only what has changed." "নির্দেশিকার এই তথ্য নেওয়া হয়নি: নতুন তথ্য আছে, বা এটি অন্য সংস্থার। সিঙ্ক করে আবার দেখুন, শুধু যা বদলেছে তা লিখুন।";
    /// A letter about something else, by somebody else, to somebody else or under another key than it may be.
    248 LetterRefused "letter_refused" "This notice to another organisation was not taken: what it rests on has changed. Sync; it is made anew by itself." "অন্য সংস্থাকে পাঠানো এই বার্তা নেওয়া হয়নি: যার ওপর এটি ছিল তা বদলেছে। সিঙ্ক করুন; নিজে থেকেই নতুন করে তৈরি হবে।";

    // 300-339: consent, referrals, exclusions.
    /// A referral that rests on no consent and on no other basis.
    300 ConsentMissing "consent_missing" "Nobody has agreed to this. Record the consent of the child or the guardian, or another basis with its reason, and refer again." "এতে কারও সম্মতি নেই। শিশু বা অভিভাবকের সম্মতি, কিংবা কারণসহ অন্য ভিত্তি লিখে আবার পাঠান।";
    /// A referral that discloses more, for another purpose or to somebody else than was agreed.
    301 ConsentScope "consent_scope" "The consent does not go as far as this. Choose fewer fields, another receiver or purpose, or ask for a wider consent." "সম্মতি এতটা পর্যন্ত নেই। কম তথ্য, অন্য প্রাপক বা উদ্দেশ্য বেছে নিন, কিংবা আরও বিস্তৃত সম্মতি নিন।";
    /// A consent that was withdrawn or has run out.
    302 ConsentEnded "consent_ended" "This consent was withdrawn or has run out. Ask again before anything is shared." "এই সম্মতি ফিরিয়ে নেওয়া হয়েছে বা মেয়াদ শেষ। কিছু জানানোর আগে আবার সম্মতি নিন।";
    /// Another basis than consent that nobody else has confirmed.
    303 ApprovalMissing "approval_missing" "Sharing without consent needs a second person. Ask another coordinator to confirm the reason." "সম্মতি ছাড়া জানাতে দ্বিতীয় একজনের মত লাগে। অন্য সমন্বয়কারীকে কারণটি নিশ্চিত করতে বলুন।";
    /// An organisation for which the case is not.
    304 Excluded "excluded" "This case must not reach that organisation: somebody asked for it. Choose another one." "এই কেস ওই সংস্থার কাছে যাওয়া মানা: কেউ তা চেয়েছেন। অন্য সংস্থা বেছে নিন।";
    /// A case that is closed, out of scope or a duplicate.
    305 CaseClosed "case_closed" "This case is closed. Reopen it first, then refer." "এই কেস বন্ধ। আগে আবার খুলুন, তারপর পাঠান।";
    /// A referral whose header is not whole, says two things, names times that do not fit, or is written again.
    306 ReferralRefused "referral_refused" "This referral is not complete or was made before. Sync, look at the case's referrals, and make it again if it is missing." "এই প্রেরণটি সম্পূর্ণ নয় বা আগেই করা হয়েছে। সিঙ্ক করে কেসের প্রেরণগুলো দেখুন, না থাকলে আবার করুন।";
    /// An answer to a referral that nobody may take up any more.
    307 ReferralOver "referral_over" "This referral has ended. What you did is kept on this device; ask the sender for a new one." "এই প্রেরণের সময় শেষ। আপনি যা করেছেন তা এই যন্ত্রে রাখা আছে; প্রেরকের কাছে নতুন করে চান।";
}

impl Code {
    /// The number on the wire.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// From the number on the wire.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for Code {}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.name())
        } else {
            serializer.serialize_u16(self.number())
        }
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = if deserializer.is_human_readable() {
            let name = String::deserialize(deserializer)?;
            Self::ALL.iter().copied().find(|code| code.name() == name)
        } else {
            Self::from_number(u16::deserialize(deserializer)?)
        };
        found.ok_or_else(|| de::Error::custom("unknown code"))
    }
}
