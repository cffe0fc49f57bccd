import Glibc

/// A POSIX extended regular expression, compiled once; the case of letters does not matter.
package final class TracePattern: @unchecked Sendable {
    package let text: String
    // Written by the initialiser alone; regexec may be called on any thread.
    private var compiled = regex_t()

    /// Nil where the text is no expression.
    package init?(_ text: String) {
        self.text = text
        guard regcomp(&compiled, text, REG_EXTENDED | REG_ICASE | REG_NOSUB) == 0 else { return nil }
    }

    deinit { regfree(&compiled) }

    package func matches(_ text: String) -> Bool { regexec(&compiled, text, 0, nil, 0) == 0 }
}
