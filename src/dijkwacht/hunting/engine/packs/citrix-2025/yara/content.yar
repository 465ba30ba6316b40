rule c25_httpd_protection_off {
    meta:
        title = "A protection commented out in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /(^|\n)[ \t]*#[# \t]*Require[ \t]+all[ \t]+denied/ nocase
        $b = /(^|\n)[ \t]*#[# \t]*php_flag[ \t]+engine[ \t]+off/ nocase
    condition:
        any of them
}

rule c25_httpd_other_php {
    meta:
        title = "Another ending than php and phps mapped to PHP in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /(^|\n)[ \t]*Add(Type|Handler)[ \t]+[^ \t\n]*php[^ \t\n]*[ \t]([^\n#]*[ \t])?\.?([^p.\s#]\S*|p([^h\s]\S*)?|ph([^p\s]\S*)?|php[^s\s]\S*|phps\S+)([ \t\r\n]|$)/ nocase
    condition:
        $a
}

rule c25_rc_python {
    meta:
        title = "Python in the boot script"
        class = "compromise"
        confidence = "high"
        paths = "/flash/nsconfig/rc.netscaler /nsconfig/rc.netscaler"
    strings:
        $a = "python"
    condition:
        $a
}

rule c25_rc_other_python {
    meta:
        title = "Python in another boot script"
        class = "lead"
        confidence = "medium"
        paths = "/flash/nsconfig/rc.* /nsconfig/rc.* /etc/rc /etc/rc.local /etc/rc.conf /etc/rc.conf.local"
    strings:
        $a = "python"
    condition:
        $a
}

rule c25_reversed_strings {
    meta:
        title = "Strings of the code of 2025, written backwards"
        class = "compromise"
        confidence = "high"
        paths = "/var/** /flash/** /nsconfig/** /etc/** /netscaler/** /tmp/**"
    strings:
        $a = "fnoc.dptth"
        $b = "hs/pmt/rav/"
        $c = "php.xedni"
        $d = "relacsten"
        $e = "tnioPnogoL"
        $f = "gifnocsn"
        $g = "ltcehcapa"
        $h = "galf_php"
        $i = "lufecarg"
        $j = "hctaMselif"
        $k = "php.IUnogoL"
    condition:
        any of them
}

rule c25_code_strings {
    meta:
        title = "Strings of the code of 2025 in the configuration, a crontab or a temporary folder"
        class = "compromise"
        confidence = "high"
        paths = "/flash/nsconfig/** /nsconfig/** /etc/** /var/cron/** /var/tmp/** /var/nstmp/** /tmp/** /var/netscaler/logon/**"
    strings:
        $a = "base64.b85decode"
        $b = "base64.b64decode"
        $c = "zlib.decompress"
        $d = "python3 -c"
        $e = "apachectl graceful"
        $f = "touch -t"
    condition:
        any of them
}

rule c25_core_strings {
    meta:
        title = "A string or address of the intruders of 2025 in a core"
        class = "compromise"
        confidence = "high"
        kind = "cores"
        paths = "/var/core/** /var/crash/** **/NSPPE*"
    strings:
        $a = "91.107.190.236" fullword
        $b = "88.119.169.150" fullword
        $c = "38.60.245.99" fullword
        $d = "101.99.91.107" fullword
        $e = "touch -t"
        $f = "base64.b85decode"
        $g = "base64.b64decode"
        $h = "zlib.decompress"
        $i = "python3 -c"
        $j = "apachectl graceful"
        $l = "/var/tmp/sh" fullword
        $m = /"nsroot", "actions":/
        $k = /Windows NT 10\.0[^\n]{0,80}Chrome\/122\.0\.6261\.112/
    condition:
        any of them
}

