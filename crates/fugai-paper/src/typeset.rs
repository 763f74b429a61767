//! Reports from templates, set by typst.
//!
//! A template sees the files that it is given and nothing else: no disk, no network, no packages, no clock.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};
use typst_render::RenderOptions;

use crate::fonts::Fonts;
use crate::{PaperError, Raster, Template};

/// Sets a template as PDF. The same template gives the same bytes.
///
/// # Errors
/// [`PaperError::Template`] with file, line and column of the first mistake.
pub fn typeset(template: &Template) -> Result<Vec<u8>, PaperError> {
    Typeset::new(template)?.pdf()
}

/// A template that has been set: its pages become a PDF or pictures for a screen, which so show the same.
pub struct Typeset {
    document: PagedDocument,
    options: PdfOptions,
}

impl Typeset {
    /// Sets a template.
    ///
    /// # Errors
    /// [`PaperError::Template`] with file, line and column of the first mistake.
    pub fn new(template: &Template) -> Result<Self, PaperError> {
        let today = template.day.and_then(|(y, m, d)| Datetime::from_ymd(i32::from(y), m, d));
        let path = |name: &str| {
            VirtualPath::new(name)
                .map(|p| RootedPath::new(VirtualRoot::Project, p).intern())
                .map_err(|e| PaperError::Template(format!("{name}: {e:?}")))
        };
        let main = path(&template.main)?;
        let mut files = BTreeMap::new();
        for (name, bytes) in &template.files {
            files.insert(name.as_str(), Bytes::new(bytes.clone()));
        }
        let world = Paper { files, main, today, shared: shared() };
        let failed = |errors: &[SourceDiagnostic]| PaperError::Template(world.sentence(errors));
        let document = typst::compile::<PagedDocument>(&world).output.map_err(|e| failed(&e))?;
        let options = PdfOptions {
            ident: Smart::Custom(template.ident.clone()),
            creator: Smart::Custom(Some("Fugai".to_owned())),
            timestamp: today.map(Timestamp::new_utc),
            ..PdfOptions::default()
        };
        Ok(Self { document, options })
    }

    /// As PDF.
    ///
    /// # Errors
    /// [`PaperError::Writer`] where the writer refuses.
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        let first = |e: &[SourceDiagnostic]| e.first().map_or_else(String::new, |d| d.message.to_string());
        typst_pdf::pdf(&self.document, &self.options).map_err(|e| PaperError::Writer(first(&e)))
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// A page as points for a screen, counted from 0, at so many dots per inch; `None` where there is no such page.
    pub fn raster(&self, page: usize, dpi: f32) -> Option<Raster> {
        let page = self.document.pages().get(page)?;
        let options = RenderOptions { pixel_per_pt: (f64::from(dpi) / 72.0).into(), ..RenderOptions::default() };
        Some(Raster::of(&typst_render::render(page, &options)))
    }
}

struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let fonts: Vec<Font> = Fonts::bundled().files().filter_map(|data| Font::new(Bytes::new(data), 0)).collect();
        Shared { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    })
}

struct Paper<'a> {
    files: BTreeMap<&'a str, Bytes>,
    main: FileId,
    today: Option<Datetime>,
    shared: &'static Shared,
}

impl Paper<'_> {
    fn sentence(&self, errors: &[SourceDiagnostic]) -> String {
        let Some(first) = errors.first() else {
            return "the template cannot be set".to_owned();
        };
        let place = first.span.id().and_then(|id| {
            let source = self.source(id).ok()?;
            let range = self.range(first.span)?;
            let (line, column) =
                (source.lines().byte_to_line(range.start)?, source.lines().byte_to_column(range.start)?);
            Some(format!("{}:{}:{}: ", id.get().vpath().get_without_slash(), line + 1, column + 1))
        });
        format!("{}{}", place.unwrap_or_default(), first.message)
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let bytes = self.file(id)?;
        let text = std::str::from_utf8(&bytes).map_err(|_e| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text.trim_start_matches('\u{feff}').to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        let name = path.vpath().get_without_slash();
        let found = if *path.root() == VirtualRoot::Project { self.files.get(name) } else { None };
        found.cloned().ok_or_else(|| FileError::NotFound(name.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(main: &str) -> Template {
        Template {
            files: [
                ("main.typ".to_owned(), main.as_bytes().to_vec()),
                ("data.json".to_owned(), b"{\"a\": 3}".to_vec()),
            ]
            .into(),
            main: "main.typ".to_owned(),
            day: Some((2026, 11, 22)),
            ident: "test".to_owned(),
        }
    }

    #[test]
    fn the_same_template_gives_the_same_bytes() {
        let text = "#set text(font: \"Noto Sans SC\")\n覆盖率 #json(\"data.json\").a #datetime.today().display()";
        let once = typeset(&template(text)).unwrap();
        assert!(once.starts_with(b"%PDF"));
        assert_eq!(once, typeset(&template(text)).unwrap());
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let error = typeset(&template("= T\n#nothing")).unwrap_err();
        assert!(error.to_string().starts_with("main.typ:2:2: unknown variable: nothing"), "{error}");
    }

    #[test]
    fn a_template_reads_nothing_but_its_files() {
        for other in ["/etc/hostname", "../Cargo.toml", "other.json"] {
            assert!(typeset(&template(&format!("#read(\"{other}\")"))).is_err(), "{other}");
        }
        assert!(typeset(&template("#import \"@preview/cetz:0.3.4\": canvas")).is_err());
    }
}
