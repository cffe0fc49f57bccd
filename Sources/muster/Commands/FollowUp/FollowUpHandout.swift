import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster followup handout`: the page for a customer.
struct FollowUpHandout: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "handout", abstract: "The page for one customer: their servers, what we saw, what to do by when.",
        discussion: """
              muster followup handout -t fabrikam                      Markdown
              muster followup handout -t fabrikam --html > page.html
              muster followup handout -t fabrikam --to outbox          both, as files for you alone

            It is made from this customer's rows alone. Read it before it goes out.
            """)

    @Flag(help: "HTML in place of Markdown: one file that needs nothing beside it.")
    var html = false

    @Option(help: ArgumentHelp("Write both into this folder, as SLUG-DATE.md and .html.", valueName: "folder"))
    var to: String?

    @OptionGroup var policy: PolicyOption
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        let slug = try global.requireTenant()
        let reader = try Reader(global, reading, policy: policy)
        guard let own = try reader.readings(of: slug).first else {
            throw Complaint(.badData, "there is no tenant \"\(slug)\"", next: ["muster tenant list"])
        }
        let paper = Handout(reading: own, knowledge: reader.knowledge).paper
        let page = try PaperHTML(templates: ShareFolder.path("templates", checkout: "Sources/Reporting/Templates"))
        guard let to else { return console.write(html ? page.text(paper) : PaperMarkdown.text(paper)) }
        let name = "\(to)/\(own.tenant.slug)-\(own.asOf)"
        try TextFile.write(Array(PaperMarkdown.text(paper).utf8), to: name + ".md")
        try TextFile.write(Array(page.text(paper).utf8), to: name + ".html")
        console.print(StyledText("\(name).md"))
        console.print(StyledText("\(name).html"))
    }
}
