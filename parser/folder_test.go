package parser

import (
	"errors"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestFolderMatch(t *testing.T) {
	fsys := fstest.MapFS{
		"swanctl/swanctl.conf":     {Data: []byte("a")},
		"swanctl/conf.d/b.conf":    {Data: []byte("b")},
		"swanctl/conf.d/a.conf":    {Data: []byte("c")},
		"swanctl/conf.d/sub/x.txt": {Data: []byte("d")},
		"ipsec.secrets":            {Data: []byte("e")},
	}
	folder := NewFolder("backup/etc", fsys, "")
	from, err := folder.Open("backup/etc/swanctl/swanctl.conf")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		pattern string
		want    []string
		outside bool
	}{
		{"conf.d/*.conf", []string{"backup/etc/swanctl/conf.d/a.conf", "backup/etc/swanctl/conf.d/b.conf"}, false},
		{"conf.d/*", []string{"backup/etc/swanctl/conf.d/a.conf", "backup/etc/swanctl/conf.d/b.conf"}, false},
		{"../ipsec.secrets", []string{"backup/etc/ipsec.secrets"}, false},
		{"../../../etc/passwd", nil, true},
		{"/etc/swanctl/conf.d/a.conf", []string{"backup/etc/swanctl/conf.d/a.conf"}, false},
		{"/var/lib/strongswan/*.inc", nil, true},
		{"none/*.conf", nil, false},
	}
	for _, tt := range tests {
		got, err := folder.Match(from, tt.pattern)
		if errors.Is(err, ErrOutside) != tt.outside {
			t.Errorf("%s: error %v, want outside %v", tt.pattern, err, tt.outside)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", tt.pattern, diff)
		}
	}
	if _, err := folder.Open("backup/passwd"); !errors.Is(err, ErrOutside) {
		t.Errorf("a file outside the folder was opened: %v", err)
	}
	if diff := cmp.Diff([]string{"backup/etc/swanctl/swanctl.conf"}, folder.Opened()); diff != "" {
		t.Errorf("opened: -want +got:\n%s", diff)
	}
}

func TestNilFolderHoldsNothing(t *testing.T) {
	var folder *Folder
	src, _ := NewSource("-", nil, "")
	if _, err := folder.Match(src, "conf.d/*.conf"); !errors.Is(err, ErrOutside) {
		t.Errorf("got %v, want ErrOutside", err)
	}
	if _, err := folder.Open("x"); err == nil || folder.Opened() != nil {
		t.Error("the nil folder opened a file")
	}
}

func TestFolderList(t *testing.T) {
	tree := fstest.MapFS{"etc/swanctl/swanctl.conf": {}, "etc/rules.v4": {}, "etc/a.txt": {}, "many/0": {}}
	for i := range maxListed + 1 {
		tree["many/"+strconv.Itoa(i)] = &fstest.MapFile{}
	}
	f := NewFolder("backup", tree, "")
	from, err := NewSource("backup/etc/swanctl/swanctl.conf", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir  string
		want []string
	}{
		{"..", []string{"backup/etc/a.txt", "backup/etc/rules.v4"}},
		{"../iptables", nil},
		{"../../many", nil},
	} {
		if got, err := f.List(from, c.dir); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v; want %q", c.dir, got, err, c.want)
		}
	}
	if _, err := f.List(from, "../../.."); !errors.Is(err, ErrOutside) {
		t.Errorf("above the folder: %v", err)
	}
}

func TestFolderLook(t *testing.T) {
	f := NewFolder(".", fstest.MapFS{"a": {Data: []byte("x")}, "b": {Data: []byte("y")}}, "")
	for _, name := range []string{"a", "b"} {
		src, err := f.Look(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "b" {
			f.Take(src)
		}
	}
	if got := f.Opened(); !slices.Equal(got, []string{"b"}) {
		t.Errorf("opened %q, want b only", got)
	}
}
