//! Finding by what a person types: Chinese, pinyin in full, initials or a mixture of both, Latin words.
//!
//! A text is found when it holds every word of the query, either as it is written or as it sounds: each character may
//! be typed as any beginning of any of its readings, so 天宁公园 is found by `天宁`, `tianning`, `tngy` and `tianngy`,
//! and 重庆路 by `chongqing` and `zhongqing`.

use std::sync::OnceLock;

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// How well a text answers a query; the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is what was typed.
    Same,
    /// It begins with it.
    Begins,
    /// A word of it begins with it.
    Word,
    /// It sounds like it from the first character on.
    Sounds,
    /// It holds it.
    Holds,
    /// It sounds like it from somewhere inside.
    SoundsInside,
    /// It holds the letters in their order, others between them.
    Scattered,
}

/// What was typed, made ready for comparing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    /// Splits at blanks and makes everything small.
    pub fn new(text: &str) -> Self {
        Self { words: text.split_whitespace().map(folded).collect() }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a text (made small by [`folded`]) answers: that of the word it answers worst. `None` where it lacks a
    /// word. An empty query is answered by everything.
    pub fn rank(&self, text: &str) -> Option<Rank> {
        self.words.iter().try_fold(Rank::Same, |worst, word| Some(worst.max(rank_of(text, word)?)))
    }

    /// The same, and texts that hold the letters of a word only scattered are let in last: for short lists of names.
    pub fn rank_loosely(&self, text: &str) -> Option<Rank> {
        self.words.iter().try_fold(Rank::Same, |worst, word| {
            let rank = rank_of(text, word).or_else(|| is_scattered(text, word).then_some(Rank::Scattered))?;
            Some(worst.max(rank))
        })
    }

    /// How well several texts that belong together answer: each word may be in another of them, and the first text
    /// counts most. `None` where a word is in none.
    pub fn rank_of_all<'a>(&self, texts: &(impl Iterator<Item = &'a str> + Clone)) -> Option<(Rank, usize)> {
        let mut worst = (Rank::Same, 0);
        for word in &self.words {
            let best = texts.clone().enumerate().filter_map(|(i, t)| Some((rank_of(t, word)?, i))).min()?;
            worst = (worst.0.max(best.0), worst.1.max(best.1));
        }
        Some(worst)
    }
}

/// A text as it is compared: small letters, full-width forms as plain ones.
pub fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// A text as names are put in order: Chinese by its sound, everything else as it is.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() * 2);
    for c in folded(text).chars() {
        match c.to_pinyin().map(pinyin::Pinyin::plain) {
            // The character itself after its sound, so that equal sounds stay apart.
            Some(sound) => {
                key.push_str(sound);
                key.push(c);
            }
            None => key.push(c),
        }
    }
    key
}

fn rank_of(text: &str, word: &str) -> Option<Rank> {
    if text == word {
        return Some(Rank::Same);
    }
    if text.starts_with(word) {
        return Some(Rank::Begins);
    }
    let at = text.find(word);
    if let Some(at) = at
        && text[..at].chars().next_back().is_some_and(|c| !c.is_alphanumeric())
    {
        return Some(Rank::Word);
    }
    // Only letters of the alphabet can be the sound of anything.
    let spelt = word.bytes().any(|b| b.is_ascii_lowercase());
    if spelt && sounds_from(text, word) {
        return Some(Rank::Sounds);
    }
    if at.is_some() {
        return Some(Rank::Holds);
    }
    (spelt && text.char_indices().skip(1).any(|(i, c)| begins(c, word) && sounds_from(&text[i..], word)))
        .then_some(Rank::SoundsInside)
}

/// Whether the word begins with the character or as a reading of it does.
fn begins(c: char, word: &str) -> bool {
    word.starts_with(c) || readings(c).iter().any(|r| r.as_bytes().first() == word.as_bytes().first())
}

/// Whether the word can be cut so that each piece is a character of the text or begins a reading of it, one after the
/// other.
fn sounds_from(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return true;
    }
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return false };
    let rest = rest.as_str();
    if word.strip_prefix(first).is_some_and(|left| sounds_from(rest, left)) {
        return true;
    }
    // Blanks and marks inside a name are not typed.
    if !first.is_alphanumeric() && sounds_from(rest, word) {
        return true;
    }
    readings(first).iter().any(|reading| {
        let common = reading.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        (1..=common).rev().any(|n| sounds_from(rest, &word[n..]))
    })
}

