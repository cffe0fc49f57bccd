import Inventory

extension HelpTopic {
    /// Each measure of a week, and how it is computed.
    static var trendsPage: String {
        var text = """
            The measures of a frozen week, and how each is computed

            A week is one of ISO 8601 in the tenant's zone; "at the end" is the last instant of its Sunday. What is not known
            has no value and is never 0; "partly" known counts what is known while some servers are not, so that it may be
            more. Of two in the middle the lower is the median; a percentile is the smallest value that so many do not
            exceed. "report trend -o csv" and the view tenant_weeks of "muster sql" have these:


            """
        for measure in WeekMeasure.allCases {
            text += "\(measure.rawValue) (\(measure.unit))\n    \(measure.formula)\n"
        }
        return text + """

            The causes of changes: new and reopened by appeared, released, disclosed, downgraded, evidence, expired,
            knowledge_changed, corrected; closed by patched, checked, remediated, retired, accepted, knowledge_changed, merged,
            reattributed, offboarded, corrected. What is learnt late about an earlier week is corrected in the next one.

            """
    }
}
