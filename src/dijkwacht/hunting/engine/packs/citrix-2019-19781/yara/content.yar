rule c19_template_command {
    meta:
        title = "A template that runs a command"
        class = "compromise"
        confidence = "high"
        paths = "/netscaler/portal/templates/** /netscaler/portal/scripts/** /var/vpn/bookmark/** /var/tmp/netscaler/portal/templates/** /var/vpn/theme/** /var/vpn/themes/**"
    strings:
        $a = "template.new"
        $b = "Encode::decode(chr("
        $c = "Digest::MD5"
        $d = /print[ \t]*`[^`\n]{1,200}`/
        $e = "readpipe("
        $f = /chr\(\d+\)[ \t]*\.[ \t]*chr\(\d+\)/
        $g = "/nsconfig/ns.conf"
    condition:
        any of them
}

rule c19_template_words {
    meta:
        title = "A word in a template or bookmark that commands of intruders hold"
        class = "lead"
        confidence = "low"
        paths = "/netscaler/portal/templates/** /var/vpn/bookmark/** /var/tmp/netscaler/portal/templates/**"
    strings:
        $a = /\bexec\b/
        $b = "`"
        $c = "eval("
        $d = "chr("
        $e = /\bcurl\b/
        $f = /\bwget\b/
        $g = /\bbash\b/
    condition:
        any of them
}

rule c19_copied_configuration {
    meta:
        title = "A copy of the configuration where everybody can fetch it"
        class = "compromise"
        confidence = "high"
        paths = "/netscaler/portal/** /netscaler/ns_gui/** /var/vpn/** /var/netscaler/logon/** /var/tmp/netscaler/portal/**"
    strings:
        $a = /^#NS\d+\.\d/
    condition:
        $a at 0
}

rule c19_core_header_pair {
    meta:
        title = "The pair of headers of the exploit in a core"
        class = "attempt"
        confidence = "medium"
        kind = "cores"
        paths = "/var/core/** /var/crash/** **/NSPPE*"
    strings:
        $a = "NSC_USER"
        $b = "NSC_NONCE"
        $c = "/../"
    condition:
        all of them
}

rule c19_socket_18634 {
    meta:
        title = "A program listened on UDP 18634 when the evidence was collected"
        class = "compromise"
        confidence = "high"
        paths = "**/volatile/sockets.txt"
    strings:
        $a = /\budp[46]*[^\n]*[.:]18634\b/
    condition:
        $a
}

rule c19_process_of_nobody {
    meta:
        title = "A process of nobody other than the web server ran when the evidence was collected"
        class = "compromise"
        confidence = "medium"
        paths = "**/volatile/processes.txt"
    strings:
        $all = /(^|\n)nobody[ \t]/
        $web = /(^|\n)nobody[ \t][^\n]*\bhttpd\b/
        $hidden = /(^|\n)nobody[ \t][^\n]*\.(nscache|init)\/httpd/
    condition:
        #all > #web or $hidden
}
