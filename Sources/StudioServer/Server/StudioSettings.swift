public import Foundation

/// How a studio runs. Flags count most, then the environment, then `studio.json` in the data folder.
public struct StudioSettings: Sendable, Hashable {
    public var host = "127.0.0.1"
    /// 0 takes any free port.
    public var port = 8080
    public var data: URL
    /// Pictures that render at once.
    public var renderers = 1
    /// What all uploads together may take, gigabytes.
    public var quotaGigabytes = 50
    /// What the photos of one account may take, those in its trash left out, gigabytes.
    public var accountGigabytes = 50
    /// Whether the gallery's portraits are photographed when there is nothing else to do.
    public var preparesPortraits = true
    /// Whether the samples' plates are rendered then, before that.
    public var rehearsesSamples = true
    public var logLevel = "info"

    public init(data: URL) { self.data = data }

    /// What is wrong with a setting, and what it may be.
    public struct Invalid: Error, Hashable, CustomStringConvertible {
        public let description: String
        public init(_ description: String) { self.description = description }
    }

    /// The settings in `studio.json`; every key may be missing, none may be unknown.
    private struct File: Decodable {
        var host: String?
        var port, renderers, quotaGigabytes, accountGigabytes: Int?
        var preparesPortraits, rehearsesSamples: Bool?
        var logLevel: String?

        static let keys: Set = [
            "host", "port", "renderers", "quotaGigabytes", "accountGigabytes", "preparesPortraits",
            "rehearsesSamples", "logLevel",
        ]
    }

    /// - Parameters:
    ///   - data, host, port: from the command line; nil is not given.
    ///   - standardData: where data lie unless something says otherwise.
    /// - Throws: `Invalid`.
    public static func read(
        data: String?, host: String?, port: Int?, environment: [String: String], standardData: URL
    ) throws -> StudioSettings {
        let folder = (data ?? environment["PARURE_DATA"]).map { URL(filePath: $0) } ?? standardData
        var settings = StudioSettings(data: folder)
        try settings.apply(file: folder.appending(path: "studio.json"))
        try settings.apply(environment)
        if let host { settings.host = host }
        if let port { settings.port = port }
        try settings.validate()
        return settings
    }

    private mutating func apply(file url: URL) throws {
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        do {
            let data = try Data(contentsOf: url)
            let names = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?.keys ?? [:].keys
            if let unknown = names.first(where: { !File.keys.contains($0) }) {
                throw Invalid("\(url.path): there is no setting '\(unknown)'.")
            }
            let file = try JSONDecoder().decode(File.self, from: data)
            host = file.host ?? host
            port = file.port ?? port
            renderers = file.renderers ?? renderers
            quotaGigabytes = file.quotaGigabytes ?? quotaGigabytes
            accountGigabytes = file.accountGigabytes ?? accountGigabytes
            preparesPortraits = file.preparesPortraits ?? preparesPortraits
            rehearsesSamples = file.rehearsesSamples ?? rehearsesSamples
            logLevel = file.logLevel ?? logLevel
        } catch let error as Invalid {
            throw error
        } catch {
            throw Invalid("\(url.path) is not a JSON object of settings: \(error).")
        }
    }

    private mutating func apply(_ environment: [String: String]) throws {
        func number(_ name: String) throws -> Int? {
            guard let text = environment[name] else { return nil }
            guard let value = Int(text) else { throw Invalid("\(name) must be a whole number, not '\(text)'.") }
            return value
        }
        func flag(_ name: String) throws -> Bool? {
            switch environment[name] {
            case nil: nil
            case "0": false
            case "1": true
            case .some(let text): throw Invalid("\(name) must be 0 or 1, not '\(text)'.")
            }
        }
        host = environment["PARURE_HOST"] ?? host
        port = try number("PARURE_PORT") ?? port
        renderers = try number("PARURE_RENDERERS") ?? renderers
        quotaGigabytes = try number("PARURE_QUOTA_GIGABYTES") ?? quotaGigabytes
        accountGigabytes = try number("PARURE_ACCOUNT_GIGABYTES") ?? accountGigabytes
        logLevel = environment["PARURE_LOG_LEVEL"] ?? logLevel
        preparesPortraits = try flag("PARURE_PORTRAITS") ?? preparesPortraits
        rehearsesSamples = try flag("PARURE_SAMPLES") ?? rehearsesSamples
    }

    private func validate() throws {
        guard Self.loopback.contains(host) else {
            throw Invalid(
                """
                '\(host)' can be reached by others, and this studio has no sign-in yet: whoever reaches it owns it. \
                Use 127.0.0.1; to work from another machine, forward the port through ssh.
                """)
        }
        guard (0...65535).contains(port) else { throw Invalid("The port must lie between 0 and 65535.") }
        guard (1...64).contains(renderers) else { throw Invalid("Renderers must lie between 1 and 64.") }
        guard (1...100_000).contains(quotaGigabytes), (1...100_000).contains(accountGigabytes) else {
            throw Invalid("A quota is 1 GB or more.")
        }
        guard ["trace", "debug", "info", "notice", "warning", "error", "critical"].contains(logLevel) else {
            throw Invalid("The log level is trace, debug, info, notice, warning, error or critical.")
        }
    }

    static let loopback: Set = ["127.0.0.1", "::1", "localhost"]
}
