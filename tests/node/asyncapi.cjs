// What the AsyncAPI project's own parser says of a document: node asyncapi.cjs FILE
// Writes {"operations": {name: [message, ...]}, "diagnostics": [{severity, code, path, message}]} as JSON;
// severity 0 is an error, 1 a warning, 2 a remark.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  const operations = document ? document.operations().all() : [];
  const messages = (operation) => operation.messages().all().map((message) => message.name());
  const found = diagnostics.map(({ severity, code, path, message }) => ({ severity, code, path: path.join("."), message }));
  const said = { operations: Object.fromEntries(operations.map((one) => [one.id(), messages(one)])), diagnostics: found };
  process.stdout.write(JSON.stringify(said));
});
