//! Heads of the columns that tell of an indicator: `summary.csv` and the workbook put them in orders of their own.

use super::Lang;

/// A head in Chinese and English.
pub(super) type Head = (&'static str, &'static str);

pub(super) const INDICATOR: Head = ("指标", "Indicator");
pub(super) const ID: Head = ("标识", "Id");
pub(super) const VALUE: Head = ("数值", "Value");
pub(super) const UNIT: Head = ("单位", "Unit");
pub(super) const CHANGE: Head = ("较现状变化", "Change");
pub(super) const ERROR_BOUND: Head = ("误差上限", "Error bound");
/// What is to be reached, and whether it is.
pub(super) const GOAL: [Head; 4] =
    [("目标", "Target"), ("期限", "Due"), ("目标来源", "Target from"), ("结论", "Verdict")];
/// What the value was made of.
pub(super) const BASIS: [Head; 5] = [
    ("分子", "Numerator"),
    ("分母", "Denominator"),
    ("服务人口", "People served"),
    ("服务人口占比（%）", "People served (%)"),
    ("备注", "Notes"),
];

/// The heads of a table, part after part.
pub(super) fn row(lang: Lang, parts: &[&[Head]]) -> Vec<&'static str> {
    parts.iter().copied().flatten().map(|&(zh, en)| lang.pick(zh, en)).collect()
}
