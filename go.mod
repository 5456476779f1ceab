module github.com/vpnlint/vpnlint

go 1.25.0

require (
	github.com/alecthomas/participle/v2 v2.1.4
	github.com/google/go-cmp v0.6.0
	go.yaml.in/yaml/v4 v4.0.0
	golang.org/x/text v0.38.0
	golang.org/x/tools v0.45.0
)
