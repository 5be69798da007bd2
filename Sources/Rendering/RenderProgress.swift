/// How far a render has come.
public struct RenderProgress: Sendable, Hashable {
    public var finishedTiles: Int
    public var totalTiles: Int
    /// Rays traced so far: camera, bounce, shadow and walk segments.
    public var rays: Int

    public var fraction: Double { Double(finishedTiles) / Double(max(totalTiles, 1)) }

    public init(finishedTiles: Int, totalTiles: Int, rays: Int) {
        (self.finishedTiles, self.totalTiles, self.rays) = (finishedTiles, totalTiles, rays)
    }
}
