import Inventory
import Testing

@testable import Knowledge

struct PlacementTests {
    @Test func `orders builds as numbers`() throws {
        for line in try fixture("order.txt") {
            let sides = line.split(separator: " < ").map(String.init)
            #expect(build(sides[0]) < build(sides[1]), "\(line)")
        }
        #expect(zip(knowledge.builds, knowledge.builds.dropFirst()).allSatisfy { $0.build < $1.build })
    }

    @Test(
        arguments: [
            ("15.1.2308.8", "Exchange 2016", "CU21", Placement.Listed.yes),
            ("15.1.2507.18", "Exchange 2016", "CU23", .between), ("15.1.2507.99", "Exchange 2016", "CU23", .newer),
            ("15.1.2400.1", "Exchange 2016", "CU22", .between), ("15.1.1.1", "Exchange 2016", nil, .older),
            ("15.2.2562.99", "Exchange SE", "RTM", .newer), ("15.2.2561.1", "Exchange 2019", "CU15", .newer),
            ("15.1.225.16", "Exchange 2016", "Preview", .yes), ("15.1.225.42", "Exchange 2016", "RTM", .yes),
            ("14.3.513.0", "Exchange 2010", "SP3", .yes), ("14.3.514.0", "Exchange 2010", "SP3", .newer),
            ("14.2.999.0", "Exchange 2010", "SP2", .between), ("6.5.7638.1", "Exchange 2003", nil, .older),
            ("6.0.4417.5", "Exchange 2000", nil, .older),
        ] as [(String, String, String?, Placement.Listed)])
    func `places a build among those that are known`(
        text: String, product: String, cu: String?, listed: Placement.Listed
    ) throws {
        let place = try #require(knowledge.place(build(text)))
        #expect(knowledge.products[place.product].name == product)
        #expect(place.update.map { knowledge.updates[$0].name } == cu)
        #expect(place.listed == listed)
        #expect((place.known?.build == build(text)) == (listed == .yes))
    }

    @Test func `says whether a build carries the number of the cumulative update it is judged by`() {
        #expect(knowledge.place(build("15.1.2507.18"))?.carriesNumber == true)
        #expect(knowledge.place(build("15.1.2400.1"))?.carriesNumber == false)
    }

    @Test func `does not know on a day what was released after it`() {
        #expect(knowledge.place(build("15.1.2308.15"), on: day("2021-08-20"))?.listed == .newer)
        #expect(knowledge.place(build("15.1.2242.99"), on: day("2021-08-20"))?.listed == .between)
        #expect(knowledge.place(build("15.1.2308.14"), on: day("2021-08-20"))?.listed == .yes)
    }

    @Test func `lists the builds that evidence allows`() throws {
        let evidence = try #require(knowledge.read("15.1.2308"))
        #expect(
            knowledge.candidates(evidence).map(\.description) == [
                "15.1.2308.8 CU21", "15.1.2308.14 Jul21SU", "15.1.2308.15 Oct21SU", "15.1.2308.20 Nov21SU",
                "15.1.2308.21 Jan22SU", "15.1.2308.27 Mar22SU",
            ])
    }

    @Test func `names products and nothing else`() {
        #expect(knowledge.productName(of: build("15.2.2561.65535")) == "Exchange 2019")
        #expect(knowledge.productName(of: build("15.2.2562.0")) == "Exchange SE")
        #expect(knowledge.productName(of: build("10.0.20348.1")) == nil)
        #expect(knowledge.productName(of: build("15.20.4415.18")) == nil)
    }
}
