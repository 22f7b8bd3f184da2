//! Every error has a sentence in both languages, whatever the area, and nothing of a case in it.

use jonaki_core::protocol::Code;
use jonaki_core::{Error, OpenFault, StateFault, WorkFault};
use jonaki_ffi::{CaseError, DirectoryError, FormError, Language, ReferralError, SessionError, SyncError};
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

macro_rules! check {
    ($($name:ident: $variants:literal;)*) => {$(
        let mut seen = BTreeSet::new();
        for error in all() {
            let core = (error.code(), error.clone());
            let error = $name::from(error);
            let shown = format!("{error:?}");
            seen.insert(shown.split([' ', '{']).next().unwrap_or_default().to_owned());
            assert_eq!(error.code(), core.0);
            let (bangla, english) = (error.text(Language::Bangla), error.text(Language::English));
            assert!(is_bangla(&bangla) && bangla.chars().count() > 10, "{}: {bangla}", core.0);
            assert!(!is_bangla(&english) && english.len() > 10, "{}: {english}", core.0);
            assert_eq!((bangla.as_str(), english.as_str()), (core.1.bangla(), core.1.english()));
            assert_eq!(error.fault().permanent, core.1.is_permanent());
        }
        assert_eq!(seen.len(), $variants, "every variant of {} was met: {seen:?}", stringify!($name));
    )*};
}

#[test]
fn every_variant_of_every_area_has_a_text_in_both_languages() {
    check! {
        SessionError: 12;
        FormError: 10;
        CaseError: 8;
        ReferralError: 8;
        DirectoryError: 7;
        SyncError: 7;
    }
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
