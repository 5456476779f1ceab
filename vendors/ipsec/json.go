package ipsec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// Schema is the name and version of the JSON form of the model.
const Schema = "vpnlint/model/1"

// WriteJSON writes the devices as the document that `vpnlint model` prints. Its
// keys are a contract: they are added to, never renamed.
func WriteJSON(w io.Writer, devices []*Device) error {
	doc := jsonModel{Schema: Schema, Devices: make([]jsonDevice, 0, len(devices))}
	for _, d := range devices {
		doc.Devices = append(doc.Devices, deviceJSON(d))
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

type jsonModel struct {
	Schema  string       `json:"schema"`
	Devices []jsonDevice `json:"devices"`
}

type jsonDevice struct {
	Path     string       `json:"path"`
	Vendor   string       `json:"vendor"`
	Version  string       `json:"version"`
	Hostname string       `json:"hostname"`
	Context  string       `json:"context"`
	Whole    bool         `json:"whole"`
	Tunnels  []jsonTunnel `json:"tunnels"`
	Around   *jsonAround  `json:"around,omitempty"`
}

type jsonTunnel struct {
	Name           string          `json:"name"`
	Description    string          `json:"description"`
	Kind           Kind            `json:"kind"`
	Peer           string          `json:"peer"`
	Role           Role            `json:"role"`
	Enabled        bool            `json:"enabled"`
	At             string          `json:"at,omitempty"`
	Interface      string          `json:"interface"`
	IKE            jsonIKE         `json:"ike"`
	Children       []jsonChild     `json:"children"`
	SAPairs        *jsonValue      `json:"sa_pairs"`
	Initiation     *jsonValue      `json:"initiation"`
	IdleTimeout    *jsonValue      `json:"idle_timeout"`
	SessionTimeout *jsonValue      `json:"session_timeout"`
	Keepalives     []jsonKeepalive `json:"keepalives"`
	MSS            *jsonValue      `json:"mss"`
	DontFragment   *jsonValue      `json:"dont_fragment"`
	Fragmentation  *jsonValue      `json:"fragmentation"`
	ReplayWindow   *jsonValue      `json:"replay_window"`
	InsideLocal    *jsonValue      `json:"inside_local"`
	InsideRemote   *jsonValue      `json:"inside_remote"`
	Blockers       []string        `json:"blockers"`
}

type jsonIKE struct {
	Versions     *jsonValue     `json:"versions"`
	Mode         *jsonValue     `json:"mode"`
	Auth         *jsonValue     `json:"auth"`
	Lifetime     *jsonValue     `json:"lifetime"`
	Rekey        *jsonRekey     `json:"rekey"`
	Proposals    []jsonProposal `json:"proposals"`
	DPD          jsonDPD        `json:"dpd"`
	NATTraversal *jsonValue     `json:"nat_traversal"`
	Port         *jsonValue     `json:"port"`
	LocalID      *jsonValue     `json:"local_id"`
	LocalAddress *jsonValue     `json:"local_address"`
}

type jsonDPD struct {
	Enabled  *jsonValue `json:"enabled"`
	Answers  *jsonValue `json:"answers"`
	Interval *jsonValue `json:"interval"`
	Retries  *jsonValue `json:"retries"`
}

type jsonProposal struct {
	Encryption []string   `json:"encryption"`
	Integrity  []string   `json:"integrity"`
	PRF        *[]string  `json:"prf,omitempty"`
	DH         []int      `json:"dh"`
	Lifetime   *jsonValue `json:"lifetime,omitempty"`
}

type jsonChild struct {
	Name              string         `json:"name"`
	Description       string         `json:"description,omitempty"`
	Protocol          *jsonValue     `json:"protocol"`
	Mode              *jsonValue     `json:"mode"`
	Proposals         []jsonProposal `json:"proposals"`
	PFS               *jsonValue     `json:"pfs"`
	PFSGroups         *jsonValue     `json:"pfs_groups"`
	Lifetime          *jsonValue     `json:"lifetime"`
	Rekey             *jsonRekey     `json:"rekey"`
	LifetimeKilobytes *jsonValue     `json:"lifetime_kilobytes"`
	Selectors         []jsonSelector `json:"selectors"`
	Excluded          []jsonSelector `json:"excluded,omitempty"`
}

type jsonRekey struct {
	Earliest int `json:"earliest"`
	Latest   int `json:"latest"`
}

type jsonSelector struct {
	Local    string `json:"local"`
	Remote   string `json:"remote"`
	Protocol string `json:"protocol"`
	Ports    string `json:"ports,omitempty"`
}

type jsonKeepalive struct {
	Kind          string `json:"kind"`
	Target        string `json:"target"`
	Source        string `json:"source"`
	Interval      *int   `json:"interval"`
	ControlsState bool   `json:"controls_state"`
}

// jsonValue is a Value as the design writes it. A nil one is a setting that does
// not exist on this tunnel.
type jsonValue struct {
	Value  any    `json:"value"`
	Origin string `json:"origin"`
	At     string `json:"at,omitempty"`
	Reason string `json:"reason,omitempty"`
}

func valueJSON[T any](v Value[T]) *jsonValue {
	switch v.Origin {
	case None:
		return nil
	case Unknown:
		return &jsonValue{Origin: v.Origin.String(), At: placeText(v.At), Reason: v.Reason}
	}
	return &jsonValue{Value: v.V, Origin: v.Origin.String(), At: placeText(v.At), Reason: v.Reason}
}

// listJSON is valueJSON for lists: an empty list is [], never null.
func listJSON[T any](v Value[[]T]) *jsonValue {
	if v.V == nil {
		v.V = []T{}
	}
	return valueJSON(v)
}

func placeText(s Span) string {
	if s.IsZero() {
		return ""
	}
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}
