#!/bin/sh
# Makes a small repository of facts that replays, commit by commit, how an analyst takes in the report of 5 July 2026 on
# KOTRA's platform (examples/kotra.md numbers what it says, K1 to K16). Branches named `what-if/...` are made up: no
# recognition, tax treatment or bundling of this project is known. Days and authors are fixed, so the hashes are too.
#
# usage: sh kotra-story.sh DIRECTORY
set -eu

if [ "$#" -ne 1 ]; then
    echo "usage: sh kotra-story.sh DIRECTORY" >&2
    exit 2
fi
if [ -e "$1" ]; then
    echo "error: $1 exists already: name a directory that does not" >&2
    exit 2
fi

# Nothing of the user's own settings for git may change a hash, or lead to another repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 TZ=UTC LC_ALL=C
export GIT_AUTHOR_NAME=Analyst GIT_AUTHOR_EMAIL=analyst@example.org
export GIT_COMMITTER_NAME=Analyst GIT_COMMITTER_EMAIL=analyst@example.org
umask 022

mkdir -p "$1"
cd "$1"
git init --quiet --template= --initial-branch=main --object-format=sha1 .
mkdir -p facts/bodies facts/groups facts/projects

# commit DAY MESSAGE: commits everything as of noon of a day.
commit() {
    git add --all
    GIT_AUTHOR_DATE="$1T12:00:00+00:00" GIT_COMMITTER_DATE="$1T12:00:00+00:00" \
        git commit --quiet --message "$2"
}

project=facts/projects/kotra.toml

# edit SCRIPT: changes the project's file by a script of sed.
edit() {
    sed "$1" "$project" >edited
    mv edited "$project"
}

# What was known before: who orders, and the firm that the report expects to bid.

cat >facts/sources.toml <<'END'
[source.aju-2026-07-05]
title = "KOTRA Opens Public Software Procurement to Large Corporations, Threatening SMEs"
publisher = "Aju Press"
date = 2026-07-05
url = "https://m.ajupress.com/amp/20260705140070389"

[source.kotra-act-text]
title = "KOTRA Act (대한무역투자진흥공사법)"
publisher = "Republic of Korea"
date = 2025-10-01

[source.megaeconomy-1065573682244565]
title = "[Korea Fair Trade Commission, groups designated in 2024]"
publisher = "MegaEconomy"
url = "megaeconomy 1065573682244565"

[source.intn-2036197]
title = "[Samsung SDS: shareholders and sales]"
publisher = "intn"
url = "intn.co.kr idxno=2036197"
END

cat >facts/bodies/kotra.toml <<'END'
[body.kotra]
name = "KOTRA"
names = ["대한무역투자진흥공사", "Korea Trade-Investment Promotion Agency"]
class = "public_institution"
source = ["aju-2026-07-05", "kotra-act-text"]
grade = "C"
END

cat >facts/groups/samsung.toml <<'END'
[group.samsung]
name = "Samsung"
names = ["삼성"]
designated = [{ kind = "restricted", from = 2017-05-01 }]
member = [{ firm = "samsung-sds", from = 2019-05-15 }]
source = "megaeconomy-1065573682244565"
grade = "B"

[firm.samsung-sds]
name = "Samsung SDS"
names = ["삼성SDS"]
sales = [{ year_end = 2023-12-31, amount = "5,166.839bn", basis = "separate" }]
source = "intn-2036197"
grade = "B"
END
commit 2026-07-05 "Enter KOTRA, and Samsung SDS with its group"

cat >"$project" <<'END'
[project.kotra-platform]
name = "KOTRA Intelligent Trade Investment Platform Construction"
body = "kotra"
announced = 2026-05-15 # K1: the request for proposals was published
closes = 2026-07-07 # K6
kind = "build" # K5
months = 30 # K3
amount = "21bn" # K2
vat = "unknown" # K2: not said
source = "aju-2026-07-05"
grade = "B"
END
commit 2026-07-06 "K1 to K3, K5, K6: a request for proposals over 21 billion won"

# K4 names three of the eleven systems; K9 says that each stayed below 4 billion won until now.
edit '/^vat = /a\
components = 11 # K4'
number=0
for name in "Trade Investment 24" "Buy Korea" "Invest Korea" 4 5 6 7 8 9 10 11; do
    number=$((number + 1))
    if [ "$name" = "$number" ]; then
        name="System $number of 11 (not named)"
    fi
    printf '\n[[project.kotra-platform.component]]\nname = "%s"\nbelow = "4bn"\n' "$name" >>"$project"
done
commit 2026-07-07 "K4, K9: eleven systems in one, each below 4 billion won until now"

cat >>"$project" <<'END'

[[project.kotra-platform.claim]]
by = "kotra"
claim = "unfit-for-private-service"
date = 2026-05-15
END
commit 2026-07-08 "K10: KOTRA classes the project as unfit for private service"

cat >>"$project" <<'END'

[[project.kotra-platform.budget]]
year = 2026
amount = "3.9bn"
status = "approved"
[[project.kotra-platform.budget]]
years = [2027, 2028]
amount = "17.2bn"
status = "submitted"
END
commit 2026-07-09 "K12, K13: 17.2 billion won of the budget are not approved"
git tag as-reported

# From here on everything is made up.

# recognition DAY: a recognition of the ministry that is listed on a day.
recognition() {
    cat >facts/projects/what-if.toml <<END
[source.made-up]
title = "Made up: no such recognition is known"
END
    cat >>"$project" <<END

[[project.kotra-platform.recognition]]
provision = "spa-48-3-2"
decided = 2026-04-30
listed = $1
scope = "full"
source = "made-up"
END
}

git checkout --quiet -b what-if/recognised main
recognition 2026-05-15
commit 2026-07-10 "What if the ministry had listed a recognition on the day of the announcement?"

git checkout --quiet -b what-if/listed-a-day-late
edit 's/^listed = 2026-05-15/listed = 2026-05-16/'
commit 2026-07-11 "What if it had been listed a day late?"

git checkout --quiet -b what-if/tax main
edit 's/^vat = .*/vat = "included"/'
commit 2026-07-10 "What if value-added tax is in the 21 billion won?"

git checkout --quiet -b what-if/bundle main
edit '/^body = /a\
bundle = true'
commit 2026-07-10 "What if the eleven systems are projects ordered together?"
git checkout --quiet main
