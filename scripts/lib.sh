# shellcheck shell=bash
# Shared by the scripts beside this file, which source it: where the checkout is, how they speak, and how they
# install what is missing (apt on Debian and Ubuntu, brew on macOS), always said before it is done.

# shellcheck disable=SC2034  # for those that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

fail() {
    say "error: $*"
    exit 1
}

# Prints the comment at the top of the calling script, which is its help.
show_help() {
    awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$0"
}

misuse() {
    show_help >&2
    exit 64
}

has() {
    command -v "$1" >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        fail "this needs root, and there is no sudo: $*"
    fi
}

# install_package WHY APT-PACKAGE BREW-FORMULA: `-` where there is none.
install_package() {
    local why=$1 apt=$2 brew=$3
    if has apt-get && [ "$apt" != - ]; then
        say "installing $apt with apt-get: $why"
        apt_get update || say 'the lists of packages could not be renewed; going on with those there are'
        apt_get install -y --no-install-recommends --reinstall "$apt" || fail "$apt could not be installed"
    elif has brew && [ "$brew" != - ]; then
        say "installing $brew with brew: $why"
        brew install --quiet "$brew" >&2
    else
        fail "missing: $why (Debian and Ubuntu: $apt, Homebrew: $brew); install it and run this again"
    fi
}

# Runs apt-get, which is heard only when it fails.
apt_get() {
    local output
    output=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null 2>&1) && return
    printf '%s\n' "$output" >&2
    return 1
}

# shellcheck disable=SC2034
tools=(dvc-model-uris dvc-model-pull dvc-model-verify)

# Builds the tools for release, in a folder of its own; sets `built` to where they are.
build_release() {
    local tool options=(--package-path "$root" --scratch-path "$root/.build-release" --configuration release)
    if [ "$(uname)" = Linux ]; then
        options+=(--static-swift-stdlib -Xlinker -s)
    fi
    for tool in "${tools[@]}"; do
        swift build "${options[@]}" --product "$tool" >&2
    done
    built=$(swift build "${options[@]}" --show-bin-path)
}

# Sets `built` to where the tools are, which are built unless DVC_MODEL_BIN names a folder with them.
build_tools() {
    if [ -n "${DVC_MODEL_BIN:-}" ]; then
        built=$DVC_MODEL_BIN
    else
        "$root/scripts/needs" build
        build_release
    fi
}
