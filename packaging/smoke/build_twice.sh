#!/bin/sh
# Build the last commit twice, in two folders with names of different length, and compare the hashes.
#
#   sh packaging/smoke/build_twice.sh FOLDER [PART ...]     in FOLDER, which must not exist yet
#
# The parts are those of build.sh, all of them if none is named. What was built stays there.
set -eu
cd "$(dirname "$0")/../.."
project=$PWD
folder=$1
shift
mkdir "$folder"
for place in once "a second time"; do
    git clone --quiet "$project" "$folder/$place"
    (cd "$folder/$place" && sh packaging/build.sh "$@")
done
cat "$folder/once/dist/SHA256SUMS"
cmp "$folder/once/dist/SHA256SUMS" "$folder/a second time/dist/SHA256SUMS"
echo "the same bytes, twice"
