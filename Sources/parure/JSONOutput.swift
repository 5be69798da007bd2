internal import Appraisal
internal import Foundation

/// Results for programs.
enum JSONOutput {
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    static func print(_ value: some Encodable) throws {
        FileHandle.standardOutput.write(try data(value))
    }

    /// What stands in place of a result when a photo was refused or could not be read.
    struct Refused: Encodable {
        let verdict = PhotoCheck.Verdict.refuse
        let findings: [Finding]
    }
}
