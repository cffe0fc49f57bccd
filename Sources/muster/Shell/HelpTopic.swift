/// Pages of help that belong to no single command.
enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case formats
    case trends

    var text: String {
        switch self {
        case .exitCodes: Self.exitCodesPage
        case .formats: Self.formatsPage
        case .trends: Self.trendsPage
        }
    }

    private static let exitCodesPage = """
        What the exit code of muster says

            0   done
            1   failed; or something that was asked for is missing and the rest is whole; "db check": a fault
            3   a gate of --fail-on was hit
           64   the command line cannot be read
           65   the data cannot be taken, or a question that only you can answer; nothing was changed
           66   no such file or input
           70   a fault of muster itself
           73   cannot write: no room, or no permission for the output
           75   the database stayed busy for --wait seconds; try again
           77   not allowed
           78   the configuration is wrong
          124   a query took longer than its time limit
          130   interrupted; rolled back

        Every error says what, where and what to do next:

          error: hosts.csv:17: what is wrong
            what is known about it
          next: a command to copy

        With --dry-run, "import" ends with the code that the import itself would have. With several files it ends with
        65 where one was refused (66 where all that were refused could not be read), and the others are in; what stops
        the rest of them (70, 73, 75, 130) wins, and what was taken in before stays in.

        """

    private static let formatsPage = """
        What muster reads

          inventory         CSV of any shape with a column of host names: delimiter, encoding, order of days and the
                            meaning of each column are recognised and shown by --dry-run, never assumed in silence
          scan              CSV of any shape with addresses and ports; say from where with --vantage
          Exchange          Get-ExchangeServer | Export-Csv, UTF-8 or UTF-16
          Shadowserver      the "exchange" reports of both generations; taken from the internet
          nmap              XML (-oX) or grepable (-oG), whole: a scan that was cut is refused
          masscan           JSON (-oJ) or lines (-oD)
          naabu, httpx      JSON lines (-json); a probe without an answer says nothing
          nuclei            JSON lines (-jsonl) or an array (-json-export): a check that tried and matched proves its CVE
          Shodan            JSON lines, as "shodan download" writes them; taken from the internet; its vulns prove nothing
          other tools       Nessus, Tenable, Qualys, OpenVAS, Sophos Central, Microsoft Defender, Lansweeper, ServiceNow,
                            Get-ADComputer: by mappings, see "muster mapping list"; your own with --save-mapping

        Each as it is, or packed as .gz, .zst, .bz2, .xz or .zip: recognised by content, from standard input too. An
        object of JSON, or a row, that is broken becomes a reject; a JSON array that is not closed is refused whole.

        What muster writes: -o FORMAT

          table    for people: as wide as the terminal, else COLUMNS, else 100; 25 rows
          csv      one header, NULL is empty, lists are joined by ";", quoted as in RFC 4180; a text that a
                   spreadsheet would run (= + - @ in front) has an apostrophe before it
          json     {"items": [...], "data_as_of": ..., "knowledge": ..., "truncated": ...}
          ndjson   one object a line
          md       a table for Markdown

        Control characters in names are shown as \\x1b in every format.

        """
}
