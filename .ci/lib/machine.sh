# What the scripts need of the machine: a JDK 25, Maven by the wrapper, Debian packages. Sourced.

step() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
  printf 'culvert: %s\n' "$*" >&2
  exit 1
}

is_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25'; }

# Sets JAVA_HOME to a JDK 25: JAVA_HOME itself, the usual folders, SDKMAN, then the distribution's package.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "${JAVA_HOME_25:-}" /usr/lib/jvm/*25* /opt/java/*25* /opt/jdk*25* \
    "$HOME"/.jdks/*25* "$HOME"/.sdkman/candidates/java/25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [ -n "$home" ] && is_jdk_25 "$home"; then
      export JAVA_HOME="$home"
      return
    fi
  done
  if [ "$(id -u)" = 0 ] && distribution_has openjdk-25-jdk-headless; then
    need_packages openjdk-25-jdk-headless
    for home in /usr/lib/jvm/*25*; do
      if is_jdk_25 "$home"; then
        export JAVA_HOME="$home"
        return
      fi
    done
  fi
  die "no JDK 25 found. Install one (Debian and Ubuntu: openjdk-25-jdk or temurin-25-jdk; elsewhere: sdk install java 25-tem), or set JAVA_HOME to it."
}

# Whether apt knows the package; a machine that has never asked for its package lists asks for them now.
distribution_has() {
  command -v apt-get >/dev/null || return 1
  apt-cache show "$1" >/dev/null 2>&1 && return
  step "asking for the distribution's package lists"
  apt-get update -qq >&2 && apt-cache show "$1" >/dev/null 2>&1
}

# Installs Debian packages that are missing when root; otherwise says the one command that does. Arguments: packages.
need_packages() {
  local missing=() package installed
  command -v dpkg-query >/dev/null || die "this needs Debian or Ubuntu packages: $*"
  # With what they provide: what is libgtk-3-0 on one release is libgtk-3-0t64 on the next.
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' | sed -n 's/^installed //p' | tr ', ' '\n\n')
  for package in "$@"; do
    grep -qxF "$package" <<<"$installed" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing packages. Run: sudo apt-get install --no-install-recommends ${missing[*]}"
  step "installing ${missing[*]}"
  # An old package list is refreshed once, when the first try fails. Nothing is started that the package brings:
  # a policy-rc.d of ours, for the duration.
  local policy=/usr/sbin/policy-rc.d ours=
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && ours=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null; } ||
    { [ -z "$ours" ] || rm -f $policy; die "apt-get could not install ${missing[*]}"; }
  [ -z "$ours" ] || rm -f $policy
}

need_build_tools() {
  find_jdk
  command -v curl >/dev/null && command -v unzip >/dev/null || need_packages curl unzip
}

# Runs Maven by the wrapper. The wrapper's properties name no host: the distribution is fetched by its coordinates
# with the Maven that is installed (its settings, mirrors and proxies apply), and handed to the wrapper as a file.
maven() {
  if [ -z "${MVNW_REPOURL:-}" ]; then
    local version zip
    version=$(sed -n 's/.*apache-maven-\([0-9.]*\)-bin.zip/\1/p' .mvn/wrapper/maven-wrapper.properties)
    zip="$HOME/.m2/repository/org/apache/maven/apache-maven/$version/apache-maven-$version-bin.zip"
    if [ ! -f "$zip" ]; then
      command -v mvn >/dev/null || need_packages maven
      step "fetching Maven $version for the wrapper"
      local said
      said=$(cd / && MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow mvn -B -q dependency:get \
        -Dartifact="org.apache.maven:apache-maven:$version:zip:bin" -Dtransitive=false 2>&1) ||
        die "could not fetch Maven $version; set MVNW_REPOURL to your Maven repository's address. Maven said:
$(printf '%s\n' "$said" | grep -m 3 ERROR)"
    fi
    export MVNW_REPOURL="file://$HOME/.m2/repository"
  fi
  ./mvnw -B "$@"
}
