#!/bin/sh
# Collects what a hunt needs from a NetScaler, as one packed tar on standard output. Nothing is judged here and nothing is
# sought: the script holds no sign of any intruder, so that the shell log does not fill with false ones.
#
#   ssh nsroot@appliance shell sh -s < collect-netscaler.sh > appliance-1.tgz     from another machine
#   sh collect-netscaler.sh / > /path/of/a/stick/appliance-1.tgz                  on the appliance
#
# Read docs/how-to/collect-evidence.md first: memory comes before this, and the patch after it. Private keys stay behind.
# What it writes on the appliance: one folder below TMPDIR (else /tmp, which is memory), removed at the end.
set -u
version=1
root=${1:-/}
work=$(mktemp -d "${TMPDIR:-/tmp}/collect.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/volatile" || exit 1
cd "$work/volatile" || exit 1

told() { # told NAME COMMAND...: keep what a command says, and that it is missing where it is
    name=$1
    shift
    if command -v "$1" >/dev/null 2>&1; then "$@" >"$name" 2>&1; else echo "no $1 here" >"$name"; fi
}

{
    echo "collector: collect-netscaler.sh $version"
    echo "began: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    echo "local time: $(date '+%Y-%m-%d %H:%M:%S %z')"
    echo "root: $root"
} >collection.txt
told processes.txt ps -axww -o user,pid,ppid,start,command
told sockets.txt sockstat -l
told connections.txt netstat -an
told routes.txt netstat -rn
told arp.txt arp -an
told modules.txt kldstat
told mounts.txt mount
told space.txt df -k
told sessions.txt w
told logins.txt last
told open.txt fstat
told system.txt uname -a

kept=
for folder in var/log var/nslog var/cron var/netscaler var/vpn var/nstmp var/tmp var/core var/crash flash/nsconfig flash/boot \
    nsconfig etc bin netscaler tmp root; do
    if [ -e "$root/$folder" ]; then
        kept="$kept $folder"
        ls -laRT "$root/$folder" >>listing.txt 2>/dev/null || ls -laR "$root/$folder" >>listing.txt 2>&1
    fi
done

# A file that changes or vanishes while it is read is told by tar on standard error, and the rest goes on.
# shellcheck disable=SC2086 # the folders are words of this script
tar -cf - --exclude='*.key' --exclude='*.pfx' --exclude='*.p12' --exclude='collect.??????' \
    -C "$work" volatile -C "$root" $kept | gzip -1
echo "ended: $(date -u +%Y-%m-%dT%H:%M:%SZ)" >&2
