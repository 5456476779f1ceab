package outsystems

import (
	"strings"
	"testing"
)

func ranges(t *testing.T, text string) []addrRange {
	t.Helper()
	var rs []addrRange
	for word := range strings.FieldsSeq(text) {
		r, ok := parseRange(word)
		if !ok {
			t.Fatalf("parseRange(%q) fails", word)
		}
		rs = append(rs, r)
	}
	return rs
}

func TestCoverage(t *testing.T) {
	for _, tt := range []struct {
		ranges, want string
		exact        bool
	}{
		{"10.1.0.0/16", "10.1.0.0/16", true},
		{"10.1.0.0/16 10.9.0.0/16", "10.0.0.0/12", false},
		{"10.0.0.0/16 10.1.0.0/16", "10.0.0.0/15", true},
		{"10.1.0.0/16 10.2.0.0/16", "10.0.0.0/14", false},
		{"192.168.2.0/24 192.168.0.0/24 192.168.1.0/24 192.168.3.0/24", "192.168.0.0/22", true},
		{"10.1.2.0/24 10.1.0.0/16", "10.1.0.0/16", true},
		{"10.1.1.1 10.1.1.1", "10.1.1.1/32", true},
		{"172.16.10.0/16", "172.16.0.0/16", true},
		{"10.1.0.1-10.1.0.6", "10.1.0.0/29", false},
		{"0.0.0.0/0 10.1.0.0/16", "0.0.0.0/0", true},
		{"10.0.0.0/8 192.168.0.0/16", "0.0.0.0/0", false},
		{"0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0", true},
		{"2001:db8:1::/48 2001:db8:2::/48", "2001:db8::/46", false},
	} {
		got, exact := coverage(ranges(t, tt.ranges))
		if got.String() != tt.want || exact != tt.exact {
			t.Errorf("coverage(%s) = %s, %t; want %s, %t", tt.ranges, got, exact, tt.want, tt.exact)
		}
	}
	if p, _ := coverage(nil); p.IsValid() {
		t.Errorf("coverage of nothing = %s", p)
	}
}

func TestRanges(t *testing.T) {
	for _, tt := range []struct {
		a, b             string
		covers, overlaps bool
	}{
		{"10.0.0.0/8", "10.8.2.0/24", true, true},
		{"10.8.2.0/24", "10.0.0.0/8", false, true},
		{"10.8.2.0/24", "10.8.2.0/24", true, true},
		{"10.8.2.0/24", "10.8.3.0/24", false, false},
		{"10.8.2.0-10.8.3.9", "10.8.3.0/24", false, true},
		{"0.0.0.0/0", "203.0.113.1", true, true},
		{"0.0.0.0/0", "::/0", false, false},
		{"::/0", "2001:db8::1", true, true},
	} {
		rs := ranges(t, tt.a+" "+tt.b)
		if got := rs[0].covers(rs[1]); got != tt.covers {
			t.Errorf("%s covers %s = %t", tt.a, tt.b, got)
		}
		if got := rs[0].overlaps(rs[1]); got != tt.overlaps {
			t.Errorf("%s overlaps %s = %t", tt.a, tt.b, got)
		}
	}
}

func TestUnion(t *testing.T) {
	got := union(ranges(t, "10.3.0.0/16 10.0.0.0/16 10.1.0.0/16 10.1.2.0/24"))
	want := ranges(t, "10.0.0.0/15 10.3.0.0/16")
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("union = %v, want %v", got, want)
	}
}

func TestRangesText(t *testing.T) {
	if got := rangesText(ranges(t, "10.1.0.0/16 10.2.0.1 10.3.0.1-10.3.0.9")); got != "10.1.0.0/16, 10.2.0.1/32, 10.3.0.1-10.3.0.9" {
		t.Errorf("rangesText = %s", got)
	}
}

func TestIsAny(t *testing.T) {
	for text, want := range map[string]bool{"0.0.0.0/0": true, "::/0": true, "0.0.0.0/1": false, "128.0.0.0/1": false, "10.0.0.0/8": false} {
		if got := ranges(t, text)[0].isAny(); got != want {
			t.Errorf("%s is any = %t", text, got)
		}
	}
}

func TestParseRangeRefuses(t *testing.T) {
	for _, text := range []string{"", "dynamic", "LAN-NETS", "10.1.0.9-10.1.0.1", "10.1.0.1-2001:db8::1", "10.1.0.0/33"} {
		if r, ok := parseRange(text); ok {
			t.Errorf("parseRange(%q) = %v, want none", text, r)
		}
	}
}
