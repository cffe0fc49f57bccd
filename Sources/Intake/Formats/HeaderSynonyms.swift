import Inventory

/// What headers of tables mean, in the words of English, German and Japanese exports.
struct HeaderSynonyms: Sendable {
    /// How a header was understood.
    struct Entry: Sendable {
        let meaning: Meaning
        /// Smaller is better where several columns could give one meaning.
        let rank: Int
        /// A word of many uses (`name`, `status`): counts only beside a better one.
        let isWeak: Bool
        /// Whether the header is the meaning's own name.
        let isOwnName: Bool
    }

    /// The words for one kind of table.
    static let inventory = HeaderSynonyms(common + inventoryOnly)
    static let scan = HeaderSynonyms(common + scanOnly)
    static let hunting = HeaderSynonyms(huntingOnly + common.filter { $0.0 != .seenAt })
    static let none = HeaderSynonyms([])

    private let entries: [String: Entry]

    private init(_ table: [(Meaning, String)]) {
        var entries: [String: Entry] = [:]
        for (meaning, words) in table {
            for (rank, word) in words.split(separator: ",").enumerated() {
                let isWeak = word.contains("~")
                let key = HeaderSynonyms.key(word.filter { $0 != "~" })
                if entries[key] == nil {
                    entries[key] = Entry(
                        meaning: meaning, rank: rank, isWeak: isWeak, isOwnName: key == HeaderSynonyms.key(meaning.name)
                    )
                }
            }
        }
        self.entries = entries
    }

    /// The conditions that headers can name.
    var conditions: [Meaning] {
        Set(entries.values.map(\.meaning)).filter { if case .condition = $0 { true } else { false } }
    }

    /// The meaning of a header; nil where it has none that is known.
    func entry(_ header: String) -> Entry? {
        // `cs(User-Agent)` is a word of its own: what stands in brackets is left out only where nobody knows it with them.
        if let entry = entries[HeaderSynonyms.wholeKey(header)] { return entry }
        let key = HeaderSynonyms.key(header)
        if let entry = entries[key] { return entry }
        return HeaderSynonyms.port(key).map {
            Entry(meaning: .stateOfPort($0, $1), rank: 0, isWeak: false, isOwnName: true)
        }
    }

    /// Letters and digits only, in lower case; full-width forms narrow; what stands in brackets at the end left out.
    static func key(_ header: some StringProtocol) -> String {
        var text = String(header)
        if let open = text.lastIndex(where: { $0 == "(" || $0 == "（" || $0 == "[" }), open > text.startIndex,
            let last = text.last, last == ")" || last == "）" || last == "]"
        {
            text = String(text[..<open])
        }
        return wholeKey(text)
    }

