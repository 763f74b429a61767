// One draw call's parameters. Everything that could be a branch is a number instead.
struct Draw {
    offset: vec2<f32>,     // pixel of the chunk's origin, from the picture's upper left corner
    viewport: vec2<f32>,   // pixels of the picture
    scale: f32,            // pixels a metre
    half_width: f32,       // of lines and hatching, and the radius of symbols, in pixels
    corner: f32,           // corner radius of symbols, in pixels
    ring: f32,             // width of a symbol's ring, in pixels
    color: vec4<f32>,      // premultiplied
    color2: vec4<f32>,     // hatching; ground of symbols
    pattern: vec4<f32>,    // dashes: on, off, on, off; hatching: phase, period, way; in pixels
    glyph: vec4<f32>,      // the glyph in the sheet: u, v, width, height
};
@group(0) @binding(0) var<uniform> draw: Draw;
@group(1) @binding(0) var sheet: texture_2d<f32>;
@group(1) @binding(1) var sheet_sampler: sampler;

fn place(at: vec2<f32>) -> vec2<f32> {
    return draw.offset + vec2<f32>(at.x, -at.y) * draw.scale;
}
fn clip(px: vec2<f32>) -> vec4<f32> {
    let n = px / draw.viewport * 2.0 - 1.0;
    return vec4<f32>(n.x, -n.y, 0.0, 1.0);
}

// Areas.
@vertex fn fill_vs(@location(0) at: vec2<f32>) -> @builtin(position) vec4<f32> {
    return clip(place(at));
}
@fragment fn fill_fs() -> @location(0) vec4<f32> {
    return draw.color;
}
@fragment fn hatch_fs(@builtin(position) px: vec4<f32>) -> @location(0) vec4<f32> {
    let period = draw.pattern.y;
    let t = px.x + draw.pattern.z * px.y + draw.pattern.x;
    let d = abs(t - period * floor(t / period) - 0.5 * period) * 0.70710678;
    return mix(draw.color, draw.color2, clamp(draw.half_width + 0.5 - d, 0.0, 1.0));
}

// Lines: one quad a segment, round at both ends.
struct Segment {
    @builtin(position) position: vec4<f32>,
    @location(0) local: vec2<f32>,
    @location(1) length: f32,
    @location(2) along: f32,
};
@vertex fn line_vs(@builtin(vertex_index) i: u32, @location(0) a: vec3<f32>, @location(1) b: vec3<f32>) -> Segment {
    let p = place(a.xy);
    let q = place(b.xy);
    let d = q - p;
    let len = length(d);
    let dir = select(vec2<f32>(1.0, 0.0), d / max(len, 1e-6), len > 1e-6);
    let reach = draw.half_width + 1.0;
    let end = f32(i & 1u);
    let side = f32(i >> 1u) * 2.0 - 1.0;
    let local = vec2<f32>(mix(-reach, len + reach, end), side * reach);
    var out: Segment;
    out.position = clip(p + dir * local.x + vec2<f32>(-dir.y, dir.x) * local.y);
    // A point where no segment starts collapses to nothing.
    out.position = select(out.position, vec4<f32>(2.0, 2.0, 2.0, 1.0), a.z < 0.0);
    out.local = local;
    out.length = len;
    out.along = a.z * draw.scale;
    return out;
}
fn segment_cover(s: Segment) -> f32 {
    let past = max(max(-s.local.x, s.local.x - s.length), 0.0);
    let d = length(vec2<f32>(past, s.local.y));
    return clamp(draw.half_width + 0.5 - d, 0.0, 1.0);
}
@fragment fn line_fs(s: Segment) -> @location(0) vec4<f32> {
    return draw.color * segment_cover(s);
}
@fragment fn dash_fs(s: Segment) -> @location(0) vec4<f32> {
    let p = draw.pattern;
    let period = p.x + p.y + p.z + p.w;
    let at = s.along + clamp(s.local.x, 0.0, s.length);
    let t = at - period * floor(at / period);
    let first = abs(t - 0.5 * p.x) - 0.5 * p.x;
    let again = abs(t - period - 0.5 * p.x) - 0.5 * p.x;
    let second = abs(t - p.x - p.y - 0.5 * p.z) - 0.5 * p.z;
    let on = clamp(0.5 - min(min(first, again), second), 0.0, 1.0);
    return draw.color * (segment_cover(s) * on);
}

