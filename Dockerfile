# A static binary on a base without a shell, run as a user without rights:
#   docker run --rm -v "$PWD:/work:ro" ghcr.io/vpnlint/vpnlint:0.1.0 configs/
#   ssh fw show running-config | docker run --rm -i ghcr.io/vpnlint/vpnlint:0.1.0 -
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH VERSION="" COMMIT="" DATE=""
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY parser parser
COPY rules rules
COPY vendors vendors
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath \
    -ldflags "-s -w -X github.com/vpnlint/vpnlint/cmd/internal/cli.buildVersion=$VERSION -X github.com/vpnlint/vpnlint/cmd/internal/cli.buildCommit=$COMMIT -X github.com/vpnlint/vpnlint/cmd/internal/cli.buildDate=$DATE" \
    -o /vpnlint ./cmd/vpnlint

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /vpnlint /usr/local/bin/vpnlint
WORKDIR /work
USER nonroot:nonroot
ENTRYPOINT ["/usr/local/bin/vpnlint"]
