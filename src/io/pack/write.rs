//! Writing a pack.

use std::io::{Cursor, Write as _};

use serde_json::{Value as Json, json};
use zip::write::SimpleFileOptions;

use super::{
    InputRecord, LAYOUT, PlaneRecord, Planned, RECORD, RULES, Record, SCHEMA, SUMS, TARGETS, WORKBOOK, layer, sha256,
};
use crate::analysis::GAP_REACH_M;
use crate::io::IoError;
use crate::io::write::{self, Answer, Date, Lang};
use crate::model::{CrsOrigin, LayerId, Project};

/// The file that a layer was read from.
#[derive(Debug, Clone)]
pub struct PackInput {
    /// Which layer.
    pub layer: LayerId,
    /// Its bytes as GeoJSON, whose SHA-256 must be that of the layer; `None` where it has no such file any more.
    pub original: Option<Vec<u8>>,
}

/// Every file of the pack with its name inside, in a fixed order. `planned` is what is planned, with the base that it is
/// planned over: that base's layers are then kept, not those of the scenario. `more` are further files, such as reports.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees, [`IoError::Write`] where a table cannot be
/// written.
///
/// # Panics
/// Never: a record has only text keys and finite numbers.
pub fn files(
    answer: &Answer<'_>,
    planned: Option<(&Project, &Planned)>,
    inputs: &[PackInput],
    more: Vec<(String, Vec<u8>)>,
) -> Result<Vec<(String, Vec<u8>)>, IoError> {
    let project = answer.project;
    let mut out = Vec::new();
    let mut listed = Vec::new();
    let kept = planned.map_or(project, |(base, _)| base);
    for (i, layer) in kept.layers.iter().enumerate() {
        let file = format!("inputs/{:02}-{}.geojson", i + 1, layer.role.id());
        let original = inputs.iter().find(|p| p.layer == layer.id).and_then(|p| p.original.as_ref());
        let original = original.filter(|bytes| sha256(bytes) == layer.source.sha256);
        let (bytes, crs) = if let Some(bytes) = original {
            let chosen = layer.source.crs_origin == CrsOrigin::Chosen;
            (bytes.clone(), chosen.then(|| layer.source.crs.clone()))
        } else {
            let (bytes, crs) = layer::geojson(layer, &project.plane)?;
            (bytes, Some(crs))
        };
        listed.push(InputRecord {
            file: file.clone(),
            sha256: sha256(&bytes),
            as_read: original.is_some(),
            layer: layer.id.0,
            role: layer.role.id().to_owned(),
            name: layer.name.clone(),
            path: layer.source.path.to_string_lossy().into_owned(),
            crs,
        });
        out.push((file, bytes));
    }
    out.push((RULES.to_owned(), project.rules.to_toml().into_bytes()));
    if let Some(targets) = &project.targets {
        out.push((TARGETS.to_owned(), targets.to_toml().into_bytes()));
    }
    let record = Record {
        schema: SCHEMA.to_owned(),
        program: "fugai".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        layout: LAYOUT,
        date: answer.date.map(|d| d.to_string()),
        english: answer.lang == Lang::En,
        name: project.name.clone(),
        synthetic: project.synthetic,
        plan: answer.plan.is_some() || answer.base.is_some(),
        planned: planned.map(|(_, planned)| planned.clone()),
        plane: PlaneRecord { epsg: project.plane.epsg, definition: project.plane.definition.clone() },
        parameters: parameters(),
        rules: as_data(&*project.rules),
        targets: project.targets.as_deref().map_or(Json::Null, as_data),
        inputs: listed,
        figures: write::figures(answer),
    };
    let mut text = serde_json::to_string_pretty(&record).expect("a record has only text keys");
    text.push('\n');
    out.push((RECORD.to_owned(), text.into_bytes()));
    out.extend(made_anew(answer)?);
    out.extend(more);
    out.push(("README.txt".to_owned(), readme(answer).into_bytes()));
    let sums: Vec<String> = out.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
    out.push((SUMS.to_owned(), sums.concat().into_bytes()));
    Ok(out)
}

/// The files of a pack that follow from its figures alone: `verify` makes them again and compares.
///
/// # Errors
/// As [`files`].
pub(super) fn made_anew(answer: &Answer<'_>) -> Result<Vec<(String, Vec<u8>)>, IoError> {
    let mut out = vec![("summary.json".to_owned(), write::summary_text(answer).into_bytes())];
    out.extend(write::csv_files(answer)?.into_iter().map(|(name, bytes)| (format!("tables/{name}"), bytes)));
    out.push((WORKBOOK.to_owned(), write::workbook(answer)?));
    out.extend(write::geojson_files(answer)?.into_iter().map(|(name, bytes)| (format!("layers/{name}"), bytes)));
    Ok(out)
}

/// Constants of the method that the figures depend on.
pub(super) fn parameters() -> Json {
    json!({
        "gap_reach_m": GAP_REACH_M,
        "near_miss_share": 0.1,
        "distance": "straight, from the facility's boundary, true arcs",
        "demand": "union of the residential polygons, clipped to the boundary",
    })
}

/// A value as data.
pub(super) fn as_data<T: serde::Serialize>(value: &T) -> Json {
    serde_json::to_value(value).expect("rules and plans have only text keys and finite numbers")
}

fn readme(answer: &Answer<'_>) -> String {
    let date = answer.date.map_or(String::new(), |d| format!("{d}\r\n"));
    format!(
        "{name}\r\n{date}\r\n\
         本证据包含有复算全部数字所需的一切：输入图层（inputs/）、规则（rules.toml）、目标（targets.toml）、\
         平面与参数以及每个数字的全精度值（record.json）。\r\n\
         核验：fugai verify 本文件夹或压缩包。程序仅凭包内文件重新计算，逐项说明是否一致，并指出任何被改动的文件、规则或数字。\r\n\
         文件散列见 SHA256SUMS（sha256sum -c SHA256SUMS）。\r\n\r\n\
         This pack holds all it takes to recompute every figure: the input layers (inputs/), the rules (rules.toml), the\r\n\
         targets (targets.toml), and the plane, the parameters and each figure in full precision (record.json).\r\n\
         To verify: fugai verify THIS_FOLDER_OR_ZIP. It recomputes from these files alone, says figure by figure whether it\r\n\
         agrees, and names any file, rule or figure that was changed.\r\n\
         Hashes of the files: SHA256SUMS (sha256sum -c SHA256SUMS).\r\n",
        name = answer.project.name.replace(['\r', '\n'], " "),
    )
}

/// The files as one zip, all of one day, in the order given.
///
/// # Errors
/// [`IoError::Write`] where it grows beyond what memory or the format holds.
pub fn zip(files: &[(String, Vec<u8>)], date: Option<Date>) -> Result<Vec<u8>, IoError> {
    let failed = |e: &dyn std::fmt::Display| IoError::Write { path: "pack.zip".into(), problem: e.to_string() };
    let (year, month, day) = date.map_or((2000, 1, 1), |d| (d.year(), d.month(), d.day()));
    // The format knows years from 1980 to 2107.
    let year = year.clamp(1980, 2107) as u16;
    let day = zip::DateTime::from_date_and_time(year, month, day, 0, 0, 0).map_err(|e| failed(&e))?;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(day)
            .unix_permissions(0o644)
            .large_file(bytes.len() > 0xFFFF_0000);
        writer.start_file(name.as_str(), options).map_err(|e| failed(&e))?;
        writer.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(writer.finish().map_err(|e| failed(&e))?.into_inner())
}
