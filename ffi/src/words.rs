//! What codes mean, in both languages at once: a screen changes its language without asking again.

use crate::ids::OrganisationId;
use jonaki_core::reference::codes;
use jonaki_core::reference::places::Place;
use jonaki_core::{Client, Error, Language as CoreLanguage, Scalar, labels};
use std::collections::HashMap;

/// A language of the screens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Language {
    /// বাংলা
    Bangla,
    /// English
    English,
}

/// A text in both languages.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Bilingual {
    /// In Bangla.
    pub bangla: String,
    /// In English.
    pub english: String,
}

/// A code with what it means. What people typed is the same three times.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Coded {
    /// What is stored.
    pub code: String,
    /// What it means, in Bangla.
    pub bangla: String,
    /// What it means, in English.
    pub english: String,
}

impl From<Language> for CoreLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::Bangla => Self::Bangla,
            Language::English => Self::English,
        }
    }
}

impl From<CoreLanguage> for Language {
    fn from(language: CoreLanguage) -> Self {
        match language {
            CoreLanguage::Bangla => Self::Bangla,
            CoreLanguage::English => Self::English,
        }
    }
}

impl From<(String, String)> for Bilingual {
    /// The core's order: Bangla, English.
    fn from((bangla, english): (String, String)) -> Self {
        Self { bangla, english }
    }
}

impl Bilingual {
    pub(crate) fn of(say: impl Fn(CoreLanguage) -> String) -> Self {
        Self { bangla: say(CoreLanguage::Bangla), english: say(CoreLanguage::English) }
    }
}

impl Coded {
    /// A code of a list.
    pub(crate) fn of(list: &str, code: &str) -> Self {
        Self::new(code.to_owned(), |language| labels::named(list, code, language))
    }

    /// A code of a list, if there is one.
    pub(crate) fn maybe(list: &str, code: Option<&str>) -> Option<Self> {
        code.map(|code| Self::of(list, code))
    }

    /// What a field of a case says.
    pub(crate) fn value(field: &str, value: &Scalar) -> Self {
        let code = match value {
            Scalar::Bool(truth) => truth.to_string(),
            Scalar::Int(number) => number.to_string(),
            Scalar::Text(text) => text.clone(),
            Scalar::Bytes(_) => String::new(),
        };
        Self::new(code, |language| labels::value(field, value, language))
    }

    /// What a field of a case says, as text.
    pub(crate) fn field(field: &str, code: &str) -> Self {
        Self::new(code.to_owned(), |language| labels::said(field, code, language))
    }

    /// A place, by its name alone or with what it lies in.
    pub(crate) fn place<N: Into<String>>(place: Place, name: impl Fn(Place, CoreLanguage) -> N) -> Self {
        Self::new(place.code().to_owned(), |language| name(place, language).into())
    }

    fn new(code: String, say: impl Fn(CoreLanguage) -> String) -> Self {
        Self { code, bangla: say(CoreLanguage::Bangla), english: say(CoreLanguage::English) }
    }
}

/// The names of organisations, for records that show who is meant.
pub(crate) struct Organisations(HashMap<jonaki_core::protocol::OrganisationId, (String, String)>);

impl Organisations {
    pub(crate) fn of(client: &Client) -> Result<Self, Error> {
        let named = |known: jonaki_core::OrganisationView| (known.id, (known.name_bn, known.name_en));
        Ok(Self(client.organisations()?.into_iter().map(named).collect()))
    }

    pub(crate) fn get(&self, id: jonaki_core::protocol::OrganisationId) -> OrganisationName {
        OrganisationName { id: id.into(), name: self.0.get(&id).cloned().map(Bilingual::from) }
    }
}

/// An organisation with its name.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct OrganisationName {
    /// Which.
    pub id: OrganisationId,
    /// What it is called, as far as this device knows it.
    pub name: Option<Bilingual>,
}

/// The codes of a list that can be chosen now, in their order: reasons, services, kinds of task. Empty for a list that there
/// is not.
#[uniffi::export]
pub fn choices(list: String) -> Vec<Coded> {
    let found = codes::list(&list).into_iter().flat_map(|list| list.codes().collect::<Vec<_>>());
    found.map(|code| Coded::of(&list, code.code())).collect()
}

/// What a field of a case is called.
#[uniffi::export]
pub fn field_name(field: String) -> Bilingual {
    Bilingual::of(|language| labels::field(&field, language))
}
