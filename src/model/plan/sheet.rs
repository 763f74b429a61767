//! Score sheets for beautiful-street zones: items and weights are the user's own, none are invented.

use serde::{Deserialize, Serialize};

use super::{Date, FacilityRef};

/// Identifies a score sheet within a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetId(pub u32);

/// One item of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreItem {
    /// What is looked at.
    pub name: String,
    /// How much it counts, 0 or more.
    pub weight: f64,
    /// The full mark, above 0.
    pub full: f64,
}

/// The marks of one day, one an item; `None` where an item was not looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// When.
    pub date: Date,
    /// The marks, in the order of the items.
    pub marks: Vec<Option<f64>>,
    /// Who gave them; may be empty.
    #[serde(default)]
    pub by: String,
    /// Anything to know.
    #[serde(default)]
    pub note: String,
}

/// A score sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreSheet {
    /// Its identity; 0 for one that the session is to number.
    pub id: SheetId,
    /// Its name.
    pub name: String,
    /// The zone it is for; `None` where it is none of a layer's.
    #[serde(default)]
    pub zone: Option<FacilityRef>,
    /// What is looked at.
    #[serde(default)]
    pub items: Vec<ScoreItem>,
    /// The marks, oldest first.
    #[serde(default)]
    pub scores: Vec<Scored>,
}

impl ScoreSheet {
    /// The total in per cent: 100 × Σ weight × mark ÷ full mark ÷ Σ weight, over the items that count (weight above 0).
    ///
    /// `None` where none counts, where one that counts has no mark, and where a weight or a mark is no number in range.
    pub fn total(&self, scored: &Scored) -> Option<f64> {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (i, item) in self.items.iter().enumerate() {
            if !(item.weight.is_finite() && item.weight >= 0.0 && item.full.is_finite() && item.full > 0.0) {
                return None;
            }
            if item.weight > 0.0 {
                let mark = scored.marks.get(i).copied().flatten().filter(|m| (0.0..=item.full).contains(m))?;
                sum += item.weight * mark / item.full;
                weights += item.weight;
            }
        }
        (weights > 0.0).then(|| 100.0 * sum / weights)
    }

    /// Whether every number of it can be written down.
    pub fn is_sound(&self) -> bool {
        let items = self.items.iter().all(|i| i.weight.is_finite() && i.full.is_finite());
        items && self.scores.iter().all(|s| s.marks.iter().flatten().all(|m| m.is_finite()))
    }
}
