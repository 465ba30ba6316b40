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
        $d = /print `[^`]{1,200}`/
        $e = "readpipe("
        $f = "#NS1"
        $g = "/nsconfig/ns.conf"
    condition:
        any of them
}
