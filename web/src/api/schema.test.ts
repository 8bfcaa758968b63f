import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

it("is what contracts/openapi.json says now (else: make golden)", () => {
  const program = here("../../node_modules/openapi-typescript/bin/cli.js");
  const made = execFileSync(process.execPath, [program, here("../../../contracts/openapi.json")], {
    encoding: "utf-8",
  });
  expect(readFileSync(here("./schema.ts"), "utf-8").trim()).toBe(made.trim());
}, 30_000);
