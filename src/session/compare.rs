//! Two trees of figures held against one another, leaf by leaf.

use serde_json::Value as Json;

/// Figures that differ by less than this share of the larger one are the same: another processor may round the last
/// digits of an arc otherwise.
const CLOSE: f64 = 1e-10;

/// What comparing found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// Leaves that are the same to the last digit.
    pub equal: usize,
    /// Numbers that differ by less than one part in 10,000,000,000.
    pub close: usize,
    /// What differs, in the order of the first tree.
    pub differs: Vec<Difference>,
}

/// One leaf that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where it stands, such as `indicators[park_coverage].value`.
    pub place: String,
    /// What the record says; empty where it says nothing.
    pub recorded: String,
    /// What was found instead; empty for nothing.
    pub found: String,
}

/// Compares what a record says with what was found; places that `skip` names are passed over.
pub(super) fn compare(recorded: &Json, found: &Json, skip: &dyn Fn(&str) -> bool) -> Compared {
    let mut out = Compared::default();
    walk(String::new(), Some(recorded), Some(found), skip, &mut out);
    out
}

fn walk(place: String, a: Option<&Json>, b: Option<&Json>, skip: &dyn Fn(&str) -> bool, out: &mut Compared) {
    if skip(&place) {
        return;
    }
    match (a, b) {
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let inner = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                walk(inner, a.get(key), b.get(key), skip, out);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                let label = a.get(i).or(b.get(i)).and_then(label).unwrap_or_else(|| i.to_string());
                walk(format!("{place}[{label}]"), a.get(i), b.get(i), skip, out);
            }
        }
        (Some(Json::Number(x)), Some(Json::Number(y))) => {
            let (Some(p), Some(q)) = (x.as_f64(), y.as_f64()) else {
                return;
            };
            if x == y || p == q {
                out.equal += 1;
            } else if (p - q).abs() <= CLOSE * p.abs().max(q.abs()) {
                out.close += 1;
            } else {
                out.differs.push(Difference { place, recorded: x.to_string(), found: y.to_string() });
            }
        }
        // Nothing and null are the same.
        (a, b) if a.unwrap_or(&Json::Null) == b.unwrap_or(&Json::Null) => out.equal += 1,
        (a, b) => out.differs.push(Difference { place, recorded: brief(a), found: brief(b) }),
    }
}

/// What an element of a list is called: its identifier, role or rank.
fn label(element: &Json) -> Option<String> {
    let object = element.as_object()?;
    for key in ["id", "layer", "rank", "key", "reason", "minutes"] {
        match object.get(key) {
            Some(Json::String(text)) if !text.is_empty() => return Some(text.clone()),
            Some(Json::Number(n)) => return Some(format!("{key} {n}")),
            _ => {}
        }
    }
    None
}

fn brief(value: Option<&Json>) -> String {
    let text = match value {
        None | Some(Json::Null) => return String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_changed_leaf_is_named_by_its_place() {
        let a = json!({"x": [{"id": "p", "v": 0.1, "w": [1, 2]}, {"id": "q", "v": 3}], "s": "t"});
        let same = compare(&a, &a, &|_| false);
        assert_eq!((same.equal, same.close, same.differs.len()), (7, 0, 0));
        let mut b = a.clone();
        b["x"][0]["v"] = json!(0.100_001);
        let found = compare(&a, &b, &|_| false);
        let expected = Difference { place: "x[p].v".into(), recorded: "0.1".into(), found: "0.100001".into() };
        assert_eq!(found.differs, [expected]);
        b["x"][0]["v"] = json!(0.1 + 1e-16);
        b["s"] = json!("u");
        let found = compare(&a, &b, &|p| p == "s");
        assert_eq!((found.close, found.differs.len()), (usize::from(0.1 + 1e-16 != 0.1), 0));
    }

    #[test]
    fn what_is_there_on_one_side_only_differs() {
        let found = compare(&json!({"a": [1, 2], "b": null}), &json!({"a": [1], "c": 5}), &|_| false);
        let places: Vec<&str> = found.differs.iter().map(|d| d.place.as_str()).collect();
        assert_eq!(places, ["a[1]", "c"]);
    }
}
