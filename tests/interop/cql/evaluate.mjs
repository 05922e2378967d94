// Evaluates every definition of a library: evaluate.mjs ELM < PEOPLE, one line of JSON out for each line in.
//
// A person is the library's parameters by name. What a definition comes to is true, false or null.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import cql from "cql-execution";

const elm = JSON.parse(readFileSync(process.argv[2], "utf8"));
const library = new cql.Library(elm);
const types = new Map(elm.library.parameters.def.map((each) => [each.name, each.parameterTypeSpecifier]));

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  const handed = Object.fromEntries([...types].map(([name, type]) => [name, read(told[name], type)]));
  const executor = new cql.Executor(library, new cql.CodeService({}), handed);
  const results = await executor.exec(new cql.PatientSource([]));
  const truths = Object.entries(results.unfilteredResults).filter(([, value]) => value === null || typeof value === "boolean");
  process.stdout.write(JSON.stringify(Object.fromEntries(truths)) + "\n");
}

function read(value, type) {
  if (value === null || value === undefined) return null;
  switch (type.type) {
    case "ListTypeSpecifier":
      return value.map((each) => read(each, type.elementType));
    case "TupleTypeSpecifier":
      return Object.fromEntries(type.element.map((each) => [each.name, read(value[each.name], each.elementType)]));
    default:
      return type.name.endsWith("}Date") ? cql.Date.parse(value) : value;
  }
}
