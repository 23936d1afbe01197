//go:build tools

// Package tools keeps the engine's command among the requirements when `go mod tidy` runs.
package tools

import _ "github.com/opentofu/opentofu/cmd/tofu"
