//! The `crs` member of the GeoJSON standard before RFC 7946.

use serde_json::Value;

/// The datum or projection that a `crs` member names, as text; `None` for null and for what cannot be made out.
///
/// Understood are the name form (`{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}`), the link
/// form (the code is taken out of the address, nothing is fetched), the form of 2006
/// (`{"type": "EPSG", "properties": {"code": 4549}}`) and a bare string.
pub(super) fn named_crs(json: &[u8]) -> Option<String> {
    let member: Value = serde_json::from_slice(json).ok()?;
    if let Some(name) = member.as_str() {
        return Some(name.trim().to_owned());
    }
    let properties = member.get("properties")?;
    let text = |key| properties.get(key).and_then(Value::as_str).map(str::trim);
    if let Some(name) = text("name") {
        return Some(name.to_owned());
    }
    if let Some(code) = properties.get("code") {
        let code = code.as_u64().or_else(|| code.as_str()?.trim().parse().ok())?;
        return Some(format!("EPSG:{code}"));
    }
    let link = text("href").or_else(|| text("url"))?;
    Some(code_in_link(link).unwrap_or_else(|| link.to_owned()))
}

/// `EPSG:4549` out of `http://spatialreference.org/ref/epsg/4549/proj4/` and the like.
fn code_in_link(link: &str) -> Option<String> {
    let lower = link.to_ascii_lowercase();
    let after = &lower[lower.find("epsg")? + 4..];
    let digits: String = after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then(|| format!("EPSG:{digits}"))
}

#[cfg(test)]
mod tests {
    use super::named_crs;

    #[test]
    fn every_form() {
        for (json, name) in [
            (r#"{"type":"name","properties":{"name":"EPSG:4490"}}"#, Some("EPSG:4490")),
            (
                r#"{"type":"name","properties":{"name":" urn:ogc:def:crs:OGC:1.3:CRS84 "}}"#,
                Some("urn:ogc:def:crs:OGC:1.3:CRS84"),
            ),
            (
                r#"{"type":"link","properties":{"href":"http://spatialreference.org/ref/epsg/4549/proj4/","type":"proj4"}}"#,
                Some("EPSG:4549"),
            ),
            (r#"{"type":"link","properties":{"href":"data.crs"}}"#, Some("data.crs")),
            (r#"{"type":"EPSG","properties":{"code":4528}}"#, Some("EPSG:4528")),
            (r#""EPSG:4547""#, Some("EPSG:4547")),
            ("null", None),
            ("{}", None),
            ("[1]", None),
        ] {
            assert_eq!(named_crs(json.as_bytes()).as_deref(), name, "{json}");
        }
    }
}
