//! The card of a facility: which of a layer's fields say what, in the order in which one reads them.
//!
//! Fields are known by the Chinese and English names that municipal tables use and by OpenStreetMap's keys; what is
//! not known comes after, under its own name.

use crate::model::{Feature, Layer, Value};

use super::fields::{self, Columns};

/// What a field says of a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardField {
    /// Its class, grade or kind.
    Class,
    /// Its address.
    Address,
    /// Who runs it.
    Manager,
    /// Parking spaces.
    Spaces,
    /// Spaces on the city's parking platform.
    ConnectedSpaces,
    /// Whether it is on the platform.
    Connected,
    /// Tonnes a day.
    Capacity,
    /// The vehicle that collects.
    Vehicle,
    /// When it is open.
    Hours,
    /// Stars, grade of an assessment.
    Rating,
    /// When it was built or opened.
    Year,
    /// Whether it is in use.
    Status,
    /// Whether it is a toilet of a shop or an office that opens it to the public (公厕联盟).
    Alliance,
    /// Whom to call.
    Phone,
    /// Files with pictures of it.
    Photo,
}

impl CardField {
    /// All of them, in reading order.
    pub const ALL: [Self; 15] = [
        Self::Class,
        Self::Address,
        Self::Manager,
        Self::Spaces,
        Self::ConnectedSpaces,
        Self::Connected,
        Self::Capacity,
        Self::Vehicle,
        Self::Hours,
        Self::Rating,
        Self::Year,
        Self::Status,
        Self::Alliance,
        Self::Phone,
        Self::Photo,
    ];

    /// Its key among the texts of the window.
    pub fn id(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Address => "address",
            Self::Manager => "manager",
            Self::Spaces => "spaces",
            Self::ConnectedSpaces => "connected_spaces",
            Self::Connected => "connected",
            Self::Capacity => "capacity",
            Self::Vehicle => "vehicle",
            Self::Hours => "hours",
            Self::Rating => "rating",
            Self::Year => "year",
            Self::Status => "status",
            Self::Alliance => "alliance",
            Self::Phone => "phone",
            Self::Photo => "photo",
        }
    }

    /// Its names, compared as [`super::fields`] compares them.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Class => &[
                "class",
                "grade",
                "级别",
                "等级",
                "类别",
                "类型",
                "公园类型",
                "公园类别",
                "公厕等级",
                "公厕类别",
                "规模等级",
                "kind",
                "type",
                "category",
                "leisure",
                "amenity",
                "lb",
                "lx",
                "dj",
            ],
            Self::Address => {
                &["address", "地址", "详细地址", "位置", "坐落", "所在位置", "dz", "addrfull", "addrstreet", "location"]
            }
            Self::Manager => &[
                "manager",
                "managingunit",
                "operator",
                "管理单位",
                "管养单位",
                "养护单位",
                "运营单位",
                "主管单位",
                "主管部门",
                "责任单位",
                "权属单位",
                "权属",
                "gldw",
                "owner",
            ],
            Self::Spaces => fields::SPACES,
            Self::ConnectedSpaces => fields::CONNECTED_SPACES,
            Self::Connected => fields::CONNECTED,
            Self::Capacity => fields::TONNES_PER_DAY,
            Self::Vehicle => fields::VEHICLE,
            Self::Hours => &[
                "openinghours",
                "hours",
                "opentime",
                "开放时间",
                "营业时间",
                "服务时间",
                "运营时间",
                "open24h",
                "是否24小时",
            ],
            Self::Rating => &["rating", "stars", "star", "星级", "星级评定", "评级", "评分", "得分", "考核等级", "pj"],
            Self::Year => &[
                "year",
                "built",
                "yearbuilt",
                "startdate",
                "opened",
                "建成年份",
                "建成时间",
                "建设年份",
                "建成年",
                "竣工时间",
                "开放年份",
                "年份",
                "投用时间",
                "jcnf",
            ],
            Self::Status => {
                &["status", "state", "状态", "运营状态", "使用状态", "开放状态", "建设状态", "现状", "zt", "是否开放"]
            }
            Self::Alliance => &[
                "alliance",
                "联盟",
                "公厕联盟",
                "厕所联盟",
                "是否联盟",
                "联盟成员",
                "联盟单位",
                "是否联盟成员",
                "开放联盟",
            ],
            Self::Phone => &["phone", "tel", "telephone", "contactphone", "电话", "联系电话", "联系方式", "dh"],
            Self::Photo => &[
                "photo",
                "photos",
                "image",
                "images",
                "picture",
                "pic",
                "img",
                "照片",
                "图片",
                "现场照片",
                "影像",
                "zp",
            ],
        }
    }
}

