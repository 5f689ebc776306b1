#!/usr/bin/env bash
# Debian packages: `debian.sh run` what the hotline runs with, `debian.sh test` also what its tests run with, `debian.sh phone` what
# an agent's machine needs for `lingting phone`.
#
# Asks apt only for what is missing. Debian starts a service as soon as it is installed, and again at every boot; the hotline
# starts its own on its own ports. So nothing is allowed to start here (policy-rc.d), and what was not there before is not
# started at boot either. A service that was there is left as it is.
#
# Without root or sudo: says what to install. For `run` that is no error (`--direct` needs none of it), for the others it is.
set -euo pipefail

POLICY=/usr/sbin/policy-rc.d
readonly MARK='# by the set-up of Lingting, for as long as that runs'

has_kamailio() { PATH="$PATH:/usr/local/sbin:/usr/sbin" command -v kamailio >/dev/null; }
has_kamailio_tls() { compgen -G '/usr/lib/*/kamailio/modules/tls.so' >/dev/null; }
has_compiler() { command -v gcc >/dev/null && [ -e /usr/include/stdlib.h ]; }
has_python_headers() {
    python3 -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null
}
has_portaudio() { [ -e /usr/include/portaudio.h ]; }
has_pulseaudio() { command -v pulseaudio >/dev/null; }
has_alsa_pulse() { compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null; }
has_sipp() { command -v sipp >/dev/null; }
has_baresip() { command -v baresip >/dev/null; }
has_chromium() { command -v chromium >/dev/null; }
has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_font() { dpkg-query -W -f '${db:Status-Status}' fonts-noto-cjk 2>/dev/null | grep -qx installed; }
has_espeak() { command -v espeak-ng >/dev/null; }
has_openfst() { command -v fstcompose >/dev/null && compgen -G '/usr/lib/*/fst/*/ngram-fst.so' >/dev/null; }
has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

missing() {
    has_venv || echo python3-venv
    if [ "$1" != phone ]; then
        has_kamailio || echo kamailio
        has_kamailio_tls || echo kamailio-tls-modules
        has_espeak || echo espeak-ng
        has_openfst || echo libfst-tools libfst22-plugins-base
    fi
    if [ "$1" != run ]; then
        has_compiler || echo gcc libc6-dev
        has_python_headers || echo python3-dev
        has_portaudio || echo portaudio19-dev
    fi
    [ "$1" = test ] || return 0
    has_pulseaudio || echo pulseaudio
    has_alsa_pulse || echo libasound2-plugins
    has_sipp || echo sip-tester
    has_baresip || echo baresip
    has_chromium || echo chromium
    has_postgresql || echo postgresql
    has_font || echo fonts-noto-cjk
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && as_root true 2>/dev/null
}

forbid_starts() {
    if [ -e "$POLICY" ] && ! grep -qxF "$MARK" "$POLICY"; then
        as_root mv "$POLICY" "$POLICY.before-lingting"
    fi
    printf '#!/bin/sh\n%s\n[ -d /proc/%s ] && exit 101\nexit 0\n' "$MARK" "$$" | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

allow_starts() {
    as_root rm -f "$POLICY"
    if [ -e "$POLICY.before-lingting" ]; then as_root mv "$POLICY.before-lingting" "$POLICY"; fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

install() {
    apt-cache show "$@" >/dev/null 2>&1 || apt update
    trap allow_starts EXIT
    forbid_starts
    apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; }
}

keep_off_at_boot() {
    for service in kamailio postgresql; do
        case " $* " in *" $service "*) as_root update-rc.d "$service" disable ;; esac
    done
}

main() {
    local what=$1 wanted
    wanted=$(missing "$what" | tr '\n' ' ')
    [ -n "$wanted" ] || return 0
    if may_install; then
        # shellcheck disable=SC2086  # words are packages
        install $wanted
        # shellcheck disable=SC2086
        keep_off_at_boot $wanted
    else
        echo "Neither root nor sudo: install what is missing with: apt-get install --no-install-recommends $wanted" >&2
        [ "$what" = run ]
    fi
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then main "${1:?run, test or phone}"; fi
