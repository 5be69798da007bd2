public import Geometry

extension BodyShape {
    /// The body whose rest shape all procedural texture and sculpting refer to: a slim young woman.
    ///
    /// Every mesh's `restPositions` are positions on this body, whoever wears them.
    public static let reference = BodyShape(
        ageYears: 25, masculinity: 0, african: 0, asian: 0, european: 1, weight: 0.3, muscle: 0.5, height: 0.5)

    /// Refuses what no adult is.
    ///
    /// - Throws: `AnatomyError.invalidShape` with the attribute and its range.
    public func validate() throws(AnatomyError) {
        func check(_ name: String, _ value: Float, _ range: ClosedRange<Float>) throws(AnatomyError) {
            guard value.isFinite, range.contains(value) else {
                throw .invalidShape("\(name) is \(value), but must lie in \(range.lowerBound)…\(range.upperBound)")
            }
        }
        try check("ageYears", ageYears, 18...80)
        try check("masculinity", masculinity, 0...1)
        try check("weight", weight, 0...1)
        try check("muscle", muscle, 0...1)
        try check("height", height, 0...1)
        for share in [african, asian, european] { try check("each ethnic share", share, 0...1000) }
        guard african + asian + european > 0 else {
            throw .invalidShape("the ethnic shares are all zero, but at least one must be positive")
        }
        for (name, value) in details { try check("the detail \(name)", value, -1...1.5) }
    }

    /// Morph targets and weights that make this shape, as MakeHuman combines them (`macro.json`): the product of
    /// each attribute's linear weights between its named extremes.
    ///
    /// Ages between 18 and 25 take the young adult's shape, since the next younger one is a child.
    func targetWeights() -> [(name: String, weight: Float)] {
        let old = min(max((ageYears - 25) / (90 - 25), 0), 1)
        let ages = [("young", 1 - old), ("old", old)]
        let genders = [("female", 1 - masculinity), ("male", masculinity)]
        let total = african + asian + european
        let races = [("african", african / total), ("asian", asian / total), ("caucasian", european / total)]
        let muscles = Self.between(muscle, "minmuscle", "averagemuscle", "maxmuscle")
        let weights = Self.between(weight, "minweight", "averageweight", "maxweight")
        // The extreme targets are a dwarf and a giant: 0…1 spans ±165 mm, about two and a half standard deviations.
        let tall = height < 0.5 ? (0.5 - height) * 2 * 0.36 : (height - 0.5) * 2 * 0.26
        let extreme = height < 0.5 ? "minheight" : "maxheight"

        var list: [(String, Float)] = []
        for (gender, g) in genders {
            for (age, a) in ages {
                for (race, r) in races { list.append(("macrodetails/\(race)-\(gender)-\(age)", g * a * r)) }
                for (muscle, m) in muscles {
                    for (weight, w) in weights {
                        let name = "\(gender)-\(age)-\(muscle)-\(weight)"
                        let k = g * a * m * w
                        list.append(("macrodetails/universal-\(name)", k))
                        list.append(("macrodetails/height/\(name)-\(extreme)", k * tall))
                        list.append(("macrodetails/proportions/\(name)-idealproportions", k * Self.ideal))
                    }
                }
            }
        }
        return (list + details.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).filter { $0.1 != 0 }
    }

    /// Share of the idealised proportions: people who are photographed for a living.
    private static let ideal: Float = 0.6

    private static func between(
        _ value: Float, _ low: String, _ middle: String, _ high: String
    ) -> [(String, Float)] {
        value < 0.5 ? [(low, 1 - 2 * value), (middle, 2 * value)] : [(middle, 2 - 2 * value), (high, 2 * value - 1)]
    }
}

extension Person {
    /// The shape with what only this person has: a few percent of targets that make left and right differ, drawn
    /// from the seed.
    var individualShape: BodyShape {
        var shape = shape
        var random = PCG32(seed: UInt64(seed), sequence: 77)
        for (name, limit) in Self.asymmetries {
            let weight = limit * random.nextFloat()
            let side = random.nextFloat() < 0.5 ? "l" : "r"
            shape.details["asym/\(name)-\(side)", default: 0] += weight
        }
        // The base mesh's ears stand off; how much, how large and how full their lobes are is everybody's own.
        random = PCG32(seed: UInt64(seed), sequence: 78)
        for (name, range) in Self.ears {
            let weight = mix(range.lowerBound, range.upperBound, random.nextFloat())
            for side in ["l", "r"] { shape.details["ears/\(side)-\(name)", default: 0] += weight }
        }
        return shape
    }

    /// The shape as a gesture has it.
    func shape(in gesture: Gesture) -> BodyShape {
        gesture.region.showsFace ? individualShape.serene : individualShape
    }

    private static let ears: [(String, ClosedRange<Float>)] = [
        ("ear-wing-decr", 0.2...0.5), ("ear-lobe-incr", 0.1...0.5), ("ear-scale-vert-decr", -0.15...0.2),
        ("ear-rot-backward", -0.2...0.3),
    ]

    private static let asymmetries: [(String, Float)] = [
        ("asymm-trunk-1", 0.06), ("asym-jaw-1", 0.4), ("asym-jaw-2", 0.3), ("asym-jaw-3", 0.3), ("asym-mouth-2", 0.3),
        ("asym-cheek-2", 0.3),
    ]
}

extension BodyShape {
    /// The same with closed eyes, and the corners of the mouth a little up.
    var serene: BodyShape {
        var shape = self
        let total = african + asian + european
        for (people, share) in [("african", african), ("asian", asian), ("caucasian", european)] {
            for (name, weight) in [
                (Expression.leftLids, 1), (Expression.rightLids, 1), (Expression.smile, Float(0.15)),
            ] {
                shape.details["\(Expression.folder)/\(people)/\(name)", default: 0] += weight * share / total
            }
        }
        return shape
    }
}

/// What faces do, as targets below `folder` for each of three peoples.
enum Expression {
    static let folder = "expression/units"
    static let leftLids = "eye-left-closure"
    static let rightLids = "eye-right-closure"
    static let smile = "mouth-corner-puller"
    static let all = [leftLids, rightLids, smile]
}

extension BodyAssets {
    /// Positions of all vertices of the base mesh in the given shape at rest, millimetres, soles at y = 0.
    ///
    /// - Throws: `AnatomyError.invalidShape` or `.unknownTarget`.
    public func positions(of shape: BodyShape) throws(AnatomyError) -> [Vector3] {
        var positions = try morphed(shape)
        let ground = ground(of: positions)
        for i in positions.indices { positions[i].y -= ground }
        return positions
    }

    /// The same with the origin of the base mesh, between the hips.
    func morphed(_ shape: BodyShape) throws(AnatomyError) -> [Vector3] {
        try shape.validate()
        var positions = basePositions
        for (name, weight) in shape.targetWeights() {
            guard let entry = targets.directory[name] else { throw .unknownTarget(name) }
            targets.add(entry, weight: weight, to: &positions)
        }
        return positions
    }

    func ground(of positions: [Vector3]) -> Float {
        positions[..<bodyVertexCount].reduce(Float.infinity) { min($0, $1.y) }
    }
}
