//go:build tools

// Package tools keeps the provider among the requirements when `go mod tidy` runs.
package tools

import _ "github.com/bpg/terraform-provider-proxmox"
