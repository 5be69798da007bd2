import Geometry
import Imaging

extension Scene {
    /// Refuses geometry that would make the kernels read outside an array or return nonsense.
    func validate() throws(RenderError) {
        for (i, surface) in surfaces.enumerated() {
            if let reason = surface.mesh.fault { throw RenderError.invalidGeometry(index: i, reason: reason) }
        }
        for (i, set) in curves.enumerated() {
            if let reason = set.fault { throw RenderError.invalidGeometry(index: i, reason: reason) }
        }
        for (i, light) in lights.enumerated() {
            if let reason = light.fault { throw RenderError.invalidLight(index: i, reason: reason) }
        }
    }
}

extension Mesh {
    fileprivate var fault: String? {
        let n = positions.count
        if !normals.isEmpty, normals.count != n { return "\(normals.count) normals for \(n) positions" }
        if !uvs.isEmpty, uvs.count != n { return "\(uvs.count) uvs for \(n) positions" }
        if !restPositions.isEmpty, restPositions.count != n {
            return "\(restPositions.count) rest positions for \(n) positions"
        }
        for (name, values) in channels where values.count != n {
            return "channel \(name) has \(values.count) values for \(n) positions"
        }
        if triangles.contains(where: { $0.max() >= UInt32(n) }) { return "a triangle names a vertex that is not there" }
        if positions.contains(where: { !($0.x + $0.y + $0.z).isFinite }) { return "a position is not finite" }
        return nil
    }
}

extension CurveSet {
    fileprivate var fault: String? {
        if radii.count != points.count { return "\(radii.count) radii for \(points.count) points" }
        if counts.contains(where: { $0 < 2 }) { return "a strand has fewer than two points" }
        if counts.reduce(0, +) != points.count { return "the strands' counts do not add up to the points" }
        if points.contains(where: { !($0.x + $0.y + $0.z).isFinite }) { return "a point is not finite" }
        return nil
    }
}

extension Light {
    fileprivate var fault: String? {
        switch self {
        case .area(let area):
            if !(cross(area.u, area.v).length > 0) { return "the rectangle has no area" }
            if !(luminance(area.radiance) >= 0) { return "its radiance is negative or not a number" }
        case .environment(let environment):
            if environment.map.width < 1 || environment.map.height < 1 { return "the map is empty" }
            if environment.map.pixels.contains(where: { !($0 >= 0 && $0.isFinite) }) {
                return "the map has negative or infinite values"
            }
        }
        return nil
    }
}
