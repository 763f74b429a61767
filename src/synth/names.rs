//! Invented names. Every character is in GB 2312; likeness to real places is chance.

use super::rng::mix;

const FIRST: [&str; 64] = [
    "翠竹", "清潭", "丽华", "锦绣", "朝阳", "东风", "青山", "白云", "金谷", "玉兰", "桂香", "荷塘", "梅园", "松涛",
    "柳岸", "云溪", "星河", "月城", "凤栖", "龙湾", "鹤鸣", "鹭洲", "雁荡", "碧波", "晨光", "晓庄", "春江", "秋水",
    "和平", "安康", "永宁", "吉祥", "文昌", "书香", "学府", "状元", "紫荆", "红叶", "银杏", "海棠", "芙蓉", "蔷薇",
    "百合", "丁香", "石桥", "古井", "西林", "南苑", "北塘", "东郊", "长虹", "彩虹", "新丰", "同济", "德安", "仁和",
    "崇文", "尚德", "明珠", "宝塔", "枫林", "橡树", "澄江", "兰庭",
];
const ESTATE: [&str; 16] = [
    "新村", "花园", "家园", "小区", "名苑", "公寓", "雅居", "华庭", "一村", "二村", "三村", "佳苑", "新城", "里",
    "景园", "府",
];
const STREET_FIRST: [&str; 48] = [
    "延政", "和安", "清扬", "竹林", "采菱", "怀仁", "劳武", "光华", "文成", "永丰", "中吴", "龙游", "青洋", "丰泽",
    "凤凰", "常青", "兴业", "武澄", "横塘", "飞鹤", "朝晖", "北桥", "菱溪", "舜山", "芳渚", "三河", "焦园", "宁河",
    "东方", "关河", "会馆", "晋安", "吴门", "梅隆", "丹青", "锦程", "博爱", "健身", "虹阳", "恒生", "天和", "广成",
    "新堂", "华昌", "富强", "友谊", "解甲", "织机",
];
const PARK_SECOND: [&str; 20] = [
    "湖", "溪", "山", "林", "河", "园", "池", "岭", "洲", "湾", "浦", "塘", "亭", "坪", "堤", "桥", "坞", "涧", "圩",
    "荡",
];
const VILLAGE: [&str; 20] = [
    "沟南", "塘头", "季子", "施家", "黄天", "牟家", "查家", "省庄", "舜新", "东舍", "横沟", "宁北", "梧岗", "徐家",
    "丰北", "翟家", "粮庄", "石埝", "三皇", "河口",
];

/// A permutation of `0..n`, so that names come in mixed order yet never twice before all are used.
fn shuffled(index: usize, n: usize, seed: u64) -> usize {
    // An affine map with a factor prime to n is a permutation.
    let gcd = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let mut factor = (mix(seed) as usize % n).max(n / 3) | 1;
    while gcd(factor, n) != 1 {
        factor += 1;
    }
    ((index % n) * factor + mix(seed ^ 7) as usize % n) % n
}

/// Chinese numerals, 1 to 99; Arabic digits beyond.
pub(super) fn numeral(n: usize) -> String {
    const DIGIT: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0..=9 => DIGIT[n].to_owned(),
        10..=19 => format!("十{}", DIGIT[n - 10]),
        20..=99 => format!("{}十{}", DIGIT[n / 10], DIGIT[n % 10]),
        _ => n.to_string(),
    }
}

/// Every pair of two lists once, then again with a numeral.
fn pair(first: &[&str], second: &[&str], index: usize, seed: u64, tail: &str) -> String {
    let n = first.len() * second.len();
    let k = shuffled(index, n, seed);
    let round = index / n;
    let number = if round == 0 { String::new() } else { (round + 1).to_string() };
    format!("{}{}{number}{tail}", first[k % first.len()], second[k / first.len()])
}

/// A housing estate, unique by index.
pub(super) fn estate(index: usize, seed: u64) -> String {
    pair(&FIRST, &ESTATE, index, seed ^ 0xE57A, "")
}

/// A village, unique by index.
pub(super) fn village(index: usize, seed: u64) -> String {
    pair(&VILLAGE, &["东", "西", "南", "北", "上", "下", "前", "后", "大", "小", "里", "外"], index, seed ^ 0x71, "村")
}

/// A park, unique by index.
pub(super) fn park(index: usize, seed: u64, tail: &str) -> String {
    pair(&FIRST, &PARK_SECOND, index, seed ^ 0x9A, tail)
}

/// The stem of a street's name, unique by index.
pub(super) fn street(index: usize, seed: u64) -> String {
    let n = STREET_FIRST.len();
    if index < n {
        return STREET_FIRST[shuffled(index, n, seed ^ 0x5)].to_owned();
    }
    pair(&FIRST, &["", "东", "西", "南", "北", "中", "新", "后", "前", "大"], index - n, seed ^ 0x57, "")
}

/// A canal, unique by index.
pub(super) fn canal(index: usize, seed: u64) -> String {
    pair(&FIRST, &["", "东", "西", "南", "北"], index, seed ^ 0xCA, "河")
}
