import Inventory

/// What a file was taken for, each choice with what proved it: the rows of the preview.
package struct Recognition: Sendable {
    /// One choice: the value as shown, why, and the option that overrides it.
    package struct Choice: Sendable, Hashable {
        /// `windows-1252`, `;`, `day first`.
        package let value: String
        /// `proved: 69 of 70 records give 8 columns; "," gives 1`. A second line of proof follows a line feed.
        package let proof: String
        /// `--encoding`; nil where nothing overrides it.
        package let option: String?

        package init(_ value: String, proof: String, option: String? = nil) {
            self.value = value
            self.proof = proof
            self.option = option
        }
    }

    /// `inventory, generic CSV`.
    package var kind: Choice
    package var encoding: Choice
    /// Nil where the format has none.
    package var delimiter: Choice?
    /// Nil where the format has none, or no cell stands in quotes.
    package var quoting: Choice?
    /// Where the header stands and what stands before it; nil where it is the first line.
    package var header: Choice?
    /// Nil where no date of the file needs an order.
    package var dates: Choice?
    /// Nil where every time of the file names its zone, or the file has none.
    package var zone: Choice?
    package var vantage: Choice?
    /// The physical line of the header; nil where the format has none.
    package var headerLine: Int?
    /// Lines before the header that are neither header nor data: `sep=;`, `#TYPE …`, metadata.
    package var preambleLines = 0
    /// Header → meaning, in the order of the file.
    package var columns: [ColumnMeaning] = []
    /// The column that gives each row its time, as in the header; nil where rows carry none.
    package var timeColumn: String?
    /// Whether rows name their tenant.
    package var hasTenantColumn = false

    package init(kind: Choice, encoding: Choice) {
        self.kind = kind
        self.encoding = encoding
    }
}
