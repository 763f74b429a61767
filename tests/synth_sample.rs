//! The sample district in the repository is what the generator makes, byte by byte.

use fugai::synth::{self, SAMPLE};

/// Writes the sample anew where `FUGAI_WRITE_SAMPLE` names a folder; see data/sample/README.md.
#[test]
fn the_committed_sample_is_what_the_generator_writes() {
    let city = synth::generate(&SAMPLE);
    if let Some(dir) = std::env::var_os("FUGAI_WRITE_SAMPLE") {
        synth::write(&city, dir.as_ref()).expect("the folder can be written");
        return;
    }
    let embedded = synth::sample::files();
    assert_eq!(city.layers().len(), embedded.len());
    for (layer, file) in city.layers().iter().zip(embedded) {
        let name = file.file_name;
        assert_eq!((layer.file_name(), layer.title(), layer.role()), (name, file.title, file.role));
        let mut text = Vec::new();
        layer.write_to(&mut text).expect("memory takes it");
        assert!(text == file.bytes, "{name} differs from what the generator writes: see data/sample/README.md");
    }
    let total: usize = embedded.iter().map(|f| f.bytes.len()).sum();
    assert!(total < 4_500_000, "the sample is embedded and must stay small: {total} bytes");
}
