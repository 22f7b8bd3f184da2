//! Every error has a sentence in both languages, whatever the area, and nothing of a case in it.

use jonaki_core::protocol::Code;
use jonaki_core::{Error, OpenFault, StateFault, WorkFault};
use jonaki_ffi::{
    CaseError, DirectoryError, Fault, FormError, Language, ReferralError, SessionError, SyncError,
};
use std::collections::BTreeSet;

/// Every error of the core.
fn all() -> Vec<Error> {
    let mut all = vec![
        Error::Field { field: "name_given".to_owned() },
        Error::Incomplete { question: "/child/age".to_owned() },
        Error::NotFound,
        Error::Storage,
        Error::Network,
        Error::Internal,
    ];
    all.extend(Code::ALL.iter().copied().map(Error::Refused));
    all.extend(StateFault::ALL.map(Error::State));
    all.extend(WorkFault::ALL.map(Error::Work));
    all.extend(OpenFault::ALL.map(Error::Open));
    all.push(Error::Answer(jonaki_core::forms::filling::AnswerError::NotAChoice));
    all
}

fn is_bangla(text: &str) -> bool {
    text.chars().any(|letter| ('\u{980}'..='\u{9ff}').contains(&letter))
}

macro_rules! areas {
    ($($test:ident: $name:ident, $variants:literal;)*) => {$(
        #[test]
        fn $test() {
            let mut seen = BTreeSet::new();
            for core in all() {
                let error = $name::from(core.clone());
                let shown = format!("{error:?}");
                seen.insert(shown.split([' ', '{']).next().unwrap_or_default().to_owned());
                let said = [error.text(Language::Bangla), error.text(Language::English)];
                check(&core, &said, error.fault());
                assert_eq!(error.code(), core.code());
            }
            assert_eq!(seen.len(), $variants, "every variant was met: {seen:?}");
        }
    )*};
}

fn check(core: &Error, [bangla, english]: &[String; 2], fault: &Fault) {
    let code = core.code();
    assert!(is_bangla(bangla) && bangla.chars().count() > 10, "{code}: {bangla}");
    assert!(!is_bangla(english) && english.len() > 10, "{code}: {english}");
    assert_eq!((bangla.as_str(), english.as_str()), (core.bangla(), core.english()));
    assert_eq!(fault.permanent, core.is_permanent());
}

areas! {
    errors_of_the_session_have_texts: SessionError, 12;
    errors_of_forms_have_texts: FormError, 10;
    errors_of_cases_have_texts: CaseError, 8;
    errors_of_referrals_have_texts: ReferralError, 8;
    errors_of_the_directory_have_texts: DirectoryError, 7;
    errors_of_a_sync_have_texts: SyncError, 7;
}

#[test]
fn what_to_go_back_to_is_named() {
    let error = FormError::from(Error::Incomplete { question: "/child/age".to_owned() });
    assert!(matches!(error, FormError::Incomplete { .. }));
    assert_eq!(error.about().as_deref(), Some("/child/age"));
    let error = CaseError::from(Error::Field { field: "district".to_owned() });
    assert_eq!(error.about().as_deref(), Some("district"));
    assert!(CaseError::from(Error::NotFound).about().is_none());
}
