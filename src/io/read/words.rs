//! What is wrong with a text or a feature, in Chinese: the readers say it in English, where it is found.

use crate::io::error::reason_zh;

/// What is wrong with a feature, in Chinese; what its reason says in general where the particulars have no words here.
pub(super) fn fault_zh(reason: &str, detail: &str) -> String {
    if let Some((_, zh)) = FAULTS.iter().find(|(en, _)| *en == detail) {
        return (*zh).to_owned();
    }
    let quoted = |before: &str, after: &str| {
        let name = detail.strip_prefix(before)?.strip_suffix(after)?;
        name.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
    };
    if let Some(name) = quoted("", " where a Feature should be") {
        return format!("此处应为 Feature，却是“{name}”");
    }
    if let Some(name) = quoted("unknown geometry type ", "") {
        return format!("未知的几何类型“{name}”");
    }
    if let Some(word) = detail.strip_prefix("a coordinate is ") {
        return format!("坐标是 {word}");
    }
    if let Some(counts) = detail.strip_prefix("coordinates nested ")
        && let Some((found, wanted)) = counts.split_once(" deep where ")
        && let Some((kind, levels)) = wanted.split_once(" wants ")
    {
        return format!("坐标嵌套 {found} 层，{kind} 应为 {levels} 层");
    }
    known_syntax_zh(detail).unwrap_or_else(|| reason_zh(reason).to_owned())
}

/// Particulars of faults that say more than their reason, in English and Chinese.
const FAULTS: &[(&str, &str)] = &[
    ("an object without a type", "对象没有 type"),
    ("the geometry has no type", "几何没有 type"),
    ("geometry collections nested more than 16 deep", "GeometryCollection 嵌套超过 16 层"),
    ("a GeometryCollection without geometries", "GeometryCollection 没有 geometries"),
    ("geometries is not an array", "geometries 不是数组"),
    ("coordinates is not an array", "coordinates 不是数组"),
    ("coordinates are nested too deeply", "坐标嵌套过深"),
    ("an empty array among the coordinates", "坐标中有空数组"),
    ("a number where an array of coordinates should be", "此处应为坐标数组，却是数字"),
    ("an array where a number should be", "此处应为数字，却是数组"),
    ("a line of fewer than two positions", "线不足两个点"),
    ("a ring of fewer than three different positions", "环不足三个不同的点"),
    ("a position of a single number", "坐标只有一个数值"),
    ("a coordinate is too large for a number", "坐标数值过大"),
    ("a coordinate is not a number", "坐标不是数字"),
    ("more than 4,294,967,295 positions in one feature", "一个要素的点数超过 4,294,967,295"),
];

/// What is wrong with the syntax, in Chinese.
pub(super) fn syntax_zh(problem: &str) -> String {
    known_syntax_zh(problem).unwrap_or_else(|| "语法错误".to_owned())
}

fn known_syntax_zh(problem: &str) -> Option<String> {
    let name = |thing: &str| match thing {
        "a value" => "值".to_owned(),
        "a string" => "字符串".to_owned(),
        "a number" => "数字".to_owned(),
        "a coordinate" => "坐标".to_owned(),
        "the end of the text" => "文件结尾".to_owned(),
        // Characters in quotes, the places after them left out.
        other => other
            .replace(" among the coordinates", "")
            .replace(" in a position", "")
            .replace(" after a position", "")
            .replace("byte ", "字节 ")
            .replace(" or ", "或"),
    };
    match problem {
        "a string is not closed" => Some("字符串没有结束".to_owned()),
        "nested too deeply" => Some("嵌套过深".to_owned()),
        "no feature can be made out" => Some("找不到任何要素".to_owned()),
        _ => problem
            .strip_prefix("expected ")
            .and_then(|p| p.split_once(", found "))
            .map(|(wanted, found)| format!("此处应为{}，却是{}", name(wanted), name(found))),
    }
}
