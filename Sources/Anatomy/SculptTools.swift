internal import Dispatch
internal import Foundation
internal import Geometry

/// What sculpting does to a point of the skin.
struct SkinRelief {
    /// Along the normal, millimetres.
    var height: Float = 0
    /// Region weights, 0…1, that steer the skin's optics.
    var crease: Float = 0
    var knuckles: Float = 0
    var palm: Float = 0
    var fingertip: Float = 0
    var chestFlush: Float = 0
    var vein: Float = 0
    /// Back of hand, fingers and forearm, and the fine lines on it.
    var handBack: Float = 0
    var fineLines: Float = 0
    /// Bed of a nail, under its plate.
    var nailBed: Float = 0

    /// Names and values of the channels that a mesh gets.
    static let channels: [(name: String, value: @Sendable (SkinRelief) -> Float)] = [
        ("crease", { $0.crease }), ("knuckles", { $0.knuckles }), ("palm", { $0.palm }),
        ("fingertip", { $0.fingertip }), ("chestFlush", { $0.chestFlush }), ("vein", { $0.vein }),
        ("nailBed", { $0.nailBed }), ("handBack", { $0.handBack }),
        ("fineLines", { $0.fineLines }),
    ]
}

/// exp(−½ (d / σ)²), cut off where it no longer matters.
@inline(__always) func bell(_ d: Float, _ sigma: Float) -> Float {
    let t = d / sigma
    return t * t > 18 ? 0 : exp(-0.5 * t * t)
}

@inline(__always) func clamp01(_ v: Float) -> Float { min(max(v, 0), 1) }

/// A smooth line through points, cut into short straight pieces.
struct SculptLine: Sendable {
    let points: [Vector3]

    /// - Parameter pieces: Pieces between two of the given points (Catmull–Rom).
    init(_ control: [Vector3], pieces: Int = 6) {
        var points: [Vector3] = []
        for i in 0..<(control.count - 1) {
            let (p1, p2) = (control[i], control[i + 1])
            let p0 = i > 0 ? control[i - 1] : p1 * 2 - p2
            let p3 = i + 2 < control.count ? control[i + 2] : p2 * 2 - p1
            for k in 0..<pieces {
                let t = Float(k) / Float(pieces)
                let a = p1 * 2 + (p2 - p0) * t
                let b = (p0 * 2 - p1 * 5 + p2 * 4 - p3) * (t * t)
                let c = (p1 * 3 - p0 - p2 * 3 + p3) * (t * t * t)
                points.append((a + b + c) * 0.5)
            }
        }
        self.points = points + [control[control.count - 1]]
    }

    /// Distance from the line and the share of its pieces passed, 0…1.
    func nearest(_ p: Vector3) -> (distance: Float, along: Float) {
        var (best, along) = (Float.infinity, Float(0))
        points.withUnsafeBufferPointer { q in
            for i in 0..<(q.count - 1) {
                let d = q[i + 1] - q[i]
                let t = clamp01(dot(p - q[i], d) / max(dot(d, d), 1e-9))
                let off = p - q[i] - d * t
                let squared = dot(off, off)
                if squared < best { (best, along) = (squared, (Float(i) + t) / Float(q.count - 1)) }
            }
        }
        return (best.squareRoot(), along)
    }
}

/// Fills an array on all cores; every element depends only on its index, so the result never depends on the cores.
func parallelMap<T: Sendable>(_ count: Int, _ body: @Sendable (Int) -> T) -> [T] {
    [T](unsafeUninitializedCapacity: count) { buffer, initialized in
        let chunk = 4096
        // Chunks write disjoint ranges of the buffer, which outlives them.
        nonisolated(unsafe) let base = buffer.baseAddress
        DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { c in
            for i in (c * chunk)..<min((c + 1) * chunk, count) {
                base.map { ($0 + i).initialize(to: body(i)) }
            }
        }
        initialized = count
    }
}
