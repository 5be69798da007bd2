internal import Foundation
internal import Geometry

/// Letters of single strokes, as on technical drawings (in the spirit of ISO 3098): drawn from lines and arcs, so that
/// they are crisp at every size and need no font.
///
/// Units are heights of a capital: the baseline is y = 0, y grows downward.
enum StrokeLettering {
    /// Strokes of a text whose left end of the baseline is the origin, and its width.
    static func strokes(of text: String) -> (lines: [[Vector2]], width: Float) {
        var (lines, x): ([[Vector2]], Float) = ([], 0)
        for character in text {
            guard character != " " else {
                x += 0.34
                continue
            }
            let glyph = glyphs[character] ?? []
            let width = glyph.joined().map(\.x).max() ?? 0.3
            lines += glyph.map { stroke in stroke.map { $0 + Vector2(x, 0) } }
            x += width + spacing
        }
        return (lines, max(x - spacing, 0))
    }

    private static let spacing: Float = 0.22

    // MARK: - Pieces of glyphs

    /// Degrees from the right, counter-clockwise as seen.
    private static func arc(
        _ x: Float, _ y: Float, _ rx: Float, _ ry: Float, _ from: Float, _ to: Float
    ) -> [Vector2] {
        let steps = max(Int(abs(to - from) / 12), 3)
        return (0...steps).map { k in
            let a = mix(from, to, Float(k) / Float(steps)) * .pi / 180
            return Vector2(x + rx * cos(a), y - ry * sin(a))
        }
    }

    private static func bend(_ a: Vector2, _ b: Vector2, _ c: Vector2) -> [Vector2] {
        (0...10).map { k in
            let t = Float(k) / 10
            return mix(mix(a, b, t), mix(b, c, t), t)
        }
    }

    private static let bowl = arc(0.27, -0.33, 0.27, 0.33, 0, 360)
    private static func arch(_ x: Float, _ half: Float) -> [Vector2] {
        arc(x + half, -0.66 + half, half, half, 180, 0) + [[x + 2 * half, 0]]
    }
    private static func dot(_ x: Float, _ y: Float) -> [Vector2] { [[x, y], [x + 0.001, y]] }

    private static let glyphs: [Character: [[Vector2]]] = digits.merging(letters) { a, _ in a }
        .merging(signs) { a, _ in a }

    private static let digits: [Character: [[Vector2]]] = [
        "0": [arc(0.3, -0.5, 0.3, 0.5, 0, 360)],
        "1": [[[0, -0.76], [0.26, -1], [0.26, 0]]],
        "2": [arc(0.29, -0.71, 0.28, 0.29, 165, -38) + [[0, 0], [0.58, 0]]],
        "3": [arc(0.27, -0.745, 0.25, 0.255, 155, -90) + arc(0.27, -0.245, 0.29, 0.245, 90, -155)],
        "4": [[[0.45, 0], [0.45, -1], [0, -0.28], [0.62, -0.28]]],
        "5": [[[0.54, -1], [0.1, -1], [0.06, -0.54]] + arc(0.27, -0.32, 0.3, 0.32, 128, -150)],
        "6": [arc(0.3, -0.31, 0.3, 0.31, 0, 360), bend([0.46, -1], [0.03, -0.74], [0, -0.31])],
        "7": [[[0, -1], [0.58, -1], [0.2, 0]]],
        "8": [arc(0.3, -0.755, 0.24, 0.245, 0, 360), arc(0.3, -0.255, 0.3, 0.255, 0, 360)],
        "9": [arc(0.3, -0.69, 0.3, 0.31, 0, 360), bend([0.14, 0], [0.57, -0.26], [0.6, -0.69])],
    ]

    private static let letters: [Character: [[Vector2]]] = [
        "a": [bowl, [[0.54, -0.66], [0.54, 0]]],
        "b": [[[0, -1], [0, 0]], bowl],
        "c": [arc(0.27, -0.33, 0.27, 0.33, 48, 312)],
        "d": [bowl, [[0.54, -1], [0.54, 0]]],
        "e": [[[0.02, -0.35], [0.54, -0.35]] + arc(0.27, -0.33, 0.27, 0.33, 4, 312)],
        "f": [bend([0.36, -1], [0.13, -1.03], [0.13, -0.74]) + [[0.13, 0]], [[0, -0.66], [0.32, -0.66]]],
        "g": [bowl, [[0.54, -0.66]] + arc(0.28, 0.02, 0.26, 0.25, 0, -150)],
        "h": [[[0, -1], [0, 0]], arch(0, 0.25)],
        "i": [[[0, -0.66], [0, 0]], dot(0, -0.9)],
        "j": [[[0.14, -0.66]] + arc(0, 0.1, 0.14, 0.17, 0, -100), dot(0.14, -0.9)],
        "k": [[[0, -1], [0, 0]], [[0.42, -0.66], [0, -0.24]], [[0.15, -0.38], [0.46, 0]]],
        "l": [[[0, -1], [0, 0]]],
        "m": [[[0, -0.66], [0, 0]], arch(0, 0.2), arch(0.4, 0.2)],
        "n": [[[0, -0.66], [0, 0]], arch(0, 0.25)],
        "o": [bowl],
        "p": [[[0, -0.66], [0, 0.28]], bowl],
        "q": [bowl, [[0.54, -0.66], [0.54, 0.28]]],
        "r": [[[0, -0.66], [0, 0]], arc(0.22, -0.42, 0.22, 0.24, 180, 55)],
        "s": [arc(0.21, -0.495, 0.19, 0.165, 30, 270) + arc(0.21, -0.165, 0.21, 0.165, 90, -150)],
        "t": [[[0.13, -0.9]] + bend([0.13, -0.18], [0.13, 0], [0.34, 0]), [[0, -0.66], [0.32, -0.66]]],
        "u": [[[0, -0.66]] + arc(0.25, -0.25, 0.25, 0.25, 180, 360), [[0.5, -0.66], [0.5, 0]]],
        "v": [[[0, -0.66], [0.25, 0], [0.5, -0.66]]],
        "w": [[[0, -0.66], [0.2, 0], [0.4, -0.6], [0.6, 0], [0.8, -0.66]]],
        "x": [[[0, -0.66], [0.46, 0]], [[0.46, -0.66], [0, 0]]],
        "y": [[[0, -0.66], [0.26, 0]], [[0.5, -0.66], [0.15, 0.28]]],
        "z": [[[0, -0.66], [0.46, -0.66], [0, 0], [0.46, 0]]],
    ]

    private static let signs: [Character: [[Vector2]]] = [
        ".": [dot(0.03, -0.02)],
        ",": [[[0.05, -0.03], [0, 0.14]]],
        "·": [dot(0.03, -0.36)],
        "–": [[[0, -0.36], [0.42, -0.36]]],
        "/": [[[0, 0.1], [0.4, -1.05]]],
        "±": [[[0, -0.56], [0.5, -0.56]], [[0.25, -0.81], [0.25, -0.31]], [[0, -0.06], [0.5, -0.06]]],
        "%": [
            arc(0.15, -0.8, 0.15, 0.2, 0, 360), arc(0.57, -0.2, 0.15, 0.2, 0, 360), [[0.62, -1], [0.1, 0]],
        ],
        "⌀": [arc(0.34, -0.48, 0.32, 0.32, 0, 360), [[0.06, -0.06], [0.62, -0.9]]],
    ]
}
