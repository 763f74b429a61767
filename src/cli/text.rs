//! What the command line says, in the chosen language.

use crate::session::SessionError;

/// The language of what is printed and exported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// Whichever of the two texts is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// The sentence an error makes.
pub(super) fn sentence(error: &SessionError, lang: Lang) -> String {
    lang.pick(error.zh(), error.en())
}
