package proposal

// Default gives the lists that "default" stands for, in the order in which a
// daemon with all its usual plugins offers them when the option is not written.
// The plugins that are loaded add and remove entries, so that a caller must say
// that the list is the usual one.
//
// pfsOffered tells the default for ESP since strongSwan 6.0.2, which names the
// groups and "none"; before, it has no group and no PFS.
//
// Source: strongSwan, swanctl.conf options proposals and esp_proposals; NEWS 6.0.2.
func Default(protocol Protocol, pfsOffered bool) []Proposal {
	groups := []int{31, 19, 20, 21, 28, 29, 30, 32, 15, 16, 17, 18, 14}
	cbc := []string{"aes128", "aes192", "aes256"}
	gcm := []string{"aes128gcm16", "aes192gcm16", "aes256gcm16"}
	integrity := []string{"sha256", "sha384", "sha512", "sha1", "aesxcbc"}
	prf := []string{"sha256", "sha384", "sha512", "aesxcbc", "sha1"}
	switch protocol {
	case IKE:
		return []Proposal{
			{Encryption: cbc, Integrity: integrity, PRF: prf, DH: groups},
			{Encryption: append(gcm, "chacha20poly1305"), PRF: prf, DH: groups},
		}
	case ESP:
		list := []Proposal{{Encryption: gcm}, {Encryption: cbc, Integrity: integrity}}
		if pfsOffered {
			for i := range list {
				list[i].DH, list[i].NoDH = groups, true
			}
		}
		return list
	}
	return []Proposal{{Integrity: integrity}}
}
