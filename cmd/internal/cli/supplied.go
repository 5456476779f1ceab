package cli

import (
	"errors"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// readSupplied reads the files that OutSystems supplied, by path. The error says
// what is wrong with each, one thing a line, and names what asks for it.
func (p *Program) readSupplied(paths []config.Value[string]) (map[string]*ipsec.Supplied, error) {
	out := make(map[string]*ipsec.Supplied, len(paths))
	var bad []error
	for _, path := range paths {
		s, err := p.readOneSupplied(path.V)
		if err != nil {
			bad = append(bad, errors.New(path.Origin.String()+": "+err.Error()))
			continue
		}
		out[path.V] = s
	}
	return out, errors.Join(bad...)
}

func (p *Program) readOneSupplied(path string) (*ipsec.Supplied, error) {
	raw, err := p.read(input{name: path, named: true})
	if err != nil {
		return nil, errors.New(path + ": " + whyUnreadable(path, err))
	}
	src, err := parser.NewSource(path, raw, "auto")
	if err != nil {
		return nil, errors.New(path + ": " + strings.TrimPrefix(err.Error(), path+": "))
	}
	return vendors.ReadSupplied(p.Vendors, src)
}
