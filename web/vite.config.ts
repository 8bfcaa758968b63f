import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompressed } from "./build/precompressed.ts";
import { shellList } from "./build/shell-list.ts";

// Where `make dev-web` finds a running stack.
const GATEWAY = process.env.GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), shellList(), precompressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: ["chrome125", "firefox128", "safari17.5"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or styles, and one rule is enough
    rolldownOptions: {
      input: { app: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        // What several screens use comes as one file, not as dozens of a few lines each.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      // The gateway answers under its own name only, and takes changes from its own pages only.
      ["/api", "/auth"].map((path) => [
        path,
        {
          target: GATEWAY,
          changeOrigin: true,
          headers: { origin: GATEWAY, "sec-fetch-site": "same-origin" },
        },
      ]),
    ),
  },
});
