//! What the user points at: files, folders, and what is neither.

use std::fs;
use std::path::Path;

use fugai::io::IoError;
use fugai::io::open::expand;
use fugai::io::read::read_geojson;

const POINT: &str = r#"{"type":"Point","coordinates":[120,31.8]}"#;

#[test]
fn a_folder_comes_to_its_layer_files_in_order() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["b.geojson", "A.GeoJSON", "c.ndjson", "d.json", "读我.txt", "e.csv", ".hidden.geojson"] {
        fs::write(dir.path().join(name), POINT).unwrap();
    }
    fs::create_dir(dir.path().join("sub")).unwrap();
    fs::write(dir.path().join("sub/z.geojson"), POINT).unwrap();
    let found = expand(dir.path()).unwrap();
    let names = |paths: &[std::path::PathBuf]| -> Vec<String> {
        paths.iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(&found.files), ["A.GeoJSON", "b.geojson", "c.ndjson", "d.json"]);
    assert_eq!(names(&found.ignored), ["e.csv", "读我.txt"]);
    assert_eq!(expand(&dir.path().join("b.geojson")).unwrap().files.len(), 1);
}

#[test]
fn what_cannot_be_opened_says_why_and_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("nothing")).unwrap();
    fs::write(at("empty.geojson"), "").unwrap();
    fs::write(at("parks.shp"), "x").unwrap();
    fs::write(at("disguised.json"), "PK\x03\x04").unwrap();
    let sentence = |error: &IoError, name: &str| {
        for text in [error.zh(), error.en()] {
            assert!(text.contains(name) && text.contains('：') | text.contains(": "), "{text}");
        }
    };
    let missing = expand(&at("no.geojson")).unwrap_err();
    assert!(matches!(missing, IoError::NotFound { .. }));
    sentence(&missing, "no.geojson");
    let none = expand(&at("nothing")).unwrap_err();
    assert!(matches!(none, IoError::NoLayerFiles { .. }));
    sentence(&none, "nothing");
    for read in [expand(&at("empty.geojson")).map(|_| ()), read_geojson(&at("empty.geojson"), &()).map(|_| ())] {
        assert!(matches!(read, Err(IoError::Empty { .. })));
    }
    for read in [expand(&at("parks.shp")).map(|_| ()), read_geojson(&at("parks.shp"), &()).map(|_| ())] {
        let error = read.unwrap_err();
        assert!(matches!(error, IoError::Unsupported { format: "Shapefile", .. }));
        assert!(error.en().contains("QGIS") && error.zh().contains("QGIS"));
    }
    assert!(matches!(read_geojson(&at("disguised.json"), &()), Err(IoError::Unsupported { format: "ZIP", .. })));
    assert!(matches!(read_geojson(dir.path(), &()), Err(IoError::IsFolder { .. })));
    assert!(matches!(read_geojson(Path::new("/no/such/file.json"), &()), Err(IoError::NotFound { .. })));
    let denied = IoError::Unreadable { path: at("a.json"), problem: "Permission denied (os error 13)".to_owned() };
    assert!(denied.zh().contains("没有权限") && !denied.zh().contains("denied"), "{denied}");
    assert!(denied.en().contains("Permission denied"));
}

#[test]
fn the_source_is_known_by_its_hash_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("点.geojson");
    fs::write(&path, "abc").unwrap();
    assert!(read_geojson(&path, &()).is_err());
    fs::write(&path, POINT).unwrap();
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    let raw = read_geojson(&path, &()).unwrap();
    assert_eq!((raw.name.as_str(), raw.bytes), ("点", POINT.len() as u64));
    // sha256sum of the very text above.
    assert_eq!(raw.sha256, "4dbe32effdd2ecc067505c1f2f1aa4b8816b3dc5df0ca74b8f27a5a2de57eb94");
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_to_string(&path).unwrap(), POINT);
}
