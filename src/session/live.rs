//! The thread that follows the pointer. Only the newest position counts; the model is made when it is first needed and
//! again whenever the project has changed.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use super::worker::Shared;
use crate::analysis::live::{Live, prepare};
use crate::model::Project;
use crate::model::plan::{PlacementRules, Proposal};

struct Scene {
    project: Arc<Project>,
    base: Arc<Project>,
    placement: PlacementRules,
}

enum Order {
    Project(Box<Scene>),
    Drag(Box<Proposal>),
    End,
}

/// A handle on the thread, which ends with it.
pub(super) struct LiveDesk {
    orders: Sender<Order>,
}

impl LiveDesk {
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let (orders, inbox) = channel();
        std::thread::spawn(move || run(&inbox, &shared));
        Self { orders }
    }

    pub(super) fn project(&self, project: Arc<Project>, base: Arc<Project>, placement: PlacementRules) {
        self.send(Order::Project(Box::new(Scene { project, base, placement })));
    }

    pub(super) fn drag(&self, proposal: Box<Proposal>) {
        self.send(Order::Drag(proposal));
    }

    pub(super) fn end(&self) {
        self.send(Order::End);
    }

    fn send(&self, order: Order) {
        // The thread ends only with this handle.
        let _ = self.orders.send(order);
    }
}

/// What has come in, of which only the last counts.
#[derive(Default)]
struct Newest {
    scene: Option<Box<Scene>>,
    /// The last wish about the pointer.
    pointer: Pointer,
}

/// What is to follow the pointer.
#[derive(Default)]
enum Pointer {
    /// Nothing was said.
    #[default]
    AsBefore,
    /// This proposal.
    Follow(Box<Proposal>),
    /// Nothing any more.
    Nothing,
}

impl Newest {
    /// Waits for something; `None` when nobody is there any more.
    fn wait(inbox: &Receiver<Order>) -> Option<Self> {
        let mut it = Self::default();
        it.take(inbox.recv().ok()?);
        for order in inbox.try_iter() {
            it.take(order);
        }
        Some(it)
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Project(scene) => self.scene = Some(scene),
            Order::Drag(proposal) => self.pointer = Pointer::Follow(proposal),
            Order::End => self.pointer = Pointer::Nothing,
        }
    }
}

fn run(inbox: &Receiver<Order>, shared: &Shared) {
    let mut scene: Option<Box<Scene>> = None;
    let mut wish: Option<Box<Proposal>> = None;
    // Once something has been dragged, the model is made ahead of the next drag.
    let mut used = false;
    loop {
        if wish.is_none() && !(used && scene.is_some()) {
            let Some(newest) = Newest::wait(inbox) else { return };
            scene = newest.scene.or(scene);
            match newest.pointer {
                Pointer::Follow(proposal) => wish = Some(proposal),
                Pointer::Nothing => shared.publish_live(None),
                Pointer::AsBefore => {}
            }
            if wish.is_none() || scene.is_none() {
                continue;
            }
        }
        let Some(here) = scene.take() else { continue };
        used = true;
        let prepared = prepare(&here.project);
        let Ok(mut live) = Live::new(&prepared, &here.base, &here.placement, &()) else { continue };
        loop {
            if let Some(proposal) = wish.take() {
                shared.publish_live(Some(Arc::new(live.drag(&proposal))));
            }
            let Some(newest) = Newest::wait(inbox) else { return };
            match newest.pointer {
                Pointer::Nothing => {
                    live.release();
                    shared.publish_live(None);
                }
                Pointer::Follow(proposal) => wish = Some(proposal),
                Pointer::AsBefore => {}
            }
            if newest.scene.is_some() {
                scene = newest.scene;
                break;
            }
        }
    }
}