    /// The same with what stands in brackets.
    private static func wholeKey(_ header: some StringProtocol) -> String {
        var key = ""
        for scalar in header.lowercased().unicodeScalars {
            var scalar = scalar
            if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) {
                scalar = narrow
            }
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "ー" {
                key.unicodeScalars.append(scalar)
            }
        }
        return key.lowercased()
    }

    /// Whether the header itself says that its times are UTC: `Last Seen (UTC)`, `WhenCreatedUTC`.
    static func saysUTC(_ header: String) -> Bool {
        let plain = header.trimmingBlanks.lowercased()
        return plain.hasSuffix("utc") || plain.hasSuffix("utc)") || plain.hasSuffix("utc]") || plain.hasSuffix("(gmt)")
    }

    /// `port443`, `443tcp`, `tcp443`, `port443tcp`.
    private static func port(_ key: String) -> (Int, String)? {
        var rest = Substring(key)
        var isPort = false
        var transport: String?
        for prefix in ["port", "tcp", "udp"] where rest.hasPrefix(prefix) {
            isPort = true
            if prefix != "port" { transport = prefix }
            rest = rest.dropFirst(prefix.count)
        }
        for suffix in ["tcp", "udp"] where rest.hasSuffix(suffix) && rest.count > 3 {
            isPort = true
            transport = suffix
            rest = rest.dropLast(3)
        }
        if rest.hasSuffix("open") {
            rest = rest.dropLast(4)
        } else if rest.hasSuffix("state") {
            rest = rest.dropLast(5)
        }
        guard isPort, rest.count <= 5, let number = Int(rest), (1...65_535).contains(number) else { return nil }
        return (number, transport ?? "tcp")
    }

    // MARK: The words; "~" marks a weak one, earlier ones are better

    private static let common: [(Meaning, String)] = [
        (
            .tenant,
            """
            tenant, tenant slug, tenant name, customer, customer name, client, client name, organization,
            organisation, company, company name, sub estate, kunde, kundenname, mandant, firma, 顧客, 顧客名,
            テナント, テナント名, 会社名, 得意先, お客様名
            """
        ),
        (
            .host,
            """
            host, hostname, host name, server, server name, computer, computer name, machine, machine name,
            asset, asset name, device, device name, node, node name, netbios name, system name, servername,
            rechner, rechnername, computername, gerät, gerätename, hostnamen, ホスト名, ホスト, サーバー名,
            サーバ名, サーバー, サーバ, コンピューター名, コンピュータ名, コンピューター, 機器名, 端末名,
            マシン名, ci name~, name~, 名前~, 名称~
            """
        ),
        (.domain, "domain,ad domain,dns domain,domain name,domäne,domänenname,ドメイン,ドメイン名"),
        (
            .fqdn,
            """
            fqdn, dns host name, dnshostname, dns name, fully qualified domain name, full host name,
            host fqdn, vollqualifizierter name, vollständiger name, vollqualifizierter domänenname,
            完全修飾ドメイン名, 完全修飾名
            """
        ),
        (
            .address,
            """
            ip address, address, ip, ip addresses, ips, ipv4, ipv4 address, ipv6, ipv6 address, primary ip,
            private ip, private ip address, internal ip, internal ip address, local ip, lan ip, ip adresse,
            ip adressen, interne ip, interne ip adresse, private ip adresse, アドレス~, ip アドレス,
            プライベートip, プライベートipアドレス, 内部ip, 内部ipアドレス, target, target ip
            """
        ),
        (
            .publicAddress,
            """
            public address, public ip, public ip address, external ip, external ip address, external address,
            wan ip, internet ip, nat ip, published ip, öffentliche ip, öffentliche ip adresse, externe ip,
            externe ip adresse, 公開ip, 公開ipアドレス, グローバルip, グローバルipアドレス,
            グローバルアドレス, 外部ip, 外部ipアドレス
            """
        ),
        (
            .seenAt,
            """
            last seen, last seen at, seen at, seen, last check in, last contact, last communication,
            last reported, last report, last inventory, last sync, last scan, last scanned, scan time,
            scan date, scanned at, scanned on, scanned, timestamp, time, date, zuletzt gesehen,
            letzter kontakt, letzte meldung, letzte aktualisierung, letzter scan, zeitpunkt, zeitstempel,
            datum, stand, 最終確認日, 最終確認日時, 確認日時, 確認日, 最終更新日, 最終更新日時, 更新日時,
            更新日, 最終検出日, 最終検出日時, 検出日時, スキャン日時, 調査日, 調査日時, 日時, last update~,
            last updated~, updated~, updated at~
            """
        ),
    ]

    private static let inventoryOnly: [(Meaning, String)] = [
        (
            .build,
            """
            exchange build, exchange version, exchange server version, build number, build, product version,
            software version, version, version number, exchange buildnummer, buildnummer, versionsnummer,
            produktversion, exchangeバージョン, exchangeビルド, ビルド番号, ビルド, 製品バージョン,
            バージョン
            """
        ),
        (.adminDisplayVersion, "admin display version"),
        (
            .fileVersion,
            """
            exsetup version, exsetup file version, exsetup exe version, exsetup exe, exsetup, exsetup build,
            installed version, file version, dateiversion, ファイルバージョン, exsetupバージョン
            """
        ),
        (
            .product,
            """
            product, product name, software, software name, application, application name, produkt,
            produktname, anwendung, 製品名, 製品, ソフトウェア, ソフトウェア名
            """
        ),
        (
            .role,
            """
            exchange role, exchange roles, server role, server roles, role, roles, rolle, rollen,
            serverrolle, 役割, ロール, サーバーの役割
            """
        ),
        (.operatingSystem, "operating system,os,os name,betriebssystem,オペレーティングシステム,os名"),
        (.edition, "edition,exchange edition,エディション"),
        (
            .owner,
            """
            owner, asset owner, system owner, responsible, responsible person, contact, verantwortlich,
            verantwortlicher, verantwortliche, ansprechpartner, besitzer, eigentümer, zuständig, 担当者,
            担当, 所有者, 管理者, 責任者
            """
        ),
        (
            .criticality,
            """
            criticality, business criticality, importance, priority, kritikalität, wichtigkeit, priorität,
            schutzbedarf, 重要度, 優先度
            """
        ),
        (
            .site,
            """
            site, location, ad site, office, data center, datacenter, data centre, standort, ort,
            rechenzentrum, 拠点, 拠点名, 設置場所, 所在地, 場所, サイト
            """
        ),
        (
            .internetFacing,
            """
            internet facing, internet facing?, internet exposed, exposed to internet, public facing,
            externally accessible, external facing, internetzugang, aus dem internet erreichbar,
            vom internet erreichbar, internet erreichbar, extern erreichbar, インターネット公開,
            インターネット公開有無, 外部公開, 外部公開有無, 公開
            """
        ),
        (
            .installedOn,
            """
            installed on, install date, installation date, date installed, installiert am,
            installationsdatum, 導入日, インストール日, 設置日, 構築日
            """
        ),
        (.whenCreated, "when created utc,when created,erstellt am~,作成日~"),
        (.agentID, "agent id,agent guid,agent uuid,sensor id,endpoint id,エージェントid"),
        (.adGUID, "ad guid,object guid,ad object guid,guid"),
        (.serial, "serial number,serial,serial no,sn,service tag,seriennummer,シリアル番号,シリアル,製造番号"),
        (.tag, "tag,tags,label,labels,schlagwörter,タグ"),
        (
            .mitigation,
            """
            mitigations applied, mitigations, mitigation, eems mitigations, mitigationen, maßnahmen, 緩和策
            """
        ),
        (
            .condition("extended_protection_enabled"),
            """
            extended protection enabled, extended protection, windows extended protection,
            erweiterter schutz, 拡張保護
            """
        ),
        (
            .condition("download_domains_configured"),
            """
            download domains configured, download domains, download domain, downloaddomänen,
            ダウンロードドメイン
            """
        ),
        (.condition("hybrid"), "hybrid,hybrid deployment,hybrid configuration,hybridbetrieb,ハイブリッド"),
        (.condition("extended_support"), "extended support,esu,extended security updates,erweiterter support,延長サポート"),
        (.condition("edge"), "edge,edge transport,is edge server"),
        (.condition("unified_messaging_role"), "unified messaging role,unified messaging"),
        (.condition("hybrid_app_configured"), "hybrid app configured,dedicated hybrid app,hybrid app"),
        (.condition("iis_tokencache_removed"), "iis tokencache removed,token cache removed,iis token cache removed"),
        (
            .condition("serialized_data_signing_on"),
            """
            serialized data signing on, serialized data signing,
            certificate signing of powershell serialization payload
            """
        ),
        (.condition("setting_override_absent"), "setting override absent"),
    ]

    private static let scanOnly: [(Meaning, String)] = [
        (.port, "port,port number,dst port,dest port,tcp port,portnummer,ポート,ポート番号"),
        (.portState, "state,port state,status~,port status,zustand,portstatus,状態,ポート状態,ステータス~"),
        (.portProtocol, "protocol,proto,transport,protokoll,プロトコル"),
        (
            .webVersion,
            """
            version, web version, owa version, x owa version, exchange version, exchange build, build,
            service version, バージョン, ビルド
            """
        ),
        (
            .banner,
            """
            product, banner, service product, server header, http server, http title, title, produkt, 製品名,
            製品, バナー
            """
        ),
        (.vantage, "vantage,scanned from,scan origin,view,blickwinkel,スキャン元"),
    ]

    private static let huntingOnly: [(Meaning, String)] = [
        (
            .host,
            """
            host, hostname, host name, host identifier, hostidentifier, computer, computer name, computername,
            pscomputername, s computername, machine, machine name, device, device name, device hostname, agent hostname,
            endpoint, server, server name, asset
            """
        ),
        (.agentID, "agent id,endpoint id,sensor id,device id,aid"),
        (.address, "s ip,host ip,host address,local address,ip,ip address,address"),
        (
            .seenAt,
            """
            collected at, collected, seen at, last seen, calendar time, calendartime, unix time, unixtime, query time,
            run at, hunted at
            """
        ),
        (
            .trace(.path),
            """
            path, file path, filepath, full path, full name, fullname, target filename, targetfilename, file name,
            filename, file, object path, dateipfad, pfad, ファイルパス, パス
            """
        ),
        (.trace(.hash), "sha256,sha1,md5,hash,file hash,sha 256,sha 1"),
        (
            .trace(.address),
            """
            remote address, remote ip, c ip, client ip, client address, source ip, src ip, source address, attacker ip,
            peer address
            """
        ),
        (
            .trace(.command),
            """
            command line, commandline, cmdline, command, cmdlet, process command line, script block text,
            scriptblocktext, script text, befehlszeile, コマンドライン
            """
        ),
        (
            .trace(.event),
            "message, event message, event data, data, event, raw, log line, line, nachricht, メッセージ"
        ),
        (
            .trace(.account),
            "account, account name, user principal name, upn, mailbox, alias, cs username, target user name, konto, アカウント"
        ),
        (.requestMethod, "cs method,request method,http method,method"),
        (.requestTarget, "cs uri stem,uri stem,request uri,uri,url,request,request path"),
        (.requestQuery, "cs uri query,uri query,query string"),
        (.requestStatus, "sc status,status code,http status,response code,status"),
        (.requestAgent, "cs user agent,csuseragent,user agent,agent"),
        (
            .occurredAt,
            """
            occurred at, occurred, event time, time created, timecreated, datetime, mtime, btime, birth time,
            last write time, lastwritetime, last write time utc, creation time, created at, modified, modified at,
            timestamp, geändert, ereigniszeit, 発生日時
            """
        ),
        (.occurredDay, "date"),
        (.occurredClock, "time"),
        (.indicator, "indicator,indicator id,rule,rule name,signature,detection"),
    ]
}

extension StringProtocol {
    /// Without blanks around it.
    var trimmingBlanks: String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
