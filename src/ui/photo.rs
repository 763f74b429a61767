//! Pictures of a facility that a field names: found beside the layer's file, read off the window's thread.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// What came of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Photo {
    /// The picture, made small enough to show.
    Picture {
        /// The name the field gives it.
        name: String,
        /// Its width in pixels.
        width: usize,
        /// Its height in pixels.
        height: usize,
        /// Its pixels, four bytes each.
        rgba: Vec<u8>,
    },
    /// There is no such file.
    Missing {
        /// The name the field gives it.
        name: String,
        /// Where it was sought.
        sought: Vec<PathBuf>,
    },
    /// The file is no picture, or too large.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// An address on the network: this program opens none.
    Address(String),
}

/// Folders beside a layer's file in which pictures are kept.
const FOLDERS: [&str; 7] = ["", "photos", "photo", "images", "照片", "图片", "现场照片"];
/// Files larger than this are not opened.
const MOST_BYTES: u64 = 64 << 20;
/// The longer side of what is shown, in pixels.
const SIDE: u32 = 960;
/// So many pictures are shown of one thing.
const MOST: usize = 6;

/// The pictures that a field names, separated by `;`, `,`, `|` or line breaks.
pub(super) fn load_all(layer_file: &Path, text: &str) -> Vec<Photo> {
    let names = text.split([';', '；', ',', '，', '|', '\n', '、']).map(str::trim).filter(|n| !n.is_empty());
    names.take(MOST).map(|name| load(layer_file, name)).collect()
}

fn load(layer_file: &Path, name: &str) -> Photo {
    if name.contains("://") {
        return Photo::Address(name.to_owned());
    }
    let folder = layer_file.parent().unwrap_or_else(|| Path::new(""));
    let places = candidates(folder, name);
    let Some(path) = places.iter().find(|p| p.is_file()) else {
        let mut sought: Vec<PathBuf> = places.iter().filter_map(|p| Some(p.parent()?.to_owned())).collect();
        sought.dedup();
        return Photo::Missing { name: name.to_owned(), sought };
    };
    match read(path) {
        Ok((width, height, rgba)) => Photo::Picture { name: name.to_owned(), width, height, rgba },
        Err(problem) => Photo::Unreadable { path: path.clone(), problem },
    }
}

/// Where a picture may be. Only below the layer's own folder: a table from elsewhere must not make this program open
/// files anywhere on the machine or the network, so of a path that leads out only the file's name is used.
fn candidates(folder: &Path, name: &str) -> Vec<PathBuf> {
    let relative = PathBuf::from(name.replace('\\', "/"));
    let inside =
        relative.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) && !name.contains(':');
    let mut places = Vec::new();
    if inside {
        places.extend(FOLDERS.iter().map(|sub| folder.join(sub).join(&relative)));
    }
    if let Some(file) = relative.file_name().filter(|_| !inside || relative.components().count() > 1) {
        places.extend(FOLDERS.iter().map(|sub| folder.join(sub).join(file)));
    }
    places
}

fn read(path: &Path) -> Result<(usize, usize, Vec<u8>), String> {
    let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    let size = file.metadata().map_err(|e| e.to_string())?.len();
    if size > MOST_BYTES {
        return Err(format!("{} MB", size >> 20));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    let mut reader =
        image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(20_000);
    limits.max_image_height = Some(20_000);
    limits.max_alloc = Some(1 << 30);
    reader.limits(limits);
    let image = reader.decode().map_err(|e| e.to_string())?;
    let image = if image.width().max(image.height()) > SIDE { image.thumbnail(SIDE, SIDE) } else { image };
    let image = image.into_rgba8();
    Ok((image.width() as usize, image.height() as usize, image.into_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_beside_the_layer_and_made_small() {
        let dir = tempfile::tempdir().expect("a folder");
        let layer = dir.path().join("公厕.geojson");
        std::fs::create_dir(dir.path().join("照片")).expect("a folder");
        image::RgbaImage::from_pixel(1920, 1080, image::Rgba([200, 30, 30, 255]))
            .save(dir.path().join("照片/红梅.png"))
            .expect("saved");
        std::fs::write(dir.path().join("坏.png"), b"no picture").expect("saved");
        let all = load_all(&layer, "红梅.png；D:\\照片\\红梅.png; 坏.png, 没有.jpg | https://example.com/a.png");
        let kinds: Vec<&str> = all
            .iter()
            .map(|p| match p {
                Photo::Picture { width: 960, height: 540, rgba, .. } if rgba.len() == 960 * 540 * 4 => "picture",
                Photo::Unreadable { .. } => "broken",
                Photo::Missing { sought, .. } if sought.contains(&dir.path().join("照片")) => "missing",
                Photo::Address(_) => "address",
                _ => "?",
            })
            .collect();
        assert_eq!(kinds, ["picture", "picture", "broken", "missing", "address"]);
    }

    #[test]
    fn nothing_outside_the_folder_is_opened() {
        for name in ["../secret.png", "/etc/passwd", "\\\\server\\share\\a.png", "C:\\a.png", "a/../../b.png"] {
            for place in candidates(Path::new("/data/tianning"), name) {
                assert!(place.starts_with("/data/tianning") && !place.to_string_lossy().contains(".."), "{place:?}");
            }
        }
    }
}
