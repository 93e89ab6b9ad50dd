#!/usr/bin/env bash
# Builds the program images of docs/images.md, looks at which native libraries each holds, and runs the one of this system: the
# cost of a training, and a training. About two minutes on two cores; nothing stays behind but cli/target.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "ci/images.sh: $*" >&2
    exit 1
}

sh ci/maven.sh -q -Pimages -pl cli -am -Dmaven.test.skip -Dspotless.check.skip -Dcheckstyle.skip -Djacoco.skip package

# The e_machine field of an ELF file, as od prints it.
declare -A machine=([linux-x64]=003e [linux-aarch64]=00b7)
for system in linux-x64 linux-aarch64; do
    mkdir "$work/$system"
    tar xzf cli/target/dpmodel-*-"$system".tar.gz -C "$work/$system" --strip-components=1
    (cd "$work/$system" && mkdir unpacked && cd unpacked && python3 -m zipfile -e ../lib/dpmodel.jar .)
    natives=$(find "$work/$system/unpacked" -name '*.so' -o -name '*.dll' -o -name '*.dylib' -o -name '*.jnilib' -o -name '*.a')
    [ "$(wc -l <<<"$natives")" -ge 3 ] || die "$system has too few native libraries: $natives"
    while read -r file; do
        found=$(od -An -tx2 -j18 -N2 "$file" | tr -d ' ')
        [ "$found" = "${machine[$system]}" ] || die "$system holds $file, of machine $found"
    done <<<"$natives"
    echo "ok: $system holds $(wc -l <<<"$natives") native libraries, all its own: $(du -h "$work/$system/lib/dpmodel.jar" | cut -f1)"
done

case $(uname -sm) in
    'Linux x86_64') system=linux-x64 ;;
    'Linux aarch64') system=linux-aarch64 ;;
    *) die "images are for Linux x64 and aarch64, this is $(uname -sm)" ;;
esac
ln -s "$work/$system/bin/dpmodel" "$work/dpmodel"
cd "$work"
./dpmodel privacy --examples 60000 --batch-size 256 --epochs 10 | grep -q 'epsilon = 1.099' || die "the image's privacy prints another epsilon"
./dpmodel train --examples 1000 --epochs 1 | grep 'Differentially private with epsilon' || die "the image does not train"
echo "ok: $system runs"
