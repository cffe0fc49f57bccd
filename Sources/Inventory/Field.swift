/// What a value in a row is about. The numbers are stored; never reuse one.
///
/// Values are canonical UTF-8 text in the form given here. A field may occur several times in one row where "several"
/// is said; the order does not matter.
package enum Field: UInt8, Sendable, CaseIterable, Comparable {
    // Who it is: the row's identity.
    /// An agent's id, folded to lower case.
    case agentID = 1
    /// An Active Directory object GUID, 8-4-4-4-12 in lower case without braces.
    case adGUID = 2
    /// A hardware serial number, folded to lower case.
    case serial = 3
    /// A fully qualified host name: lower case, at least one dot, no trailing dot.
    case fqdn = 4
    /// A short host name: lower case, no dot.
    case hostName = 5
    /// The address that identifies the row because nothing else does: canonical address.
    case identityAddress = 6

    // What it is: the row's state.
    /// A version text as found in a column for versions or builds; what it proves follows from its form.
    case build = 16
    /// `AdminDisplayVersion` as found: proves the cumulative update only.
    case adminDisplayVersion = 17
    /// The file version of ExSetup.exe, or a scanner's "installed version": proves the build.
    case fileVersion = 18
    /// A version shown to the web (`X-OWA-Version`, a feed's `version`): three parts prove a prefix, four prove
    /// "at least this build" of its cumulative update.
    case webVersion = 19
    /// A product's name as found.
    case product = 20
    /// One role of an Exchange server, lower case: `mailbox`, `clientaccess`, `hubtransport`, `unifiedmessaging`,
    /// `edge`, `managementtools`. Several.
    case role = 21
    case operatingSystem = 22
    case edition = 23
    /// An address of the machine, or one that publishes it: canonical address. Several.
    case address = 24
    /// What a scan found at an endpoint: `ADDRESS PORT/PROTOCOL STATE`, STATE being `open`, `closed`, `filtered` or
    /// `unscanned` (the address did not answer host discovery, or the port was not looked at). ADDRESS is `-` where the
    /// file names the host only. Several.
    case endpoint = 25
    /// A host name that names the scanned address (PTR, URL, certificate): as `fqdn`. It does not identify. Several.
    case addressName = 26
    /// Exchange's web front end answers: `ADDRESS PORT`. Several.
    case exchangeWeb = 27
    /// Another product answers on the web (proxy, WAF): `ADDRESS PORT NAME`. Several.
    case otherWeb = 28
    /// A feed's tag in lower case: `exchange`, `webshell`, … Several.
    case tag = 29
    /// A CVE that a scanner proved by trying, or a feed states: `CVE-2021-26855`. Several.
    case provedCVE = 30
    /// `CONDITION=yes` or `CONDITION=no`, CONDITION as in the knowledge's conditions plus `extended_support`,
    /// `hybrid`, `edge`. Several.
    case condition = 31
    /// A mitigation that is in place, as found. Several.
    case mitigation = 32
    /// A claim: the row says that the host can be reached from the internet, `yes` or `no`.
    case internetFacing = 33
    case owner = 34
    case criticality = 35
    case site = 36
    /// When the machine or its Exchange came to be: canonical instant.
    case installedOn = 37
    /// `WhenCreated` of the directory object: canonical instant.
    case whenCreated = 38
    /// From where this row was looked at, if rows of one file differ: a `Vantage`.
    case vantage = 39
    /// A column without a known meaning: `HEADER=value`. Several.
    case other = 40
    /// The tenant that the row names, of a row that could not be placed with one.
    case namedTenant = 41

    /// What a hunting query found: a `DatedTrace`, of any kind but `tag` and `check`. Several.
    case trace = 42
    /// The indicator that a row names for what was found. Several.
    case indicator = 43

    /// Whether the value says who it is, not what it is.
    package var isIdentity: Bool { rawValue < 16 }

    package static func < (a: Field, b: Field) -> Bool { a.rawValue < b.rawValue }
}
