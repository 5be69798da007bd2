internal import Wearing

/// How work is shared out.
public enum JobRules {
    /// A worker that has not been heard of for so long has lost its job.
    public static let leaseSeconds = 30.0
    /// How often a worker says that it is alive.
    public static let heartbeatSeconds = 5.0
    /// A job that broke off so often is given up.
    public static let lostAttempts = 3
    /// Waiting so long moves a job up by one priority, so that nothing waits for ever; those of a batch wait together.
    public static let secondsOfWaitPerPriority = 600.0

    /// Smaller is sooner: somebody waits for a reading, a preview and a single picture, in this order; nobody waits
    /// for a batch; samples are rehearsed, and then portraits taken, when there is nothing else.
    public static func priority(of work: JobWork.Kind, inBatch: Bool) -> Int {
        switch work {
        case .reading: inBatch ? 4 : 0
        case .preview: inBatch ? 4 : 1
        case .picture: inBatch ? 4 : 2
        case .rehearsal: 6
        case .portrait: 7
        }
    }

    /// What becomes of a job whose worker has died.
    public static func stateAfterLoss(lostAttempts: Int) -> JobState {
        lostAttempts >= Self.lostAttempts ? .failed : .queued
    }
}

/// The share of the whole that a stage's share means.
public enum JobProgress {
    /// Stages in order with the share of the time that they usually take.
    private static let stages: [(name: String, weight: Double)] = [
        (PictureMaker.readingWords, 0.14), (WearStep.fitting.words, 0.08), (WearStep.staging.words, 0.08),
        (WearStep.sketch.words, 0.08), (WearStep.plate.words, 0.4), (WearStep.contact.words, 0.15),
        (WearStep.composing.words, 0.07),
    ]

    /// - Parameters:
    ///   - stage: as `PictureMaker` calls it; an unknown one counts from the start.
    ///   - share: done of this stage, 0…1.
    /// - Returns: done of the whole, 0…1.
    public static func overall(stage: String, share: Double) -> Double {
        var before = 0.0
        let inside = min(max(share.isFinite ? share : 0, 0), 1)
        for (name, weight) in stages {
            if name == stage { return before + weight * inside }
            before += weight
        }
        return inside
    }

    /// Seconds left, where enough has been seen to tell.
    public static func secondsLeft(share: Double, elapsed: Double) -> Double? {
        guard share > 0.08, share <= 1, elapsed >= 1 else { return nil }
        return elapsed * (1 - share) / share
    }
}
