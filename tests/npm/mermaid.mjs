// Reads a JSON list of Mermaid charts and prints, for each, what the real parser has against it (null: nothing).
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const page = new JSDOM("<!doctype html><body></body>");
globalThis.window = page.window; // mermaid sanitises labels and wants a page for that
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

const verdicts = [];
for (const chart of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(chart);
    verdicts.push(null);
  } catch (error) {
    verdicts.push(String(error.message));
  }
}
console.log(JSON.stringify(verdicts));
