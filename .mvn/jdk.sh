# For ./unroll, ./mvnw and .ci/run, which read this file: where a JDK 25 or newer lies.

# What has no home directory in its environment, such as a service, has one all the same, or does with the one for temporary files.
if [ -z "${HOME:-}" ]; then
  eval "HOME=~$(id -un 2>/dev/null)"
  [ -d "$HOME" ] || HOME=/tmp
  export HOME
fi

# A folder for temporary files that is not there is as good as none named.
[ -d "${TMPDIR:-/}" ] || unset TMPDIR

# The major version that a JDK's release file states, or nothing.
major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# Sets jdk; without one, says so in the name of the command that is given, and fails.
find_jdk() {
  path_java=$(command -v java 2>/dev/null) || path_java=
  if [ -n "$path_java" ]; then
    while [ -L "$path_java" ]; do
      link=$(readlink "$path_java")
      case $link in /*) path_java=$link ;; *) path_java=$(dirname "$path_java")/$link ;; esac
    done
    path_java=$(dirname "$(dirname "$path_java")")
  fi
  for jdk in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -x "$jdk/bin/javac" ] || continue
    version=$(major "$jdk") || version=
    [ "${version:-0}" -lt 25 ] || return 0
  done
  echo "$1: No JDK 25 or newer was found: install one (for example Temurin 25 from adoptium.net, or openjdk-25-jdk where your system has it) and set JAVA_HOME to it." >&2
  return 3
}
