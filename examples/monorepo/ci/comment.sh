#!/bin/sh
# Keeps one comment of a pull or merge request up to date: sh ci/comment.sh github|gitlab <file>
# The file begins with a hidden marker. A comment of this bot that begins with it too is edited; where there is none, one
# is added. Needs curl and node, the token in COMMENT_TOKEN, and for GitHub the number in PULL_REQUEST.
set -eu

forge=$1
file=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $forge in
  github)
    list="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
    one="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/comments"
    header="Authorization: Bearer $COMMENT_TOKEN"
    edit=PATCH ;;
  gitlab)
    list="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
    one=$list
    header="PRIVATE-TOKEN: $COMMENT_TOKEN"
    edit=PUT ;;
  *)
    echo "comment.sh: github or gitlab, not $forge" >&2
    exit 2 ;;
esac

# Calls the forge: call <method> <url> [file to send]. The token goes to curl by its standard input, not by its arguments.
call() {
  printf 'header = "%s"\n' "$header" | curl --config - --silent --show-error --fail --retry 3 --max-time 30 \
    --request "$1" --header 'Content-Type: application/json' ${3:+--data-binary "@$3"} "$2"
}

# Who this token is. On GitHub a workflow's token cannot ask; its comments are those of this bot.
if [ "$forge" = gitlab ]; then
  call GET "$CI_API_V4_URL/user" > "$work/user"
  me=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1], "utf8")).username' "$work/user")
else
  me='github-actions[bot]'
fi

# The number of the comment of an earlier run, page by page; nothing where there is none.
found=
page=1
while [ -z "$found" ]; do
  call GET "$list?per_page=100&page=$page" > "$work/page"
  result=$(node -p '
    const [path, file, me] = process.argv.slice(1)
    const comments = JSON.parse(fs.readFileSync(path, "utf8"))
    const [marker] = fs.readFileSync(file, "utf8").split("\n")
    const own = comments.find(({ body, user, author }) => (user?.login ?? author?.username) === me && body.startsWith(marker))
    own?.id ?? (comments.length < 100 ? "last" : "")
  ' "$work/page" "$file" "$me")
  [ "$result" != last ] || break
  found=$result
  page=$((page + 1))
done

node -p 'JSON.stringify({ body: fs.readFileSync(process.argv[1], "utf8") })' "$file" > "$work/body"
if [ -n "$found" ]; then
  call "$edit" "$one/$found" "$work/body" > "$work/answer"
else
  call POST "$list" "$work/body" > "$work/answer"
fi
