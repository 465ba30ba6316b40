rule c26_handler {
    meta:
        title = "Another ending mapped to a script, or an alias to one, in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /\n[ \t]*Add(Type|Handler)[ \t]+\S*php\S*[^\n]*\.(deb|sig|ico|css)/
        $b = /\n[ \t]*AliasMatch[^\n]*(vpn\/media|receiver\.min)/
    condition:
        any of them
}

rule c26_script_in_package {
    meta:
        title = "Script text in a Debian package"
        class = "compromise"
        confidence = "high"
        paths = "**/vpn/scripts/linux/*.deb"
    strings:
        $a = "<?php"
        $b = "eval("
    condition:
        any of them
}
