//! A picture larger than the canvas whose edges meet: what leaves on one side makes room for what comes in on the other.
//!
//! It is a grid of square cells. A cell of the plane's pixel grid always lies at its number modulo the size of the
//! board, so moving the view copies nothing and draws only cells that were not held yet.

use eframe::egui_wgpu::wgpu;

use super::pipelines::Pipelines;
use crate::ui::map::view::Frame;

/// The side of a cell in pixels.
pub(crate) const CELL: i64 = 64;
/// So many cells around the canvas are drawn before they are needed.
pub(crate) const MARGIN: i64 = 2;

/// What is drawn on a board, wherever it looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    pub(crate) metres_per_pixel: f64,
    pub(crate) pixels_per_point: f32,
    /// The version of the scene.
    pub(crate) version: u64,
}

/// A rectangle of cells: the first column and row, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) cell: [i64; 2],
    pub(crate) size: [i64; 2],
}

/// The texture, and which cell lies where on it.
pub(crate) struct Board {
    pub(crate) view: wgpu::TextureView,
    pub(crate) group: wgpu::BindGroup,
    /// How many cells, across and down.
    cells: [i64; 2],
    /// The pixel of the plane at which cell 0, 0 begins.
    origin: [i64; 2],
    /// By place on the board, the cell that is drawn there.
    held: Vec<Option<[i64; 2]>>,
    /// The first cell of the part of the plane that the board stands for now.
    window: [i64; 2],
    /// The part of it that was on the canvas last.
    looked_at: Block,
    pub(crate) kind: Option<Kind>,
}

/// How many cells a board for a canvas of this size needs.
fn cells_for(size: [u32; 2]) -> [i64; 2] {
    size.map(|s| i64::from(s).div_euclid(CELL) + 2 + 2 * MARGIN)
}

impl Board {
    /// A board for a canvas of `size` pixels; its texture has at most `most` pixels a side.
    pub(crate) fn new(
        device: &wgpu::Device,
        pipelines: &Pipelines,
        format: wgpu::TextureFormat,
        size: [u32; 2],
        most: u32,
    ) -> Self {
        let cells = cells_for(size).map(|n| n.min(i64::from(most) / CELL));
        let [width, height] = cells.map(|n| (n * CELL) as u32);
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("fugai map picture"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        Self {
            view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            group: pipelines.sheet(device, &texture, &pipelines.round),
            cells,
            origin: [0, 0],
            held: vec![None; (cells[0] * cells[1]) as usize],
            window: [0, 0],
            looked_at: Block { cell: [0, 0], size: [0, 0] },
            kind: None,
        }
    }

    /// Whether it can show a canvas of this size, and is not far too large for it.
    pub(crate) fn suits(&self, size: [u32; 2]) -> bool {
        let need = cells_for(size);
        let (have, most) = (self.cells[0] * self.cells[1], 3 * need[0] * need[1]);
        need[0] <= self.cells[0] && need[1] <= self.cells[1] && have <= most.max(256)
    }

    /// Its size in pixels.
    pub(crate) fn size(&self) -> [i64; 2] {
        self.cells.map(|n| n * CELL)
    }

    /// Forgets what is on it, and lays its cells so that a canvas begins with one.
    pub(crate) fn begin(&mut self, frame: &Frame, version: u64) {
        self.held.fill(None);
        self.origin = frame.corner.map(|c| c as i64);
        self.kind =
            Some(Kind { metres_per_pixel: frame.metres_per_pixel, pixels_per_point: frame.pixels_per_point, version });
        self.look_at(frame);
    }

    /// Whether a frame has the scale it is drawn at.
    pub(crate) fn is_at_scale_of(&self, frame: &Frame) -> bool {
        self.kind.is_some_and(|k| {
            k.metres_per_pixel == frame.metres_per_pixel && k.pixels_per_point == frame.pixels_per_point
        })
    }

    /// Makes room around what a frame shows.
    pub(crate) fn look_at(&mut self, frame: &Frame) {
        let seen = self.seen(frame);
        self.looked_at = seen;
        self.window = [0, 1].map(|i| seen.cell[i] - ((self.cells[i] - seen.size[i]) / 2).max(0));
    }

    /// The cells that a frame of its scale shows.
    pub(crate) fn seen(&self, frame: &Frame) -> Block {
        let first = [0, 1].map(|i| (frame.corner[i] as i64 - self.origin[i]).div_euclid(CELL));
        let size = [0, 1].map(|i| {
            let last = frame.corner[i] as i64 + i64::from(frame.size[i]) - 1 - self.origin[i];
            (last.div_euclid(CELL) - first[i] + 1).min(self.cells[i])
        });
        Block { cell: first, size }
    }

    /// All the cells that there is room for around what was looked at last.
    pub(crate) fn all(&self) -> Block {
        Block { cell: self.window, size: self.cells }
    }

    fn place(&self, cell: [i64; 2]) -> usize {
        let [x, y] = [0, 1].map(|i| cell[i].rem_euclid(self.cells[i]));
        (y * self.cells[0] + x) as usize
    }

    fn holds(&self, cell: [i64; 2]) -> bool {
        self.held[self.place(cell)] == Some(cell)
    }

    /// The cells within `within` that are not drawn, as rectangles of at most `most` cells a side that lie in one piece
    /// on the board.
    pub(crate) fn missing(&self, within: Block, most: i64) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let taken = |blocks: &[Block], c: [i64; 2]| {
            blocks.iter().any(|b| (0..2).all(|i| c[i] >= b.cell[i] && c[i] < b.cell[i] + b.size[i]))
        };
        for y in within.cell[1]..within.cell[1] + within.size[1] {
            for x in within.cell[0]..within.cell[0] + within.size[0] {
                if self.holds([x, y]) || taken(&blocks, [x, y]) {
                    continue;
                }
                let free = |blocks: &[Block], c: [i64; 2]| !self.holds(c) && !taken(blocks, c);
                let end = [0, 1].map(|i| {
                    let from = [x, y][i];
                    // Up to the edge of what is wanted, of the board, and of what one block may be.
                    let fold = from + self.cells[i] - from.rem_euclid(self.cells[i]);
                    (within.cell[i] + within.size[i]).min(fold).min(from + most)
                });
                let mut right = x + 1;
                while right < end[0] && free(&blocks, [right, y]) {
                    right += 1;
                }
                let mut below = y + 1;
                while below < end[1] && (x..right).all(|c| free(&blocks, [c, below])) {
                    below += 1;
                }
                blocks.push(Block { cell: [x, y], size: [right - x, below - y] });
            }
        }
        blocks
    }

