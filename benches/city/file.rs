//! A GeoJSON file of any size, and how much memory a process took.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes parcels of 5 to 16 corners near 120° E 31.8° N until the file has about `bytes` bytes.
pub(crate) fn generate(path: &Path, bytes: u64) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        // xorshift64*: the same file on every machine.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    };
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut written = 0u64;
    let mut n = 0u32;
    let mut line = Vec::with_capacity(1024);
    while written < bytes {
        line.clear();
        let (lon, lat) = (119.9 + 0.3 * random(), 31.7 + 0.2 * random());
        let corners = 5 + (random() * 12.0) as usize;
        let comma = if n == 0 { "" } else { "," };
        write!(
            line,
            "{comma}\n{{\"type\":\"Feature\",\"properties\":{{\"osm_id\":\"w{}\",\"name\":\"居住小区 {n}\",\"kind\":\"R2\",\"far\":{:.2},\"note\":null}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[",
            100_000_000 + n,
            1.0 + 2.0 * random(),
        )?;
        let mut first = Vec::new();
        for corner in 0..corners {
            let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
            let reach = 0.0004 + 0.0003 * random();
            let position = format!("[{:.7},{:.7}]", lon + reach * angle.cos(), lat + reach * angle.sin());
            line.extend_from_slice(position.as_bytes());
            line.push(b',');
            if corner == 0 {
                first = position.into_bytes();
            }
        }
        line.extend_from_slice(&first);
        line.extend_from_slice(b"]]}}");
        out.write_all(&line)?;
        written += line.len() as u64;
        n += 1;
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}

/// The most memory this process ever had, in bytes; `None` where the system does not tell.
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}
