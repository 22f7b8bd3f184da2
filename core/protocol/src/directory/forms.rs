//! Which versions of which forms were published; their definitions stay where the items are.

use crate::item::FormVersion;
use crate::{Code, Digest, OrganisationId, limits};
use std::collections::BTreeMap;

/// Whose form it is: one organisation's, or (`None`) everybody's.
pub type FormScope = Option<OrganisationId>;

/// The forms of a programme.
#[derive(Clone, Debug, Default)]
pub struct Forms(BTreeMap<(FormScope, String), BTreeMap<u32, Digest>>);

impl Forms {
    /// Every form with its versions, numbers ascending.
    pub fn all(&self) -> impl Iterator<Item = (FormScope, &str, &BTreeMap<u32, Digest>)> {
        self.0.iter().map(|((scope, form), versions)| (*scope, form.as_str(), versions))
    }

    /// The newest version of a form.
    pub fn newest(&self, scope: FormScope, form: &str) -> Option<(u32, Digest)> {
        let versions = self.0.get(&(scope, form.to_owned()))?;
        versions.last_key_value().map(|(number, hash)| (*number, *hash))
    }

    /// Takes a version in; whether it is new. Two with one number: the first one in the log counts.
    pub(super) fn admit(&mut self, scope: FormScope, version: &FormVersion) -> Result<bool, Code> {
        let key = (scope, version.form.clone());
        let of_scope = self.0.keys().filter(|(known, _)| *known == scope).count();
        if !self.0.contains_key(&key) && of_scope >= limits::FORMS {
            return Err(Code::FormRefused);
        }
        match self.0.get(&key).map(|versions| (versions.len(), versions.get(&version.number))) {
            Some((_, Some(known))) if *known == version.hash => return Ok(false),
            Some((_, Some(_))) => return Err(Code::FormRefused),
            Some((count, None)) if count >= limits::FORM_VERSIONS => return Err(Code::FormRefused),
            _ => {}
        }
        self.0.entry(key).or_default().insert(version.number, version.hash);
        Ok(true)
    }
}
