//! The arguments, as ARCHITECTURE.md and the README give them.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};

use super::Lang;
use crate::model::{FacilityKind, Role};
use crate::session::{Date, Format, OpenRequest, Paper, SheetOptions, is_crs};

/// 覆盖 Fugai：谁有服务、谁没有、在这里建一处会怎样。 Who is served, who is not, and what would change.
#[derive(Debug, Parser)]
#[command(name = "fugai", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do; without it the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to show.
    #[command(flatten)]
    pub view: ViewArguments,
}

/// What to do instead of opening the window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 计算并导出成果，不开窗口。 Compute and export without a window.
    Report(Box<ReportArguments>),
    /// 核验证据包：仅凭包内文件复算。 Verify an evidence pack: recompute it from its own files alone.
    Verify(VerifyArguments),
    /// 写出内置的报告模板，供修改。 Write the bundled templates of reports out, to be edited.
    Templates(TemplatesArguments),
    /// 生成合成城市（图层文件）。 Generate a synthetic city as layer files.
    Synth(SynthArguments),
}

/// What the window and the report have in common.
#[derive(Debug, Clone, Default, Args)]
pub struct CommonArguments {
    /// 项目文件（.gpkg），或要打开的图层文件、文件夹。 A project file, or layer files and folders, roles guessed.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// 图层，可重复：角色=路径，坐标系写在 @ 之后（可省）。 A layer; may be repeated. Roles: park `pocket_park` toilet
    /// `transfer_station` parking `beautiful_zone` residential zone boundary candidate population road building context.
    #[arg(long = "layer", value_name = "ROLE=PATH[@CRS]")]
    pub layers: Vec<LayerArgument>,
    /// 规则集：内置编号或 TOML 文件。 Rule set: a built-in identifier or a TOML file.
    #[arg(long, value_name = "ID|FILE")]
    pub rules: Option<String>,
    /// 目标：内置规划编号或 TOML 文件。 Targets: a built-in plan or a TOML file.
    #[arg(long, value_name = "ID|FILE")]
    pub targets: Option<String>,
    /// 量算平面，例如 EPSG:4549。 The plane to measure on.
    #[arg(long, value_name = "EPSG:n")]
    pub crs: Option<String>,
    /// 语言。 Language.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

/// The window's arguments.
#[derive(Debug, Clone, Default, Args)]
pub struct ViewArguments {
    /// What to show.
    #[command(flatten)]
    pub common: CommonArguments,
    /// 方案（在项目文件里）。 A scenario of the project, to be shown.
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// 打开示例数据，而不是上次的项目（那个项目不受影响）。 Open the sample district instead of the project that was open
    /// last, which stays as it is.
    #[arg(long, conflicts_with_all = ["paths", "layers"])]
    pub sample: bool,
    /// 窗口画面存为 PNG 后退出。 Save a picture of the window once its figures are there, and quit.
    #[arg(long, value_name = "FILE.png")]
    pub screenshot: Option<PathBuf>,
}

/// `fugai report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArguments {
    /// What to measure.
    #[command(flatten)]
    pub common: CommonArguments,
    /// 方案（在项目文件里）。 A scenario of the project.
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// 方案做到哪一年为止。 The year by whose end the scenario is measured; all of it without.
    #[arg(long, value_name = "YEAR", requires = "scenario")]
    pub year: Option<i32>,
    /// 成果文件夹。 Folder for the answer.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 成果格式，逗号分隔：json csv geojson xlsx pdf map pack，all 为全部；pdf 分为 report checkup，map 分为 map-pdf map-png map-svg。
    /// What to write, parted by commas.
    #[arg(long = "format", value_name = "LIST", value_delimiter = ',', default_values = ["json", "csv", "geojson"])]
    pub formats: Vec<FormatArgument>,
    /// 成果日期 YYYY-MM-DD，默认今天。 The day that the answer carries; today by default.
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// 图幅纸张：a3 或 a4。 Paper of the map sheet.
    #[arg(long, value_name = "a3|a4", default_value = "a3")]
    pub paper: Paper,
    /// 图幅比例尺 1:n，默认按范围选取。 Scale of the map sheet, the n of 1:n; chosen by the extent by default.
    #[arg(long, value_name = "n", value_parser = scale)]
    pub scale: Option<f64>,
    /// 图幅上画哪几类设施，逗号分隔，默认 park,pocket_park。 Facilities on the map sheet, parted by commas: park `pocket_park`
    /// toilet `transfer_station` parking `beautiful_zone`; parks and pocket parks by default.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = kind)]
    pub kinds: Option<Vec<FacilityKind>>,
    /// 图幅标题。 Title of the map sheet.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// 图幅的数据来源一行。 The map sheet's line about where the data are from.
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// 图幅竖放。 The map sheet upright.
    #[arg(long)]
    pub portrait: bool,
    /// 图片分辨率。 Dots per inch of the map sheet's picture.
    #[arg(long, value_name = "DPI", default_value_t = 300, value_parser = clap::value_parser!(u16).range(36..=1200))]
    pub dpi: u16,
    /// 报告模板文件夹，替换内置模板；默认为项目文件旁的“项目.templates”（若有）。 A folder of templates that take the place of
    /// the bundled ones; that beside the project file, `PROJECT.templates`, where there is one.
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
}

