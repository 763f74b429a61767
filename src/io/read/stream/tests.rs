use std::path::Path;

use proptest::prelude::*;

use super::super::{read_geojson_bytes, read_geojson_bytes_in_windows};
use super::*;

/// The layer, or the error, in full.
fn told(found: &Result<RawLayer, IoError>) -> String {
    format!("{found:?}")
}

fn whole(text: &[u8]) -> String {
    told(&read_geojson_bytes("a", text, &()))
}

/// The same in windows, and whether it came to that.
fn windowed(text: &[u8], window: usize) -> (String, bool) {
    match read_geojson_bytes_in_windows("a", text, window, &()) {
        Ok((layer, in_windows)) => (told(&Ok(layer)), in_windows),
        Err(error) => {
            let seen_through = matches!(error, IoError::NothingUsable { .. });
            (told(&Err(error)), seen_through)
        }
    }
}

fn feature(i: usize) -> String {
    let corner = 100.0 + i as f64 / 16.0;
    format!(
        r#"{{"type":"Feature","id":{i},"properties":{{"name":"小区 {i}","k{}":"{{\"[","n":{corner}}},"geometry":{{"type":"Polygon","coordinates":[[[{corner},30],[{},30],[{corner},31],[{corner},30]]]}}}}"#,
        i % 5,
        corner + 1.0
    )
}

const PLACELESS: &str = r#"{"type":"Feature","properties":{"name":"无"},"geometry":null}"#;
const WRONG: &str = r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[1,2],[3,4]]}}"#;
const BROKEN: &str = r#"{"type":"Feature","properties":{"a":},"geometry":null}"#;

fn collection(features: &[String]) -> String {
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:4490"}}"#;
    format!("\u{feff}{{\"type\":\"FeatureCollection\",{crs},\n\"features\":[\n{}\n]\n}}\n", features.join(",\n"))
}

#[test]
fn plain_files_come_out_the_same_in_windows_of_any_size() {
    let mut features: Vec<String> = (0..40).map(feature).collect();
    features[7] = PLACELESS.to_owned();
    features[8] = WRONG.to_owned();
    features[39] = PLACELESS.to_owned();
    let text = collection(&features);
    let want = whole(text.as_bytes());
    assert!(want.contains("line: Some(11)") && want.contains("EPSG:4490"), "{want}");
    for window in [150, 151, 160, 200, 317, 1000, 4096, text.len() - 1, text.len(), text.len() + 1, 1 << 20] {
        assert_eq!(windowed(text.as_bytes(), window), (want.clone(), true), "{window}");
    }
    // The type and the crs may stand behind the list as well, and there may be no feature at all.
    for text in [
        format!(r#"{{"features":[{}],"crs":null,"name":"x","type":"FeatureCollection"}}"#, features.join(" ,\r\n\n ")),
        r#"{"type":"FeatureCollection","features":[]}  "#.to_owned(),
        format!(r#"{{"type":"FeatureCollection","features":[{PLACELESS}]}}"#),
        format!(r#"{{"type":"FeatureCollection","features":[{WRONG}]}}"#),
    ] {
        for window in [70, 333, 1 << 20] {
            assert_eq!(windowed(text.as_bytes(), window), (whole(text.as_bytes()), true), "{window}: {text:.80}");
        }
    }
}

#[test]
fn what_is_not_plain_is_read_whole() {
    let plain = collection(&[feature(0), feature(1)]);
    let one = feature(1);
    for text in [
        plain[..plain.len() - 3].to_owned(),
        format!("{plain}1"),
        format!("{plain}{plain}"),
        plain.replace("\"FeatureCollection\"", "\"Feature\""),
        plain.replace("[\n{", "[\n1,{"),
        plain.replace("\"crs\"", "\"fieldAliases\""),
        format!("[{one}]"),
        format!("{one}\n{one}\n"),
        one.clone(),
        collection(&[feature(0), BROKEN.to_owned(), feature(2)]),
        String::new(),
        " \n".to_owned(),
        "nonsense".to_owned(),
    ] {
        assert_eq!(windowed(text.as_bytes(), 150), (whole(text.as_bytes()), false), "{text}");
    }
    let mut damaged = plain.into_bytes();
    let at = damaged.iter().position(|&b| b == 0xe5).unwrap();
    damaged[at] = 0xff;
    assert_eq!(windowed(&damaged, 150), (whole(&damaged), false));
}

#[test]
fn a_large_file_takes_the_window_way() {
    let path = Path::new("a");
    let text = collection(&(0..3).map(feature).collect::<Vec<_>>());
    let windows = Windows { bytes: 150, total: text.len() as u64 };
    let layer = read(path, &mut text.as_bytes(), windows, &()).ok().expect("it is plain");
    assert_eq!((layer.features.len(), layer.bytes), (3, text.len() as u64));
    assert_eq!(layer.sha256, read_geojson_bytes("a", text.as_bytes(), &()).unwrap().sha256);
}

proptest! {
    #[test]
    fn windows_never_matter(
        picks in prop::collection::vec(0..12_usize, 0..14),
        window in 40..900_usize,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
    ) {
        let features: Vec<String> = picks
            .iter()
            .map(|&i| match i {
                0 => PLACELESS.to_owned(),
                1 => WRONG.to_owned(),
                2 => BROKEN.to_owned(),
                i => feature(i),
            })
            .collect();
        let mut text = collection(&features).into_bytes();
        for (at, byte) in damage {
            let at = at.index(text.len());
            text[at] = byte;
        }
        prop_assert_eq!(windowed(&text, window).0, whole(&text));
    }
}
