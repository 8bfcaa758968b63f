import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** What the worker calls the list. */
const NAME = "__SHELL__";
const ALSO = ["/", "/theme.js", "/icon.svg", "/manifest.webmanifest"];

/**
 * Tells the service worker which files the app consists of. Its bytes change whenever one of them does, by which
 * browsers notice that there is a new version.
 */
export function shellList(): Plugin {
  return {
    name: "restu-shell-list",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk" || !worker.code.includes(NAME)) {
        this.error("the worker asks for no list of files");
      }
      const hashed = Object.keys(bundle).filter((name) => name.startsWith("assets/") && !name.endsWith(".map"));
      const index = bundle["index.html"];
      const page = index?.type === "asset" ? String(index.source) : "";
      const files = [...ALSO, ...hashed.sort().map((name) => `/${name}`)];
      const version = createHash("sha256").update(page).update(files.join()).digest("hex").slice(0, 16);
      worker.code = `const ${NAME} = ${JSON.stringify({ version, files })};\n${worker.code}`;
    },
  };
}
