import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["framework/**/*.test.ts", "cli/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", "**/.iffc/**"],
    testTimeout: 30_000,
    pool: "forks",
  },
});
