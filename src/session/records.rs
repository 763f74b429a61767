//! Comments, scores and dated figures of a document, as they are handed in.

use crate::analysis::card;
use crate::io::write::{CommentRow, DatedRow, Records, ScoreRow};
use crate::model::plan::{Comment, DatedFigures, Document, FacilityRef, Figure, Proposal, ScenarioId, ScoreSheet};

/// Everything of the document; `name_of` calls proposals by name.
pub(super) fn records(document: &Document, name_of: &dyn Fn(&Proposal) -> String) -> Records {
    Records {
        comments: document.comments.iter().map(|c| comment(document, c, name_of)).collect(),
        scores: document.sheets.iter().flat_map(|s| scores(document, s)).collect(),
        dated: dated(document),
    }
}

fn scenario_name(document: &Document, id: Option<ScenarioId>) -> String {
    id.map(|id| document.scenario(id).map_or_else(|| format!("#{}", id.0), |s| s.name.clone())).unwrap_or_default()
}

fn comment(document: &Document, comment: &Comment, name_of: &dyn Fn(&Proposal) -> String) -> CommentRow {
    let own = comment.scenario.and_then(|id| document.scenario(id));
    let anywhere = own.into_iter().chain(&document.scenarios);
    let proposal = anywhere.into_iter().find_map(|s| s.proposal(comment.proposal));
    CommentRow {
        number: comment.id.0,
        date: comment.date.to_string(),
        scenario: scenario_name(document, comment.scenario),
        // Of one that was removed only the number is left.
        proposal: proposal.map_or_else(|| format!("#{}", comment.proposal.0), |p| name_of(p)),
        by: comment.by.clone(),
        text: comment.text.clone(),
    }
}

fn zone_name(document: &Document, zone: &FacilityRef) -> String {
    let found = document.layer(zone.layer).and_then(|layer| {
        let feature = &layer.features[zone.find(layer)?];
        card::name(layer, feature)
    });
    found.unwrap_or_else(|| format!("#{}", zone.index + 1))
}

/// A row an item and day; of a sheet without marks, a row an item.
fn scores(document: &Document, sheet: &ScoreSheet) -> Vec<ScoreRow> {
    let zone = sheet.zone.as_ref().map(|z| zone_name(document, z)).unwrap_or_default();
    let blank = sheet.items.iter().map(|item| ScoreRow {
        sheet: sheet.name.clone(),
        zone: zone.clone(),
        item: item.name.clone(),
        weight: item.weight,
        full: item.full,
        ..ScoreRow::default()
    });
    if sheet.scores.is_empty() {
        return blank.collect();
    }
    let of_a_day = sheet.scores.iter().flat_map(|scored| {
        let total = sheet.total(scored);
        blank.clone().enumerate().map(move |(i, row)| ScoreRow {
            date: scored.date.to_string(),
            by: scored.by.clone(),
            mark: scored.marks.get(i).copied().flatten(),
            total,
            note: scored.note.clone(),
            ..row
        })
    });
    of_a_day.collect()
}

/// A row a figure, by date; sets of one day in the order in which they were kept.
fn dated(document: &Document) -> Vec<DatedRow> {
    let mut sets: Vec<&DatedFigures> = document.figures.iter().map(|f| &**f).collect();
    sets.sort_by_key(|s| s.date);
    let purpose = |s: &DatedFigures| (s.period, s.rules.clone(), s.scenario, s.year);
    let mut rows = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let before = sets[..at].iter().rev().find(|s| purpose(s) == purpose(set));
        for figure in &set.figures {
            let old = before.and_then(|b| b.figures.iter().find(|f| f.indicator == figure.indicator));
            let whole = DatedRow {
                date: set.date,
                period: set.period,
                label: set.label.clone(),
                scenario: scenario_name(document, set.scenario),
                year: set.year,
                rules: set.rules.clone(),
                indicator: figure.indicator.clone(),
                unit: figure.unit.clone(),
                zone: None,
                numerator: figure.numerator,
                denominator: figure.denominator,
                met: figure.met,
                before: old.and_then(Figure::value),
            };
            rows.push(whole.clone());
            rows.extend(figure.zones.iter().map(|zone| {
                let old = old.and_then(|f| f.zones.iter().find(|z| z.id == zone.id));
                DatedRow {
                    zone: Some(zone.name.clone()),
                    numerator: zone.numerator,
                    denominator: zone.denominator,
                    met: None,
                    before: old.and_then(|z| (z.denominator != 0.0).then(|| z.numerator / z.denominator)),
                    ..whole.clone()
                }
            }));
        }
    }
    rows
}
