import Foundation
import Inventory

extension Mapping {
    /// Reads one file. Throws a `Complaint`: 66 where it cannot be read, 78 with the line where it is no mapping.
    package static func read(file path: String, origin: Origin) throws -> Mapping {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Complaint(.noInput, "cannot read the mapping", file: path)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Complaint(.configuration, "a mapping must be UTF-8", file: path)
        }
        return try Mapping(yaml: text, file: path, origin: origin)
    }

    /// The mappings of a folder, by name; none where there is no such folder. Throws a `Complaint` (configuration) for
    /// a file that is no mapping, and for two of one name.
    package static func load(folder: String, origin: Origin) throws -> [Mapping] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var mappings: [Mapping] = []
        for name in names.sorted() where !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) {
            let mapping = try read(file: "\(folder)/\(name)", origin: origin)
            if let other = mappings.first(where: { $0.name == mapping.name }) {
                throw Complaint(
                    .configuration, "two mappings have the name '\(mapping.name)'", file: mapping.path,
                    facts: ["the other: \(other.path)"], next: ["rename one: the key 'name'"])
            }
            mappings.append(mapping)
        }
        return mappings.sorted { $0.name < $1.name }
    }

    /// Those of the team and the shipped ones, a name of the team's taking the place of a shipped one's.
    package static func all(shipped: [Mapping], own: [Mapping]) -> [Mapping] {
        let names = Set(own.map(\.name))
        return (own + shipped.filter { !names.contains($0.name) }).sorted { $0.name < $1.name }
    }
}
