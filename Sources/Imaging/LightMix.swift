/// The lights of the studio that a picture's light is mixed from.
///
/// Light is linear, so a plate keeps one layer a group and every mix of them is a picture.
public enum LightGroup: Int, CaseIterable, Codable, Sendable, Hashable {
    /// Two large softboxes, high left and right of the camera.
    case softboxes
    /// A small frontal flash beside the lens.
    case flash
    /// A large box above the sitter.
    case overhead
    /// One large window-like source at the camera's left.
    case left
    /// The same at the camera's right.
    case right
    /// White all round: the product photographer's light tent.
    case tent
    /// A weak, broad frontal fill.
    case fill
    /// A narrow light from behind that draws an edge.
    case rim
    /// The place behind and around the sitter.
    case environment
}

/// A non-negative weight and colour for each light group; a missing group is dark.
public struct LightMix: Codable, Sendable, Hashable {
    /// Linear RGB gain a group, 0 or more.
    public var gains: [LightGroup: SIMD3<Float>]

    public init(_ gains: [LightGroup: SIMD3<Float>]) { self.gains = gains }

    public subscript(group: LightGroup) -> SIMD3<Float> { gains[group] ?? .zero }
}
