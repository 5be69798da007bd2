import Foundation
package import Geometry
import Imaging

/// A latitude–longitude map with a piecewise constant density in proportion to its light.
package struct EnvironmentMap {
    var group: LightGroup
    var visibleToCamera: Bool
    /// Mean luminance over the sphere, gain included.
    let meanLuminance: Float
    private let gain: Vector3
    private let yawCosine, yawSine: Float
    private let texels: UnsafePointer<Vector3>
    private let width, height: Int
    /// Cumulative density of the rows, and of the columns in each row; both start at 0 and end at 1.
    private let rows: UnsafePointer<Float>
    private let columns: UnsafePointer<Float>
    private let cellsAcross, cellsDown: Int

    package init(_ light: EnvironmentLight, in arena: inout Arena) {
        (group, visibleToCamera, gain) = (light.group, light.visibleToCamera, light.gain)
        let map = light.map
        (width, height) = (map.width, map.height)
        texels = arena.copy(
            (0..<width * height).map { Vector3(map.pixels[3 * $0], map.pixels[3 * $0 + 1], map.pixels[3 * $0 + 2]) })
        let angle = light.yaw * .pi / 180
        (yawCosine, yawSine) = (cos(angle), sin(angle))

        (cellsAcross, cellsDown) = (min(width, 512), min(height, 256))
        var cells = [Float](repeating: 0, count: cellsAcross * cellsDown)
        // A cell sums its texels and their neighbours, since lookup interpolates; a floor keeps all of it reachable.
        for y in 0..<height {
            let solid = sin((Float(y) + 0.5) / Float(height) * .pi)
            for x in 0..<width {
                let l = luminance(texels[y * width + x] * light.gain) * solid
                for dy in -1...1 {
                    for dx in -1...1 {
                        let (nx, ny) = ((x + dx + width) % width, min(max(y + dy, 0), height - 1))
                        cells[ny * cellsDown / height * cellsAcross + nx * cellsAcross / width] += l / 9
                    }
                }
            }
        }
        let total = cells.reduce(0, +)
        meanLuminance = total / Float(width * height) * (.pi / 2)
        let floor = max(0.02 * total / Float(cells.count), .leastNormalMagnitude)
        var rowSums = [Float](repeating: 0, count: cellsDown + 1)
        var rowCumulative = [Float](repeating: 0, count: cellsDown * (cellsAcross + 1))
        for y in 0..<cellsDown {
            let solid = sin((Float(y) + 0.5) / Float(cellsDown) * .pi)
            var sum: Float = 0
            for x in 0..<cellsAcross {
                sum += cells[y * cellsAcross + x] + floor * solid
                rowCumulative[y * (cellsAcross + 1) + x + 1] = sum
            }
            for x in 1...cellsAcross { rowCumulative[y * (cellsAcross + 1) + x] /= sum }
            rowSums[y + 1] = rowSums[y] + sum
        }
        rows = arena.copy(EnvironmentMap.normalised(rowSums))
        columns = arena.copy(rowCumulative)
    }

    private static func normalised(_ cumulative: [Float]) -> [Float] {
        let last = cumulative[cumulative.count - 1]
        return cumulative.map { last > 0 ? $0 / last : 0 }
    }

    /// Radiance from a direction, interpolated.
    package func radiance(toward d: Vector3) -> Vector3 {
        let p = mapPoint(of: d)
        let x = p.x * Float(width) - 0.5
        let y = min(max(p.y * Float(height) - 0.5, 0), Float(height - 1))
        let (fx, fy) = (x.rounded(.down), y.rounded(.down))
        let x0 = (Int(fx) + width) % width
        let x1 = (x0 + 1) % width
        let y0 = Int(fy)
        let y1 = min(y0 + 1, height - 1)
        let top = mix(texels[y0 * width + x0], texels[y0 * width + x1], x - fx)
        let bottom = mix(texels[y1 * width + x0], texels[y1 * width + x1], x - fx)
        return mix(top, bottom, y - fy) * gain
    }

    /// A direction with its density per solid angle.
    package func sample(_ u: Vector2) -> (direction: Vector3, density: Float) {
        let y = EnvironmentMap.search(rows, count: cellsDown, u.y)
        let row = columns + y * (cellsAcross + 1)
        let x = EnvironmentMap.search(row, count: cellsAcross, u.x)
        let (spanX, spanY) = (row[x + 1] - row[x], rows[y + 1] - rows[y])
        let px = (Float(x) + min(max((u.x - row[x]) / spanX, 0), 0.99999)) / Float(cellsAcross)
        let py = (Float(y) + min(max((u.y - rows[y]) / spanY, 0), 0.99999)) / Float(cellsDown)
        let (theta, phi) = (py * Float.pi, (px - 0.5) * 2 * Float.pi)
        let s = sin(theta)
        let local = Vector3(s * sin(phi), cos(theta), -s * cos(phi))
        let density = spanX * spanY * Float(cellsAcross * cellsDown) / (2 * .pi * .pi * max(s, 1e-6))
        return (turned(local, yawSine), density)
    }

    /// The density of `sample` for a direction.
    package func density(toward d: Vector3) -> Float {
        let p = mapPoint(of: d)
        let x = min(Int(p.x * Float(cellsAcross)), cellsAcross - 1)
        let y = min(Int(p.y * Float(cellsDown)), cellsDown - 1)
        let row = columns + y * (cellsAcross + 1)
        let s = max(max(1 - d.y * d.y, 0).squareRoot(), 1e-6)
        return (row[x + 1] - row[x]) * (rows[y + 1] - rows[y]) * Float(cellsAcross * cellsDown) / (2 * .pi * .pi * s)
    }

    /// Position in the map, 0…1 from the top left.
    @inline(__always) private func mapPoint(of direction: Vector3) -> Vector2 {
        let d = turned(direction, -yawSine)
        let x = 0.5 + atan2(d.x, -d.z) / (2 * Float.pi)
        return Vector2(min(max(x, 0), 0.999999), min(max(acos(min(max(d.y, -1), 1)) / .pi, 0), 0.999999))
    }

    /// The direction turned about +y, right-handed: a positive yaw turns −z toward −x.
    @inline(__always) private func turned(_ d: Vector3, _ sine: Float) -> Vector3 {
        Vector3(yawCosine * d.x + sine * d.z, d.y, yawCosine * d.z - sine * d.x)
    }

    /// The cell of a cumulative table that holds `u` and is not empty.
    @inline(__always) private static func search(_ table: UnsafePointer<Float>, count: Int, _ u: Float) -> Int {
        var (low, high) = (0, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if table[middle] <= u { low = middle } else { high = middle }
        }
        return low
    }
}
