import Geometry
internal import Glibc
import Imaging

/// Rooms for metal to mirror: windows, lamps, walls and the photographer, as latitude–longitude maps.
enum Rooms {
    static func draw(_ dice: inout Dice) -> ImageBuffer<SceneLinear> {
        let (width, height) = (128, 64)
        var map = ImageBuffer<SceneLinear>(width: width, height: height)
        let wall = dice.colour(saturation: 0...0.35, value: 0.08...0.7)
        let ceiling = Vector3(repeating: dice.real(0.3...1.2))
        let floor = dice.colour(saturation: 0...0.5, value: 0.03...0.5)
        let (seed, unevenness) = (dice.seed32(), dice.real(0.2...0.7))
        for y in 0..<height {
            let elevation = 90 - (Float(y) + 0.5) / Float(height) * 180
            let c = mix(mix(floor, wall, smoothstep(-30, -8, elevation)), ceiling, smoothstep(30, 60, elevation))
            for x in 0..<width {
                // Walls are never evenly lit, and flat metal shows it.
                let a = Float(x) / Float(width) * 2 * .pi
                let n = valueNoise([1.7 * cos(a), elevation / 35, 1.7 * sin(a)], seed: seed)
                set(&map, x, y, c * (1 + unevenness * n))
            }
        }
        for _ in 0..<dice.whole(1...4) {
            let light = Vector3(1, dice.real(0.82...1), dice.real(0.6...1.15)) * dice.size(2...18)
            patch(&map, &dice, colour: light, width: 0.04...0.16, height: 0.06...0.22, top: 0.1...0.45)
        }
        // Dark cards give metal its edges.
        for _ in 0..<dice.whole(1...6) {
            patch(
                &map, &dice, colour: dice.colour(saturation: 0...0.4, value: 0.01...0.15), width: 0.03...0.14,
                height: 0.1...0.4,
                top: 0.2...0.6)
        }
        return map
    }

    private static func patch(
        _ map: inout ImageBuffer<SceneLinear>, _ dice: inout Dice, colour: Vector3, width: ClosedRange<Float>,
        height: ClosedRange<Float>, top: ClosedRange<Float>
    ) {
        let x0 = dice.whole(0...map.width - 1)
        let y0 = Int(dice.real(top) * Float(map.height))
        for y in y0..<min(y0 + max(Int(dice.real(height) * Float(map.height)), 1), map.height) {
            for x in x0..<x0 + max(Int(dice.real(width) * Float(map.width)), 1) { set(&map, x % map.width, y, colour) }
        }
    }

    private static func set(_ map: inout ImageBuffer<SceneLinear>, _ x: Int, _ y: Int, _ c: Vector3) {
        let i = map.index(x, y)
        (map.pixels[i], map.pixels[i + 1], map.pixels[i + 2]) = (c.x, c.y, c.z)
    }
}
