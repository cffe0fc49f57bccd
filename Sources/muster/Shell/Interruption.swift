import Glibc
import Inventory
import Synchronization

/// Ctrl-C, for commands that must roll back first. Others are simply ended by it.
enum Interruption {
    private static let seen = Atomic<Bool>(false)

    /// Whether Ctrl-C was pressed since `watch`. Cheap: ask per batch.
    static var requested: Bool { seen.load(ordering: .relaxed) }

    /// From here on the first Ctrl-C only sets `requested`; a second one ends the process at once.
    static func watch() {
        _ = requested
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Interruption.seen.store(true, ordering: .relaxed) }
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        sigaction(SIGINT, &action, nil)
        // Whoever started us may have had it blocked on the thread that did.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Throws the `Complaint` (interrupted) if Ctrl-C was pressed.
    static func check() throws {
        if requested { throw Complaint(.interrupted, "interrupted; rolled back, nothing was changed") }
    }
}
