//! Why a device, the work on a case or a database does not allow something: code and sentences.

/// Why a device cannot do this now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateFault {
    /// It must be enrolled with an invite first.
    NotEnrolled,
    /// It is enrolled; another programme needs another database.
    AlreadyEnrolled,
    /// Only the device that made the programme holds the root key.
    NoRoot,
    /// The organisation's key has not arrived yet: sync first.
    NoOrganisationKey,
    /// A form that this version of the app cannot evaluate.
    FormUnusable,
    /// The database was closed while something went on: the app is locked.
    Locked,
    /// The person stopped it.
    Stopped,
}

/// Why the work on a case or referral does not allow something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkFault {
    /// Nobody has accepted the referral: what becomes of it is said after that.
    NotAccepted,
    /// An exclusion names this device's organisation, which works on the case.
    OwnOrganisation,
    /// An exclusion names the kind of this device's organisation.
    OwnKind,
    /// A referral of the case is open, or brought help: it cannot be said that the child is not referred.
    Referred,
}

/// Why a database cannot be opened. The file is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenFault {
    /// The key does not open it.
    WrongKey,
    /// A newer version of the app wrote it.
    Newer,
    /// It is damaged; [`crate::Client::salvage`] saves what can be read.
    Damaged,
    /// The file or folder cannot be read or written.
    Io,
    /// The keystore does not give the key now: the device is locked, or its keystore failed.
    KeyStore,
    /// There is a database and the keystore has no key for it: it must not be shadowed by a new one.
    KeyMissing,
}

impl std::fmt::Display for StateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row().0)
    }
}

impl std::fmt::Display for WorkFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row().0)
    }
}

impl std::fmt::Display for OpenFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row().0)
    }
}

impl StateFault {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::NotEnrolled,
        Self::AlreadyEnrolled,
        Self::NoRoot,
        Self::NoOrganisationKey,
        Self::FormUnusable,
        Self::Locked,
        Self::Stopped,
    ];

    /// Code, English, Bangla.
    pub(super) const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotEnrolled => (
                "not_enrolled",
                "This device is not enrolled. Ask your coordinator for an invite.",
                "এই যন্ত্র যুক্ত হয়নি। সমন্বয়কারীর কাছে আমন্ত্রণ চান।",
            ),
            Self::AlreadyEnrolled => (
                "already_enrolled",
                "This device is enrolled already. Use a new profile for another invite.",
                "এই যন্ত্র আগেই যুক্ত। অন্য আমন্ত্রণের জন্য নতুন প্রোফাইল নিন।",
            ),
            Self::NoRoot => (
                "no_root",
                "Only the device that made the programme can do this.",
                "যে যন্ত্রে কর্মসূচি তৈরি হয়েছে শুধু সেটিই এটি পারে।",
            ),
            Self::NoOrganisationKey => (
                "no_organisation_key",
                "The key of your organisation has not arrived. Sync, then try again.",
                "সংস্থার চাবি এখনো আসেনি। সিঙ্ক করে আবার চেষ্টা করুন।",
            ),
            Self::FormUnusable => (
                "form_unusable",
                "This version of the app cannot show the form. Your answers are kept; update the app.",
                "এই অ্যাপে ফরমটি দেখানো যায় না। আপনার উত্তর রাখা আছে; অ্যাপ হালনাগাদ করুন।",
            ),
            Self::Locked => (
                "locked",
                "The app is locked. Unlock it and try again.",
                "অ্যাপটি তালা দেওয়া। তালা খুলে আবার চেষ্টা করুন।",
            ),
            Self::Stopped => (
                "stopped",
                "Sending was stopped. What you saved is safe and is sent later.",
                "পাঠানো থামানো হয়েছে। সংরক্ষিত তথ্য নিরাপদ, পরে পাঠানো হবে।",
            ),
        }
    }
}

impl WorkFault {
    /// All.
    pub const ALL: [Self; 4] = [Self::NotAccepted, Self::OwnOrganisation, Self::OwnKind, Self::Referred];

    /// Code, English, Bangla.
    pub(super) const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotAccepted => (
                "not_accepted",
                "This referral was not accepted yet. Accept it first, then say what became of it.",
                "এই অনুরোধ এখনো গ্রহণ করা হয়নি। আগে গ্রহণ করুন, তারপর কী হলো জানান।",
            ),
            Self::OwnOrganisation => (
                "own_organisation",
                "Your own organisation works on this case and cannot be left out of it. Give the case to another one first.",
                "আপনার সংস্থাই এই কেসে কাজ করছে, তাই একে বাদ দেওয়া যায় না। আগে কেসটি অন্য সংস্থাকে দিন।",
            ),
            Self::OwnKind => (
                "own_kind",
                "Your own organisation is of this kind and works on the case. Leave out single organisations by name instead.",
                "আপনার নিজের সংস্থা এই ধরনের, আর এই কেসে কাজ করছে। ধরনের বদলে একটি একটি সংস্থার নাম দিয়ে বাদ দিন।",
            ),
            Self::Referred => (
                "referred_already",
                "A referral of this case is still open or brought help. Take back what is open; only then say why the child is not referred.",
                "এই কেসের একটি অনুরোধ এখনো চালু, বা তাতে সাহায্য হয়েছে। যা চালু তা আগে ফিরিয়ে নিন, তারপর কেন পাঠানো হলো না লিখুন।",
            ),
        }
    }
}

impl OpenFault {
    /// All.
    pub const ALL: [Self; 6] =
        [Self::WrongKey, Self::Newer, Self::Damaged, Self::Io, Self::KeyStore, Self::KeyMissing];

    /// Code, English, Bangla.
    pub(super) const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::WrongKey => (
                "wrong_key",
                "The key does not open this database. Check that it belongs to this folder.",
                "চাবিটি এই তথ্যভান্ডার খোলে না। ফোল্ডারটি ঠিক কি না দেখুন।",
            ),
            Self::Newer => (
                "newer_database",
                "A newer app wrote this database. Update the app; nothing is lost.",
                "নতুনতর অ্যাপ এটি লিখেছে। অ্যাপ হালনাগাদ করুন; কিছুই হারায়নি।",
            ),
            Self::Damaged => (
                "damaged_database",
                "The database is damaged. It is kept; let the app save what can be read.",
                "তথ্যভান্ডার নষ্ট হয়েছে। ফাইলটি রাখা আছে; যা পড়া যায় অ্যাপকে তা বাঁচাতে দিন।",
            ),
            Self::Io => (
                "io",
                "The database file cannot be read or written. Check the folder and free space.",
                "ফাইলটি পড়া বা লেখা যাচ্ছে না। ফোল্ডার ও খালি জায়গা দেখুন।",
            ),
            Self::KeyStore => (
                "key_store",
                "The key of the database cannot be read now. Unlock this device and open the app again.",
                "তথ্যভান্ডারের চাবি এখন পড়া যাচ্ছে না। যন্ত্রের তালা খুলে অ্যাপটি আবার খুলুন।",
            ),
            Self::KeyMissing => (
                "key_missing",
                "The key of this database is gone. The file is kept; ask your coordinator before you do anything else.",
                "এই তথ্যভান্ডারের চাবি নেই। ফাইলটি রাখা আছে; আগে সমন্বয়কারীকে জানান।",
            ),
        }
    }
}
