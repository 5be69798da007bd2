/// What the numbers of a buffer mean. Buffers of different meaning are different types.
public protocol PixelMeaning: Sendable {
    static var channels: Int { get }
    /// What values can be; filters with negative lobes are clipped to it.
    static var bounds: ClosedRange<Float> { get }
    /// Whether the last channel is alpha that the others are not multiplied by; filters weigh colour with it.
    static var hasStraightAlpha: Bool { get }
}

extension PixelMeaning {
    public static var bounds: ClosedRange<Float> { -.infinity ... .infinity }
    public static var hasStraightAlpha: Bool { false }
}

/// Radiance relative to a reference white, linear, Rec. 709 primaries, unbounded: what the renderer makes.
public enum SceneLinear: PixelMeaning {
    public static let channels = 3
    public static let bounds: ClosedRange<Float> = 0 ... .infinity
}
/// Display-referred linear light, Rec. 709 primaries, 1 = display white: a decoded photograph.
public enum DisplayLinear: PixelMeaning {
    public static let channels = 3
    public static let bounds: ClosedRange<Float> = 0 ... .infinity
}
/// Display-linear colour and straight (unassociated) alpha.
public enum DisplayLinearAlpha: PixelMeaning {
    public static let channels = 4
    public static let bounds: ClosedRange<Float> = 0 ... .infinity
    public static let hasStraightAlpha = true
}
/// Share of a pixel covered by the thing, 0…1.
public enum Coverage: PixelMeaning {
    public static let channels = 1
    public static let bounds: ClosedRange<Float> = 0...1
}
/// One number a pixel whose unit the owner states (depth in mm, object id …).
public enum Scalar: PixelMeaning { public static let channels = 1 }
/// Three numbers a pixel whose unit the owner states (unit normal, position in mm …).
public enum Vector: PixelMeaning { public static let channels = 3 }
/// CIE L*a*b* under D65: L* 0…100.
public enum CIELab: PixelMeaning { public static let channels = 3 }
/// Where in another image a pixel comes from: x right, y down, pixel centres at .5.
public enum SourcePosition: PixelMeaning { public static let channels = 2 }

/// A row-major buffer of interleaved `Float` channels, origin at the top left.
public struct ImageBuffer<Meaning: PixelMeaning>: Sendable {
    public let width: Int
    public let height: Int
    /// `width · height · Meaning.channels` values.
    public var pixels: [Float]

    public init(width: Int, height: Int, pixels: [Float]) {
        precondition(
            width >= 0 && height >= 0 && pixels.count == width * height * Meaning.channels,
            "pixel count must be width · height · channels")
        (self.width, self.height, self.pixels) = (width, height, pixels)
    }

    public init(width: Int, height: Int, fill: Float = 0) {
        self.init(
            width: width, height: height,
            pixels: [Float](repeating: fill, count: width * height * Meaning.channels))
    }

    @inlinable public func index(_ x: Int, _ y: Int) -> Int { (y * width + x) * Meaning.channels }
}

extension ImageBuffer where Meaning: PixelMeaning {
    /// The first three channels of a pixel.
    @inlinable public func rgb(_ x: Int, _ y: Int) -> SIMD3<Float> {
        let i = index(x, y)
        return SIMD3(pixels[i], pixels[i + 1], pixels[i + 2])
    }

    /// The single or first channel of a pixel.
    @inlinable public func value(_ x: Int, _ y: Int) -> Float { pixels[index(x, y)] }
}
