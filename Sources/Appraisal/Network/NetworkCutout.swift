public import Foundation
internal import Geometry
public import Imaging

/// A cutout by trained networks: the first finds the pieces, the second, or colour models, cut the wanted one out.
///
/// The finder sees the whole photo at about 1000 pixels and less, the matter the crop at its own resolution, with the
/// finder's map and the seller's strokes, and gives coverage, the piece's colour and the display's together (Forte and
/// Pitié 2020, section 3). What the seller keeps is kept, what is removed is gone, and a dot chooses among pieces.
///
/// ```swift
/// let method = try NetworkCutout(weights: folders.cutoutWeights, runtime: folders.inferenceLibraries)
/// let cutout = try method.cutout(of: photo.image, type: .necklace, strokes: Strokes())
/// ```
public struct NetworkCutout: CutoutMethod {
    /// What cuts along the edges of what the finder has found.
    public enum Edges: Sendable {
        /// The second network.
        case matter
        /// Colour models: the display is what is smooth around the piece.
        case colours
    }

    let finder: NetworkFinder
    /// Nothing where colour models cut.
    let matter: NetworkMatter?
    /// Pixels of a crop up to which it is cut at its own resolution; beyond, edges are carried over from a smaller one.
    var workingPixels = 2_400_000

    /// Loads and compiles what is needed of both networks; takes about a second.
    ///
    /// - Parameters:
    ///   - weights: the folder of `finder.xml`, where it is used `matter.xml`, and their .bin.
    ///   - runtime: the folder of OpenVINO's libraries.
    ///   - edges: what cuts along the edges of what was found.
    public init(weights: URL, runtime: URL, edges: Edges = .matter) throws(InferenceError) {
        finder = NetworkFinder(
            network: try TrainedNetwork(model: weights.appending(path: "finder.xml"), runtime: runtime))
        switch edges {
        case .matter:
            matter = NetworkMatter(
                network: try TrainedNetwork(model: weights.appending(path: "matter.xml"), runtime: runtime))
        case .colours: matter = nil
        }
    }

    /// The type by the finder's own judgement; nil where it wavers.
    public func type(of photo: ImageBuffer<DisplayLinear>) throws -> Estimate<PieceType>? {
        guard min(photo.width, photo.height) >= 32 else { return nil }
        let type = try finder.type(of: photo)
        return type.confidence > 0.65 ? type : nil
    }

    public func cutout(
        of photo: ImageBuffer<DisplayLinear>, type: PieceType, strokes: Strokes
    ) throws -> Cutout {
        try cutout(of: find(in: photo), type: type, strokes: strokes)
    }

    /// A photo in which the pieces have been found: strokes and clicks then change its cutout quickly.
    ///
    /// While a seller brushes, keep one of the photo at preview size, longer side about 1000 pixels:
    ///
    /// ```swift
    /// let found = try method.find(in: preview)
    /// let first = try method.cutout(of: found, type: .necklace, strokes: Strokes())
    /// let better = try method.cutout(of: found, type: .necklace, strokes: strokes)
    /// ```
    public struct FoundPhoto: Sendable {
        let photo: ImageBuffer<DisplayLinear>
        let map: FinderMap
    }

    /// - Throws: `Refusal` where the photo is too small, `InferenceError`.
    public func find(in photo: ImageBuffer<DisplayLinear>) throws -> FoundPhoto {
        guard min(photo.width, photo.height) >= 32 else { throw Refusal([.unreadablePhoto]) }
        return FoundPhoto(photo: photo, map: try finder.find(photo))
    }

    /// Cuts the wanted piece out of a photo in which the pieces have been found.
    ///
    /// - Parameter strokes: in pixels of that photo.
    /// - Throws: `Refusal`, `InferenceError`.
    public func cutout(of found: FoundPhoto, type: PieceType, strokes: Strokes) throws -> Cutout {
        let map = found.map
        let (w, h) = (map.probability.width, map.probability.height)
        let spread = StrokeSpread(found.photo, probability: map.probability).parts(under: strokes, scale: map.scale)
        var marks = strokes.marks(width: w, height: h, scale: map.scale)
        for i in marks.cells.indices where spread.cells[i] { marks.cells[i] = 1 }
        let brush = (strokes.remove.map(\.width).filter(\.isFinite).max() ?? 0) * map.scale
        let selection = PieceSelection(
            map: map, type: type, marks: marks, removingBrush: Int(min(max(brush, 0), Float(w + h))))
        guard let selected = selection.select(), let bounds = selected.bounds else {
            throw Refusal([.unreadablePhoto])
        }
        try judge(selected, bounds, map, strokes)
        var cutout = try cut(found.photo, type, map, selected, bounds, strokes, spread)
        cutout.pieces = selected.pieces
        return cutout
    }

    /// Refuses what cannot be a piece, unless the seller has marked it.
    private func judge(
        _ found: PieceSelection.Found, _ bounds: PixelRectangle, _ map: FinderMap, _ strokes: Strokes
    ) throws(Refusal) {
        let share = Float(found.wanted.cells.lazy.filter { $0 }.count) / Float(found.wanted.cells.count)
        if share < 0.0002 { throw Refusal([.unreadablePhoto]) }
        guard strokes.isEmpty, found.clarity < 0.55 || share > 0.6 else { return }
        func whole(_ v: Int) -> Int { Int(Float(v) / map.scale) }
        throw Refusal([
            .uncertainCutout(
                region: Region(
                    x: whole(bounds.x0), y: whole(bounds.y0), width: whole(bounds.width), height: whole(bounds.height)))
        ])
    }

    private func cut(
        _ photo: ImageBuffer<DisplayLinear>, _ type: PieceType, _ map: FinderMap, _ found: PieceSelection.Found,
        _ bounds: PixelRectangle, _ strokes: Strokes, _ spread: Raster<Bool>
    ) throws(InferenceError) -> Cutout {
        let whole = NetworkCrop(
            bounds: bounds, map: map, photo: photo, workingPixels: workingPixels,
            enlargesSmall: matter != nil)
        let wanted = whole.prior(map, found, spread)
        let marks = whole.marks(strokes, spread, width: whole.width, height: whole.height)
        let layers =
            if let matter {
                try matter.layers(
                    of: whole.working, map: wanted.map, marks: marks, mayHold: wanted.near, enlargement: whole.scale,
                    hasLinks: type == .necklace || type == .bracelet)
            } else {
                whole.colourLayers(wanted, marks, finderScale: map.scale)
            }
        return NetworkFusion(
            crop: whole, layers: layers, wanted: wanted, strokes: strokes, spread: spread,
            dropsSlivers: type == .ring || type == .earring
        ).cutout(of: photo)
    }
}
