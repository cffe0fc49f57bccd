#!/usr/bin/env bash
# Plays the sample data into a database: three tenants, then every file of a list in its order.
#
#     SampleData/play.sh [-q] [LIST]       LIST is imports.txt unless given; -q keeps the imports' summaries away
#
# MUSTER is the program (else `muster` of the PATH), MUSTER_DB the database.
set -euo pipefail
cd "$(dirname "$0")"

quiet=()
if [[ ${1:-} == -q ]]; then
    quiet=(-q)
    shift
fi
list=${1:-imports.txt}
muster=${MUSTER:-muster}

"$muster" tenant add fabrikam --name "Fabrikam GmbH" --zone Europe/Berlin --language de \
    --mode collaborate --impact medium --start 2021-01-01 \
    --domain fabrikam.example.org --network 203.0.113.0/26 --network 2001:db8:25::/48 \
    --contact "IT: Jörg Weiß <joerg.weiss@fabrikam.example.org>" "${quiet[@]}"
"$muster" tenant add contoso-jp --name "株式会社コントソ" --zone Asia/Tokyo --language ja \
    --mode notify --impact high --start 2021-01-01 \
    --domain contoso.example.org --network 198.51.100.0/25 \
    --contact "情報システム部: 佐藤 葵 <aoi.sato@contoso.example.org>" "${quiet[@]}"
"$muster" tenant add northwind --name "Northwind Traders" --zone America/Chicago --language en \
    --mode authorize --impact low --start 2021-01-01 \
    --domain northwind.example.org --network 192.0.2.0/26 \
    --contact "IT: Dana Whitfield <dana.whitfield@northwind.example.org>" "${quiet[@]}"

while read -r file options; do
    [[ -n $file && $file != \#* ]] || continue
    # The options are words without blanks.
    # shellcheck disable=SC2086
    "$muster" import "$file" $options "${quiet[@]}"
done <"$list"