/// `fugai verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyArguments {
    /// 证据包：文件夹或 .zip。 The pack: a folder or a .zip.
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// 语言。 Language.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

/// `fugai templates`.
#[derive(Debug, Clone, Args)]
pub struct TemplatesArguments {
    /// 文件夹，或项目文件（写到它旁边的“项目.templates”）。 A folder, or a project file: then `PROJECT.templates` beside it.
    #[arg(value_name = "DIR|PROJECT.gpkg")]
    pub to: PathBuf,
    /// 语言。 Language.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

/// `fugai synth`.
#[derive(Debug, Clone, Args)]
pub struct SynthArguments {
    /// 随机种子。 Seed: the same one gives the same city.
    #[arg(long)]
    pub seed: Option<u64>,
    /// 居住地块数（约）。 Residential parcels, about.
    #[arg(long)]
    pub parcels: Option<usize>,
    /// 公园数（约）。 Parks, about.
    #[arg(long)]
    pub parks: Option<usize>,
    /// 输出文件夹。 Folder to write into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 语言。 Language.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
}

impl CommonArguments {
    /// Everything to open, in the order given: paths first, then layers.
    ///
    /// ```
    /// use clap::Parser as _;
    /// use fugai::cli::{Arguments, Command};
    /// use fugai::model::Role;
    ///
    /// let words = ["fugai", "report", "district/", "--layer", "park=公园.geojson@gcj02", "--out", "成果"];
    /// let Some(Command::Report(report)) = Arguments::try_parse_from(words)?.command else { panic!("a report") };
    /// let requests = report.common.requests();
    /// assert_eq!((requests[0].role, requests[0].path.to_str()), (None, Some("district/")));
    /// assert_eq!((requests[1].role, requests[1].crs.as_deref()), (Some(Role::Park), Some("gcj02")));
    /// # Ok::<(), clap::Error>(())
    /// ```
    pub fn requests(&self) -> Vec<OpenRequest> {
        let paths = self.paths.iter().map(|path| OpenRequest { path: path.clone(), ..OpenRequest::default() });
        paths.chain(self.layers.iter().map(|l| l.0.clone())).collect()
    }
}

/// One word of `--format`, which may name several.
#[derive(Debug, Clone, PartialEq)]
pub struct FormatArgument(pub Vec<Format>);

impl FromStr for FormatArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Format::named(text).map(Self)
    }
}

/// The `n` of a scale, with or without `1:` before it.
fn scale(text: &str) -> Result<f64, String> {
    SheetOptions::scale_from(text)
        .ok_or_else(|| format!("“{text}”不是比例尺，应如 1:10000。 “{text}” is no scale such as 1:10000."))
}

/// A kind of facility by the name of its role.
fn kind(text: &str) -> Result<FacilityKind, String> {
    let of = |text: &str| Role::from_id(text).and_then(Role::facility_kind);
    of(text.trim()).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().filter(|r| r.facility_kind().is_some()).map(|r| r.id()).collect();
        format!("“{text}” is none of {}", known.join(","))
    })
}

/// One `--layer ROLE=PATH[@CRS]`.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerArgument(pub OpenRequest);

impl FromStr for LayerArgument {
    type Err = String;

