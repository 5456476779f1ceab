package bench

import (
	"bufio"
	"fmt"
	"io"
)

// PanSet writes the output of "set" commands of a PAN-OS firewall, of about size
// bytes, at least one tunnel long: nearly all of it is addresses and rules.
func PanSet(w io.Writer, size int) error {
	count := &counter{w: w}
	b := bufio.NewWriter(count)
	tunnels := panTunnels(size)
	fmt.Fprint(b, panSetHead)
	for n := range tunnels {
		fmt.Fprintf(b, "set network interface tunnel units tunnel.%d\n", n)
		gateway := fmt.Sprintf("set network ike gateway gw-%d ", n)
		fmt.Fprintf(b, "%[1]sauthentication pre-shared-key key -AQ==bm90LWEta2V5LWVpdGhlcg==\n%[1]sprotocol version ikev2\n"+
			"%[1]sprotocol ikev2 ike-crypto-profile cloud\n%[1]slocal-address interface ethernet1/1\n%[1]speer-address ip 203.0.%[2]d.%[3]d\n",
			gateway, n/250, n%250+1)
		tunnel := fmt.Sprintf("set network tunnel ipsec tunnel-%d ", n)
		fmt.Fprintf(b, "%[1]sauto-key ike-gateway gw-%[2]d\n%[1]sauto-key ipsec-crypto-profile cloud\n%[1]stunnel-interface tunnel.%[2]d\n", tunnel, n)
		route := fmt.Sprintf("set network virtual-router default routing-table ip static-route cloud-%d ", n)
		fmt.Fprintf(b, "set network virtual-router default interface tunnel.%[2]d\n%[1]sdestination 10.8.%[2]d.0/24\n%[1]sinterface tunnel.%[2]d\n"+
			"set zone vpn network layer3 tunnel.%[2]d\n", route, n)
	}
	for n := 0; n == 0 || count.n+b.Buffered() < size*2/5; n++ {
		fmt.Fprintf(b, "set address host-%[1]d ip-netmask 10.%[2]d.%[3]d.%[4]d\nset address host-%[1]d description \"server %[1]d of the branch\"\n",
			n, n/65536%256, n/256%256, n%256)
	}
	for n := 0; count.n+b.Buffered() < size; n++ {
		rule := fmt.Sprintf("set rulebase security rules rule-%d ", n)
		fmt.Fprintf(b, "%[1]sfrom trust\n%[1]sto untrust\n%[1]ssource host-%[2]d\n%[1]sdestination any\n%[1]sapplication [ ssl web-browsing ]\n"+
			"%[1]sservice application-default\n%[1]saction allow\n%[1]slog-end yes\n", rule, n)
	}
	return b.Flush()
}

// panTunnels is how many tunnels a firewall with an export of size bytes has.
func panTunnels(size int) int { return min(max(size/200_000, 1), 100) }

const panSetHead = `set deviceconfig system hostname fw-bench
set network interface ethernet ethernet1/1 layer3 ip 198.51.100.2/24
set network interface ethernet ethernet1/2 layer3 ip 10.1.0.1/16
set network virtual-router default interface [ ethernet1/1 ethernet1/2 ]
set network virtual-router default routing-table ip static-route default destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route default nexthop ip-address 198.51.100.1
set zone trust network layer3 ethernet1/2
set zone untrust network layer3 ethernet1/1
set network ike crypto-profiles ike-crypto-profiles cloud encryption aes-256-cbc
set network ike crypto-profiles ike-crypto-profiles cloud hash sha256
set network ike crypto-profiles ike-crypto-profiles cloud dh-group group14
set network ike crypto-profiles ike-crypto-profiles cloud lifetime hours 8
set network ike crypto-profiles ipsec-crypto-profiles cloud esp encryption aes-256-cbc
set network ike crypto-profiles ipsec-crypto-profiles cloud esp authentication sha256
set network ike crypto-profiles ipsec-crypto-profiles cloud dh-group group14
set network ike crypto-profiles ipsec-crypto-profiles cloud lifetime hours 1
`

