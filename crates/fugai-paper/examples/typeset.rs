//! Sets a folder of templates as PDF: `cargo run -p fugai-paper --features typst --example typeset -- DIR main.typ OUT.pdf`.
//! For those who write templates.

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dir, main, out] = arguments.as_slice() else { return Err("DIR main.typ OUT.pdf".into()) };
    let mut template = fugai_paper::Template {
        main: main.clone(),
        day: Some((2026, 11, 22)),
        ident: main.clone(),
        ..fugai_paper::Template::default()
    };
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            template.files.insert(name.to_string_lossy().into_owned(), std::fs::read(&path)?);
        }
    }
    for _ in 0..2 {
        let begin = Instant::now();
        std::fs::write(out, fugai_paper::typeset(&template)?)?;
        #[expect(clippy::print_stderr, reason = "a program for the command line")]
        {
            eprintln!("{out}: {:?}", begin.elapsed());
        }
    }
    Ok(())
}
