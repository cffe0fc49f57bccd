#!/usr/bin/env bash
# Follows every row of the sample's list to the lines that it rests on, and looks whether they say so.
#
#     SampleData/follow.sh DAY         after SampleData/play.sh, with the same MUSTER and MUSTER_DB
#
# For each server on the list of that day, `asset explain` names for each input the file and the physical line that says
# it last. The line is fetched with sed from the file itself, decoded as the file is encoded; where the claim is not on it,
# that is printed and the script ends with 1. An nmap host is one record of several lines: it is read from the line named
# to its end.
set -euo pipefail
cd "$(dirname "$0")"

day=$1
muster=${MUSTER:-muster}
followed=0
broken=0

encoding() {
    case $1 in
        *-inventar.csv) echo WINDOWS-1252 ;;
        *-daicho.csv) echo CP932 ;;
        *-exchange-servers.csv) echo UTF-16 ;;
        *) echo UTF-8 ;;
    esac
}

# The record that begins on a line of a file, in UTF-8.
record() {
    if [[ $1 == *.xml ]]; then
        sed -n "$2,/<\/host>/p" "$1"
    else
        iconv -f "$(encoding "$1")" -t UTF-8 "$1" | sed -n "${2}p"
    fi
}

# Whether a record holds one of the given texts, whatever their case.
holds() {
    local text=${1,,}
    shift
    for wanted; do
        [[ $text == *"${wanted,,}"* ]] && return 0
    done
    return 1
}

# Whether a record says that 443 is open, or that it is not.
says_open() { holds "$1" 'portid="443"><state state="open"' ',443,tcp,open,' || [[ $1 =~ ^[0-9:\ -]+,[0-9.]+,443, ]]; }
says_shut() { holds "$1" 'portid="443"><state state="closed"' 'portid="443"><state state="filtered"' ',443,tcp,closed,'; }

# Whether a record says what an input of the decision claims: $1 record, $2 input, $3 value, $4 server.
says() {
    local words build
    case $2 in
        build)
            # A range of builds was said by its first three parts, or as "Version 15.2 (Build 858.5)".
            build=${3%% *}
            if [[ $build == *-* ]]; then
                build=${build%%-*}
                build=${build%.*}
            fi
            holds "$1" "$build" "Version ${build%.*} (Build ${build##*.}."
            ;;
        443)
            case $3 in
                exposed) says_open "$1" ;;
                not_exposed) says_shut "$1" ;;
                *) says_open "$1" || says_shut "$1" ;;
            esac
            ;;
        endpoint:*)
            words=${2#endpoint:}
            holds "$1" "${words%:*}" && { [[ $3 != open ]] || says_open "$1"; } && { [[ $3 == open ]] || says_shut "$1"; }
            ;;
        address:*) holds "$1" "${2#address:}" ;;
        beginning) holds "$1" "$(TZ=America/Chicago date -d "$3" '+%-m/%-d/%Y %-I:%M:%S %p')" ;;
        condition:edge) if [[ $3 == yes ]]; then holds "$1" edge; else holds "$1" mailbox; fi ;;
        presence)
            # shellcheck disable=SC2046
            holds "$1" "${4%%.*}" $(addresses)
            ;;
        evidence) holds "$1" "${3%%:*}" ;;
        role) holds "$1" "${3%%,*}" ;;
        *) holds "$1" "$3" ;;
    esac
}

# The addresses that publish the server that is being explained.
addresses() { awk -F, '$3 ~ /^address:/ { print substr($3, 9) }' <<<"$explained"; }

while IFS=, read -r tenant asset; do
    explained=$("$muster" asset explain "$asset" -t "$tenant" --as-of "$day" -o csv --columns file,line,input,value -q)
    while IFS=, read -r file line input value; do
        [[ -n $file && $file != file ]] || continue
        value=${value#\"}
        value=${value%\"}
        followed=$((followed + 1))
        if ! says "$(record "$file" "$line")" "$input" "$value" "$asset"; then
            printf '%s: %s is said to be "%s" by %s:%s, which reads\n  %s\n' \
                "$asset" "$input" "$value" "$file" "$line" "$(record "$file" "$line")" >&2
            broken=$((broken + 1))
        fi
    done <<<"$explained"
done < <("$muster" followup list --as-of "$day" -o csv --columns tenant,asset --limit 0 -q | tail -n +2)

printf '%s: %d lines followed, %d do not say what is claimed\n' "$day" "$followed" "$broken"
[[ $broken -eq 0 && $followed -gt 0 ]]
