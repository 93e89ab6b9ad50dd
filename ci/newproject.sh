#!/usr/bin/env bash
# What a reader of the README does: a new Maven project outside of the clone, the README's coordinates, its 20 lines. Everything
# that a release would publish is deployed to a folder, without keys, and checked on the way: sources and documentation of each
# jar, a module name, a place in the bill of materials. About five minutes on two cores; nothing stays behind.
# MAVEN_REPOSITORY names the local repository of this machine if it is not ~/.m2/repository.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "ci/newproject.sh: $*" >&2
    exit 1
}

echo "=== deploying to a folder"
repository=$work/repository
# Classes that are newer than their sources are not compiled again.
sh ci/maven.sh -q -Prelease -Dmaven.compiler.useIncrementalCompilation=false -Dmaven.test.skip -Dspotless.check.skip -Dcheckstyle.skip -Djacoco.skip -Denforcer.skip \
    -DaltDeploymentRepository="folder::file://$repository" deploy

echo "=== what was deployed"
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' bom/pom.xml | head -n 1)
for folder in "$repository"/org/dpmodel/*/; do
    artifact=$(basename "$folder")
    case $artifact in dpmodel-parent | dpmodel-bom) continue ;; esac
    jars=$(find "$folder$version" -name '*.jar')
    for kind in sources javadoc; do
        grep -q -- "-$kind.jar$" <<<"$jars" || die "$artifact has no $kind jar"
    done
    jar=$(grep -v -e '-sources.jar$' -e '-javadoc.jar$' -e '-tests.jar$' <<<"$jars")
    name=$(unzip -p "$jar" META-INF/MANIFEST.MF | tr -d '\r' | sed -n 's/^Automatic-Module-Name: //p')
    case $name in org.dpmodel*) ;; *) die "$artifact has no module name, found '$name'" ;; esac
    grep -q "<artifactId>$artifact</artifactId>" bom/pom.xml || die "$artifact is missing in bom/pom.xml"
    echo "ok: $artifact is module $name, with sources and documentation"
done

echo "=== a new project"
project=$work/project
mkdir -p "$project/src/main/java"
awk '/^```java$/ { inside = 1; next } /^```$/ && inside { exit } inside' README.md >"$project/src/main/java/TrainPrivately.java"
dependency=$(awk '/^```xml$/ { inside = 1; next } /^```$/ && inside { exit } inside' README.md)
cat >"$project/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>new-project</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository>
      <id>folder</id>
      <url>file://$repository</url>
    </repository>
  </repositories>
  <dependencies>
$dependency
  </dependencies>
</project>
POM

# A local repository of its own, so that what was installed from the clone before counts for nothing. Whatever else this machine
# has downloaded is linked into it; the notes of where that came from are Maven's to write anew.
local=$work/local
seed=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
if [ -d "$seed" ] && cp -al "$seed" "$local" 2>/dev/null; then
    rm -rf "$local/org/dpmodel"
    find "$local" \( -name _remote.repositories -o -name '*.lastUpdated' -o -name 'resolver-status.properties' \
        -o -name 'maven-metadata-*' \) -delete
else
    rm -rf "$local"
fi
cd "$project"
sh "$root/ci/maven.sh" -q -Dmaven.repo.local="$local" compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$work/classpath"
java --enable-native-access=ALL-UNNAMED -cp "target/classes:$(cat "$work/classpath")" TrainPrivately | tee "$work/out"
grep -q '^Differentially private with epsilon = ' "$work/out" || die "the program prints no privacy statement"
accuracy=$(sed -n 's/.*Accuracy=\([0-9.]*\).*/\1/p' "$work/out")
awk -v accuracy="$accuracy" 'BEGIN { exit !(accuracy > 0.5) }' || die "accuracy must be above 0.5, found '$accuracy'"
echo "=== all is well"
