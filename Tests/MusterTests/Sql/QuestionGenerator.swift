import Storage
import TestSupport

/// Questions by chance over the views: joins, aggregates, set operations, windows, whatever they mean.
struct QuestionGenerator {
    private var dice: SeededRandom

    init(seed: UInt64) { dice = SeededRandom(seed: seed) }

    mutating func next() -> String {
        switch number(10) {
        case 0: return "\(simple()) \(pick(["union all", "union", "except", "intersect"])) \(simple()) limit 40"
        case 1: return counted()
        case 2: return "with x(v) as (\(simple())) select v, count(*) from x group by v order by 2 desc, 1 limit 40"
        case 3:
            let (view, column) = place()
            return "select \(column), row_number() over (order by \(column)) from \(view) limit 40"
        case 4, 5: return joined()
        case 6:
            let (view, column) = place()
            let (other, key) = place()
            return
                "select \(column) from \(view) where \(column) \(pick(["in", "not in"])) (select \(key) from \(other)) limit 40"
        case 7: return "select * from \(view().name) where \(condition()) limit 40"
        case 8:
            let (view, column) = place()
            return "select group_concat(\(column)), min(\(column)), max(\(column)) from \(view)"
        default: return "\(simple()) order by 1 limit 40"
        }
    }

    private mutating func number(_ below: Int) -> Int { Int.random(in: 0..<below, using: &dice) }
    private mutating func pick<T>(_ list: [T]) -> T { list[number(list.count)] }
    private mutating func view() -> AnalystView { pick(AnalystViews.all) }

    private mutating func place() -> (view: String, column: String) {
        let view = view()
        return (view.name, pick(view.columns).name)
    }

    private mutating func simple() -> String {
        let (view, column) = place()
        return
            "select \(pick(["", "distinct "]))\(pick([column, "lower(\(column))", "substr(\(column), 1, 9)", "\(column) || ''", "quote(\(column))"])) from \(view)"
    }

    private mutating func counted() -> String {
        let (view, column) = place()
        return
            "select \(column), \(pick(["count(*)", "count(distinct \(column))", "total(\(column))", "max(length(\(column)))"])) from \(view) group by \(column) having count(*) >= \(number(3)) limit 40"
    }

    private mutating func joined() -> String {
        // Views of the knowledge are of nobody, and large: their products only cost time.
        let own = AnalystViews.all.filter { view in view.columns.contains { $0.name == "tenant" } && view.parts == nil }
        let (a, b) = (pick(own), pick(own))
        let shared = a.columns.map(\.name).filter { name in b.columns.contains { $0.name == name } }
        let on =
            shared.isEmpty || number(5) == 0
            ? "1 = 1" : "a.\(pick(shared)) \(pick(["=", "<>", "is", ">"])) b.\(pick(shared))"
        return
            "select a.\(pick(a.columns).name), b.\(pick(b.columns).name) from \(a.name) a \(pick(["join", "left join", "full join"])) \(b.name) b on \(on) limit 40"
    }

    private mutating func condition() -> String {
        pick(["1 = 1", "tenant <> 'quokka'", "tenant like '%o%'", "rowid > 1", "not (tenant is null)", "0 or 1"])
    }
}
