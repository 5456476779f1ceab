package asa

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// The built-in values of an ASA. Sources are Cisco's CLI configuration guides and
// command references; where only device output shows a value, that is said.

const (
	defaultPolicyLifetime = 86400   // seconds, IKEv1 and IKEv2 policy (CLI guide, IKE policies)
	defaultSASeconds      = 28800   // CLI guide, crypto ipsec security-association lifetime
	defaultSAKilobytes    = 4608000 // the same, and every device's output
	defaultIdle           = 30 * 60 // seconds, vpn-idle-timeout of DfltGrpPolicy
	defaultDPDThreshold   = 10      // seconds, LAN-to-LAN (command reference, isakmp keepalive)
	dpdProbes             = 3       // fixed: not adjustable on the device
	defaultSLAFrequency   = 60      // seconds (command reference, frequency)
	defaultMSS            = 1380    // bytes (command reference, sysopt connection tcpmss)
	defaultReplayWindow   = 64      // packets
	defaultBGPKeepalive   = 60      // seconds (command reference, neighbor timers)
)

func (c *config) reason() string { return "default of " + c.version.label() }

func defaultValue[T any](c *config, v T) ipsec.Value[T] { return ipsec.DefaultOf(v, c.reason()) }

// defaultPFSGroup is the group of a bare "set pfs": group 2 up to 9.12, group 14
// from 9.13.
func (c *config) defaultPFSGroup() ([]int, bool) { return c.groupByVersion() }

// groupByVersion is the Diffie-Hellman group that a line without a group means.
func (c *config) groupByVersion() ([]int, bool) {
	switch {
	case c.version.before(9, 13):
		return []int{2}, true
	case c.version.known():
		return []int{14}, true
	}
	return nil, false
}

// defaultNATT says whether NAT traversal is on when no line says it: off in 7.0
// and 7.1, on from 8.0 (a device that has it off prints the "no" form). For a
// script of 7.2 to 8.3 that names no version it cannot be told.
func (c *config) defaultNATT() ipsec.Value[string] {
	switch {
	case c.version.before(7, 2):
		return ipsec.DefaultOf("off", c.reason())
	case c.version.since(8, 0):
		return ipsec.DefaultOf("on", c.reason())
	}
	c.dependsOnVersion("NAT traversal is on by default from ASA 8.0")
	return ipsec.UnknownAs[string]("the default depends on the version, which the file does not name", c.first)
}

// dependsOnVersion records that a value could not be told without the version. It
// is said once, whatever the number of values.
func (c *config) dependsOnVersion(example string) {
	if c.saidNoVersion {
		return
	}
	c.saidNoVersion = true
	c.problems = append(c.problems, ipsec.Problem{
		Kind: ipsec.NoVersion, At: c.first, VPN: true,
		Message: "the file does not name the software version, and a default depends on it (" + example + "); export the whole running-config",
	})
}

// encryption words of IKE policies, transform-sets and IKEv2 proposals.
var encryptionWords = map[string]string{
	"des": "des", "3des": "3des", "aes": "aes128", "aes-128": "aes128", "aes-192": "aes192", "aes-256": "aes256",
	"aes-gcm": "aes128gcm16", "aes-gcm-128": "aes128gcm16", "aes-gcm-192": "aes192gcm16", "aes-gcm-256": "aes256gcm16",
	"aes-gmac": "aes128gmac", "aes-gmac-192": "aes192gmac", "aes-gmac-256": "aes256gmac", "null": "null",
	"chacha20-poly1305": "chacha20poly1305",
}

var integrityWords = map[string]string{
	"md5": "md5", "sha": "sha1", "sha-1": "sha1", "sha1": "sha1", "sha256": "sha256", "sha-256": "sha256",
	"sha384": "sha384", "sha-384": "sha384", "sha512": "sha512", "sha-512": "sha512",
}

// transform is what one word of a transform-set adds.
type transform struct {
	encryption, integrity string
	ah                    bool
}

var transformWords = map[string]transform{
	"esp-des": {encryption: "des"}, "esp-3des": {encryption: "3des"}, "esp-aes": {encryption: "aes128"},
	"esp-aes-128": {encryption: "aes128"}, "esp-aes-192": {encryption: "aes192"}, "esp-aes-256": {encryption: "aes256"},
	"esp-null": {encryption: "null"}, "esp-none": {},
	"esp-md5-hmac": {integrity: "md5"}, "esp-sha-hmac": {integrity: "sha1"}, "esp-sha256-hmac": {integrity: "sha256"},
	"ah-md5-hmac": {integrity: "md5", ah: true}, "ah-sha-hmac": {integrity: "sha1", ah: true},
}

func isAEAD(word string) bool {
	switch word {
	case "aes128gcm16", "aes192gcm16", "aes256gcm16", "aes128gmac", "aes192gmac", "aes256gmac", "chacha20poly1305":
		return true
	}
	return false
}

// groupNumber reads "14" and "group14".
func groupNumber(text string) (int, bool) {
	if len(text) > 5 && strings.EqualFold(text[:5], "group") {
		text = text[5:]
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
