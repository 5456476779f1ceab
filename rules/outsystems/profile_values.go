// Code generated from profile.yaml by go test ./rules/outsystems -run ProfileValues -update. DO NOT EDIT.

package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
)

func profileValues() *rules.Profile {
	return &rules.Profile{
		Name:     "outsystems-cloud",
		Title:    "Site-to-site VPN to the OutSystems Cloud",
		URL:      "https://success.outsystems.com/Support/Enterprise_Customers/Troubleshooting/VPN_connectivity_and_troubleshooting_guide",
		OlderURL: "https://success.outsystems.com/ja-jp/Support/Enterprise_Customers/Troubleshooting/VPN_connectivity_and_troubleshooting_guide",
		IKE: rules.IKEProfile{
			Versions:  []string{"ikev1", "ikev2"},
			Preferred: "ikev2",
			Mode:      "main",
			Auth:      "psk",
			Encryption: rules.List[string]{
				Accepted:    []string{"aes128", "aes256"},
				FarSideOnly: []string{"aes128gcm16", "aes256gcm16"},
				Weak:        []string{},
			},
			Integrity: rules.List[string]{
				Accepted:    []string{"sha1", "sha256", "sha512"},
				FarSideOnly: []string{"sha384"},
				Weak:        []string{"sha1"},
			},
			DH: rules.List[int]{
				Accepted:    []int{2, 14, 15, 16, 17, 18, 22, 23, 24},
				FarSideOnly: []int{19, 20, 21},
				Weak:        []int{2, 22, 23, 24},
			},
			Offer: rules.Offer{
				Encryption: "aes256",
				Integrity:  "sha256",
				PRF:        "sha256",
				DH:         14,
			},
			Lifetime:    28800,
			LifetimeMin: 900,
			Port:        500,
			NATPort:     4500,
		},
		IPsec: rules.IPsecProfile{
			Protocol: "esp",
			Mode:     "tunnel",
			Encryption: rules.List[string]{
				Accepted:    []string{"aes128", "aes256"},
				FarSideOnly: []string{"aes128gcm16", "aes256gcm16"},
				Weak:        []string{},
			},
			Integrity: rules.List[string]{
				Accepted:    []string{"sha1", "sha256", "sha512"},
				FarSideOnly: []string{"sha384"},
				Weak:        []string{"sha1"},
			},
			DH: rules.List[int]{
				Accepted:    []int{2, 5, 14, 15, 16, 17, 18, 22, 23, 24},
				FarSideOnly: []int{19, 20, 21},
				Weak:        []int{2, 5, 22, 23, 24},
			},
			Offer: rules.Offer{
				Encryption: "aes256",
				Integrity:  "sha256",
				DH:         14,
			},
			Lifetime:      3600,
			LifetimeMin:   900,
			HardPercent:   110,
			IKEv2Rekey:    3060,
			VolumeWarning: 1000000,
			VolumeInfo:    4608000,
			SAPairs:       1,
		},
		DPD: rules.DPDProfile{
			Interval:     10,
			Retries:      3,
			IntervalMin:  5,
			RetriesMin:   2,
			DetectionMax: 60,
			PeerSessions: 10,
		},
		Keepalive: rules.KeepaliveProfile{
			Interval:    5,
			IntervalMax: 10,
		},
		Packet: rules.PacketProfile{
			MSS: []rules.MSSRow{rules.MSSRow{
				Encryption: []string{"aes128gcm16", "aes256gcm16"},
				Integrity:  []string{},
				Plain:      1406,
				NAT:        1398,
			}, rules.MSSRow{
				Encryption: []string{"aes128", "aes256"},
				Integrity:  []string{"sha1", "sha256"},
				Plain:      1398,
				NAT:        1382,
			}, rules.MSSRow{
				Encryption: []string{"aes128", "aes256"},
				Integrity:  []string{"sha384"},
				Plain:      1382,
				NAT:        1382,
			}, rules.MSSRow{
				Encryption: []string{"aes128", "aes256"},
				Integrity:  []string{"sha512"},
				Plain:      1382,
				NAT:        1366,
			}},
			ReplayMin:    64,
			ReplayWindow: 128,
		},
		Tunnel: rules.TunnelProfile{
			Count:          2,
			InsideRange:    netip.MustParsePrefix("169.254.0.0/16"),
			InsideBits:     30,
			InsideReserved: []netip.Prefix{netip.MustParsePrefix("169.254.0.0/30"), netip.MustParsePrefix("169.254.1.0/30"), netip.MustParsePrefix("169.254.2.0/30"), netip.MustParsePrefix("169.254.3.0/30"), netip.MustParsePrefix("169.254.4.0/30"), netip.MustParsePrefix("169.254.5.0/30"), netip.MustParsePrefix("169.254.169.252/30")},
			NotPublic:      []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16")},
		},
		Routing: rules.RoutingProfile{
			RoutesMax:        20,
			CloudBits:        24,
			BGPKeepalive:     10,
			BGPHold:          30,
			ASNMax:           0xffff,
			ASNReserved:      []uint32{0x1c38, 0x2363, 0x278c, 0x4455, 0x4617, 0x0, 0x5ba0, 0xffff},
			BGPRoutesMax:     100,
			BackupDistance:   100,
			BackupPreference: 50,
			BackupPrepend:    2,
		},
		Traffic: rules.TrafficProfile{
			HTTPS: 443,
			HTTP:  80,
			DNS:   53,
		},
		DNS: rules.DNSProfile{
			Domain: "outsystemsenterprise.com",
			Others: []string{"rds.amazonaws.com"},
		},
	}
}
