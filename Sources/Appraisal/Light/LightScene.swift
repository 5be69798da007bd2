internal import Foundation
internal import Geometry
internal import Imaging

/// The reduced photo, with the piece and the display around it told apart.
struct LightScene {
    let image: Raster<SIMD3<Float>>
    let piece: Raster<Bool>
    /// Display close to the piece, of the colours that surround it most.
    let display: Raster<Bool>

    init(photo: ImageBuffer<DisplayLinear>, alpha: ImageBuffer<Coverage>) {
        image = photo.reduced(toLongest: 400)
        piece = alpha.covered(width: image.width, height: image.height)
        let size = max(image.width, image.height)
        let around = piece.dilated(by: max(3, size / 8))
        let close = piece.dilated(by: 2)
        let lab = image.cells.map(labColour)
        let smooth = CutoutEvidence.detail(Raster(width: image.width, height: image.height, cells: lab))
        var candidates: [Int] = []
        for i in lab.indices where around.cells[i] && !close.cells[i] && smooth.cells[i] < 6 { candidates.append(i) }
        // The commonest colour next to the piece is its display; other things are left out.
        func middle(_ channel: Int) -> Float {
            let v = candidates.map { lab[$0][channel] }.sorted()
            return v.isEmpty ? 0 : v[v.count / 2]
        }
        let centre = SIMD3(middle(0), middle(1), middle(2))
        var mask = Raster(width: image.width, height: image.height, fill: false)
        for i in candidates {
            let d = lab[i] - centre
            mask.cells[i] = abs(d.x) < 25 && d.y * d.y + d.z * d.z < 225
        }
        display = mask
    }

    func tone() -> PhotoTone {
        let all = stride(from: 0, to: image.cells.count, by: 3).map { luminance(image.cells[$0]) }.sorted()
        var near: [Float] = []
        var (sum, bright) = (SIMD3<Float>.zero, Float(0))
        for i in display.cells.indices where display.cells[i] {
            let y = luminance(image.cells[i])
            near.append(y)
            if image.cells[i].max() < 0.98 {
                sum += image.cells[i]
                bright += 1
            }
        }
        near.sort()
        func at(_ v: [Float], _ q: Float) -> Float { v.isEmpty ? 0 : v[min(v.count - 1, Int(q * Float(v.count)))] }
        let (illuminant, confidence) = illuminant(display: bright > 0 ? sum / bright : nil)
        return PhotoTone(
            illuminant: illuminant, illuminantConfidence: confidence,
            keyLuminance: near.isEmpty ? at(all, 0.75) : at(near, 0.75), blackLevel: at(all, 0.005),
            contrast: near.isEmpty ? 1 : at(near, 0.95) / max(at(near, 0.05), 1e-4))
    }

    /// A neutral display tells the light's colour; else grey edges do (van de Weijer et al. 2007).
    private func illuminant(display: SIMD3<Float>?) -> (SIMD3<Float>, Float) {
        var edges = SIMD3<Float>.zero
        for y in 1..<max(2, image.height - 1) {
            for x in 1..<max(2, image.width - 1) where x + 1 < image.width && y + 1 < image.height {
                let i = y * image.width + x
                guard image.cells[i].max() < 0.98, !piece.cells[i] else { continue }
                let gx = image.cells[i + 1] - image.cells[i - 1]
                let gy = image.cells[i + image.width] - image.cells[i - image.width]
                let g = gx * gx + gy * gy
                // Minkowski norm 5 of the gradient, as in the paper.
                let m = SIMD3(powf(g.x, 2.5), powf(g.y, 2.5), powf(g.z, 2.5))
                edges += m
            }
        }
        let norm = SIMD3(powf(edges.x, 0.2), powf(edges.y, 0.2), powf(edges.z, 0.2))
        let byEdges = norm.min() > 0 ? norm / luminance(norm) : SIMD3(repeating: 1)
        guard let display, luminance(display) > 0.02 else { return (byEdges, 0.3) }
        let byDisplay = display / luminance(display)
        // Cream and linen are display colours, too: only a display near neutral is a grey card.
        let lab = labColour(byDisplay * 0.5)
        let chroma = hypotf(lab.y, lab.z)
        let trust = 1 / (1 + powf(chroma / 12, 4))
        let mixed = byDisplay * trust + byEdges * (1 - trust)
        return (mixed / luminance(mixed), 0.25 + 0.6 * trust)
    }

