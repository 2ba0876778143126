//! Boxes, segments and clipping in drawing coordinates (px, y downwards).

/// A box with its sides parallel to the axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub fn contains(&self, other: &Area) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    pub fn grown(&self, by: f64) -> Area {
        Area::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }

    /// Distance from a point to the nearest place of the box, 0 inside.
    pub fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let dx = (self.left - x).max(x - self.right).max(0.0);
        let dy = (self.top - y).max(y - self.bottom).max(0.0);
        dx.hypot(dy)
    }

    /// Whether any part of the segment lies in the box.
    pub fn meets(&self, segment: &Segment) -> bool {
        self.share(segment).is_some()
    }

    /// The part of the segment that lies in the box.
    pub fn cut(&self, segment: &Segment) -> Option<Segment> {
        let (from, to) = self.share(segment)?;
        let (dx, dy) = (segment.x2 - segment.x1, segment.y2 - segment.y1);
        let mut kept = *segment;
        if from > 0.0 {
            (kept.x1, kept.y1) = (segment.x1 + from * dx, segment.y1 + from * dy);
        }
        if to < 1.0 {
            (kept.x2, kept.y2) = (segment.x1 + to * dx, segment.y1 + to * dy);
        }
        Some(kept)
    }

    /// From where to where along the segment, 0 to 1, it lies in the box (Liang & Barsky 1984).
    fn share(&self, segment: &Segment) -> Option<(f64, f64)> {
        let (dx, dy) = (segment.x2 - segment.x1, segment.y2 - segment.y1);
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (p, q) in [
            (-dx, segment.x1 - self.left),
            (dx, self.right - segment.x1),
            (-dy, segment.y1 - self.top),
            (dy, self.bottom - segment.y1),
        ] {
            if p == 0.0 {
                if q < 0.0 {
                    return None;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
        (from <= to).then_some((from, to))
    }
}

/// A straight line between two places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    pub x1: f64,
    pub y1: f64,
    pub x2: f64,
    pub y2: f64,
}

impl Segment {
    pub fn new(x1: f64, y1: f64, x2: f64, y2: f64) -> Self {
        Self { x1, y1, x2, y2 }
    }

    pub fn upright(x: f64, y1: f64, y2: f64) -> Self {
        Self::new(x, y1, x, y2)
    }

    pub fn level(y: f64, x1: f64, x2: f64) -> Self {
        Self::new(x1, y, x2, y)
    }

    /// Distance from a point to the nearest place of the segment.
    pub fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let (dx, dy) = (self.x2 - self.x1, self.y2 - self.y1);
        let length2 = dx * dx + dy * dy;
        let t = if length2 > 0.0 {
            ((x - self.x1) * dx + (y - self.y1) * dy) / length2
        } else {
            0.0
        };
        let t = t.clamp(0.0, 1.0);
        (x - self.x1 - t * dx).hypot(y - self.y1 - t * dy)
    }
}

/// The part of a polygon between two heights (Sutherland & Hodgman 1974, for two horizontal edges).
pub(crate) fn clip_heights(polygon: &[(f64, f64)], top: f64, bottom: f64) -> Vec<(f64, f64)> {
    let below_top = clip_edge(polygon, top, |y| y >= top);
    clip_edge(&below_top, bottom, |y| y <= bottom)
}

fn clip_edge(polygon: &[(f64, f64)], edge: f64, inside: impl Fn(f64) -> bool) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(polygon.len() + 2);
    for (i, &(x2, y2)) in polygon.iter().enumerate() {
        let (x1, y1) = polygon[(i + polygon.len() - 1) % polygon.len()];
        if inside(y1) != inside(y2) {
            kept.push((x1 + (x2 - x1) * (edge - y1) / (y2 - y1), edge));
        }
        if inside(y2) {
            kept.push((x2, y2));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_meets_the_boxes_it_runs_through_and_no_others() {
        let area = Area::new(0.0, 0.0, 10.0, 10.0);
        assert!(area.meets(&Segment::new(-5.0, -5.0, 15.0, 15.0)));
        assert!(area.meets(&Segment::new(2.0, 2.0, 3.0, 3.0)));
        assert!(!area.meets(&Segment::level(11.0, -5.0, 15.0)));
        assert!(!area.meets(&Segment::new(22.0, 0.0, 0.0, 30.0)));
    }

    #[test]
    fn clipping_keeps_what_lies_between_the_two_heights() {
        let triangle = [(0.0, 0.0), (10.0, 20.0), (0.0, 20.0)];
        let kept = clip_heights(&triangle, 10.0, 30.0);
        assert!(kept.iter().all(|&(_, y)| (10.0..=20.0).contains(&y)));
        assert!(kept.contains(&(5.0, 10.0)));
        assert!(clip_heights(&triangle, 40.0, 50.0).is_empty());
    }
}
