rule c23_web_shell {
    meta:
        title = "Code of a web shell"
        class = "compromise"
        confidence = "high"
        paths = "/var/** /netscaler/** /tmp/**"
    strings:
        $a = /@eval[ \t]*\(/ nocase
        $b = /eval[ \t]*\([ \t]*\$_(GET|POST|REQUEST|COOKIE)/ nocase
        $c = "hex2bin(substr(" nocase
        $d = "@array_filter" nocase
        $php = /<\?(php|=|[ \t\r\n])/ nocase
    condition:
        $php and any of ($a, $b, $c, $d)
}

rule c23_web_shell_words {
    meta:
        title = "Words of web shells in PHP where the vendor has none"
        class = "compromise"
        confidence = "medium"
        paths = "/var/netscaler/logon/** /var/vpn/** /netscaler/portal/** /netscaler/ns_gui/epa/** /netscaler/ns_gui/vpn/** /netscaler/ns_gui/vpns/**"
    strings:
        $a = "str_rot13("
        $b = /http_response_code\(\d{3}\)/
        $c = "chmod u+s"
        $php = "<?php"
    condition:
        $php and any of ($a, $b, $c)
}

rule c23_sets_user_id {
    meta:
        title = "A script that makes a program set-uid"
        class = "compromise"
        confidence = "medium"
        paths = "/var/tmp/** /var/nstmp/** /var/cron/tabs/** /tmp/** /var/vpn/** /flash/nsconfig/**"
    strings:
        $a = "chmod u+s"
        $b = "chmod +s /var"
    condition:
        any of them
}

rule c23_tunnel {
    meta:
        title = "A tunnel program"
        class = "compromise"
        confidence = "medium"
        paths = "/var/** /tmp/** /netscaler/** /flash/** ~/**"
    strings:
        $a = "ligolo"
        $b = "ehang.io/nps"
    condition:
        any of them
}

rule c23_packed_program {
    meta:
        title = "A packed program where none belongs"
        class = "lead"
        confidence = "medium"
        paths = "/var/** /tmp/** ~/**"
    strings:
        $a = "UPX!"
        $elf = { 7F 45 4C 46 }
    condition:
        $elf at 0 and $a
}

rule c23_process_from_temporary {
    meta:
        title = "A process ran from the temporary folder when the evidence was collected"
        class = "compromise"
        confidence = "medium"
        paths = "**/volatile/processes.txt"
    strings:
        $a = /[ \t]\/var\/tmp\/[^\n]+/
    condition:
        $a
}
