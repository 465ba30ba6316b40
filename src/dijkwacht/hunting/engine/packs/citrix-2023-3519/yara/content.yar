rule c23_web_shell {
    meta:
        title = "Code of a web shell"
        class = "compromise"
        confidence = "high"
        paths = "/var/** /netscaler/**"
    strings:
        $a = "@eval("
        $b = /eval\(\$_(GET|POST|REQUEST|COOKIE)/
        $c = "hex2bin(substr("
        $d = "@array_filter"
        $e = /str_rot13\(["']/
        $f = /http_response_code\(\d{3}\)/
        $php = "<?php"
    condition:
        $php and any of ($a, $b, $c, $d, $e, $f)
}

rule c23_tunnel {
    meta:
        title = "A tunnel program"
        class = "compromise"
        confidence = "medium"
    strings:
        $a = "ligolo"
        $b = "ehang.io/nps"
    condition:
        filesize < 32MB and any of them
}
