internal import Appraisal
internal import Foundation
package import Geometry
internal import Imaging
internal import Rendering
internal import Wearing

/// A measure of a piece as a seller gives it, and where the finished picture shows it.
package struct PieceDimension {
    var name: String
    var millimetres: Float
    /// The ends of what is measured, pixels of the finished picture.
    var from, to: Vector2
    /// Unit: the way to draw the line clear of the piece, and how far, pixels.
    var aside: Vector2
    var distance: Float

    package init(
        name: String, millimetres: Float, from: Vector2, to: Vector2, aside: Vector2, distance: Float
    ) {
        (self.name, self.millimetres) = (name, millimetres)
        (self.from, self.to, self.aside, self.distance) = (from, to, aside, distance)
    }

    /// The measures of a made picture, the chief one first; empty where nothing of them lies in the frame.
    static func all(of made: PictureMaker.Made) -> [PieceDimension] {
        let (fit, piece) = (made.onModel.fit, made.piece)
        let frame = Frame(made)
        switch piece.geometry {
        case .ring(let ring):
            return frame.ring(ring, millimetresPerPixel: fit.scale.millimetresPerPixel)
        case .bracelet(let bracelet):
            return frame.bracelet(bracelet, millimetresPerPixel: fit.scale.millimetresPerPixel)
        case .earring:
            guard let box = frame.box else { return [] }
            return [frame.upright("drop height", box)]
        case .necklace(let necklace):
            let largest = necklace.pendants.max { $0.upper.y - $0.lower.y < $1.upper.y - $1.lower.y }
            if let pendant = largest, let found = frame.pendant(pendant) { return found }
            guard let box = frame.box else { return [] }
            return [frame.upright("height seen", box)]
        }
    }

    /// The finished picture's measures.
    private struct Frame {
        let placement: Placement
        let enlargement: Float
        /// Millimetres a pixel of the finished picture, at the piece's depth.
        let millimetres: Float
        /// Of the product in the finished picture, before the body hides any of it.
        let box: (low: Vector2, high: Vector2)?

        init(_ made: PictureMaker.Made) {
            let image = made.onModel
            (placement, enlargement) = (image.fit.placement, image.enlargement)
            millimetres = image.fit.scale.millimetresPerPixel * placement.minification / enlargement
            let layer = image.layer
            var (low, high) = (Vector2(repeating: .infinity), Vector2(repeating: -.infinity))
            for y in 0..<layer.window.height {
                for x in 0..<layer.window.width where layer.alpha.value(x, y) > 0.5 {
                    let p = Vector2(Float(x + layer.window.x), Float(y + layer.window.y))
                    (low, high) = (pointwiseMin(low, p), pointwiseMax(high, p + Vector2(1, 1)))
                }
            }
            box = low.x < high.x ? (low * image.enlargement, high * image.enlargement) : nil
        }

        func seen(_ p: Vector2) -> Vector2? { placement.picturePositions(of: p).first.map { $0 * enlargement } }

        func upright(_ name: String, _ box: (low: Vector2, high: Vector2)) -> PieceDimension {
            PieceDimension(
                name: name, millimetres: (box.high.y - box.low.y) * millimetres,
                from: Vector2(box.high.x, box.low.y), to: box.high, aside: [1, 0], distance: 5 / millimetres)
        }

        func pendant(_ pendant: Pendant) -> [PieceDimension]? {
            let middle = (pendant.lower + pendant.upper) / 2
            // Its own places may be torn at the outline: the middle and the scale tell them.
            guard let centre = seen(middle) else { return nil }
            let half = (pendant.upper - pendant.lower) / 2 / placement.minification * enlargement
            let (low, high) = (centre - half, centre + half)
            return [
                PieceDimension(
                    name: "pendant width", millimetres: 2 * half.x * millimetres, from: Vector2(low.x, high.y),
                    to: high, aside: [0, 1], distance: 5 / millimetres),
                PieceDimension(
                    name: "height", millimetres: 2 * half.y * millimetres, from: Vector2(high.x, low.y), to: high,
                    aside: [1, 0], distance: 5 / millimetres),
            ]
        }

        func ring(_ ring: RingGeometry, millimetresPerPixel mm: Float) -> [PieceDimension] {
            guard let centre = seen(ring.centre) ?? nearest(to: ring.centre) else { return [] }
            // Across the band's ellipse its diameter is seen whole; along it is the finger.
            let along = Vector2(ring.axis.x, ring.axis.y)
            let axis = along.length > 0.05 ? along.normalized : Vector2(0, -1)
            let across = Vector2(-axis.y, axis.x)
            let reach = ring.innerRadius / placement.minification * enlargement
            // Toward the lower half of the picture there is hand, not head.
            let away = axis.y > 0 ? axis : axis * -1
            return [
                PieceDimension(
                    name: "inner diameter", millimetres: 2 * ring.innerRadius * mm, from: centre - across * reach,
                    to: centre + across * reach, aside: away, distance: 1.25 * reach)
            ]
        }

        func bracelet(_ bracelet: BraceletGeometry, millimetresPerPixel mm: Float) -> [PieceDimension] {
            let front = (Vector3(0, 0, -1) + bracelet.axis * bracelet.axis.z).normalized
            let place = bracelet.centre + Vector2(front.x, front.y) * bracelet.radius
            guard let centre = seen(place) ?? nearest(to: place) else { return [] }
            let along = Vector2(bracelet.axis.x, bracelet.axis.y)
            guard along.length > 0.05 else { return [] }
            let axis = along.normalized
            let half = bracelet.width / 2 / placement.minification * enlargement * along.length
            return [
                PieceDimension(
                    name: "band width", millimetres: bracelet.width * mm, from: centre - axis * half,
                    to: centre + axis * half, aside: Vector2(-axis.y, axis.x), distance: 3 / millimetres)
            ]
        }

        /// Where the hole of a band lies there is no product: the nearest pixel that has some tells by the scale.
        private func nearest(to p: Vector2) -> Vector2? {
            let w = placement.window
            var best: (distance: Float, place: Vector2)?
            for i in placement.source.indices where placement.source[i].x.isFinite {
                let d = p - placement.source[i]
                guard d.length < best?.distance ?? .infinity else { continue }
                let here = Vector2(Float(w.x + i % w.width) + 0.5, Float(w.y + i / w.width) + 0.5)
                best = (d.length, here + d / placement.minification)
            }
            return best.map { $0.place * enlargement }
        }
    }
}
