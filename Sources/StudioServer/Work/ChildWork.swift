internal import CConfinement
internal import Foundation
public import Studio
internal import Synchronization

/// The other end of a worker: reads its order, confines itself, says what it does.
public enum ChildWork {
    /// Memory that a render may write to.
    static let renderBytes = 6 << 30
    /// Memory, seconds and file size for decoding an upload: 120 megapixels of linear light and its copies fit.
    static let (inspectionBytes, inspectionSeconds, inspectionFile) = (5 << 30, 90, 256 << 20)

    /// Why the process must not go on.
    public struct NotConfined: Error, CustomStringConvertible {
        public let description: String
    }

    /// What the process will be used for.
    public enum Role: Sendable { case work, inspection }

    /// Gives up whatever the work does not need. Called before anything of the order is looked at.
    public static func confine(_ role: Role) throws(NotConfined) {
        try check("privileges", confinement_common())
        switch role {
        case .work: try check("memory", confinement_limit_memory(renderBytes))
        case .inspection:
            try check("memory", confinement_limit_memory(inspectionBytes))
            try check("time", confinement_limit_work(inspectionSeconds, inspectionFile))
            try check("network", confinement_forbid_network())
        }
    }

    private static func check(_ what: String, _ error: Int32) throws(NotConfined) {
        guard error == 0 else {
            throw NotConfined(description: "cannot limit \(what): \(String(cString: strerror(error)))")
        }
    }

    /// Reads the order, does it and returns. When the server goes away, which closes standard input, the process ends
    /// at once: nobody would take its work.
    public static func run(folders: Folders) async throws {
        guard let line = readLine(strippingNewline: true) else { return }
        let order = try JSONDecoder().decode(WorkOrder.self, from: Data(line.utf8))
        let watch = Thread {
            while readLine() != nil {}
            _exit(9)
        }
        watch.start()
        let output = Mutex(())
        await Workbench(folders: folders).run(order) { message in
            guard var data = try? JSONEncoder().encode(message) else { return }
            data.append(0x0A)
            // Progress comes from any thread; lines must not mix. Where nobody listens any more, the watch ends us.
            output.withLock { _ in try? FileHandle.standardOutput.write(contentsOf: data) }
        }
    }
}

extension WorkOrder.Task {
    /// How far it stands back: behind the server; who moves a slider goes before a picture that takes minutes, and that
    /// before what nobody waits for.
    var niceness: Int32 {
        switch self {
        case .preview: 4
        case .job(let work) where JobWork.Kind.background.contains(work.kind): 19
        case .inspect, .job, .packShot, .export: 10
        }
    }
}