// Symbols: a rounded square (a disc where the corner radius is the whole radius) with a ring and a glyph.
struct Symbol {
    @builtin(position) position: vec4<f32>,
    @location(0) local: vec2<f32>,
};
@vertex fn symbol_vs(@builtin(vertex_index) i: u32, @location(0) at: vec2<f32>) -> Symbol {
    let reach = draw.half_width + 0.75;
    let corner = vec2<f32>(f32(i & 1u) * 2.0 - 1.0, f32(i >> 1u) * 2.0 - 1.0) * reach;
    var out: Symbol;
    // On the edge between pixels, so that the texels of the glyph fall on pixels.
    out.position = clip(floor(place(at) + 0.5) + corner);
    out.local = corner;
    return out;
}
// A dot: the same without a glyph, because sampling is dear and dots are many.
@fragment fn dot_fs(s: Symbol) -> @location(0) vec4<f32> {
    let d = length(s.local) - draw.half_width;
    return mix(draw.color, draw.color2, clamp(0.5 - d - draw.ring, 0.0, 1.0)) * clamp(0.5 - d, 0.0, 1.0);
}
@fragment fn symbol_fs(s: Symbol) -> @location(0) vec4<f32> {
    let r = draw.half_width;
    let q = abs(s.local) - vec2<f32>(r - draw.corner);
    let sd = length(max(q, vec2<f32>(0.0))) + min(max(q.x, q.y), 0.0) - draw.corner;
    let shape = clamp(0.5 - sd, 0.0, 1.0);
    let ground = clamp(0.5 - sd - draw.ring, 0.0, 1.0);
    let uv = draw.glyph.xy + clamp(s.local / (2.0 * r) + 0.5, vec2<f32>(0.0), vec2<f32>(1.0)) * draw.glyph.zw;
    let ink = textureSampleLevel(sheet, sheet_sampler, uv, 0.0).r;
    return mix(mix(draw.color, draw.color2, ground), draw.color, ink) * shape;
}

// The finished picture onto the window. `pattern` is its rectangle in clip space, `glyph` the part of it that is shown:
// its corner and its size, in texels for `exact_fs` and as shares of the picture for `show_fs`.
struct Shown {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
};
@vertex fn show_vs(@builtin(vertex_index) i: u32) -> Shown {
    let t = vec2<f32>(f32(i & 1u), f32(i >> 1u));
    var out: Shown;
    out.position = vec4<f32>(mix(draw.pattern.xy, draw.pattern.zw, t), 0.0, 1.0);
    out.uv = draw.glyph.xy + t * draw.glyph.zw;
    return out;
}
@fragment fn show_fs(s: Shown) -> @location(0) vec4<f32> {
    return textureSampleLevel(sheet, sheet_sampler, s.uv, 0.0);
}
@fragment fn exact_fs(s: Shown) -> @location(0) vec4<f32> {
    let size = vec2<i32>(textureDimensions(sheet));
    let t = vec2<i32>(s.uv);
    return textureLoad(sheet, select(t, t - size, t >= size), 0);
}
@fragment fn ground_fs(s: Shown) -> @location(0) vec4<f32> {
    return draw.color;
}

// Names: in the sheet, ink in the first channel and the light around it in the second.
struct NameAt {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
    @location(1) color: vec4<f32>,
};
@vertex fn name_vs(
    @builtin(vertex_index) i: u32,
    @location(0) at: vec2<f32>,
    @location(1) half: vec2<f32>,
    @location(2) where_: vec4<f32>,
    @location(3) turn: vec2<f32>,
    @location(4) color: vec4<f32>,
) -> NameAt {
    let t = vec2<f32>(f32(i & 1u), f32(i >> 1u));
    let c = (t * 2.0 - 1.0) * half;
    // What lies straight lies on whole pixels, so that it stays sharp.
    let middle = place(at);
    let straight = floor(middle - half + 0.5) + half;
    let m = select(middle, straight, turn.y == 0.0);
    var out: NameAt;
    out.position = clip(m + vec2<f32>(c.x * turn.x - c.y * turn.y, c.x * turn.y + c.y * turn.x));
    out.uv = where_.xy + t * where_.zw;
    out.color = color;
    return out;
}
@fragment fn name_fs(s: NameAt) -> @location(0) vec4<f32> {
    let c = textureSampleLevel(sheet, sheet_sampler, s.uv, 0.0).rg;
    return s.color * c.r + draw.color * (c.g * (1.0 - c.r));
}