fn is_scattered(text: &str, word: &str) -> bool {
    let mut letters = text.chars();
    word.chars().nth(1).is_some() && word.chars().all(|w| letters.any(|t| t == w))
}

/// The Chinese characters in use, and what a name may hold besides.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// The readings of a character, without tones, ü as v and as u; none for anything but Chinese.
fn readings(c: char) -> &'static [Box<str>] {
    static TABLE: OnceLock<Vec<Box<[Box<str>]>>> = OnceLock::new();
    if !(FIRST..=LAST).contains(&(c as u32)) {
        return &[];
    }
    let table = TABLE.get_or_init(|| {
        let of = |code| char::from_u32(code).and_then(|c| c.to_pinyin_multi());
        (FIRST..=LAST)
            .map(|code| {
                let plain = of(code).into_iter().flatten().map(pinyin::Pinyin::plain);
                let mut all: Vec<Box<str>> =
                    plain.flat_map(|p| [p.replace('ü', "v").into(), p.replace('ü', "u").into()]).collect();
                all.sort_unstable();
                all.dedup();
                all.into_boxed_slice()
            })
            .collect()
    });
    &table[(c as u32 - FIRST) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(text: &str, query: &str) -> Option<Rank> {
        Query::new(query).rank(&folded(text))
    }

    #[test]
    fn a_name_is_found_as_written_as_it_sounds_and_by_initials() {
        for query in ["天宁", "tianning", "tngy", "tianngy", "gongyuan", "gy", "TianNing", "ｔｎ", "公园 天宁", "宁gy"]
        {
            assert!(rank("天宁公园", query).is_some(), "{query}");
        }
        for query in ["gt", "tg", "公天", "x", "tianningy园", "天宁 toilet"] {
            assert_eq!(rank("天宁公园", query), None, "{query}");
        }
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        for (name, queries) in [
            ("重庆路", ["chongqing", "zql"]),
            ("长江路公厕", ["changjiang", "zjlgc"]),
            ("乐山行政中心", ["leshanxing", "yshzzx"]),
        ] {
            for query in queries {
                assert!(rank(name, query).is_some(), "{name} {query}");
            }
        }
        assert!(rank("绿地", "lvdi").is_some() && rank("绿地", "ludi").is_some());
    }

    #[test]
    fn the_nearer_the_better() {
        let order = [
            ("公园", "公园"),
            ("公园路", "公园"),
            ("天宁 公园", "公园"),
            ("公园", "gy"),
            ("天宁公园", "公园"),
            ("天宁公园", "gy"),
        ];
        let ranks: Vec<_> = order.iter().map(|(text, query)| rank(text, query).expect("found")).collect();
        assert!(ranks.is_sorted() && ranks.windows(2).all(|w| w[0] != w[1]), "{ranks:?}");
        assert_eq!(rank("Il-Ġnien", "ġnien"), Some(Rank::Word));
    }

    #[test]
    fn words_may_stand_in_different_texts() {
        let texts = [folded("红梅公园"), folded("红梅街道"), folded("开放")];
        let all = || texts.iter().map(String::as_str);
        assert_eq!(Query::new("hmgy").rank_of_all(&all()), Some((Rank::Sounds, 0)));
        assert_eq!(Query::new("kaifang 红梅").rank_of_all(&all()), Some((Rank::Sounds, 2)));
        assert_eq!(Query::new("kaifang x").rank_of_all(&all()), None);
    }

    #[test]
    fn names_are_in_the_order_of_their_sounds() {
        let mut names = ["郑陆", "红梅", "Zebra", "兰陵", "雕庄", "10 号", "茶山"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["10 号", "茶山", "雕庄", "红梅", "兰陵", "Zebra", "郑陆"]);
    }

    #[test]
    fn scattered_letters_are_let_in_last() {
        let text = folded("Show or hide the layer panel");
        assert_eq!(Query::new("shlp").rank(&text), None);
        assert_eq!(Query::new("shlp").rank_loosely(&text), Some(Rank::Scattered));
        assert_eq!(Query::new("zz").rank_loosely(&text), None);
        assert_eq!(Query::new(" ").rank(&text), Some(Rank::Same));
    }
}
