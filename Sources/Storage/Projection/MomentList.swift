import Inventory

/// The instants of a server as they are stored.
enum MomentList {
    static func write(_ moments: [Instant]) -> [UInt8] {
        var bytes: [UInt8] = []
        write(moments, to: &bytes)
        return bytes
    }

    static func write(_ moments: [Instant], to bytes: inout [UInt8]) {
        var last: Int64 = 0
        for moment in moments {
            bytes.append(number: zigzag(moment.seconds &- last))
            last = moment.seconds
        }
    }

    static func read(_ bytes: UnsafeRawBufferPointer) -> [Instant] {
        var reader = NumberReader(bytes: bytes)
        var moments: [Instant] = []
        var last: Int64 = 0
        while !reader.isAtEnd, let step = reader.next() {
            last &+= unzigzag(step)
            moments.append(Instant(last))
        }
        return moments
    }
}
