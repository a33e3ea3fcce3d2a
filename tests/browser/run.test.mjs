// Runs every flow in one process, so that one program and one browser serve them all.
import { after } from "node:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stopAll } from "./harness.mjs";

after(stopAll);

const flows = join(import.meta.dirname, "flows");
for (const name of readdirSync(flows).filter((name) => name.endsWith(".mjs")).sort()) {
  await import(pathToFileURL(join(flows, name)));
}
