// Renders openapi.json as plain text nodes: nothing in it can become markup.
const make = (tag, text = "", attributes = {}) => {
  const node = Object.assign(document.createElement(tag), attributes);
  node.textContent = text;
  return node;
};

const typeOf = (schema = {}) => {
  if (schema.$ref) return schema.$ref.split("/").pop();
  const choices = schema.anyOf || schema.oneOf;
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `[${schema.prefixItems ? schema.prefixItems.map(typeOf).join(", ") : typeOf(schema.items)}]`;
  if (schema.type === "object" && typeof schema.additionalProperties === "object") return `{…: ${typeOf(schema.additionalProperties)}}`;
  return schema.type || "any";
};

const contentOf = (holder = {}) =>
  Object.entries(holder.content || {}).map(([media, { schema }]) => `${media}: ${typeOf(schema)}`).join("; ");

const rows = (pairs) => {
  const list = make("dl");
  for (const [term, about] of pairs) list.append(make("dt", term), make("dd", about));
  return list;
};

const operation = (method, path, about) => {
  const article = make("article", "", { id: about.operationId });
  const title = make("h3");
  title.append(make("span", method.toUpperCase(), { className: "method" }), document.createTextNode(path));
  const parameters = (about.parameters || []).map((p) => [`${p.in} ${p.name}`, `${typeOf(p.schema)}${p.required ? "" : ", optional"}`]);
  const body = about.requestBody ? [["body", contentOf(about.requestBody)]] : [];
  const answers = Object.entries(about.responses).map(([status, r]) => [status, [r.description, contentOf(r)].filter(Boolean).join(" — ")]);
  article.append(title, make("p", about.description || about.summary || ""), rows([...parameters, ...body, ...answers]));
  return article;
};

const schemaText = (schema) => {
  if (!schema.properties) return typeOf(schema);
  const required = new Set(schema.required || []);
  const lines = Object.entries(schema.properties).map(([name, one]) => `  ${name}${required.has(name) ? "" : "?"}: ${typeOf(one)}`);
  return `{\n${lines.join("\n")}\n}`;
};

const show = (api) => {
  const main = document.getElementById("operations");
  const contents = document.getElementById("contents");
  main.replaceChildren();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, about] of Object.entries(methods)) {
      contents.append(make("a", `${method.toUpperCase()} ${path}`, { href: `#${about.operationId}` }));
      main.append(operation(method, path, about));
    }
  }
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    document.getElementById("schemas").append(make("h3", name), make("p", schema.description || ""), make("pre", schemaText(schema)));
  }
};

fetch("/api/openapi.json")
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => { document.getElementById("operations").textContent = `openapi.json could not be read: ${error}`; });
