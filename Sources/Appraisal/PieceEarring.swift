public import Geometry
internal import Imaging

/// One earring or a pair, as read from a photo.
public struct EarringGeometry: Sendable {
    /// From the photo's left to its right: one or two.
    public var earrings: [Earring]
    /// Which parts of the photo are which earring's.
    public var regions: EarringRegions

    public init(earrings: [Earring], regions: EarringRegions) { (self.earrings, self.regions) = (earrings, regions) }

    /// The earring that is seen best: covered least by the other, and larger.
    public var best: Int {
        earrings.indices.max { merit(earrings[$0]) < merit(earrings[$1]) } ?? 0
    }

    private func merit(_ e: Earring) -> Float { Float(e.area).squareRoot() * (1 - 2 * e.coveredShare) }
}

/// An earring as it hangs: `down` points where its weight draws it, `right` is square to it.
public struct Earring: Sendable {
    public enum Style: String, Codable, Sendable, CaseIterable {
        /// A front on a post that hides the hole.
        case stud
        /// A wire that goes through the ear in an arch.
        case hook
        /// A ring through the ear, with or without something on it.
        case hoop
        /// A front on a post, from which the rest hangs.
        case drop
    }

    /// A ring through the ear.
    public struct Hoop: Sendable, Codable, Hashable {
        /// Middle of the ring's middle line, pixels.
        public var centre: Vector2
        /// Radius of its middle line as seen along the vertical, pixels.
        public var radius: Float
        /// Its width as seen over its height: 0 from its edge, 1 from its face.
        public var openness: Float

        public init(centre: Vector2, radius: Float, openness: Float) {
            (self.centre, self.radius, self.openness) = (centre, radius, openness)
        }
    }

    /// The arch of a hook.
    public struct Arch: Sendable, Codable, Hashable {
        /// Side on which the leg that goes behind the lobe is seen: −1 is left, 1 is right; 0 where both legs lead down
        /// to what hangs, or one is seen behind the other.
        public var rearSide: Int
        /// Where the front leg ends and what hangs begins, from the attachment along `down`, pixels.
        public var depth: Float
        /// Distance between its legs, pixels.
        public var width: Float

        public init(rearSide: Int, depth: Float, width: Float) {
            (self.rearSide, self.depth, self.width) = (rearSide, depth, width)
        }
    }

    public var style: Estimate<Style>
    /// What goes into the ear's hole or sits before it, pixels of the upright photo.
    public var attachment: Vector2
    /// Standard uncertainty of the attachment, pixels.
    public var uncertainty: Float
    /// Unit: the way it hangs in the photo.
    public var down: Vector2
    /// Bounding box about the attachment, along `right` and `down`, pixels.
    public var lower, upper: Vector2
    /// Where the style is `hoop`.
    public var hoop: Hoop?
    /// Where the style is `hook`.
    public var arch: Arch?
    /// Area that it shares with its mirror image about `down`, over the area of either, 0…1.
    public var symmetry: Float
    /// Share of its outline along which the other earring lies over it or touches it, 0…1.
    public var coveredShare: Float
    /// Pixels that it covers.
    public var area: Int

    /// Unit, to the right of `down` when that points down.
    public var right: Vector2 { Vector2(down.y, -down.x) }
}

/// Which earring each part of a photo belongs to.
public struct EarringRegions: Sendable {
    /// Index of the earring of each cell.
    let owners: [UInt8]
    let width, height: Int
    /// Photo pixels along a cell, and the photo position of the first cell's corner.
    let step, originX, originY: Int

    /// A cutout with one of the earrings alone.
    public func alone(_ index: Int, of cutout: Cutout) -> Cutout {
        var alone = cutout
        let photoWidth = cutout.alpha.width
        for y in 0..<cutout.alpha.height {
            let v = min(max((y - originY) / step, 0), height - 1)
            for x in 0..<photoWidth where cutout.alpha.pixels[y * photoWidth + x] > 0 {
                let u = min(max((x - originX) / step, 0), width - 1)
                if owners[v * width + u] != index { alone.alpha.pixels[y * photoWidth + x] = 0 }
            }
        }
        return alone
    }
}
