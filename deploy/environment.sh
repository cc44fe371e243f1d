# Sourced by deploy/demo, deploy/test and deploy/lock: a Python that is new enough, and .venv with
# exactly what a lock file names. Changes nothing outside the checkout, except that root on Debian
# gets the part of Python that Debian keeps apart.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv="$root/.venv"
unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

newest_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# Install packages of Debian, where that is ours to do. Words go to the log; the status says if it worked.
debian_install() {
  is_debian_root || return 1
  local log
  log=$(mktemp)
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive \
         apt-get install -q -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    echo "apt-get could not install $*: $(grep -E '^(E|Err)' "$log" | tail -n 1)" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

# Debian has `python3` without `ensurepip`; a venv without it has no pip.
need_venv_module() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  say "Debian keeps a part of Python apart; installing python3-venv."
  debian_install python3-venv && "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  stop "A part of Python is missing here. On Debian or Ubuntu: sudo apt install python3-venv"
}

find_python() {
  newest_python && return
  if ! command -v python3 >/dev/null 2>&1 && debian_install python3 python3-venv; then
    newest_python && return
  fi
  stop "This needs Python 3.11 or newer, and found here is: $(python3 --version 2>/dev/null || echo "no Python")."
}

fingerprint() {
  "$1" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$2"
}

# pip's own words go to a file; on a terminal a counter shows that it works.
watch_pip() {
  local count=0 total=$1 line
  while IFS= read -r line; do
    case $line in
      Collecting*|"Requirement already"*)
        count=$((count + 1))
        [ -t 1 ] && printf '\r  %d of %d' "$count" "$total" ;;
    esac
    printf '%s\n' "$line"  >&3
  done
  [ -t 1 ] && printf '\r                \r'
  return 0
}

# make_environment LOCK: afterwards $venv/bin/python has everything that LOCK names. Quick when it
# has already: a stamp named after the lock's contents says so.
make_environment() {
  local lock=$1 python stamp
  if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }; then
    python=$(find_python) || exit 1
    need_venv_module "$python"
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear "$venv" 2>/dev/null \
      || stop "The folder $venv could not be made. Is the disk full, or the folder somebody else's?"
  fi
  stamp=$(fingerprint "$venv/bin/python" "$lock")
  stamp="$venv/.has-${stamp:0:16}"
  [ -e "$stamp" ] && return
  [ -w "$venv" ] || stop "$venv is out of date and belongs to somebody else; remove it or ask them."
  say "Fetching the libraries named in deploy/$(basename "$lock"); this happens once …"
  # The lock names everything, so pip need not look for what a library asks: older ones refuse an
  # extra (`coverage[toml]`) beside hashes.
  if ! "$venv/bin/python" -m pip install --no-input --no-deps --require-hashes --only-binary :all: \
       --retries 2 --timeout 20 -r "$lock" 2>"$venv/pip-errors.txt" </dev/null \
       | watch_pip "$(grep -c '==' "$lock")" 3>"$venv/pip.txt"; then
    if grep -q -E 'NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Could not fetch URL' \
         "$venv/pip-errors.txt" "$venv/pip.txt"; then
      stop "The libraries could not be fetched: this machine does not reach the Python package index. Once it is online, run this again."
    fi
    grep -E '^ERROR' "$venv/pip-errors.txt" | tail -n 2 >&2 || true
    stop "The libraries could not be installed. What pip said is in $venv/pip-errors.txt."
  fi
  touch "$stamp"
}
