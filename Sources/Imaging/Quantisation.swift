internal import Foundation

// From linear light to stored codes.

extension PhotoEncoder {
    /// Interleaved codes of 8 or 16 bits in the machine's byte order.
    static func quantised(_ pixels: [Float], width: Int, channels: Int, isLight: Bool, bits: Int) -> [UInt8] {
        let bytes = bits / 8
        return [UInt8](unsafeUninitializedCapacity: pixels.count * bytes) { out, count in
            count = pixels.count * bytes
            let raw = UnsafeMutableRawBufferPointer(out)
            pixels.withUnsafeBufferPointer { source in
                for c in 0..<channels {
                    let encode = isLight && c < 3
                    if bits == 16 {
                        quantise16(source, raw.bindMemory(to: UInt16.self), c, channels, encode)
                    } else {
                        quantise8(source, out, c, channels, encode, width)
                    }
                }
            }
        }
    }

    private static func quantise16(
        _ source: UnsafeBufferPointer<Float>, _ out: UnsafeMutableBufferPointer<UInt16>, _ channel: Int,
        _ channels: Int, _ encode: Bool
    ) {
        for i in stride(from: channel, to: source.count, by: channels) {
            let v = clipped(source[i])
            out[i] = UInt16((encode ? SRGB.encoded(fromLinear: v) : v) * 65535 + 0.5)
        }
    }

    private static func quantise8(
        _ source: UnsafeBufferPointer<Float>, _ out: UnsafeMutableBufferPointer<UInt8>, _ channel: Int,
        _ channels: Int, _ encode: Bool, _ width: Int
    ) {
        var (x, y) = (0, 0)
        for i in stride(from: channel, to: source.count, by: channels) {
            let v = clipped(source[i])
            if encode {
                // A little less than one step wide, so that exact codes are never moved.
                let dither = (noise(x, y, channel) - 0.5) * 0.96
                out[i] = UInt8(min(max(SRGB.encoded(fromLinear: v) * 255 + 0.5 + dither, 0), 255))
            } else {
                out[i] = UInt8(v * 255 + 0.5)
            }
            x += 1
            if x == width { (x, y) = (0, y + 1) }
        }
    }

    /// Into 0…1; what is no number is black.
    private static func clipped(_ v: Float) -> Float { v > 0 ? min(v, 1) : 0 }

    /// Interleaved gradient noise in [0, 1) (Jimenez 2014), shifted for each channel.
    private static func noise(_ x: Int, _ y: Int, _ channel: Int) -> Float {
        let (px, py) = (Float(x + 47 * channel), Float(y + 17 * channel))
        let inner = 0.067_110_56 * px + 0.005_837_15 * py
        let v = 52.982_918_9 * (inner - floorf(inner))
        return v - floorf(v)
    }
}
