//! What the steps of undo are called, in both languages.

use crate::model::plan::{Document, Proposal, What};
use crate::model::{FacilityKind, Role, Text};

/// 口袋公园, "pocket park".
pub(super) fn kind(kind: FacilityKind) -> (&'static str, &'static str) {
    match kind {
        FacilityKind::Park => ("公园", "park"),
        FacilityKind::PocketPark => ("口袋公园", "pocket park"),
        FacilityKind::Toilet => ("公厕", "toilet"),
        FacilityKind::TransferStation => ("转运站", "transfer station"),
        FacilityKind::Parking => ("停车场", "car park"),
        FacilityKind::BeautifulZone => ("美丽街区", "beautiful-street zone"),
    }
}

/// What it is called to put a proposal.
pub(super) fn put(old: Option<&Proposal>, new: &Proposal) -> Text {
    let (zh, en) = kind(new.kind);
    let (zh_verb, en_verb) = match (old, &new.what) {
        (None, What::New) => ("新建", "New"),
        (None, What::Close(_)) => ("关闭", "Close"),
        (None, What::Change(_)) => ("改造", "Change"),
        (Some(old), _) if moved(old, new) => ("移动", "Move"),
        (Some(old), _) if old.shape != new.shape => ("改形", "Reshape"),
        (Some(old), _) if old.name != new.name => ("改名", "Rename"),
        (Some(old), _) if old.year != new.year => ("改年份：", "Change the year of"),
        (Some(_), _) => ("修改", "Change"),
    };
    Text::new(format!("{zh_verb}{zh}"), format!("{en_verb} {en}"))
}

/// Whether a proposal lies elsewhere and is as large as before.
fn moved(old: &Proposal, new: &Proposal) -> bool {
    let (Some(a), Some(b)) = (old.shape.bounds(), new.shape.bounds()) else { return false };
    let size = |r: crate::geom::Rect| (r.width(), r.height());
    let near = |x: f64, y: f64| (x - y).abs() < 1e-6;
    old.shape != new.shape && near(size(a).0, size(b).0) && near(size(a).1, size(b).1)
}

/// What it is called to take proposals out.
pub(super) fn removed(gone: &[&Proposal]) -> Text {
    match gone {
        [one] => {
            let (zh, en) = kind(one.kind);
            Text::new(format!("删除拟建{zh}"), format!("Remove proposed {en}"))
        }
        many => Text::new(format!("删除 {} 处拟建", many.len()), format!("Remove {} proposals", many.len())),
    }
}

/// What it is called to give a layer a role.
pub(super) fn role(document: &Document, layer: crate::model::LayerId, role: Role) -> Text {
    let name = document.layer(layer).map(|l| l.name.clone()).unwrap_or_default();
    Text::new(format!("改变图层角色：{name}"), format!("Role of {name}: {}", role.id()))
}
