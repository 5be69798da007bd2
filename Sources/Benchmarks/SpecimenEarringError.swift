internal import Appraisal
internal import Geometry
internal import Specimens

/// How earrings were read: their number, their style, and where they go into the ear.
public struct SpecimenEarringError: Sendable, Codable {
    public var count, read: Int
    public var style: String
    /// Whether the style read suits the family; nil of families that may be read as several.
    public var isStyleRight: Bool?
    /// Mean distance of the places that go into the ear from the nearest one read, millimetres.
    public var attachmentMillimetres: Double?
    public var symmetry: Double
    /// Where each goes into the ear as read, and the way it hangs, pixels.
    public var places, downs: [[Float]]

    init(of geometry: EarringGeometry, against truth: LayeredPhotograph.Truth) {
        (count, read) = (truth.instances, geometry.earrings.count)
        let best = geometry.earrings[geometry.best]
        style = best.style.value.rawValue
        symmetry = Double(best.symmetry)
        places = geometry.earrings.map { [$0.attachment.x, $0.attachment.y] }
        downs = geometry.earrings.map { [$0.down.x, $0.down.y] }
        isStyleRight = Self.styles[truth.family].map { $0.contains(best.style.value) }
        guard !truth.attachments.isEmpty else { return }
        let distances = truth.attachments.map { place in
            geometry.earrings.map { ($0.attachment - Vector2(place[0], place[1])).length }.min() ?? .infinity
        }
        attachmentMillimetres =
            Double(distances.reduce(0, +) / Float(distances.count) * truth.millimetresPerPixel)
    }

    /// Styles as which a family may be read: seen from the front a drop that hangs from a stud shows no wire.
    private static let styles: [String: Set<Earring.Style>] = [
        "stud": [.stud], "hook": [.hook], "hoop": [.hoop], "huggie": [.hoop], "drop": [.drop], "chandelier": [.drop],
        "jhumka": [.drop], "tassel": [.drop], "threader": [.hook],
    ]
}
