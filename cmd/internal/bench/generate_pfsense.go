package bench

import (
	"bufio"
	"fmt"
	"io"
)

// PfSense writes a config.xml of about size bytes, at least one tunnel long. It
// is shaped like a large firewall's: nearly all of it is aliases and rules.
func PfSense(w io.Writer, size int) error {
	count := &counter{w: w}
	b := bufio.NewWriter(count)
	fmt.Fprint(b, pfSenseHead)
	for n := range min(max(size/200_000, 1), 200) {
		pfSenseTunnel(b, n+1)
	}
	fmt.Fprint(b, "\t</ipsec>\n\t<filter>\n")
	for n := 0; count.n+b.Buffered() < size; n++ {
		pfSenseRule(b, n)
	}
	fmt.Fprint(b, "\t</filter>\n</pfsense>\n")
	return b.Flush()
}

const pfSenseHead = `<?xml version="1.0"?>
<pfsense>
	<version>23.3</version>
	<system>
		<hostname>fw-bench</hostname>
	</system>
	<interfaces>
		<wan>
			<if>igb0</if>
			<ipaddr>198.51.100.2</ipaddr>
			<subnet>24</subnet>
		</wan>
		<lan>
			<if>igb1</if>
			<ipaddr>10.1.0.1</ipaddr>
			<subnet>16</subnet>
		</lan>
	</interfaces>
	<ipsec>
`

func pfSenseRule(w io.Writer, n int) {
	fmt.Fprintf(w, "\t\t<rule>\n\t\t\t<id></id>\n\t\t\t<tracker>%[1]d</tracker>\n\t\t\t<type>pass</type>\n\t\t\t<interface>lan</interface>\n"+
		"\t\t\t<ipprotocol>inet</ipprotocol>\n\t\t\t<protocol>tcp</protocol>\n\t\t\t<source>\n\t\t\t\t<network>lan</network>\n\t\t\t</source>\n"+
		"\t\t\t<destination>\n\t\t\t\t<address>192.0.2.%[2]d</address>\n\t\t\t\t<port>%[3]d</port>\n\t\t\t</destination>\n"+
		"\t\t\t<descr><![CDATA[server %[1]d of the branch]]></descr>\n\t\t</rule>\n", n, n%250+1, 1024+n%5000)
}

func pfSenseTunnel(w io.Writer, n int) {
	fmt.Fprintf(w, "\t\t<phase1>\n\t\t\t<ikeid>%[1]d</ikeid>\n\t\t\t<iketype>ikev2</iketype>\n\t\t\t<interface>wan</interface>\n"+
		"\t\t\t<remote-gateway>203.0.%[2]d.%[3]d</remote-gateway>\n\t\t\t<encryption>\n\t\t\t\t<item>\n\t\t\t\t\t<encryption-algorithm>\n"+
		"\t\t\t\t\t\t<name>aes</name>\n\t\t\t\t\t\t<keylen>256</keylen>\n\t\t\t\t\t</encryption-algorithm>\n"+
		"\t\t\t\t\t<hash-algorithm>sha256</hash-algorithm>\n\t\t\t\t\t<dhgroup>14</dhgroup>\n\t\t\t\t</item>\n\t\t\t</encryption>\n"+
		"\t\t\t<lifetime>28800</lifetime>\n\t\t\t<pre-shared-key>Example.key.%[1]d</pre-shared-key>\n"+
		"\t\t\t<authentication_method>pre_shared_key</authentication_method>\n\t\t\t<dpd_delay>10</dpd_delay>\n\t\t\t<dpd_maxfail>3</dpd_maxfail>\n\t\t</phase1>\n",
		n, n/250, n%250+1)
	fmt.Fprintf(w, "\t\t<phase2>\n\t\t\t<ikeid>%[1]d</ikeid>\n\t\t\t<mode>tunnel</mode>\n\t\t\t<reqid>%[1]d</reqid>\n\t\t\t<localid>\n\t\t\t\t<type>lan</type>\n"+
		"\t\t\t</localid>\n\t\t\t<remoteid>\n\t\t\t\t<type>network</type>\n\t\t\t\t<address>10.8.%[2]d.0</address>\n\t\t\t\t<netbits>24</netbits>\n\t\t\t</remoteid>\n"+
		"\t\t\t<protocol>esp</protocol>\n\t\t\t<encryption-algorithm-option>\n\t\t\t\t<name>aes</name>\n\t\t\t\t<keylen>256</keylen>\n"+
		"\t\t\t</encryption-algorithm-option>\n\t\t\t<hash-algorithm-option>hmac_sha256</hash-algorithm-option>\n\t\t\t<pfsgroup>14</pfsgroup>\n"+
		"\t\t\t<lifetime>3600</lifetime>\n\t\t</phase2>\n", n, n%250)
}
