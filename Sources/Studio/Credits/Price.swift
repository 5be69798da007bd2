/// What things cost, in credits.
public enum Price {
    /// The price of a finished picture by its size.
    public static func picture(_ resolution: Resolution) -> Int {
        switch resolution {
        case .oneK, .twoK: 4
        case .fourK: 6
        }
    }

    /// The price of a job: only finished pictures cost anything.
    public static func credits(for work: JobWork) -> Int {
        switch work {
        case .picture(let recipe):
            switch recipe.output {
            case .preview: 0
            case .full(let resolution): recipe.isFree ? 0 : picture(resolution)
            }
        case .reading, .portrait, .rehearsal: 0
        }
    }
}
