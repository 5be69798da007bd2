internal import Foundation
internal import Geometry
internal import Imaging

/// What the first pass sees: where there is jewelry, and of which type.
struct FinderMap {
    /// Probability of being a piece, at the size at which it was looked for.
    var probability: Raster<Float>
    /// Map pixels for one photo pixel.
    var scale: Float
}

/// The first pass: a look at the whole photo.
struct NetworkFinder {
    let network: TrainedNetwork
    /// Longer sides at which the photo is looked at, pixels: near for thin chains, far for what belongs together.
    var sizes = [1024, 512, 256]
    /// Longer side at which the type is read.
    var typeSize = 320

    func find(_ photo: ImageBuffer<DisplayLinear>) throws(InferenceError) -> FinderMap {
        var logits: ImageBuffer<Scalar>?
        for size in sizes {
            let seen = Self.view(photo, longest: size)
            let own = try look(seen).logits
            guard let near = logits else {
                logits = own
                continue
            }
            let far = own.resized(toWidth: near.width, height: near.height, filter: .triangle)
            logits?.pixels = zip(near.pixels, far.pixels).map { $0 + $1 }
        }
        let map = logits ?? ImageBuffer(width: 1, height: 1)
        let share = 1 / Float(max(sizes.count, 1))
        return FinderMap(
            probability: Raster(
                width: map.width, height: map.height, cells: map.pixels.map { 1 / (1 + expf(-$0 * share)) }),
            scale: Float(max(map.width, map.height)) / Float(max(photo.width, photo.height)))
    }

    /// What the piece is; sellers' photos are square enough for one look.
    func type(of photo: ImageBuffer<DisplayLinear>) throws(InferenceError) -> Estimate<PieceType> {
        let logits = try look(Self.view(photo, longest: typeSize)).types
        // The order in which the network was taught.
        let types: [PieceType] = [.necklace, .earring, .ring, .bracelet]
        let top = logits.max() ?? 0
        let odds = logits.map { expf($0 - top) }
        let best = odds.indices.max { odds[$0] < odds[$1] } ?? 0
        return Estimate(types[best], confidence: odds[best] / odds.reduce(0, +))
    }

    private func look(
        _ picture: ImageBuffer<DisplayLinear>
    ) throws(InferenceError) -> (logits: ImageBuffer<Scalar>, types: [Float]) {
        let planes = NetworkPlanes(picture)
        let outputs = try network.run(planes, outputs: [planes.width * planes.height, 4])
        let whole = ImageBuffer<Scalar>(width: planes.width, height: planes.height, pixels: outputs[0])
        return (whole.cropped(x: 0, y: 0, width: picture.width, height: picture.height), outputs[1])
    }

    /// The photo at a longer side; small photos are enlarged a little, for the network knows no finer strokes.
    static func view(_ photo: ImageBuffer<DisplayLinear>, longest: Int) -> ImageBuffer<DisplayLinear> {
        let scale = min(1.5, Float(longest) / Float(max(photo.width, photo.height)))
        let w = max(1, Int((Float(photo.width) * scale).rounded()))
        let h = max(1, Int((Float(photo.height) * scale).rounded()))
        guard w != photo.width || h != photo.height else { return photo }
        return photo.resized(toWidth: w, height: h, filter: scale < 1 ? .area : .mitchell)
    }
}
