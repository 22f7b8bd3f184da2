//! The manifest in the APK, as aapt prints it: elements (`E: name`) and their attributes (`A: name=value`), indented.

use super::super::place::APPLICATION;
use crate::steps::say;

/// Attributes of the application, and what each must be.
const APPLICATION_SAYS: [(&str, &str); 3] = [
    ("android:allowBackup", "(type 0x12)0x0"),
    ("android:fullBackupContent", "(type 0x12)0x0"),
    ("android:usesCleartextTraffic", "(type 0x12)0x0"),
];
/// Attributes that it must have, with a resource.
const APPLICATION_NAMES: [&str; 2] = ["android:dataExtractionRules", "android:networkSecurityConfig"];
const COMPONENTS: [&str; 5] = ["activity", "activity-alias", "service", "receiver", "provider"];
const TRUE: &str = "(type 0x12)0xffffffff";

/// An element: its name, its attributes, and whether it has an intent filter.
#[derive(Debug, Default)]
struct Element<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    filtered: bool,
}

impl Element<'_> {
    fn says(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| *value)
    }

    /// Others may start it: it says so, or says nothing and has a filter.
    fn is_open(&self) -> bool {
        self.says("android:exported").map_or(self.filtered, |value| value != "(type 0x12)0x0")
    }

    fn title(&self) -> &str {
        let name = self.says("android:name").unwrap_or_default();
        name.split('"').nth(1).unwrap_or(name)
    }
}

/// What does not hold.
pub(super) fn check(tree: &str) -> Vec<String> {
    let elements = elements(tree);
    let mut broken = application(&elements);
    let components = elements.iter().filter(|element| COMPONENTS.contains(&element.name));
    let (mut all, mut open) = (0, Vec::new());
    for component in components {
        all += 1;
        if component.is_open() {
            open.push(component.title());
        }
    }
    say(&format!("components: {all}; open to others: {}", open.join(", ")));
    if open != [format!("{APPLICATION}.MainActivity")] {
        broken.push(format!("open to others: {}; only the launcher activity may be", open.join(", ")));
    }
    broken
}

/// The classes of all components.
pub(super) fn components(tree: &str) -> Vec<String> {
    let elements = elements(tree);
    let components = elements.iter().filter(|element| COMPONENTS.contains(&element.name));
    components.map(|element| element.title().to_owned()).collect()
}

fn application(elements: &[Element<'_>]) -> Vec<String> {
    let Some(application) = elements.iter().find(|element| element.name == "application") else {
        return vec!["no application in the manifest".to_owned()];
    };
    let mut broken = Vec::new();
    for (name, value) in APPLICATION_SAYS {
        if application.says(name) != Some(value) {
            broken.push(format!("{name} is {:?}", application.says(name)));
        }
    }
    for name in APPLICATION_NAMES {
        if !application.says(name).is_some_and(|value| value.starts_with('@')) {
            broken.push(format!("{name} is missing"));
        }
    }
    if application.says("android:debuggable") == Some(TRUE) {
        broken.push("it can be debugged".to_owned());
    }
    say("application: no backup, no clear text, not debuggable");
    broken
}

fn elements(tree: &str) -> Vec<Element<'_>> {
    let mut elements: Vec<Element<'_>> = Vec::new();
    for line in tree.lines().map(str::trim_start) {
        if let Some(rest) = line.strip_prefix("E: ") {
            let name = rest.split(' ').next().unwrap_or_default();
            let component = elements.iter_mut().rev().find(|element| COMPONENTS.contains(&element.name));
            if let (Some(component), "intent-filter") = (component, name) {
                component.filtered = true;
            }
            elements.push(Element { name, ..Element::default() });
        } else if let (Some(rest), Some(element)) = (line.strip_prefix("A: "), elements.last_mut()) {
            let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
            element.attributes.push((name.split('(').next().unwrap_or(name), value));
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"  E: application (line=2)
      A: android:allowBackup(0x01010280)=(type 0x12)0x0
      A: android:fullBackupContent(0x010104eb)=(type 0x12)0x0
      A: android:usesCleartextTraffic(0x010104ec)=(type 0x12)0x0
      A: android:networkSecurityConfig(0x01010527)=@0x7f0c0001
      A: android:dataExtractionRules(0x0101063e)=@0x7f0c0000
      E: activity (line=42)
        A: android:name(0x01010003)="org.jonaki.app.MainActivity" (Raw: "org.jonaki.app.MainActivity")
        A: android:exported(0x01010010)=(type 0x12)0xffffffff
        E: intent-filter (line=45)
"#;

    #[test]
    fn a_manifest_that_keeps_its_promises_passes() {
        assert_eq!(check(GOOD), Vec::<String>::new());
    }

    #[test]
    fn each_broken_promise_is_named() {
        let open =
            format!("{GOOD}      E: receiver (line=50)\n        A: android:name(0x01010003)=\"x.Y\" (Raw)\n");
        assert_eq!(check(&open), Vec::<String>::new(), "no filter, not said: closed");
        assert!(check(&format!("{open}        E: intent-filter (line=51)\n"))[0].contains("x.Y"));
        for word in ["allowBackup", "fullBackupContent", "usesCleartextTraffic", "networkSecurityConfig"] {
            let line = GOOD.lines().find(|line| line.contains(word)).unwrap();
            assert!(check(&GOOD.replace(line, ""))[0].contains(word), "{word}");
        }
    }
}
