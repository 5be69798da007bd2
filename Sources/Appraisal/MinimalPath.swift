/// Arrival times of a front that leaves seeds and moves at speed `1 / cost` (Sethian 1996), for minimal paths
/// (Cohen and Kimmel 1997).
package struct FastMarching: Sendable {
    package let width: Int
    package let height: Int
    /// Time of arrival at each pixel; infinite where the front never came.
    package private(set) var time: [Float]
    /// Length in pixels of the fastest way to each pixel.
    package private(set) var length: [Float]

    /// - Parameters:
    ///   - cost: Positive time a pixel of way; infinite is a wall.
    ///   - seeds: Pixels where the front starts at time 0.
    ///   - target: Stop when this pixel is reached.
    package init(cost: [Float], width: Int, height: Int, seeds: [Int], target: Int? = nil) {
        precondition(cost.count == width * height, "one cost a pixel")
        (self.width, self.height) = (width, height)
        time = [Float](repeating: .infinity, count: cost.count)
        length = time
        var done = [Bool](repeating: false, count: cost.count)
        var heap = TimeHeap()
        for seed in seeds where cost[seed].isFinite {
            (time[seed], length[seed]) = (0, 0)
            heap.push(0, Int32(seed))
        }
        time.withUnsafeMutableBufferPointer { t in
            length.withUnsafeMutableBufferPointer { l in
                done.withUnsafeMutableBufferPointer { done in
                    cost.withUnsafeBufferPointer { cost in
                        while let (_, i) = heap.pop() {
                            let i = Int(i)
                            if done[i] { continue }
                            done[i] = true
                            if i == target { break }
                            let (x, y) = (i % width, i / width)
                            if x > 0 { Self.update(i - 1, t, l, done, cost, width, height, &heap) }
                            if x + 1 < width { Self.update(i + 1, t, l, done, cost, width, height, &heap) }
                            if y > 0 { Self.update(i - width, t, l, done, cost, width, height, &heap) }
                            if y + 1 < height { Self.update(i + width, t, l, done, cost, width, height, &heap) }
                        }
                    }
                }
            }
        }
    }

    /// Solves the upwind quadratic for one pixel from its settled neighbours.
    private static func update(
        _ i: Int, _ t: UnsafeMutableBufferPointer<Float>, _ l: UnsafeMutableBufferPointer<Float>,
        _ done: UnsafeMutableBufferPointer<Bool>, _ cost: UnsafeBufferPointer<Float>, _ width: Int, _ height: Int,
        _ heap: inout TimeHeap
    ) {
        let f = cost[i]
        if done[i] || !f.isFinite { return }
        let (x, y) = (i % width, i / width)
        func earlier(_ a: Int, _ hasA: Bool, _ b: Int, _ hasB: Bool) -> (time: Float, length: Float) {
            let ta = hasA && done[a] ? t[a] : .infinity
            let tb = hasB && done[b] ? t[b] : .infinity
            return ta <= tb ? (ta, ta.isFinite ? l[a] : 0) : (tb, l[b])
        }
        let h = earlier(i - 1, x > 0, i + 1, x + 1 < width)
        let v = earlier(i - width, y > 0, i + width, y + 1 < height)
        let (near, other) = h.time <= v.time ? (h, v) : (v, h)
        var (arrival, way) = (near.time + f, near.length + 1)
        if other.time < near.time + f {
            let d = other.time - near.time
            arrival = (near.time + other.time + (2 * f * f - d * d).squareRoot()) / 2
            // The way's length follows the characteristics: ∇time · ∇length = |∇time|.
            let (a, b) = (arrival - near.time, arrival - other.time)
            way = (f + a * near.length + b * other.length) / (a + b)
        }
        if arrival < t[i] {
            (t[i], l[i]) = (arrival, way)
            heap.push(arrival, Int32(i))
        }
    }

    /// The fastest way from a pixel back to a seed, pixel by pixel; empty where the front never came.
    package func path(from start: Int) -> [Int] {
        guard time[start].isFinite else { return [] }
        var path = [start]
        var i = start
        while time[i] > 0 {
            let (x, y) = (i % width, i / width)
            var best = i
            var steepest: Float = 0
            for ny in max(0, y - 1)...min(height - 1, y + 1) {
                for nx in max(0, x - 1)...min(width - 1, x + 1) {
                    let j = ny * width + nx
                    let way: Float = nx != x && ny != y ? 1.414_213_6 : 1
                    let slope = (time[i] - time[j]) / way
                    if slope > steepest { (best, steepest) = (j, slope) }
                }
            }
            if best == i { break }
            path.append(best)
            i = best
        }
        return path
    }
}

/// A binary heap of pixels by time.
private struct TimeHeap {
    private var entries: [(time: Float, pixel: Int32)] = []

    mutating func push(_ time: Float, _ pixel: Int32) {
        entries.append((time, pixel))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].time <= entries[child].time { break }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    mutating func pop() -> (time: Float, pixel: Int32)? {
        guard let top = entries.first else { return nil }
        let last = entries.removeLast()
        if entries.isEmpty { return top }
        entries[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= entries.count { break }
            if child + 1 < entries.count, entries[child + 1].time < entries[child].time { child += 1 }
            if entries[parent].time <= entries[child].time { break }
            entries.swapAt(parent, child)
            parent = child
        }
        return top
    }
}
