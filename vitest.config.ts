import { defineConfig } from "vitest/config";

/**
 * Outages have limits in seconds, as on hardware: whoever measures them has the machine for itself, after all others, one
 * file after the other. The documents' transcripts run the lab, which proves a failover.
 */
const ALONE = ["test/live/twin.test.ts", "test/docs/transcripts.test.ts"];

export default defineConfig({
  test: {
    // Two cores: live tests start engines and simulators, which would only wait for each other.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ["default", ["json", { outputFile: ".lab/test-report.json" }]],
    projects: [
      { extends: true, test: { name: "shared", include: ["test/**/*.test.ts"], exclude: ALONE } },
      { extends: true, test: { name: "alone", include: ALONE, sequence: { groupOrder: 1 }, maxWorkers: 1 } },
    ],
  },
});