    /// Where a block lies on the texture, in pixels.
    pub(crate) fn at(&self, block: Block) -> [u32; 2] {
        [0, 1].map(|i| (block.cell[i].rem_euclid(self.cells[i]) * CELL) as u32)
    }

    /// The frame that a block is, at the scale of `like`.
    pub(crate) fn frame(&self, block: Block, like: &Frame) -> Frame {
        Frame {
            corner: [0, 1].map(|i| (self.origin[i] + block.cell[i] * CELL) as f64),
            size: block.size.map(|n| (n * CELL) as u32),
            ..*like
        }
    }

    /// Notes that a block is drawn.
    pub(crate) fn hold(&mut self, block: Block) {
        for y in block.cell[1]..block.cell[1] + block.size[1] {
            for x in block.cell[0]..block.cell[0] + block.size[0] {
                let place = self.place([x, y]);
                self.held[place] = Some([x, y]);
            }
        }
    }

    /// The largest rectangle of cells around what was looked at last that is drawn, and what in it is not.
    pub(crate) fn drawn(&self) -> (Block, Vec<Block>) {
        let all = self.all();
        let mut block = self.looked_at;
        let line = |b: &Block, axis: usize, at: i64| {
            let other = 1 - axis;
            (b.cell[other]..b.cell[other] + b.size[other]).all(|k| {
                let mut cell = [k; 2];
                cell[axis] = at;
                self.holds(cell)
            })
        };
        for axis in [0, 1] {
            while block.cell[axis] > all.cell[axis] && line(&block, axis, block.cell[axis] - 1) {
                block.cell[axis] -= 1;
                block.size[axis] += 1;
            }
            while block.cell[axis] + block.size[axis] < all.cell[axis] + all.size[axis]
                && line(&block, axis, block.cell[axis] + block.size[axis])
            {
                block.size[axis] += 1;
            }
        }
        (block, self.missing(block, i64::MAX / 2))
    }

    /// The pixel on the texture at which a pixel of the plane lies, between 0 and the texture's size.
    pub(crate) fn texel(&self, pixel: [i64; 2]) -> [i64; 2] {
        let size = self.size();
        [0, 1].map(|i| (pixel[i] - self.origin[i]).rem_euclid(size[i]))
    }
}