rule c25_core_pages {
    meta:
        title = "A page or an address in a core that is worth a look"
        class = "lead"
        confidence = "medium"
        kind = "cores"
        paths = "/var/core/** /var/crash/** **/NSPPE*"
    strings:
        $a = "logon/LogonPoint/index.php"
        $b = "logon/LogonPoint/tmindex.php"
        $c = "logon/LogonPoint/LogonUI.php"
        $d = "logon/LogonPoint/plugin_index.php"
        $e = "/nf/auth/doDialogue.do"
        $f = "84.55.67.133" fullword
        $g = "194.36.37.5" fullword
    condition:
        any of them
}

rule c25_php_code {
    meta:
        title = "PHP that runs what a request holds"
        class = "compromise"
        confidence = "high"
        paths = "/var/netscaler/** /var/vpn/** /netscaler/**"
    strings:
        $a = /eval[ \t]*\([ \t]*\$_/ nocase
        $php = "<?"
    condition:
        all of them
}

rule c25_php_words {
    meta:
        title = "Calls in PHP where the vendor has none"
        class = "compromise"
        confidence = "medium"
        paths = "/var/netscaler/logon/** /var/vpn/** /netscaler/portal/**"
    strings:
        $a = "array_filter("
        $b = "base64_decode("
        $c = "http_status_code("
        $php = "<?"
    condition:
        $php and any of ($a, $b, $c)
}

rule c25_small_script {
    meta:
        title = "A script in the portal's folders that runs commands"
        class = "lead"
        confidence = "medium"
        paths = "/var/netscaler/logon/** /netscaler/portal/** /var/vpn/** /var/tmp/netscaler/portal/**"
    strings:
        $php = "<?php"
        $shebang = "#!"
        $a = /\b(exec|shell_exec|system|passthru|popen|proc_open)[ \t]*\(/
    condition:
        ($php or $shebang at 0) and $a
}

rule c25_capture {
    meta:
        title = "A capture of network traffic where the vendor's trace does not write"
        class = "lead"
        confidence = "medium"
        paths = "/var/netscaler/** /var/vpn/** /var/tmp/** /var/nstmp/** /netscaler/** /tmp/** /flash/** ~/**"
    strings:
        $a = { D4 C3 B2 A1 }
        $b = { 4D 3C B2 A1 }
    condition:
        $a at 0 or $b at 0
}

rule c25_crontab_odd {
    meta:
        title = "A crontab with an address or a program in the temporary folder"
        class = "lead"
        confidence = "medium"
        paths = "/var/cron/tabs/** /etc/crontab"
    strings:
        $a = /(^|\n)[^#\n][^\n]*[^0-9.\n][0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\b/
        $b = /(^|\n)[^#\n][^\n]*\/var\/tmp\//
    condition:
        any of them
}

rule c25_conf_theme {
    meta:
        title = "A portal theme that is not the vendor's"
        class = "lead"
        confidence = "low"
        paths = "/flash/nsconfig/ns.conf* /nsconfig/ns.conf*"
    strings:
        $all = /-portaltheme[ \t]+\S/ nocase
        $vendor = /-portaltheme[ \t]+"?(Default|Greenbubble|X1|RfWebUI)"?\s/ nocase
    condition:
        #all > #vendor
}

rule c25_conf_outside_url {
    meta:
        title = "A responder, rewrite or redirect to a written address"
        class = "lead"
        confidence = "medium"
        paths = "/flash/nsconfig/ns.conf* /nsconfig/ns.conf*"
    strings:
        $a = /(^|\n)add (responder|rewrite) action [^\n]*https?:\/\/[A-Za-z0-9]/ nocase
        $b = /-redirectURL[ \t]+"?https?:\/\/[A-Za-z0-9]/ nocase
    condition:
        any of them
}

rule c25_conf_clientless {
    meta:
        title = "Clientless access is on"
        class = "lead"
        confidence = "low"
        paths = "/flash/nsconfig/ns.conf* /nsconfig/ns.conf*"
    strings:
        $a = /-clientlessVpnMode[ \t]+ON\b/ nocase
    condition:
        $a
}
