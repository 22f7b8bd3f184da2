//! The rule table: all 3,528 cells against the reviewed file.

use jonaki_document::Standing;
use jonaki_document::policy::{Action, PathClass, allows};
use jonaki_protocol::Compartment;

fn snake(debug: String) -> String {
    let mut out = String::new();
    for letter in debug.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[test]
fn the_function_is_the_reviewed_table() {
    let mut lines = include_str!("data/policy.tsv").lines().filter(|line| !line.starts_with('#'));
    let columns: Vec<_> = lines.next().unwrap().split('\t').skip(3).collect();
    assert_eq!(columns, Standing::ALL.map(|standing| snake(format!("{standing:?}"))));
    let mut cells = 0;
    for compartment in Compartment::ALL {
        for class in PathClass::ALL {
            for action in Action::ALL {
                let row: Vec<_> = lines.next().unwrap().split('\t').collect();
                let name = [
                    compartment.name().to_owned(),
                    snake(format!("{class:?}")),
                    snake(format!("{action:?}")),
                ];
                assert_eq!(row[..3], name);
                for (standing, cell) in Standing::ALL.into_iter().zip(&row[3..]) {
                    let expected = match *cell {
                        "yes" => true,
                        "-" => false,
                        other => panic!("{other:?} in {name:?}"),
                    };
                    assert_eq!(
                        allows(standing, compartment, class, action),
                        expected,
                        "{standing:?} {name:?}"
                    );
                    cells += 1;
                }
            }
        }
    }
    assert_eq!(lines.next(), None);
    assert_eq!(cells, 3_528);
}