// PanXML writes a PAN-OS running-config of about size bytes, at least one tunnel
// long: nearly all of it is addresses and rules.
func PanXML(w io.Writer, size int) error {
	count := &counter{w: w}
	b := bufio.NewWriter(count)
	tunnels := panTunnels(size)
	fmt.Fprint(b, panXMLHead)
	for n := range tunnels {
		fmt.Fprintf(b, "                <entry name=\"tunnel.%d\"/>\n", n)
	}
	fmt.Fprint(b, panXMLProfiles)
	for n := range tunnels {
		fmt.Fprintf(b, "              <entry name=\"gw-%[1]d\">\n                <authentication><pre-shared-key><key>-AQ==bm90LWEta2V5LWVpdGhlcg==</key></pre-shared-key></authentication>\n"+
			"                <protocol><version>ikev2</version><ikev2><ike-crypto-profile>cloud</ike-crypto-profile></ikev2></protocol>\n"+
			"                <local-address><interface>ethernet1/1</interface></local-address>\n                <peer-address><ip>203.0.%[2]d.%[3]d</ip></peer-address>\n"+
			"              </entry>\n", n, n/250, n%250+1)
	}
	fmt.Fprint(b, "            </gateway>\n          </ike>\n          <tunnel>\n            <ipsec>\n")
	for n := range tunnels {
		fmt.Fprintf(b, "              <entry name=\"tunnel-%[1]d\">\n                <auto-key><ike-gateway><entry name=\"gw-%[1]d\"/></ike-gateway>"+
			"<ipsec-crypto-profile>cloud</ipsec-crypto-profile></auto-key>\n                <tunnel-interface>tunnel.%[1]d</tunnel-interface>\n              </entry>\n", n)
	}
	fmt.Fprint(b, "            </ipsec>\n          </tunnel>\n")
	panXMLRouting(b, tunnels)
	for n := 0; n == 0 || count.n+b.Buffered() < size*2/5; n++ {
		fmt.Fprintf(b, "              <entry name=\"host-%[1]d\">\n                <ip-netmask>10.%[2]d.%[3]d.%[4]d</ip-netmask>\n              </entry>\n",
			n, n/65536%256, n/256%256, n%256)
	}
	fmt.Fprint(b, "            </address>\n            <rulebase>\n              <security>\n                <rules>\n")
	for n := 0; count.n+b.Buffered() < size; n++ {
		fmt.Fprintf(b, "                  <entry name=\"rule-%[1]d\">\n                    <from>\n                      <member>trust</member>\n                    </from>\n"+
			"                    <to>\n                      <member>untrust</member>\n                    </to>\n                    <source>\n                      <member>host-%[1]d</member>\n"+
			"                    </source>\n                    <destination>\n                      <member>any</member>\n                    </destination>\n"+
			"                    <application>\n                      <member>ssl</member>\n                    </application>\n"+
			"                    <service>\n                      <member>application-default</member>\n                    </service>\n                    <action>allow</action>\n                  </entry>\n", n)
	}
	fmt.Fprint(b, "                </rules>\n              </security>\n            </rulebase>\n          </entry>\n        </vsys>\n      </entry>\n    </devices>\n</config>\n")
	return b.Flush()
}

// panXMLRouting writes the virtual router and the zones, up to the addresses.
func panXMLRouting(b io.Writer, tunnels int) {
	fmt.Fprint(b, panXMLRouter)
	for n := range tunnels {
		fmt.Fprintf(b, "                <member>tunnel.%d</member>\n", n)
	}
	fmt.Fprint(b, panXMLDefault)
	for n := range tunnels {
		fmt.Fprintf(b, "                    <entry name=\"cloud-%[1]d\"><destination>10.8.%[1]d.0/24</destination><interface>tunnel.%[1]d</interface></entry>\n", n)
	}
	fmt.Fprint(b, panXMLZones)
	for n := range tunnels {
		fmt.Fprintf(b, "                    <member>tunnel.%d</member>\n", n)
	}
	fmt.Fprint(b, "                  </layer3>\n                </network>\n              </entry>\n            </zone>\n            <address>\n")
}

const panXMLHead = `<?xml version="1.0"?>
<config version="10.1.0" urldb="paloaltonetworks" detail-version="10.1.9">
    <devices>
      <entry name="localhost.localdomain">
        <deviceconfig><system><hostname>fw-bench</hostname></system></deviceconfig>
        <network>
          <interface>
            <ethernet>
              <entry name="ethernet1/1"><layer3><ip><entry name="198.51.100.2/24"/></ip></layer3></entry>
              <entry name="ethernet1/2"><layer3><ip><entry name="10.1.0.1/16"/></ip></layer3></entry>
            </ethernet>
            <tunnel>
              <units>
`

const panXMLProfiles = `              </units>
            </tunnel>
          </interface>
          <ike>
            <crypto-profiles>
              <ike-crypto-profiles>
                <entry name="cloud">
                  <encryption><member>aes-256-cbc</member></encryption>
                  <hash><member>sha256</member></hash>
                  <dh-group><member>group14</member></dh-group>
                  <lifetime><hours>8</hours></lifetime>
                </entry>
              </ike-crypto-profiles>
              <ipsec-crypto-profiles>
                <entry name="cloud">
                  <esp><encryption><member>aes-256-cbc</member></encryption><authentication><member>sha256</member></authentication></esp>
                  <dh-group>group14</dh-group>
                  <lifetime><hours>1</hours></lifetime>
                </entry>
              </ipsec-crypto-profiles>
            </crypto-profiles>
            <gateway>
`

const panXMLRouter = `          <virtual-router>
            <entry name="default">
              <interface>
                <member>ethernet1/1</member>
                <member>ethernet1/2</member>
`

const panXMLDefault = `              </interface>
              <routing-table>
                <ip>
                  <static-route>
                    <entry name="default"><destination>0.0.0.0/0</destination><nexthop><ip-address>198.51.100.1</ip-address></nexthop></entry>
`

const panXMLZones = `                  </static-route>
                </ip>
              </routing-table>
            </entry>
          </virtual-router>
        </network>
        <vsys>
          <entry name="vsys1">
            <zone>
              <entry name="trust"><network><layer3><member>ethernet1/2</member></layer3></network></entry>
              <entry name="untrust"><network><layer3><member>ethernet1/1</member></layer3></network></entry>
              <entry name="vpn">
                <network>
                  <layer3>
`
