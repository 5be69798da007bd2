/// Why something could not be stored or found.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No such thing, or not this account's: nobody learns which.
    case notFound
    /// The same idempotency key came with another order.
    case keyUsedForAnotherOrder
    /// The database was written by a later version.
    case newerSchema
    /// Another studio has the folder open.
    case inUse(folder: String)
    /// What was read back is not what was written.
    case damaged(String)
    case disk(String)

    public var description: String {
        switch self {
        case .notFound: "There is no such thing."
        case .keyUsedForAnotherOrder: "This idempotency key was used for another order."
        case .newerSchema:
            "The data were written by a newer version of Parure. Update Parure, or restore a backup of this version."
        case .inUse(let folder): "Another studio has \(folder) open. Stop it first, or give another folder by --data."
        case .damaged(let what): "The data are damaged: \(what)."
        case .disk(let reason): "The disk failed: \(reason)."
        }
    }
}