    /// Slope of the display's log luminance across the piece's surroundings, toward the light.
    func shading() -> LightReading {
        let size = Double(max(image.width, image.height))
        // Least squares of log luminance on x and y.
        var (n, x1, y1, v1, xx, xy, yy, xv, yv) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for y in 0..<image.height {
            for x in 0..<image.width where display[x, y] {
                let l = luminance(image[x, y])
                guard l > 0.004 else { continue }
                let (u, w, v) = (Double(x) / size, Double(y) / size, Double(log2f(l)))
                n += 1
                x1 += u
                y1 += w
                v1 += v
                xx += u * u
                xy += u * w
                yy += w * w
                xv += u * v
                yv += w * v
            }
        }
        guard n > 200 else { return .none }
        let (cxx, cxy, cyy) = (xx / n - x1 * x1 / n / n, xy / n - x1 * y1 / n / n, yy / n - y1 * y1 / n / n)
        let (cxv, cyv) = (xv / n - x1 * v1 / n / n, yv / n - y1 * v1 / n / n)
        let det = cxx * cyy - cxy * cxy
        guard det > 1e-7 else { return .none }
        // Stops across a third of the picture.
        let slope = Vector2(Float((cxv * cyy - cyv * cxy) / det), Float((cyv * cxx - cxv * cxy) / det)) / 3
        let share = Float(n) / Float(image.cells.count)
        let strength = min(1, slope.length / 1.2)
        return LightReading(direction: slope.normalized * strength, certainty: min(0.7, share * 8))
    }

    /// Opposite the side of the piece on which its display is darker close by than farther away: a shadow falls away
    /// from the light.
    func castShadow() -> LightReading {
        let reach = max(3, max(image.width, image.height) / 60)
        let far = 3 * reach
        var (sum, weight) = (Vector2.zero, Float(0))
        let ways = (0..<8).map { k in Vector2(cosf(Float(k) * .pi / 4), sinf(Float(k) * .pi / 4)) }
        for y in stride(from: 0, to: image.height, by: 2) {
            for x in stride(from: 0, to: image.width, by: 2) where piece[x, y] {
                for way in ways {
                    guard let a = sample(x, y, way, reach), let b = sample(x, y, way, far) else { continue }
                    let drop = min(max(log2f(max(b, 1e-3) / max(a, 1e-3)), 0), 2)
                    sum += way * drop
                    weight += 1
                }
            }
        }
        guard weight > 60 else { return .none }
        let mean = sum / weight
        return LightReading(
            direction: -mean.normalized * min(1, mean.length * 8), certainty: min(0.5, mean.length * 6))
    }

    private func sample(_ x: Int, _ y: Int, _ way: Vector2, _ reach: Int) -> Float? {
        let (u, v) = (x + Int((way.x * Float(reach)).rounded()), y + Int((way.y * Float(reach)).rounded()))
        guard u >= 0, v >= 0, u < image.width, v < image.height, !piece[u, v] else { return nil }
        let i = v * image.width + u
        // The shadow itself may be darker than what counts as display.
        return display.cells[i] || luminance(image.cells[i]) < 0.6 ? luminance(image.cells[i]) : nil
    }
}

extension ImageBuffer where Meaning == Coverage {
    /// Whether anything of the piece lies in each cell of a smaller raster.
    func covered(width w: Int, height h: Int) -> Raster<Bool> {
        var out = Raster(width: w, height: h, fill: false)
        for y in 0..<height {
            let v = min(h - 1, y * h / height)
            for x in 0..<width where pixels[y * width + x] > 0.3 { out.cells[v * w + min(w - 1, x * w / width)] = true }
        }
        return out
    }
}