    /// In both languages, as the help is: `--lang` is not read yet.
    ///
    /// Splits at the first `=`, and at the last `@` if what follows is a datum or projection: paths may hold both.
    fn from_str(text: &str) -> Result<Self, String> {
        let (role, rest) = text.split_once('=').ok_or_else(|| {
            format!(
                "“{text}”应写成 角色=路径，如 park=公园.geojson。 “{text}” is not ROLE=PATH, e.g. park=parks.geojson."
            )
        })?;
        let role = Role::from_id(role).ok_or_else(|| {
            let known = Role::ALL.map(Role::id).join(" ");
            format!("没有角色“{role}”，可用的角色见后。 There is no role “{role}”; roles are: {known}")
        })?;
        let (path, crs) = match rest.rsplit_once('@') {
            Some((path, crs)) if !path.is_empty() && is_crs(crs) => (path, Some(crs.to_owned())),
            Some((path, crs)) if !Path::new(rest).exists() && Path::new(path).is_file() => {
                return Err(format!(
                    "“{crs}”不是坐标系，应为 wgs84 cgcs2000 gcj02 bd09 或 EPSG:n。 “{crs}” is no coordinate system: wgs84 \
                     cgcs2000 gcj02 bd09 or EPSG:n."
                ));
            }
            _ => (rest, None),
        };
        if path.is_empty() {
            return Err(format!("“{text}”没有写文件。 “{text}” names no file."));
        }
        Ok(Self(OpenRequest { path: path.into(), role: Some(role), crs }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> OpenRequest {
        text.parse::<LayerArgument>().unwrap().0
    }

    #[test]
    fn a_layer_argument_is_role_path_and_perhaps_a_datum() {
        assert_eq!(
            parse("park=a/公园.geojson@gcj02"),
            OpenRequest { path: "a/公园.geojson".into(), role: Some(Role::Park), crs: Some("gcj02".to_owned()) }
        );
        assert_eq!(parse("zone=z.geojson").crs, None);
        assert_eq!(parse("zone=z.geojson@EPSG:4549").crs.as_deref(), Some("EPSG:4549"));
    }

    #[test]
    fn at_and_equals_signs_may_belong_to_the_path() {
        assert_eq!(parse("toilet=me@home/x=y.json").path, PathBuf::from("me@home/x=y.json"));
        assert_eq!(parse("toilet=me@home/x.json@bd09").path, PathBuf::from("me@home/x.json"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!("parks.geojson".parse::<LayerArgument>().unwrap_err().contains("ROLE=PATH"));
        assert!("garden=x".parse::<LayerArgument>().unwrap_err().contains("pocket_park"));
        assert!("park=".parse::<LayerArgument>().unwrap_err().contains("names no file"));
        for wrong in ["parks.geojson", "garden=x", "park="] {
            assert!(in_both_languages(&wrong.parse::<LayerArgument>().unwrap_err()), "{wrong}");
        }
        let others = [
            "docx".parse::<FormatArgument>().unwrap_err(),
            scale("1:0").unwrap_err(),
            "a5".parse::<Paper>().unwrap_err(),
            "2024-13-01".parse::<Date>().unwrap_err(),
        ];
        for said in others {
            assert!(in_both_languages(&said), "{said}");
        }
    }

    fn in_both_languages(said: &str) -> bool {
        let letters = said.chars().filter(char::is_ascii_alphabetic).count();
        letters > 5 && said.chars().any(|c| ('一'..='鿿').contains(&c))
    }

    #[test]
    fn facilities_of_a_map_sheet_are_named_by_their_roles() {
        let parse = |kinds: &str| {
            let words = ["fugai", "report", "--out", "x", "--kinds", kinds];
            Arguments::try_parse_from(words).map(|a| match a.command {
                Some(Command::Report(report)) => report.kinds,
                _ => None,
            })
        };
        let kinds = parse("toilet,transfer_station").unwrap();
        assert_eq!(kinds, Some(vec![FacilityKind::Toilet, FacilityKind::TransferStation]));
        assert!(parse("park,zone").unwrap_err().to_string().contains("beautiful_zone"));
    }

    #[test]
    fn all_is_every_format_that_this_build_makes() {
        let FormatArgument(all) = "all".parse().unwrap();
        let made = |f: &&Format| crate::session::export::REPORTS || !f.needs_engine();
        assert_eq!(all.len(), Format::ALL.iter().filter(made).count());
        assert!("al".parse::<FormatArgument>().unwrap_err().contains("all,pdf,map"));
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
