//! The database's key, in a keystore and gone from it.

use crate::support::{Clock, host};
use jonaki_core::{Client, Error, Language, OpenFault, SecretFault, SecretName, SecretStore};
use std::collections::BTreeMap;
use std::sync::Mutex;
use zeroize::Zeroizing;

#[derive(Default)]
struct Store(Mutex<BTreeMap<&'static str, Vec<u8>>>, bool);

impl SecretStore for Store {
    fn read(&self, name: SecretName) -> Result<Option<Zeroizing<Vec<u8>>>, SecretFault> {
        if self.1 {
            return Err(SecretFault);
        }
        Ok(self.0.lock().expect("a store").get(name.name()).cloned().map(Zeroizing::new))
    }

    fn write(&self, name: SecretName, secret: &[u8]) -> Result<(), SecretFault> {
        self.0.lock().expect("a store").insert(name.name(), secret.to_vec());
        Ok(())
    }
}

#[test]
fn a_database_opens_with_the_key_of_the_keystore_and_never_with_a_new_one() {
    let (clock, folder, store) = (Clock::new(), tempfile::tempdir().expect("a folder"), Store::default());
    let path = folder.path().join("jonaki.db");
    let mut client = Client::open_with_store(&path, &store, host(1, &clock)).expect("made");
    assert_eq!(client.language(), Ok(None));
    client.set_language(Language::Bangla).expect("kept");
    drop(client);
    let client = Client::open_with_store(&path, &store, host(2, &clock)).expect("opened");
    assert_eq!(client.language(), Ok(Some(Language::Bangla)));
    drop(client);
    let keys = store.0.lock().expect("a store").clone();
    assert_eq!(keys.values().map(Vec::len).collect::<Vec<_>>(), [32, 16]);
    let opened = |store: &Store| Client::open_with_store(&path, store, host(3, &clock)).map(drop);
    assert_eq!(opened(&Store::default()), Err(Error::Open(OpenFault::KeyMissing)));
    assert_eq!(opened(&Store(Mutex::default(), true)), Err(Error::Open(OpenFault::KeyStore)));
    let other = Store(Mutex::new([("key", vec![7; 32]), ("place", vec![7; 16])].into()), false);
    assert_eq!(opened(&other), Err(Error::Open(OpenFault::WrongKey)));
    let short = Store(Mutex::new([("key", vec![7; 31])].into()), false);
    assert_eq!(opened(&short), Err(Error::Open(OpenFault::KeyStore)));
    assert_eq!(opened(&store), Ok(()), "the file is as it was");
}
