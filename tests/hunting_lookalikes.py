"""What an honest appliance holds, and what looks like a sign and is none."""

_BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.6261.95"
_AAA = 'AAA Message 4711 0 :  "Authentication is rejected for {}"'

LOOKALIKES = (
    # Vendor pages in PHP, and pages that only sound like those of intruders.
    ("request", ("GET /admin_ui/common/js/vpn/support/menu.php HTTP/1.1", 200, _BROWSER)),
    ("request", ("GET /menu/neo.php HTTP/1.1", 200, _BROWSER)),
    ("request", ("GET /logon/LogonPoint/tmindex.html HTTP/1.1", 200, _BROWSER)),
    ("request", ("GET /vpns/services.html HTTP/1.1", 200, _BROWSER)),
    ("request", ("GET /vpn/nsshare.xml HTTP/1.1", 200, _BROWSER)),
    ("request", ("GET /search?q=/vpns/portal/a.xml HTTP/1.1", 200, _BROWSER)),
    ("request", ("POST /cgi/login HTTP/1.1", 200, "Citrix Receiver (compatible; curl; id)")),
    # Somebody tries, and gets nothing: an attempt at most.
    ("request", ("GET /vpn/../vpns/cfg/smb.conf HTTP/1.1", 403, "zgrab/0.x")),
    ("request", ("POST /vpns/portal/scripts/newbm.pl HTTP/1.1", 404, "curl/7.64")),
    ("request", ("GET /logon/LogonPoint/tmindex.php HTTP/1.1", 404, "curl/7.64")),
    ("request", ("POST /vpn/themes/imgs/tiny.php HTTP/1.1", 404, "curl/7.64")),
    # Addresses that hold a known one.
    ("client", "195.179.163.186"),
    ("client", "191.107.190.236"),
    ("client", "84.55.67.13"),
    # An administrator, and the scanners' own commands.
    ("shell", "cat /nsconfig/ns.conf"),
    ("shell", "less /flash/nsconfig/ns.conf"),
    ("shell", "python /netscaler/nspatch.py"),
    ("shell", "openssl x509 -in /nsconfig/ssl/ns-root.cert -noout -dates"),
    ("shell", "ls -la /flash/nsconfig/keys"),
    ("shell", "chmod 755 /var/tmp/collect"),
    ("shell", "touch test"),
    ("shell", 'grep -r -E "ci.sh|ci2.sh|cmd.pl|NSC_USER" /var/log/bash.log'),
    ("shell", 'zgrep -F "chmod u+s" /var/log/sh.log.1.gz | wc -l'),
    ("shell", "grep -rE 'touch -t|python3 -c|zlib.decompress' /flash/nsconfig 2>/dev/null"),
    ("shell", "find /var/vpn/themes -name '*.php' -newer /flash/.version"),
    ("cron", "(root) CMD (newsyslog)"),
    ("cron", "(operator) CMD (/usr/libexec/save-entropy)"),
    ("error", "[core:error] [pid 7] [client 203.0.113.9:5] AH00128: File does not exist: /var/netscaler/gui/wget.html"),
    # Names that are no leaked memory, a session number used anew after its end, a plain handshake failure.
    ("ns", _AAA.format("renée")),
    ("ns", _AAA.format("josé.lópez")),
    ("ns", _AAA.format("Øystein")),
    ("ns", 'SSLLOG SSL_HANDSHAKE_FAILURE 9 0 : SPCBId 7 - ClientVersion DTLSv1.2 - Reason "Handshake failure"'),
    ("ns", 'CLI CMD_EXECUTED 3 0 : User nsroot - Remote_ip 192.0.2.5 - Command "show ns ip" - Status "Success"'),
)
LOOKALIKE_FILES = (
    ("/var/vpn/bookmark/anna.xml", b'<bookmark url="https://intranet.example"/>\n', 0o644),
    ("/netscaler/portal/templates/bm_prefix_anna.xml", b"<bookmark/>\n", 0o644),
    ("/var/nstmp/collected.txt", b"nothing here\n", 0o644),
    ("/var/mail/helper", b"\x7fELF\x01\x02", 0o4750),
    ("/usr/bin/su", b"\x7fELF\x01\x02", 0o4555),
    ("/bin/sh", b"\x7fELF\x01\x02", 0o555),
    ("/var/python/lib/gzip.py", b"import zlib\nzlib.decompress(data)\n", 0o444),
    ("/var/nstrace/nstrace1.cap", bytes.fromhex("d4c3b2a102000400"), 0o644),
    ("/var/cron/tabs/root", b"0 * * * * newsyslog\n", 0o600),
    ("/volatile/processes.txt", b"USER PID COMMAND\nroot 1 init\nnobody 20 /bin/httpd -k start\n", 0o600),
    ("/volatile/sockets.txt", b"nobody httpd 20 3 tcp4 *:80 *:*\nroot syslogd 9 4 udp4 *:514 *:*\n", 0o600),
)
VENDOR_FILES = (
    (
        "/var/netscaler/gui/admin_ui/php/neo.php",
        b'<?php http_response_code(404); base64_decode($x); echo "x";\n',
        0o444,
    ),
    ("/var/netscaler/gui/admin_ui/common/menu.php", b"<?php echo str_rot13('a');\n", 0o444),
    ("/var/netscaler/logon/LogonPoint/index.html", b"<html></html>\n", 0o444),
    ("/var/netscaler/logon/LogonPoint/custom/strings.en.js", b"var s = 1;\n", 0o444),
    ("/netscaler/ns_gui/vpn/index.html", b"<html></html>\n", 0o444),
    ("/netscaler/ns_gui/vpn/scripts/linux/nsepa.deb", b"!<arch>\ndebian-binary\n", 0o444),
    ("/netscaler/ns_gui/vpn/media/citrix.ico", b"\0\0\1\0", 0o444),
    ("/netscaler/portal/scripts/newbm.pl", b"#!/usr/bin/perl\nuse strict;\nprint 1;\n", 0o555),
)
CONFIGURATION = (
    ("/etc/newsyslog.conf", b"/var/log/ns.log 600 25 100 * Z\n/var/log/bash.log 600 25 100 * Z\n", 0o644),
    (
        "/etc/httpd.conf",
        b"""<Directory />
  Require all denied
  php_flag engine off
</Directory>
AddType application/x-httpd-php .php
AddType application/x-httpd-php-source .phps
""",
        0o644,
    ),
    (
        "/flash/nsconfig/ns.conf",
        rb"""#NS13.0 Build 47.22
set ns config -IPAddress 192.0.2.10
bind vpn vserver a -portaltheme RfWebUI
add responder action to_https redirect "\"https://\" + HTTP.REQ.HOSTNAME"
""",
        0o644,
    ),
    ("/flash/nsconfig/rc.netscaler", b"#!/bin/sh\nnsapimgr -ys call=x\n", 0o755),
    ("/var/nstmp/nsroot/.nscli_history", b"_HiStOrY_V2_\nshow\\040ns\\040ip\nsave\\040config\n", 0o600),
)
