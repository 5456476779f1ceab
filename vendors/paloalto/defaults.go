package paloalto

import (
	"strconv"
	"strings"
)

// release is a PAN-OS release as far as defaults depend on it. The zero release
// is one that the file does not tell.
type release struct{ major, minor int }

// parseRelease reads "11.1.4-h7"; a text of another form gives the zero release.
func parseRelease(text string) release {
	major, rest, _ := strings.Cut(text, ".")
	minor, _, _ := strings.Cut(rest, ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if errA != nil || errB != nil || a < 0 || b < 0 {
		return release{}
	}
	return release{a, b}
}

func (r release) known() bool { return r != release{} }

func (r release) before(major, minor int) bool {
	return r.major < major || r.major == major && r.minor < minor
}

// String returns the words for messages: "PAN-OS 10.1", or "PAN-OS".
func (r release) String() string {
	if !r.known() {
		return "PAN-OS"
	}
	return "PAN-OS " + strconv.Itoa(r.major) + "." + strconv.Itoa(r.minor)
}

// Values that hold in all releases where the configuration is silent.
const (
	ikeLifetime   = 8 * 3600 // IKE crypto profile: 8 hours (PAN-OS web help, Network Profiles > IKE Crypto)
	ipsecLifetime = 3600     // IPsec crypto profile: 1 hour (PAN-OS web help, Network Profiles > IPSec Crypto)
	ikeGroup      = 2        // IKE crypto profile without dh-group (pan-os-codegen, ike-crypto-profile)

	dpdInterval = 5 // seconds; IKEv1 DPD and IKEv2 liveness check (CLI command hierarchy)
	dpdRetry    = 5 // IKEv1 only (CLI command hierarchy)

	monitorInterval = 3 // seconds; monitor profile (web help, Network Profiles > Monitor)
	pathInterval    = 3 // seconds; path monitor of a static route (CLI command hierarchy)
	bgpKeepAlive    = 30

	replayWindow    = 1024 // packets, from 10.1 on (knowledge base kA10g000000PNBZCA4)
	replayWindowOld = 64   // packets, fixed up to 10.0
)

// monitorAction is what a monitor profile does unless told otherwise: it waits
// and leaves the routes as they are (web help, Network Profiles > Monitor).
const monitorAction = "wait-recover"

// builtIn is a crypto profile that PAN-OS brings along. They are ordinary
// entries that users edit, so that the table holds only where the file does not
// show the entry (factory configurations of 7.1, 8.1 and 10.1).
type builtIn struct {
	encryption     []string
	authentication []string
	group          int
}

// defaultProfile is the name of the profile in force where a gateway or a tunnel
// names none.
const defaultProfile = "default"

var builtInIKE = map[string]builtIn{
	defaultProfile:    {[]string{"aes-128-cbc", "3des"}, []string{"sha1"}, 2},
	"Suite-B-GCM-128": {[]string{"aes-128-cbc"}, []string{"sha256"}, 19},
	"Suite-B-GCM-256": {[]string{"aes-256-cbc"}, []string{"sha384"}, 20},
}

var builtInIPsec = map[string]builtIn{
	defaultProfile:    {[]string{"aes-128-cbc", "3des"}, []string{"sha1"}, 2},
	"Suite-B-GCM-128": {[]string{"aes-128-gcm"}, []string{"none"}, 19},
	"Suite-B-GCM-256": {[]string{"aes-256-gcm"}, []string{"none"}, 20},
}

// builtInProfile looks a name up in one of the tables. Release 6.1 has the
// profile "default" only.
func builtInProfile(table map[string]builtIn, name string, r release) (builtIn, bool) {
	p, ok := table[name]
	if name != defaultProfile && r.known() && r.before(7, 0) {
		return builtIn{}, false
	}
	return p, ok
}

// ciphers and hashes are PAN-OS's words for algorithms and those of the model.
// Releases before 7.0 wrote aes128 for aes-128-cbc.
var ciphers = map[string]string{
	"des": "des", "3des": "3des",
	"aes128": "aes128", "aes192": "aes192", "aes256": "aes256",
	"aes-128-cbc": "aes128", "aes-192-cbc": "aes192", "aes-256-cbc": "aes256",
	"aes-128-gcm": "aes128gcm16", "aes-256-gcm": "aes256gcm16",
	"aes-128-ccm": "aes128ccm16", "null": "null",
}

var hashes = map[string]string{
	"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
	"none": "", "non-auth": "", // with GCM only
}

// onlyIKEv2 reports whether phase 1 offers the algorithm with IKEv2 alone: GCM
// (10.0.3 and later) and the groups 15, 16 and 21 (10.2 and later).
func onlyIKEv2(cipher string, group int) bool {
	return strings.Contains(cipher, "gcm") || group == 15 || group == 16 || group == 21
}

// unitSeconds are the units of a lifetime.
var unitSeconds = map[string]int{"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}

// unitKilobytes are the units of a lifesize.
var unitKilobytes = map[string]int{"kb": 1, "mb": 1 << 10, "gb": 1 << 20, "tb": 1 << 30}

// protocolNames are the IP protocols that a proxy-id can give by number.
var protocolNames = map[string]string{"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
