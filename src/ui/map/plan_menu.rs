//! What the menu of the right mouse button offers about proposals.

use egui::Ui;

use super::reshape::without_corner;
use super::{MapInput, MapOutput, MapPanel, Selected, access};
use crate::geom::Coord;
use crate::model::plan::What;
use crate::ui::i18n::{tr, trf};
use crate::ui::plan::{Ask, facility_of, kind_name, proposal_of, shown, title};

impl MapPanel {
    /// To place something here, and to close, change or take away what lies here.
    pub(super) fn plan_menu(
        &self,
        ui: &mut Ui,
        input: &MapInput<'_>,
        at: Coord,
        here: &[Selected],
        output: &mut MapOutput,
    ) {
        let lang = input.lang;
        let snap = input.snapshot;
        let Some(draft) = input.plan.draft else { return };
        let mut offer = |ui: &mut Ui, text: String, ask: Ask| {
            if ui.button(text).clicked() {
                output.plan.push(ask);
                ui.close();
            }
        };
        let chosen = shown(snap).into_iter().find(|s| Some(s.proposal.id) == input.plan.chosen);
        if let (Some(it), Some(part)) = (chosen, self.menu_part)
            && let Some(less) = without_corner(it.proposal, it.shape, part)
        {
            offer(ui, tr(lang, "place.drop_corner").to_owned(), Ask::Put(Box::new(less)));
        }
        offer(
            ui,
            trf(lang, "place.new_here", &[("kind", kind_name(draft.kind, lang))]),
            Ask::Place(draft.kind, Some(at)),
        );
        for &what in here.iter().take(4) {
            let proposal = proposal_of(snap, what);
            if let Some(proposal) = proposal {
                let name = title(snap, proposal, lang);
                offer(ui, trf(lang, "place.remove_named", &[("name", &name)]), Ask::Remove(vec![proposal.id]));
            }
            if facility_of(snap, what).is_none() {
                continue;
            }
            let Some(name) = access::title_of(&self.content, what, lang) else { continue };
            if proposal.is_none_or(|p| !matches!(p.what, What::Close(_))) {
                offer(ui, trf(lang, "place.close_named", &[("name", &name)]), Ask::Close(what));
            }
            if proposal.is_none_or(|p| !matches!(p.what, What::Change(_))) {
                offer(ui, trf(lang, "place.change_named", &[("name", &name)]), Ask::Change(what, None));
            }
        }
        ui.separator();
    }
}
