rule c26_handler {
    meta:
        title = "Another ending mapped to PHP in httpd.conf"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /(^|\n)[ \t]*Add(Type|Handler)[ \t]+[^ \t\n]*php[^ \t\n]*[ \t]([^\n#]*[ \t])?\.?([^p.\s#]\S*|p([^h\s]\S*)?|ph([^p\s]\S*)?|php[^s\s]\S*|phps\S+)([ \t\r\n]|$)/ nocase
    condition:
        $a
}

rule c26_alias {
    meta:
        title = "A picture or style sheet that httpd.conf leads to a script"
        class = "compromise"
        confidence = "high"
        paths = "/etc/httpd.conf /flash/nsconfig/httpd.conf /nsconfig/httpd.conf"
    strings:
        $a = /(^|\n)[ \t]*(Script)?AliasMatch[^\n]*vpn\/media/ nocase
        $b = /(^|\n)[ \t]*(Script)?AliasMatch[^\n]*receiver\\?\.min/ nocase
    condition:
        any of them
}

rule c26_script_in_package {
    meta:
        title = "Script text in a Debian package, a signature or an icon"
        class = "compromise"
        confidence = "high"
        paths = "**/vpn/scripts/linux/*.deb **/vpn/scripts/linux/*.sig **/vpn/media/*.ico **/receiver.min.*.css **/LogonPoint/custom/*"
    strings:
        $a = "<?php"
        $b = "eval("
    condition:
        any of them
}

rule c26_implant_headers {
    meta:
        title = "Code that reads the headers of the implant"
        class = "compromise"
        confidence = "high"
        paths = "/var/netscaler/** /netscaler/** /var/vpn/** /var/tmp/** /tmp/**"
    strings:
        $a = "HTTP_NSC_LDAP"
        $b = "HTTP_NSC_CLIENTTYPE"
        $c = "HTTP_X_UX"
    condition:
        any of them
}

rule c26_core_headers {
    meta:
        title = "The headers of the implant in a core"
        class = "lead"
        confidence = "medium"
        kind = "cores"
        paths = "/var/core/** /var/crash/** **/NSPPE*"
    strings:
        $a = "NSC_LDAP:"
        $b = "NSC_CLIENTTYPE:"
        $c = "X_UX:"
    condition:
        any of them
}

rule c26_own_traces {
    meta:
        title = "The implant's own files in use when the evidence was collected"
        class = "compromise"
        confidence = "high"
        paths = "**/volatile/*.txt"
    strings:
        $a = ".uxdport"
        $b = ".uxdlock"
    condition:
        any of them
}
