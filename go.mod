module github.com/vpnlint/vpnlint

go 1.25.0
