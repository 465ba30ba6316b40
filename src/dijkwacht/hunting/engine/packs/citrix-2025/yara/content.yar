rule c25_httpd_protection_off {
    meta:
        title = "A protection commented out in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /\n[ \t]*#[ \t]*Require all denied/
        $b = /\n[ \t]*#[ \t]*php_flag engine off/
    condition:
        any of them
}

rule c25_httpd_other_php {
    meta:
        title = "Another ending mapped to PHP in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /\n[ \t]*Add(Type|Handler)[ \t]+\S*php\S*[^\n]*\.(deb|sig|ico|html?|css|js|png|jpg|xhtml|txt|inc|dat)/
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

rule c25_code_strings {
    meta:
        title = "Strings of the code of 2025, forwards or reversed"
        class = "compromise"
        confidence = "high"
        paths = "/var/** /flash/nsconfig/** /nsconfig/** /etc/** /netscaler/**"
    strings:
        $a = "base64.b85decode"
        $b = "zlib.decompress"
        $c = "fnoc.dptth"
        $d = "hs/pmt/rav/"
        $e = "php.xedni"
        $f = "tnioPnogoL"
        $g = "gifnocsn"
        $h = "ltcehcapa"
        $i = "galf_php"
        $j = "lufecarg"
    condition:
        any of them
}
