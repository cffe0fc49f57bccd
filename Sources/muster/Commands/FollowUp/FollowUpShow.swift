import ArgumentParser
import Inventory
import Reporting
import Roll

/// `muster followup show`: all there is to one follow-up.
struct FollowUpShow: MusterCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One follow-up: how it stands, what to do next, and all that ever happened to it.",
        discussion: """
              muster followup show F-4T9K2M
              muster followup show F-4T9K2M --as-of 2021-08-20 -o csv      its history, a row per event
            """)

    @Argument(help: ArgumentHelp("Its id.", valueName: "id"))
    var id: String

    @OptionGroup var reading: ReadingOptions
    @OptionGroup(visibility: .hidden) var global: GlobalOptions

    func run(_ console: Console) throws {
        guard let id = FollowUpID(id) else {
            throw Complaint(
                .usage, "\"\(id)\" is no id of a follow-up, such as F-4T9K2M",
                next: ["muster followup list --by threat"])
        }
        let reader = try Reader(global, reading)
        let story = try reader.roll.story(of: id, global.tenant, asOf: reader.asOf, reader.opened.projector)
        let page = FollowUpPage(story: story, knowledge: reader.knowledge)
        guard console.isForPeople, global.columns == nil else { return try console.emit(page.table) }
        console.print(page.lines(on: console.page))
        let (tenant, server) = (story.tenant.slug, story.followUp.server.shortName)
        if story.followUp.daysOwed > 0 {
            console.next(
                "muster check record \(server) -t \(tenant) --threat \(story.followUp.threat.quotedForShell) …")
        } else if !story.followUp.step.signs.isEmpty {
            console.next("muster evidence list -t \(tenant) --asset \(server)")
        }
        console.note("why:  muster asset explain \(server) -t \(tenant)")
    }
}
