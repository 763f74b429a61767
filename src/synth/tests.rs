//! What holds for every city, at the smallest size that shows it; larger ones are looked at in `tests/synth_city.rs`.

use geo::{Intersects as _, LineString, Polygon};
use serde_json::Value;

use super::rng::mix;
use super::{SynthCity, SynthLayer, SynthOptions, generate};

const SMALL: SynthOptions = SynthOptions { seed: 5, parcels: 400, parks: 30 };

fn bytes(layer: &SynthLayer) -> Vec<u8> {
    let mut text = Vec::new();
    layer.write_to(&mut text).unwrap();
    text
}

fn features(city: &SynthCity, file: &str) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&bytes(city.layer(file).unwrap())).unwrap();
    json["features"].as_array().unwrap().clone()
}

/// The corners of the outer ring, in degrees.
fn outer(feature: &Value) -> Vec<geo::Coord<f64>> {
    let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
    ring.iter().map(|p| geo::Coord { x: p[0].as_f64().unwrap(), y: p[1].as_f64().unwrap() }).collect()
}

#[test]
fn the_words_are_those_of_splitmix64() {
    // The first outputs of the published generator for the seeds 0 and 1234567.
    assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
    assert_eq!(mix(1_234_567), 6_457_827_717_110_365_317);
}

#[test]
fn a_city_follows_from_its_options_alone() {
    let (one, again) = (generate(&SMALL), generate(&SMALL));
    let other = generate(&SynthOptions { seed: 6, ..SMALL });
    for ((a, b), c) in one.layers().iter().zip(again.layers()).zip(other.layers()) {
        assert!(bytes(a) == bytes(b), "{}", a.file_name());
        // The district's outline and its river are those of the place, whatever is drawn in it.
        if a.file_name() == "residential.geojson" || a.file_name() == "parks.geojson" {
            assert!(bytes(a) != bytes(c), "{}: another seed gives other land", a.file_name());
        }
    }
}

#[test]
fn as_many_as_are_asked_for_are_made_and_said() {
    let city = generate(&SMALL);
    for layer in city.layers() {
        assert_eq!(features(&city, layer.file_name()).len(), layer.len(), "{}", layer.file_name());
    }
    let count = |file| city.layer(file).unwrap().len();
    assert_eq!(count("residential.geojson"), SMALL.parcels);
    let parks = count("parks.geojson") + count("pocket_parks.geojson");
    assert!(parks <= SMALL.parks && parks * 10 >= SMALL.parks * 9, "{parks}");
}

#[test]
fn parcels_lie_within_the_boundary() {
    let city = generate(&SMALL);
    let boundary = outer(&features(&city, "boundary.geojson")[0]);
    let boundary = Polygon::new(LineString::new(boundary), Vec::new());
    let parcels = features(&city, "residential.geojson");
    for parcel in &parcels {
        for corner in outer(parcel) {
            assert!(boundary.intersects(&corner), "{}: {corner:?}", parcel["id"]);
        }
    }
    assert_eq!(parcels.len(), SMALL.parcels);
}
