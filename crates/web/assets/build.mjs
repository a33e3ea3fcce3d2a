// Bundles src/ with htmx and a cut of Tabler into dist/: names carry a hash of the content, a gzip copy lies
// beside each file, and manifest.json maps `app.css` to its hashed name. crates/web/src/assets.rs embeds the folder.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { cutTabler } from "./cut-tabler.mjs";

const here = import.meta.dirname;
const dist = join(here, "dist");

/** A page must stay quick on a phone in the county: all style sheets together, compressed. */
const CSS_BYTES_MAX = 60_000;
/** Chromium 109 is the last that runs on Windows 7, which outlets still use. */
const TARGETS = ["chrome109", "edge109", "firefox115", "safari16"];

const bundled = await build({
  absWorkingDir: here,
  entryPoints: ["src/app.css", "src/app.js", "src/theme.js"],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: TARGETS,
  legalComments: "inline",
  write: false,
  plugins: [
    {
      name: "cut-tabler",
      setup(pipeline) {
        pipeline.onLoad({ filter: /tabler\.css$/ }, async ({ path }) => ({
          contents: cutTabler(await readFile(path, "utf8")),
          loader: "css",
        }));
      },
    },
  ],
});

const outputs = bundled.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]);
outputs.push(["mark.svg", await readFile(join(here, "src/mark.svg"))]);

const manifest = {};
const files = new Map();
let cssBytes = 0;
for (const [name, content] of outputs) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const [stem, extension] = name.split(".");
  const hashed = `${stem}-${hash}.${extension}`;
  const compressed = gzipSync(content, { level: 9 });
  files.set(hashed, content).set(`${hashed}.gz`, compressed);
  manifest[name] = hashed;
  if (extension === "css") cssBytes += compressed.length;
  console.log(`${hashed}  ${content.length} bytes, ${compressed.length} compressed`);
}
if (cssBytes > CSS_BYTES_MAX) {
  throw new Error(`the style sheets are ${cssBytes} bytes compressed; at most ${CSS_BYTES_MAX} are allowed`);
}

// The same content is left alone, so that Cargo does not build the web crate again.
const manifestText = `${JSON.stringify(manifest, null, 2)}\n`;
const before = await readFile(join(dist, "manifest.json"), "utf8").catch(() => "");
if (before !== manifestText) {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [name, content] of files) await writeFile(join(dist, name), content);
  // Last, because crates/web/build.rs takes this file as the sign of a finished build.
  await writeFile(join(dist, "manifest.json"), manifestText);
}
