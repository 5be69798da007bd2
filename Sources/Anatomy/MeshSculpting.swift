internal import Geometry

extension Mesh {
    /// Moves the skin along its normals and adds the sculpture's region channels.
    ///
    /// - Parameter relief: From a place and normal on the reference body; vertices that it does not know stay.
    mutating func sculpt(_ relief: @Sendable (Vector3, Vector3) -> SkinRelief) {
        var reference = self
        reference.positions = restPositions
        let (rest, restNormals) = (restPositions, reference.smoothNormals())
        let (before, outward) = (positions, normals)
        let reliefs = parallelMap(rest.count) { relief(rest[$0], restNormals[$0]) }
        positions = parallelMap(rest.count) { before[$0] + outward[$0] * reliefs[$0].height }
        for channel in SkinRelief.channels {
            channels[channel.name] = reliefs.map { clamp01(channel.value($0)) }
        }
        normals = smoothNormals()
    }
}
