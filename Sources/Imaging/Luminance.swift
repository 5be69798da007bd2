/// Relative luminance Y of linear light with Rec. 709 primaries, in the light's unit.
///
/// The weights are those of ITU-R BT.709-6, item 3.2.
@inlinable @inline(__always) public func luminance(_ linear: SIMD3<Float>) -> Float {
    0.2126 * linear.x + 0.7152 * linear.y + 0.0722 * linear.z
}
