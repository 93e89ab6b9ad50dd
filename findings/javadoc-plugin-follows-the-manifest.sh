#!/usr/bin/env bash
# maven-javadoc-plugin 3.12.0 reads the manifest of the project's own jar: Automatic-Module-Name there moves javadoc to the module path.
#
# A good engineer adds Automatic-Module-Name to a manifest as a promise to users, which changes nothing in the project's own build: the
# compiler stays on the class path, as there is no module-info. Seen on Linux x86-64 with JDK 17 and Maven 3.8.7, for a project of one class
# that depends on spark-tags_2.13 4.2.0 (any jar will do whose file name cannot be made a module's name, such as Scala's with "_2.13"):
#   package javadoc:jar without the entry: the documentation is made.
#   The same with Automatic-Module-Name: "Unable to derive module descriptor", the name "2" is no Java identifier; the build fails.
#   compile javadoc:jar with the entry, so that no jar has been made yet: the documentation is made.
#   package javadoc:jar with the entry and legacyMode: the documentation is made.
# So the goal fails in a release only, where the jar is made first, and depends on the order of goals.
# Fails (exit 1) if any of this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/main/java/a"
printf 'package a;\n\n/** A class. */\npublic final class A {\n    private A() {}\n}\n' > "$work/src/main/java/a/A.java"

project() {
    cat > "$work/$1.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>a</groupId>
  <artifactId>a</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.apache.spark</groupId>
      <artifactId>spark-tags_2.13</artifactId>
      <version>4.2.0</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
      <plugin>
        <artifactId>maven-jar-plugin</artifactId>
        <version>3.5.0</version>
        <configuration><archive><manifestEntries>$2</manifestEntries></archive></configuration>
      </plugin>
      <plugin><artifactId>maven-javadoc-plugin</artifactId><version>3.12.0</version></plugin>
    </plugins>
  </build>
</project>
XML
}
project plain ""
project named "<Automatic-Module-Name>a</Automatic-Module-Name>"

changed=
expect() { # made|fails, project, goals and options
    wanted=$1
    file=$2
    shift 2
    rm -rf "$work/target"
    mvn -B -ntp -q -f "$work/$file.xml" "$@" > "$work/log" 2>&1 || true
    found=made
    [ -f "$work/target/a-1-javadoc.jar" ] || found=other
    if [ $found = other ] && grep -q "Unable to derive module descriptor" "$work/log"; then found=fails; fi
    echo "$file, $*: $found"
    [ $found = "$wanted" ] || { changed=yes; tail -5 "$work/log"; }
}
expect made plain package javadoc:jar
expect fails named package javadoc:jar
expect made named compile javadoc:jar
expect made named package javadoc:jar -DlegacyMode=true
[ -z "$changed" ] || { echo "changed" >&2; exit 1; }
echo "as it was"
