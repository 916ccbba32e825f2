# Shared by the scripts: what this machine needs and how to get it. Sourced, not run.

# Say what goes wrong and stop.
die() { printf '%s\n' "$*" >&2; exit 1; }

# Whether packages can be installed here without asking anybody.
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

# need PACKAGE… : install the Debian packages that are missing, or say exactly what to install.
need() {
  local missing=()
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  if may_install; then
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo -n)
    printf 'Installing %s\n' "${missing[*]}" >&2
    "${as[@]}" apt-get update -qq >&2 || true
    DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
    return
  fi
  if command -v dpkg-query >/dev/null; then
    die "Please install: sudo apt-get install ${missing[*]}"
  fi
  return 1
}

# The system libraries that a window needs, and a C compiler for SQLite and TLS.
WINDOW_PACKAGES=(libxkbcommon-x11-0 libxcursor1 libxi6 libxrandr2 libgl1 libegl1 mesa-vulkan-drivers libvulkan1)
BUILD_PACKAGES=(gcc libc6-dev)

elsewhere() {
  printf '%s\n' "$1" >&2
  printf '%s\n' "  Fedora: sudo dnf install gcc mesa-vulkan-drivers libxkbcommon-x11 libXcursor libXi libXrandr" >&2
  printf '%s\n' "  Arch:   sudo pacman -S gcc vulkan-swrast libxkbcommon-x11 libxcursor libxi libxrandr" >&2
}

need_rust() {
  command -v cargo >/dev/null || die "Rust is missing: install rustc and cargo 1.95 or newer from https://rustup.rs"
}