/// A line of a card.
#[derive(Debug, Clone, PartialEq)]
pub struct CardLine<'a> {
    /// What it says; `None` for a field that is not known.
    pub field: Option<CardField>,
    /// The name the file gives it.
    pub name: &'a str,
    /// What it holds; never null.
    pub value: &'a Value,
}

impl CardLine<'_> {
    /// Whether it is open day and night, where that is all that the field of its hours says (`open_24h`, 是否24小时);
    /// `None` for hours that are written out, and for any other field.
    pub fn day_and_night(&self) -> Option<bool> {
        self.value.as_bool().filter(|_| self.field == Some(CardField::Hours))
    }
}

/// The fields of a feature in reading order: the known ones first, each by the first of its names that is filled, then
/// the others in the order of the file. Its name is left out: it stands above the card.
pub fn card<'a>(layer: &'a Layer, feature: &'a Feature) -> Vec<CardLine<'a>> {
    let name = Columns::of(layer, fields::NAME).first_filled(feature);
    let mut taken: Vec<usize> = name.into_iter().collect();
    let mut lines = Vec::new();
    let line = |field, at: usize| Some(CardLine { field, name: layer.fields.get(at)?, value: feature.values.get(at)? });
    for field in CardField::ALL {
        let column = Columns::of(layer, field.names()).first_filled(feature).filter(|at| !taken.contains(at));
        if let Some(at) = column {
            taken.push(at);
            lines.extend(line(Some(field), at));
        }
    }
    let rest = (0..layer.fields.len()).filter(|at| !taken.contains(at));
    lines.extend(rest.filter_map(|at| line(None, at)).filter(|l| !l.value.is_null()));
    lines
}

/// A feature's name by the names of fields known to hold one; `None` where it has none.
pub fn name(layer: &Layer, feature: &Feature) -> Option<String> {
    fields::name_of(&Columns::of(layer, fields::NAME), feature)
}

/// The column of a layer that names its features best; `None` where there is none.
pub fn name_columns(layer: &Layer) -> Vec<usize> {
    Columns::of(layer, fields::NAME).positions().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Shape;
    use crate::model::{Import, LayerId, Role, Source};

    fn layer(fields: &[&str], values: Vec<Value>) -> Layer {
        Layer {
            id: LayerId(1),
            role: Role::Toilet,
            name: String::new(),
            source: Source::default(),
            fields: fields.iter().map(|f| Box::from(*f)).collect(),
            features: [Feature { index: 0, id: None, shape: Shape::default(), values: values.into() }].into(),
            import: Import::default(),
        }
    }

    fn text(t: &str) -> Value {
        Value::Text(t.into())
    }

    #[test]
    fn fields_come_in_reading_order_by_any_of_their_names() {
        let layer = layer(
            &["备注", "照片", "opening_hours", "管养单位", "名称", "addr:full", "等级", "空"],
            vec![
                text("靠近地铁"),
                text("a.jpg"),
                text("24/7"),
                text("城管局"),
                text("红梅公厕"),
                text("红梅路 1 号"),
                text("一类"),
                Value::Null,
            ],
        );
        let lines = card(&layer, &layer.features[0]);
        let read: Vec<_> = lines.iter().map(|l| (l.field, l.name)).collect();
        assert_eq!(
            read,
            [
                (Some(CardField::Class), "等级"),
                (Some(CardField::Address), "addr:full"),
                (Some(CardField::Manager), "管养单位"),
                (Some(CardField::Hours), "opening_hours"),
                (Some(CardField::Photo), "照片"),
                (None, "备注"),
            ]
        );
        assert_eq!(name(&layer, &layer.features[0]).as_deref(), Some("红梅公厕"));
    }

    #[test]
    fn a_plain_yes_or_no_about_the_hours_is_told_from_hours() {
        for (field, value, told) in [
            ("open_24h", Value::Bool(false), Some(false)),
            ("是否24小时", text("是"), Some(true)),
            ("开放时间", text("6:00–22:00"), None),
            ("connected", Value::Bool(true), None),
        ] {
            let layer = layer(&[field], vec![value]);
            assert_eq!(card(&layer, &layer.features[0])[0].day_and_night(), told, "{field}");
        }
    }

    #[test]
    fn a_field_stands_on_the_card_once() {
        // `capacity` is spaces of a car park and tonnes of a station: the first that reads it keeps it.
        let layer = layer(&["capacity"], vec![Value::Number(120.0)]);
        let lines = card(&layer, &layer.features[0]);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].field, Some(CardField::Spaces));
    }
}
